//! Nodes out of a parser's events, one after the other: nothing recurses before the depth is known.

use std::collections::BTreeMap;
use std::sync::Arc;

use saphyr::{Scalar, ScalarStyle};
use saphyr_parser::{Event, Marker, Span};

use super::lines::Lines;
use super::open::{Collection, Open};
use super::{Node, Place, Source, Value};
use crate::{Error, Result};

/// How deep lists and mappings may lie in each other; an experiment needs about six.
const DEEPEST: usize = 64;

/// How many values a document may have, those that aliases repeat among them.
const MOST_VALUES: usize = 200_000;

/// Builds the one document of a text.
pub(super) struct Builder<'t> {
    lines: Lines<'t>,
    source: Arc<Source>,
    /// The lists and mappings that are not closed yet, the innermost last.
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Node, usize)>,
    document: Option<Node>,
    values: usize,
}

impl<'t> Builder<'t> {
    pub(super) fn new(text: &'t str, source: &Arc<Source>) -> Self {
        let (open, anchors) = (Vec::new(), BTreeMap::new());
        Builder { lines: Lines::new(text), source: source.clone(), open, anchors, document: None, values: 0 }
    }

    /// The document, once all events are taken; `None` where there is none.
    pub(super) fn finish(self) -> Option<Node> {
        self.document
    }

    /// # Errors
    /// When a second document begins, something lies too deep, there is too much of it, or it is no plain value.
    pub(super) fn take(&mut self, event: Event, span: Span) -> Result<()> {
        match event {
            Event::SequenceStart(anchor, tag) => {
                self.begin(Collection::List(Vec::new()), anchor, span.start, is_odd(tag.as_deref()))
            }
            Event::MappingStart(anchor, tag) => {
                self.begin(Collection::mapping(), anchor, span.start, is_odd(tag.as_deref()))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span.start),
            Event::Scalar(text, style, anchor, tag) => {
                let place = self.place(span.start, span.end, None);
                let written = (style == ScalarStyle::Plain).then(|| text.to_string());
                let scalar = Scalar::parse_from_cow_and_metadata(text.clone(), style, tag.as_ref());
                let value = scalar_value(scalar, &place)?;
                self.count(1, &place)?;
                self.insert(Node { value, place }, anchor, 1, written.unwrap_or_default(), &text)
            }
            Event::Alias(anchor) => {
                let place = self.place(span.start, span.end, None);
                let Some((node, values)) = self.anchors.get(&anchor) else {
                    return Err(place.mark(Error::new("an alias stands inside of what it names")));
                };
                let (node, values) = (Node { value: node.value.clone(), place: place.clone() }, *values);
                let depth = self.open.len() + node.depth();
                self.check_depth(depth, &place)?;
                self.count(values, &place)?;
                let text = node.scalar_text().unwrap_or_default();
                self.insert(node, 0, values, String::new(), &text)
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, what: Collection, anchor: usize, start: Marker, odd: bool) -> Result<()> {
        let place = self.place(start, start, None);
        let place = Place { end: 0, ..place };
        self.second(&place)?;
        self.check_depth(self.open.len() + 1, &place)?;
        self.count(1, &place)?;
        self.open.push(Open { what, anchor, start, odd, before: self.values });
        Ok(())
    }

    fn end(&mut self, end: Marker) -> Result<()> {
        // The parser ends nothing that it did not begin.
        let Some(Open { what, anchor, start, odd, before }) = self.open.pop() else { return Ok(()) };
        let place = self.place(start, end, Some(what.bracket()));
        if odd {
            return Err(tagged(&place));
        }
        let values = self.values - before + 1;
        self.insert(Node { value: what.value(), place }, anchor, values, String::new(), "")
    }

    /// Puts a value where it belongs. `written` is a plain scalar as it stands in the file, `text` without quotes.
    fn insert(
        &mut self,
        node: Node,
        anchor: usize,
        values: usize,
        written: String,
        text: &str,
    ) -> Result<()> {
        self.second(&node.place)?;
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), values));
        }
        match self.open.last_mut() {
            None => self.document = Some(node),
            Some(parent) => parent.what.add(node, &written, text)?,
        }
        Ok(())
    }

    fn second(&self, place: &Place) -> Result<()> {
        if self.document.is_none() || !self.open.is_empty() {
            return Ok(());
        }
        Err(Place { end: 0, ..place.clone() }
            .mark(Error::new("a second document starts here, but a file holds one")))
    }

    fn check_depth(&self, depth: usize, place: &Place) -> Result<()> {
        if depth <= DEEPEST {
            return Ok(());
        }
        let what = format!("lists and mappings lie in each other more than {DEEPEST} deep");
        Err(place.mark(Error::new(what)).help("no experiment, card or list of tolerances needs that"))
    }

    fn count(&mut self, values: usize, place: &Place) -> Result<()> {
        self.values += values;
        if self.values <= MOST_VALUES {
            return Ok(());
        }
        let what = format!("there are more than {MOST_VALUES} values here, with those that aliases repeat");
        Err(place.mark(Error::new(what)).help("is it the file that you meant?"))
    }

    fn place(&self, start: Marker, end: Marker, bracket: Option<char>) -> Place {
        let (line, column) = (start.line().max(1), start.col());
        let place = |end| Place { source: self.source.clone(), line, column, end };
        if end.line() != start.line() {
            return place(0);
        }
        // A list or mapping in brackets ends, for the scanner, before the closing one.
        let closed = bracket.is_some() && self.lines.letter(line, end.col()) == bracket;
        place(end.col() + usize::from(closed))
    }
}

fn is_odd(tag: Option<&saphyr::Tag>) -> bool {
    tag.is_some_and(|tag| !tag.is_yaml_core_schema())
}

fn tagged(place: &Place) -> Error {
    place.mark(Error::new("this value cannot be read")).help("write it without a `!tag`")
}

fn scalar_value(scalar: Option<Scalar>, place: &Place) -> Result<Value> {
    Ok(match scalar.ok_or_else(|| tagged(place))? {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => Value::Bool(value),
        Scalar::Integer(value) => Value::Integer(value),
        Scalar::FloatingPoint(value) if value.is_finite() => Value::Number(value.into_inner()),
        Scalar::FloatingPoint(_) => return Err(place.mark(Error::new("a number must be finite"))),
        Scalar::String(text) => Value::Text(text.into_owned()),
    })
}
