//! Settings from the command line: laid over what the files say, they count as if a file said so.

mod one;

use super::outline;
use super::problems::Problems;
use crate::yaml::Node;
use one::{FLAG, Override, VARIANTS};

/// `--set KEY=VALUE`, as often as wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args)]
pub struct Overrides {
    /// Set a key of the experiment files, as in `training.steps=50`; in every variant, or in one as
    /// `variants.NAME.training.steps=50`. VALUE is YAML; an empty one removes the key. May be repeated
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

    /// As they were written.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
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

impl Set {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Lays what is no setting of variants, such as seeds, over a merged file.
    pub(super) fn over_file(&self, file: Node) -> Node {
        self.0.iter().filter(|one| one.is_of_the_file()).fold(file, |file, one| one.over_file(file))
    }

    /// Lays settings over those of a variant.
    pub(super) fn over_variant(&self, variant: &str, settings: Node) -> Node {
        self.0.iter().fold(settings, |settings, one| one.over_variant(variant, settings))
    }

    /// The keys that may be set beside settings where `key` is set: for the whole file, not for one variant.
    pub(super) fn keys_beside(&self, key: &str) -> &'static [&'static str] {
        if self.0.iter().any(|one| one.begins_with(key)) { &outline::SETTABLE } else { &[] }
    }

    /// What to do about a setting that one variant has no place for, though another one may.
    pub(super) fn help(argument: &str) -> Option<&'static str> {
        let every = argument.split('.').next().is_some_and(|first| first.trim() != VARIANTS);
        every.then_some("it is set in every variant; `variants.NAME.` before the key sets it in one")
    }

    /// Refuses what was laid over none of the variants.
    pub(super) fn check_used(&self, variants: &[&str], problems: &mut Problems) {
        self.0.iter().filter_map(|one| one.unused(variants)).for_each(|error| problems.push(error));
    }

    /// One line that says what is set.
    pub(super) fn note(&self) -> Option<String> {
        let texts: Vec<&str> = self.0.iter().map(|one| one.text()).collect();
        (!texts.is_empty()).then(|| format!("set on the command line: {}", texts.join(", ")))
    }
}
