//! One entry under `variants`: a difference to the experiment, once or for every value of a sweep.

use schemars::JsonSchema;
use serde::Deserialize;

use super::checks;
use super::merge::merge;
use super::overrides::Set;
use super::problems::Problems;
use super::sweep::{Binding, Sweep};
use super::{Settings, outline};
use crate::yaml::{self, Entry, Key, Node, Value};
use crate::{Error, Result};

/// How many variants an experiment may have, those of its sweeps counted one by one.
const MOST_VARIANTS: usize = 1000;

/// A variant as the file states it.
pub(super) struct Variant {
    key: Key,
    family: Option<String>,
    sweep: Sweep,
    difference: Node,
}

/// A variant with one value for each swept name.
pub(super) struct Resolved {
    pub(super) name: String,
    /// Where the variant's name is written.
    pub(super) key: Key,
    pub(super) family: String,
    pub(super) settings: Settings,
}

/// What a variant says beside its settings.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Label {
    /// What charts colour it by (default: the mask's kind, or `regular`).
    #[serde(default)]
    family: Option<String>,
}

const LABELS: [&str; 2] = ["sweep", "family"];

impl Variant {
    /// Reads a variant, its settings still as nodes.
    ///
    /// # Errors
    /// When it is no mapping or its sweep or family cannot be read.
    pub(super) fn read(entry: Entry) -> Result<Self> {
        let Entry { key, value: Node { value: Value::Mapping(mut mapping), place } } = entry else {
            let what =
                format!("variants.{}: expected a mapping, found {}", entry.key.name, entry.value.describe());
            let help = "write `{}` for a variant that is the experiment as it stands";
            return Err(entry.place().mark(Error::new(what)).help(help));
        };
        let sweep = mapping.take("sweep").map_or(Ok(Sweep::default()), Sweep::read)?;
        let label: Label = outline::take(&mut mapping, &["family"], &key.place)?;
        let difference = Node { value: Value::Mapping(mapping), place };
        Ok(Variant { key, family: label.family, sweep, difference })
    }

    /// How many variants it makes.
    pub(super) fn count(&self) -> usize {
        self.sweep.combinations()
    }

    /// Refuses the variant with which an experiment has too many.
    ///
    /// # Errors
    /// When `before` and its own are more than are allowed.
    pub(super) fn check_count(&self, before: usize) -> Result<()> {
        let all = before.saturating_add(self.count());
        if all <= MOST_VARIANTS {
            return Ok(());
        }
        let what =
            format!("variants: with `{}` there are {all}, but {MOST_VARIANTS} are allowed", self.key.name);
        let help = "divide them among several files, or sweep fewer values";
        Err(self.key.place.mark(Error::new(what)).help(help))
    }

    /// Lays the variant over the experiment, and over both what is set on the command line, for every combination of
    /// its sweep.
    pub(super) fn resolve(self, experiment: &Node, set: &Set, problems: &mut Problems) -> Vec<Resolved> {
        let merged = merge(experiment.clone(), self.difference.clone());
        let mut found = Problems::default();
        self.sweep.check(&self.key, &merged, &mut found);
        if found.any() {
            problems.extend(found);
            return Vec::new();
        }
        let bindings = self.sweep.bindings();
        bindings.iter().filter_map(|binding| self.resolve_one(binding, &merged, set, problems)).collect()
    }

    fn resolve_one(
        &self,
        binding: &Binding,
        merged: &Node,
        set: &Set,
        problems: &mut Problems,
    ) -> Option<Resolved> {
        let name = binding.text(&self.key.name);
        let node = set.over_variant(&name, binding.substitute(merged));
        let settings: Settings = match yaml::refused(&node) {
            Ok(settings) => settings,
            Err(refusal) => {
                let help = refusal.argument().filter(|_| refusal.is_unknown_key_inside()).and_then(Set::help);
                let from_file = refusal.argument().is_none();
                let refusal = refusal.with_keys(|key| match from_file {
                    true => self.keys_beside(key),
                    false => set.keys_beside(key),
                });
                problems.refused(refusal, &self.key.place, help);
                return None;
            }
        };
        let mut found = Problems::default();
        checks::check(&settings, &node, &self.key.place, &mut found);
        if found.any() {
            problems.extend(found);
            return None;
        }
        let family = self.family.as_deref().map_or(settings.family().into(), |family| binding.text(family));
        let settings = problems.keep(settings.resolve())?;
        Some(Resolved { name, key: self.key.clone(), family, settings })
    }

    /// The keys that may stand beside a setting's, in the variant or in the file, wherever `key` is.
    fn keys_beside(&self, key: &str) -> &'static [&'static str] {
        let here = self.difference.as_mapping().is_some_and(|mapping| mapping.get(key).is_some());
        if here { &LABELS } else { &outline::KEYS }
    }
}
