//! One override.

use std::cell::Cell;

use crate::experiment::merge::merge;
use crate::experiment::outline;
use crate::yaml::{Entry, Key, Mapping, Node, Value, argument, did_you_mean};
use crate::{Error, Result};

/// The flag that it stands behind.
pub(super) const FLAG: &str = "--set";

/// The key under which a file names its variants, and an override the one that it is meant for.
pub(super) const VARIANTS: &str = "variants";

/// `KEY=VALUE`, as it was read.
pub(super) struct Override {
    /// At least one.
    keys: Vec<Key>,
    value: Node,
    text: String,
    /// Was it laid over anything?
    used: Cell<bool>,
}

impl Override {
    /// Reads `KEY=VALUE`.
    ///
    /// # Errors
    /// When it is none, or its key cannot be set.
    pub(super) fn read(text: &str) -> Result<Self> {
        let (keys, value) = argument(FLAG, text)?;
        let (first, alone) = (&keys[0], keys.len() == 1);
        let fixed =
            outline::KEYS.contains(&first.name.as_str()) && !outline::SETTABLE.contains(&first.name.as_str());
        if fixed && (first.name != VARIANTS || alone) {
            let error = Error::new(format!("`{}` cannot be set on the command line", first.name));
            let help = format!(
                "settings can be, and {}; `variants.NAME.training.steps=50` sets one in a variant",
                outline::SETTABLE.map(|key| format!("`{key}`")).join(", ")
            );
            return Err(first.place.mark(error).help(help));
        }
        Ok(Override { keys, value, text: text.to_owned(), used: Cell::new(false) })
    }

    /// What stands behind the flag.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn begins_with(&self, key: &str) -> bool {
        self.keys[0].name == key
    }

    /// Is it no setting of variants?
    pub(super) fn is_of_the_file(&self) -> bool {
        outline::SETTABLE.contains(&self.keys[0].name.as_str())
    }

    pub(super) fn over_file(&self, file: Node) -> Node {
        self.used.set(true);
        self.over(file, &self.keys)
    }

    /// Lays it over a variant's settings, when it is meant for this variant. One that is meant for every variant has no place
    /// inside of `none`: the steps of a training are not set where nothing is trained.
    pub(super) fn over_variant(&self, variant: &str, settings: Node) -> Node {
        let keys = match self.begins_with(VARIANTS) {
            true => self.below(variant),
            false => Some(&self.keys[..]).filter(|keys| !self.is_of_the_file() && has_place(&settings, keys)),
        };
        match keys {
            None => settings,
            Some(keys) => {
                self.used.set(true);
                self.over(settings, keys)
            }
        }
    }

    /// The keys below a variant's settings, when they begin with its name, which may have dots.
    fn below(&self, variant: &str) -> Option<&[Key]> {
        let dots = variant.matches('.').count();
        let (name, below) = self.keys[1..].split_at_checked(dots + 1)?;
        let settings = !below.is_empty() || self.value.as_mapping().is_some();
        (settings && joined(name) == variant).then_some(below)
    }

    /// Lays the value over a node, under keys.
    fn over(&self, node: Node, keys: &[Key]) -> Node {
        let nested = keys.iter().rev().fold(self.value.clone(), |value, key| {
            let entries = vec![Entry { key: key.clone(), value }];
            Node { value: Value::Mapping(Mapping { entries }), place: key.place.clone() }
        });
        let place = node.place.clone();
        Node { place, ..merge(node, nested) }
    }

    /// What is wrong when it was laid over nothing.
    pub(super) fn unused(&self, variants: &[&str]) -> Option<Error> {
        match self.used.get() {
            true => None,
            false if self.begins_with(VARIANTS) => Some(self.no_such_variant(variants)),
            false => {
                let what = format!("`{}` has no place: no variant has settings there", joined(&self.keys));
                Some(
                    self.keys[0]
                        .place
                        .mark(Error::new(what))
                        .help("set all of what it belongs to, as `KEY={…}`"),
                )
            }
        }
    }

    fn no_such_variant(&self, variants: &[&str]) -> Error {
        let wanted = joined(&self.keys[1..]);
        if variants.contains(&wanted.as_str()) {
            let what = format!("a variant is a mapping of settings, not {}", self.value.describe());
            return self.value.place.mark(Error::new(what));
        }
        let known = || format!("the variants are {}", variants.join(", "));
        // Where the name ends and the keys of settings begin is not known of a name that is wrong.
        let near = (2..=self.keys.len())
            .find_map(|end| did_you_mean(&joined(&self.keys[1..end]), variants.iter().copied()));
        let error = Error::new(format!("`{wanted}` begins with no variant's name"));
        self.keys[1].place.mark(error).help(near.unwrap_or_else(known))
    }
}

fn joined(keys: &[Key]) -> String {
    keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>().join(".")
}

/// Are there settings, or is there nothing yet, wherever the keys lead?
fn has_place(node: &Node, keys: &[Key]) -> bool {
    match (keys, &node.value) {
        ([], _) | (_, Value::Null) => true,
        ([key, below @ ..], Value::Mapping(mapping)) => {
            mapping.get(&key.name).is_none_or(|entry| has_place(&entry.value, below))
        }
        _ => false,
    }
}
