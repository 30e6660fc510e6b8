//! A list or mapping that is not closed yet.

use std::collections::BTreeMap;

use saphyr_parser::Marker;

use super::{Entry, Key, Mapping, Node, Value};
use crate::{Error, Result};

pub(super) struct Open {
    pub(super) what: Collection,
    pub(super) anchor: usize,
    pub(super) start: Marker,
    /// Has it a tag that nobody knows here?
    pub(super) odd: bool,
    /// How many values there were when it began, itself among them.
    pub(super) before: usize,
}

pub(super) enum Collection {
    List(Vec<Node>),
    Mapping {
        entries: Vec<Entry>,
        /// Where each key stands among the entries.
        known: BTreeMap<String, usize>,
        /// The key whose value is not read yet.
        key: Option<Key>,
    },
}

impl Collection {
    pub(super) fn mapping() -> Self {
        Collection::Mapping { entries: Vec::new(), known: BTreeMap::new(), key: None }
    }

    /// How it closes when it is in brackets.
    pub(super) fn bracket(&self) -> char {
        match self {
            Collection::List(_) => ']',
            Collection::Mapping { .. } => '}',
        }
    }

    pub(super) fn value(self) -> Value {
        match self {
            Collection::List(items) => Value::List(items),
            Collection::Mapping { entries, .. } => Value::Mapping(Mapping { entries }),
        }
    }

    /// Adds an item, a key or the value of the key before. A key is called as it is `written`, or by its `text` in quotes.
    ///
    /// # Errors
    /// When a key is no word, a merge key, or stands there twice.
    pub(super) fn add(&mut self, node: Node, written: &str, text: &str) -> Result<()> {
        match self {
            Collection::List(items) => items.push(node),
            Collection::Mapping { entries, known, key } => match key.take() {
                Some(key) => {
                    known.insert(key.name.clone(), entries.len());
                    entries.push(Entry { key, value: node });
                }
                None => *key = Some(named(node, written, text, entries, known)?),
            },
        }
        Ok(())
    }
}

fn named(
    node: Node,
    written: &str,
    text: &str,
    entries: &[Entry],
    known: &BTreeMap<String, usize>,
) -> Result<Key> {
    let refuse = |what: String| node.place.mark(Error::new(what));
    if node.scalar_text().is_none() {
        return Err(refuse(format!("a key must be a word, not {}", node.describe())));
    }
    if written == "<<" {
        let help = "use `extends:` to start from another file, or write the settings out";
        return Err(refuse("merge keys (`<<`) are not read".into()).help(help));
    }
    if let Some(entry) = known.get(text).and_then(|place| entries.get(*place)) {
        let first = entry.key.place.line;
        let help = format!("it is set on line {first} already: take one of the two out");
        return Err(refuse(format!("the key `{text}` stands twice in one mapping")).help(help));
    }
    Ok(Key { name: text.to_owned(), place: node.place })
}
