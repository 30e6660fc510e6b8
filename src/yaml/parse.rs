//! From text to nodes, through saphyr.

use std::path::Path;
use std::sync::Arc;

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, ScanError, YamlData};

use super::{Entry, Key, Mapping, Node, Origin, Place, Source, Value};
use crate::error::Context;
use crate::{Error, Result, files};

/// Reads the one YAML document in a file.
///
/// # Errors
/// When the file cannot be read, is no YAML, or holds no document or several.
pub fn parse_file(file: &Path) -> Result<Node> {
    let text = files::read_text(file).context("cannot read the file", file.display())?;
    parse(Source { origin: Origin::File(file.to_owned()), text })
}

/// Reads the one YAML document in a text.
///
/// # Errors
/// As [`parse_file`].
pub fn parse(source: Source) -> Result<Node> {
    let source = Arc::new(source);
    match document(&source.text, &source)? {
        Some(node) => Ok(Node { place: Place::whole(&source), ..node }),
        None => Err(Error::new("the file is empty").at(source)),
    }
}

/// The one document of a text, if it holds any; `source` has the same characters at its places, or what is shown in
/// their stead.
///
/// # Errors
/// When the text is no YAML or holds several documents.
pub(super) fn document(text: &str, source: &Arc<Source>) -> Result<Option<Node>> {
    let documents = MarkedYaml::load_from_str(text).map_err(|error| syntax(error, source))?;
    match documents.as_slice() {
        [] => Ok(None),
        [document] => node(document, source).map(Some),
        [_, second, ..] => {
            let what = "a second document starts here, but a file holds one";
            Err(place(second, source).mark(Error::new(what)))
        }
    }
}

fn syntax(error: ScanError, source: &Arc<Source>) -> Error {
    // The scanner notices some mistakes only at the end of the file: then the end of its last line is shown.
    let last = source.text.lines().count().max(1);
    let (line, column) = (error.marker().line().max(1), error.marker().col());
    let text = source.text.lines().nth(line.min(last) - 1).unwrap_or_default();
    let (line, column) = if line > last { (last, text.chars().count()) } else { (line, column) };
    let rest = text.chars().skip(column);
    let word = rest.take_while(|letter| letter.is_alphanumeric() || "-_".contains(*letter)).count();
    let place = Place { source: source.clone(), line, column, end: column + word.max(1) };
    let marked = place.mark(Error::new(format!("not valid YAML: {}", error.info())));
    match error.info() {
        info if info.contains("tab") => marked.help("indent with spaces; YAML allows no tabs there"),
        info if info.contains("illegal placement") => marked.help("is a bracket above not closed?"),
        _ => marked,
    }
}

fn place(marked: &MarkedYaml, source: &Arc<Source>) -> Place {
    let (start, end) = (marked.span.start, marked.span.end);
    let (line, column) = (start.line().max(1), start.col());
    let place = |end| Place { source: source.clone(), line, column, end };
    if end.line() != start.line() {
        return place(0);
    }
    // A list or mapping in brackets ends, for the scanner, before the closing one.
    let last = source.text.lines().nth(line - 1).and_then(|line| line.chars().nth(end.col()));
    let closed = marked.is_sequence() && last == Some(']') || marked.is_mapping() && last == Some('}');
    place(end.col() + usize::from(closed))
}

fn node(marked: &MarkedYaml, source: &Arc<Source>) -> Result<Node> {
    let place = place(marked, source);
    let value = match &marked.data {
        YamlData::Value(scalar) => scalar_value(scalar, &place)?,
        YamlData::Sequence(items) => {
            Value::List(items.iter().map(|item| node(item, source)).collect::<Result<_>>()?)
        }
        YamlData::Mapping(entries) => {
            let entries = entries.iter().map(|(key, value)| entry(key, value, source));
            Value::Mapping(Mapping { entries: entries.collect::<Result<_>>()? })
        }
        YamlData::Tagged(..) | YamlData::BadValue | YamlData::Representation(..) | YamlData::Alias(_) => {
            let error = Error::new("this value cannot be read");
            return Err(place.mark(error).help("write it without a `!tag`"));
        }
    };
    Ok(Node { value, place })
}

fn entry(key: &MarkedYaml, value: &MarkedYaml, source: &Arc<Source>) -> Result<Entry> {
    let key = node(key, source)?;
    let Some(name) = key.scalar_text() else {
        return Err(key.place.mark(Error::new(format!("a key must be a word, not {}", key.describe()))));
    };
    Ok(Entry { key: Key { name, place: key.place }, value: node(value, source)? })
}

fn scalar_value(scalar: &Scalar, place: &Place) -> Result<Value> {
    Ok(match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => Value::Bool(*value),
        Scalar::Integer(value) => Value::Integer(*value),
        Scalar::FloatingPoint(value) if value.is_finite() => Value::Number(value.into_inner()),
        Scalar::FloatingPoint(_) => return Err(place.mark(Error::new("a number must be finite"))),
        Scalar::String(text) => Value::Text(text.to_string()),
    })
}
