//! The tree of a YAML file with the place of every key and value.

use super::Place;
use super::shown::shown;

/// A value and where it is written.
#[derive(Debug, Clone)]
pub struct Node {
    /// What is written there.
    pub value: Value,
    /// Where in the file.
    pub place: Place,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub enum Value {
    /// `null`, or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number without a fraction or exponent.
    Integer(i64),
    /// Always finite.
    Number(f64),
    /// Any other text, in quotes or without.
    Text(String),
    /// Values in the order of the file.
    List(Vec<Node>),
    /// Keys with values.
    Mapping(Mapping),
}

/// Keys and values in the order of the file; no key occurs twice.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// In the order of the file.
    pub entries: Vec<Entry>,
}

/// One key with its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What stands before the colon.
    pub key: Key,
    /// What stands behind it.
    pub value: Node,
}

/// A key and where it is written.
#[derive(Debug, Clone)]
pub struct Key {
    /// The key's text, without quotes.
    pub name: String,
    /// Where the key is written.
    pub place: Place,
}

impl Node {
    /// The mapping that the node holds.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        if let Value::Mapping(mapping) = &self.value { Some(mapping) } else { None }
    }

    /// The text that the node holds.
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// Where the value under a path such as `network.backbone.depth` is written, or else the innermost
    /// mapping on the way to it. None when not even the first key is there.
    pub fn place_of(&self, path: &str) -> Option<&Place> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let entry = self.as_mapping()?.get(first)?;
        Some(rest.and_then(|rest| entry.value.place_of(rest)).unwrap_or(entry.place()))
    }

    /// What kind of thing the value is, in words, without any of its text.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "`true` or `false`",
            Value::Integer(_) | Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }

    /// How many lists and mappings lie in each other.
    pub(super) fn depth(&self) -> usize {
        match &self.value {
            Value::List(items) => 1 + items.iter().map(Node::depth).max().unwrap_or(0),
            Value::Mapping(mapping) => {
                1 + mapping.entries.iter().map(|entry| entry.value.depth()).max().unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// The value in words: its own text, or what kind of thing it is.
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Null => "nothing".into(),
            Value::Bool(value) => format!("`{value}`"),
            Value::Integer(value) => format!("the number {value}"),
            Value::Number(value) => format!("the number {value:?}"),
            Value::Text(value) => format!("the text \"{}\"", shown(value)),
            Value::List(_) => "a list".into(),
            Value::Mapping(_) => "a mapping".into(),
        }
    }

    /// A scalar as text; None for lists and mappings.
    pub fn scalar_text(&self) -> Option<String> {
        match &self.value {
            Value::Null => Some("null".into()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Integer(value) => Some(value.to_string()),
            // As it was written: `1.0` is no whole number.
            Value::Number(value) => Some(format!("{value:?}")),
            Value::Text(value) => Some(value.clone()),
            Value::List(_) | Value::Mapping(_) => None,
        }
    }
}

impl Mapping {
    /// The entry of a key.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.name == name)
    }

    /// Where a key stands among the entries.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.key.name == name)
    }

    /// Takes a key's entry out, keeping the order of the others.
    pub fn take(&mut self, name: &str) -> Option<Entry> {
        self.position(name).map(|position| self.entries.remove(position))
    }
}

impl Entry {
    /// The place that stands for the whole: the key of a mapping, which may fill many lines, or the value.
    pub fn place(&self) -> &Place {
        match self.value.value {
            Value::Mapping(_) | Value::Null => &self.key.place,
            _ => &self.value.place,
        }
    }
}
