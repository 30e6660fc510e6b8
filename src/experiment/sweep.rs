//! Sweeps: one variant written down, one for every combination of values run.

use super::placeholder::{self, Piece, pieces};
use super::problems::Problems;
use crate::yaml::{Entry, Key, Mapping, Node, Place, Value, did_you_mean};
use crate::{Error, Result};

/// What a variant sweeps: names and their values, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Sweep(Vec<(Key, Vec<Node>)>);

/// One value for each name of a sweep.
#[derive(Debug, Clone, Default)]
pub(super) struct Binding<'a>(Vec<(&'a Key, &'a Node)>);

impl Sweep {
    /// Reads `sweep: {name: [values]}`.
    ///
    /// # Errors
    /// When it is no mapping of lists of plain values, or a list is empty.
    pub(super) fn read(entry: Entry) -> Result<Self> {
        let place = entry.place().clone();
        let Value::Mapping(Mapping { entries }) = entry.value.value else {
            return Err(refused(&place, format!("expected a mapping, found {}", entry.value.describe())));
        };
        entries
            .into_iter()
            .map(|entry| Ok((entry.key.clone(), swept_values(entry)?)))
            .collect::<Result<_>>()
            .map(Sweep)
    }

    /// How many combinations of values there are.
    pub(super) fn combinations(&self) -> usize {
        self.0.iter().fold(1, |product: usize, (_, values)| product.saturating_mul(values.len()))
    }

    /// Every combination of the values, the first name changing slowest; one empty binding without names.
    pub(super) fn bindings(&self) -> Vec<Binding<'_>> {
        let mut bindings = vec![Binding::default()];
        for (key, values) in &self.0 {
            let combined =
                bindings.iter().flat_map(|binding| values.iter().map(move |value| (binding, value)));
            bindings = combined
                .map(|(Binding(bound), value)| Binding([bound.as_slice(), &[(key, value)]].concat()))
                .collect();
        }
        bindings
    }

    /// Checks that every name is used by the settings, and that they and the variant's name use no other.
    pub(super) fn check(&self, name: &Key, settings: &Node, problems: &mut Problems) {
        let mut used = Vec::new();
        placeholder::find(settings, &mut used);
        for (key, _) in &self.0 {
            if used.iter().all(|(name, _)| *name != key.name) {
                let what = format!("the sweep's `{}` is used by no setting", key.name);
                let help = format!("write \"{{{}}}\" where its value belongs", key.name);
                problems.push(key.place.mark(Error::new(what)).help(help));
            }
        }
        used.extend(placeholder::names(&name.name).map(|used| (used, &name.place)));
        for (used, place) in used {
            let names = || self.0.iter().map(|(key, _)| key.name.as_str());
            if names().all(|name| name != used) {
                let error = place.mark(Error::new(format!("`{{{used}}}` is not in the variant's sweep")));
                let help = did_you_mean(used, names());
                problems.push(error.help(help.unwrap_or("add it: `sweep: {name: [values]}`".into())));
            }
        }
    }
}

fn refused(place: &Place, what: String) -> Error {
    place.mark(Error::new(format!("sweep: {what}"))).help("for example `sweep: {threshold: [0.7, 1.4]}`")
}

fn swept_values(Entry { key, value }: Entry) -> Result<Vec<Node>> {
    let found = value.describe();
    match value.value {
        Value::List(values) if values.is_empty() => Err(refused(&key.place, "the list is empty".into())),
        Value::List(values) => match values.iter().find(|value| value.scalar_text().is_none()) {
            Some(odd) => {
                Err(refused(&odd.place, format!("expected a plain value, found {}", odd.describe())))
            }
            None => Ok(values),
        },
        _ => Err(refused(&value.place, format!("expected a list of values, found {found}"))),
    }
}

impl Binding<'_> {
    /// A text with the values in place of their names.
    pub(super) fn text(&self, template: &str) -> String {
        let value = |name| self.value(name).and_then(Node::scalar_text);
        let text = |piece| match piece {
            Piece::Plain(text) => text.to_string(),
            Piece::Placeholder(name) => value(name).unwrap_or_else(|| format!("{{{name}}}")),
        };
        pieces(template).into_iter().map(text).collect()
    }

    /// Settings with the values in place of their names: a text that is nothing but a placeholder becomes
    /// the value itself, number or text, with the place where the sweep lists it.
    pub(super) fn substitute(&self, node: &Node) -> Node {
        let value = match &node.value {
            Value::Text(text) => match pieces(text).as_slice() {
                [Piece::Placeholder(name)] => return self.value(name).unwrap_or(node).clone(),
                _ => Value::Text(self.text(text)),
            },
            Value::List(items) => Value::List(items.iter().map(|item| self.substitute(item)).collect()),
            Value::Mapping(Mapping { entries }) => {
                let entry =
                    |entry: &Entry| Entry { key: entry.key.clone(), value: self.substitute(&entry.value) };
                Value::Mapping(Mapping { entries: entries.iter().map(entry).collect() })
            }
            other => other.clone(),
        };
        Node { value, place: node.place.clone() }
    }

    fn value(&self, name: &str) -> Option<&Node> {
        self.0.iter().find(|(key, _)| key.name == name).map(|(_, value)| *value)
    }
}
