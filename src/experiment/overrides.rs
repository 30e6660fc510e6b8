//! Settings from the command line: laid over what the files say, they count as if a file said so.

use super::merge::merge;
use super::outline;
use super::problems::Problems;
use crate::yaml::{Entry, Key, Mapping, Node, Value, argument, did_you_mean};
use crate::{Error, Result};

const FLAG: &str = "--set";

/// The key under which a file names its variants, and an override the one that it is meant for.
const VARIANTS: &str = "variants";

/// `--set KEY=VALUE`, as often as wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args)]
pub struct Overrides {
    /// Set a key of the experiment files, as in `training.steps=50`; in every variant, or in one as
    /// `variants.NAME.training.steps=50`. VALUE is YAML; nothing removes the key. May be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    texts: Vec<String>,
}

impl Overrides {
    /// From texts such as `training.steps=50`.
    pub fn new(texts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Overrides { texts: texts.into_iter().map(Into::into).collect() }
    }

    /// Is nothing set?
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The words that say the same on a command line.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().flat_map(|text| [FLAG, text.as_str()])
    }

    /// Reads them; what is wrong with one is a problem of its own.
    pub(super) fn read(&self, problems: &mut Problems) -> Set {
        Set(self.texts.iter().filter_map(|text| problems.keep(Override::read(text))).collect())
    }
}

/// Overrides as they were read, in the order of the command line: later ones win.
pub(super) struct Set(Vec<Override>);

struct Override {
    keys: Vec<Key>,
    value: Node,
    text: String,
}

impl Set {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Lays what is no setting of variants, such as seeds, over a merged file.
    pub(super) fn over_file(&self, file: Node) -> Node {
        self.0.iter().filter(|one| one.is_of_the_file()).fold(file, |file, one| one.over(file, &one.keys))
    }

    /// Lays settings over those of a variant.
    pub(super) fn over_variant(&self, variant: &str, settings: Node) -> Node {
        self.0.iter().fold(settings, |settings, one| match one.below(variant) {
            Some(keys) => one.over(settings, keys),
            None => settings,
        })
    }

    /// The keys that may be set beside settings where `key` is set: for the whole file, not for one variant.
    pub(super) fn keys_beside(&self, key: &str) -> &'static [&'static str] {
        if self.0.iter().any(|one| one.keys[0].name == key) { &outline::SETTABLE } else { &[] }
    }

    /// What to do about a setting that one variant has no place for, though another one may.
    pub(super) fn help(argument: &str) -> Option<&'static str> {
        let every = argument.split('.').next().is_some_and(|first| first.trim() != VARIANTS);
        every.then_some("it is set in every variant; `variants.NAME.` before the key sets it in one")
    }

    /// Refuses what is meant for a variant that no experiment has.
    pub(super) fn check_variants(&self, variants: &[&str], problems: &mut Problems) {
        for one in self.0.iter().filter(|one| one.keys[0].name == VARIANTS) {
            if !variants.iter().any(|variant| one.below(variant).is_some()) {
                problems.push(one.no_such_variant(variants));
            }
        }
    }

    /// One line that says what is set.
    pub(super) fn note(&self) -> Option<String> {
        let texts: Vec<&str> = self.0.iter().map(|one| one.text.as_str()).collect();
        (!texts.is_empty()).then(|| format!("set on the command line: {}", texts.join(", ")))
    }
}

impl Override {
    fn read(text: &str) -> Result<Self> {
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
        Ok(Override { keys, value, text: text.to_owned() })
    }

    fn is_of_the_file(&self) -> bool {
        outline::SETTABLE.contains(&self.keys[0].name.as_str())
    }

    /// The keys below a variant's settings, when it is meant for this variant. A variant's name may have dots.
    fn below(&self, variant: &str) -> Option<&[Key]> {
        if self.keys[0].name != VARIANTS {
            return (!self.is_of_the_file()).then_some(&self.keys);
        }
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
