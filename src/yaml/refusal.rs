//! What a typed reading refuses, as serde tells it: structured, so that a message can suggest names.

use std::fmt::Display;

use serde::de::{Expected, Unexpected};

use super::shown::shown;
use super::{Place, did_you_mean, list};
use crate::Error;

/// One refused key or value.
#[derive(Debug)]
pub struct Refusal {
    wrong: Wrong,
    /// From the root to what is refused, as `network.backbone`.
    path: String,
    place: Option<Place>,
}

#[derive(Debug)]
enum Wrong {
    UnknownKey { name: String, expected: Vec<&'static str> },
    UnknownValue { name: String, expected: &'static [&'static str] },
    Other(String),
}

impl Refusal {
    fn other(what: String) -> Self {
        Wrong::Other(what).into()
    }

    /// Where it is, unless something further inside said so already.
    pub(super) fn or_at(mut self, place: &Place) -> Self {
        self.place.get_or_insert_with(|| place.clone());
        self
    }

    /// Adds the step that led to it.
    pub(super) fn under(mut self, step: &str) -> Self {
        let joint = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{step}{joint}{}", self.path);
        self
    }

    /// Does it concern the mapping as a whole (a key that is missing at the root)?
    pub fn is_about_the_whole(&self) -> bool {
        self.place.is_none()
    }

    /// The argument of the command line that what is refused is written in.
    pub fn argument(&self) -> Option<&str> {
        self.place.as_ref().and_then(Place::argument)
    }

    /// Is it a key that nothing reads where it stands, below the root?
    pub fn is_unknown_key_inside(&self) -> bool {
        matches!(self.wrong, Wrong::UnknownKey { .. }) && !self.path.is_empty()
    }

    /// Names keys that are read elsewhere, when an unknown key at the root is refused; `keys` is asked with
    /// that key.
    pub fn with_keys(mut self, keys: impl FnOnce(&str) -> &'static [&'static str]) -> Self {
        if let (Wrong::UnknownKey { name, expected }, true) = (&mut self.wrong, self.path.is_empty()) {
            expected.extend(keys(name));
        }
        self
    }

    /// The error to show. What concerns the whole is shown at `whole`.
    pub fn into_error(self, whole: &Place) -> Error {
        let (what, help) = match self.wrong {
            Wrong::UnknownKey { name, expected } => {
                let names = || expected.iter().copied();
                (format!("unknown field `{name}`, expected {}", list(names())), did_you_mean(&name, names()))
            }
            Wrong::UnknownValue { name, expected } => {
                let names = || expected.iter().copied();
                (format!("unknown value `{name}`, expected {}", list(names())), did_you_mean(&name, names()))
            }
            Wrong::Other(what) => (what, None),
        };
        let what = if self.path.is_empty() { what } else { format!("{}: {what}", self.path) };
        let error = self.place.as_ref().unwrap_or(whole).mark(Error::new(what));
        if let Some(help) = help { error.help(help) } else { error }
    }
}

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Self {
        Refusal { wrong, path: String::new(), place: None }
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {:?}", self.path, self.wrong)
    }
}

impl std::error::Error for Refusal {}

impl serde::de::Error for Refusal {
    fn custom<T: Display>(message: T) -> Self {
        Refusal::other(message.to_string())
    }

    fn invalid_type(found: Unexpected, expected: &dyn Expected) -> Self {
        let words = in_words(expected);
        match found {
            Unexpected::Float(value)
                if words.starts_with("a whole number") && value.fract() == 0.0 && value.abs() < 1e15 =>
            {
                return Refusal::other(format!(
                    "a number with a point or an exponent is no whole number here: write {value}"
                ));
            }
            _ => {}
        }
        if let (
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) | Unexpected::Bool(_),
            "a text",
        ) = (&found, words.as_str())
        {
            let found = found_in_words(found);
            return Refusal::other(format!("expected a text, found {found}: put it in quotes"));
        }
        Refusal::other(format!("expected {}, found {}", in_words(expected), found_in_words(found)))
    }

    fn invalid_value(found: Unexpected, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Refusal::other(format!("expected {}, found one of length {length}", in_words(expected)))
    }

    fn unknown_variant(name: &str, expected: &'static [&'static str]) -> Self {
        Wrong::UnknownValue { name: name.into(), expected }.into()
    }

    fn unknown_field(name: &str, expected: &'static [&'static str]) -> Self {
        Wrong::UnknownKey { name: name.into(), expected: expected.to_vec() }.into()
    }

    fn missing_field(name: &'static str) -> Self {
        Refusal::other(format!("missing field `{name}`"))
    }
}

/// serde names Rust's types; a reader of YAML knows numbers, texts, lists and mappings.
fn in_words(expected: &dyn Expected) -> String {
    let expected = expected.to_string();
    match expected.as_str() {
        "usize" | "u64" | "u32" | "u16" | "u8" => "a whole number from 0".into(),
        "i64" | "i32" => "a whole number".into(),
        "f32" | "f64" => "a number".into(),
        "a boolean" => "`true` or `false`".into(),
        "a string" | "path string" => "a text".into(),
        "a sequence" => "a list".into(),
        other => match other.split_once(' ') {
            Some(("struct", _)) => "a mapping".into(),
            Some(("enum", _)) => "a name".into(),
            _ => other.replace("an array of length", "a list of length"),
        },
    }
}

fn found_in_words(found: Unexpected) -> String {
    match found {
        Unexpected::Unit => "nothing".into(),
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(value) => format!("the number {value}"),
        Unexpected::Signed(value) => format!("the number {value}"),
        Unexpected::Float(value) => format!("the number {value:?}"),
        Unexpected::Str(text) => format!("the text \"{}\"", shown(text)),
        Unexpected::Seq => "a list".into(),
        Unexpected::Map => "a mapping".into(),
        other => other.to_string(),
    }
}
