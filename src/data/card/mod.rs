//! A data set's card: `datasets/<name>.yaml`, all that the project knows about a data set.

mod check;
#[cfg(test)]
mod class_folders;
mod folders;
mod meaning;
mod root;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use root::{Missing, MissingReason, Root};

use super::suggest::suggest;
use super::{Class, Dataset, LabelledImages, Layout, Selection, SequenceSet, streets, things, warps};
use crate::kind::kind_enum;
use crate::{Error, Result, yaml};

/// What a card says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The name that tables and figures print.
    pub title: String,
    /// Where the data set lies on a machine.
    pub root: Root,
    /// How images and labels lie in folders below the root.
    pub layout: Layout,
    /// The names of its splits.
    pub splits: Vec<String>,
    /// In the order of class numbers; sequences have none. Empty where `folders` is given, until the data set is opened.
    #[serde(default)]
    pub classes: Vec<Class>,
    /// In place of `classes`: so many folders are the classes, sorted by name, and the outputs in that order.
    #[serde(default)]
    pub folders: Option<u16>,
    /// Label ids that stand for no class: neither in the loss nor in a metric.
    #[serde(default)]
    pub ignored: Vec<u8>,
    /// Under which terms it may be used.
    pub licence: String,
    /// How to get it.
    pub get: String,
    /// The expected [fingerprint](super::fingerprint) of each whole split, where it is known.
    #[serde(default)]
    pub fingerprint: BTreeMap<String, String>,
    /// What makes the data set, when it is a generated one.
    #[serde(default)]
    pub generator: Option<Generator>,
    #[serde(skip)]
    source: PathBuf,
}

/// The generator of a data set that this project makes itself, with its settings.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Generator {
    /// Street scenes with a class for every pixel, laid out as Cityscapes.
    Streets(streets::Settings),
    /// Images of a few small things of one class each, in class folders.
    Things(things::Settings),
    /// Sequences of a flat scene under known changes, laid out as HPatches.
    Warps(warps::Settings),
}

kind_enum!(Generator {
    "streets" => Streets(streets::Settings),
    "things" => Things(things::Settings),
    "warps" => Warps(warps::Settings),
});

impl Card {
    /// Reads and checks a card.
    ///
    /// # Errors
    /// When the file cannot be read, is not a card (names line and column), or contradicts itself.
    pub fn load(path: &Path) -> Result<Self> {
        let card: Card = yaml::typed(&yaml::parse_file(path)?)?;
        let card = Card { source: path.to_owned(), ..card };
        card.check().map_err(|error| error.or_at(path.display()))?;
        Ok(card.with_placeholders())
    }

    /// The file that the card was read from.
    pub fn source(&self) -> &Path {
        &self.source
    }

    /// The same data set with some of its classes only, in the card's order; each is called by its name or by
    /// its folder.
    ///
    /// # Errors
    /// When images have no class as a whole, there is no such class, or one is named twice.
    pub fn of_classes(&self, wanted: &[String]) -> Result<Self> {
        let refuse = |what: String, help: String| Err(Error::new(what).at(self.source.display()).help(help));
        if !self.layout.has_one_class_per_image() {
            let what = format!("the classes of {} cannot be chosen from: they belong to pixels", self.title);
            return refuse(what, "leave out `data: {classes: …}`".into());
        }
        if self.folders.is_some() {
            let what =
                format!("the classes of {} cannot be chosen from: the card does not name them", self.title);
            return refuse(
                what,
                "list the classes with their folders and outputs on a card of their own".into(),
            );
        }
        let is = |class: &Class, name: &String| class.name == *name || class.folder.as_ref() == Some(name);
        for (number, name) in wanted.iter().enumerate() {
            let Some(class) = self.classes.iter().find(|class| is(class, name)) else {
                let known: Vec<&str> = self.classes.iter().map(|class| class.name.as_str()).collect();
                return refuse(format!("{} has no class `{name}`", self.title), suggest(name, &known));
            };
            if wanted[..number].iter().any(|other| is(class, other)) {
                return refuse(format!("the class `{}` is chosen twice", class.name), "name it once".into());
            }
        }
        let chosen = |class: &&Class| wanted.iter().any(|name| is(class, name));
        Ok(Card { classes: self.classes.iter().filter(chosen).cloned().collect(), ..self.clone() })
    }

    /// Opens the images that a selection names.
    ///
    /// # Errors
    /// When the data set is missing (ask [`Card::root`] first to treat that apart), has no such split, city
    /// or id, the selection is empty, or an image has no labels.
    pub fn open(&self, project_root: &Path, selection: &Selection) -> Result<Box<dyn Dataset>> {
        self.check_split(&selection.split)?;
        let root = self.root(project_root)?;
        let card = self.with_folders(&root)?;
        let pairs = card
            .layout
            .list(&root, &selection.split, &card.classes)
            .and_then(|pairs| selection.choose(pairs, project_root))
            .map_err(|error| error.or_at(root.display()))?;
        Ok(match self.layout.sequences() {
            Some(layout) => Box::new(SequenceSet::new(layout, &root, pairs)?),
            None => Box::new(LabelledImages::new(&card, &root, pairs)?),
        })
    }

    /// Compares a fingerprint with the one on the card, which is only about whole splits.
    ///
    /// # Errors
    /// When the card expects another one.
    pub fn check_fingerprint(&self, selection: &Selection, found: &str) -> Result<()> {
        match self.fingerprint.get(&selection.split).filter(|_| selection.is_whole_split()) {
            Some(expected) if expected != found => Err(Error::new(format!(
                "split `{}` of {} has the fingerprint {found}, and its card expects {expected}",
                selection.split, self.title
            ))
            .at(self.source.display())
            .help("the files differ from those of earlier results: restore them, or change the card and repeat the runs")),
            _ => Ok(()),
        }
    }

    fn check_split(&self, split: &str) -> Result<()> {
        if self.splits.iter().any(|known| known == split) {
            return Ok(());
        }
        let known: Vec<&str> = self.splits.iter().map(String::as_str).collect();
        Err(Error::new(format!("{} has no split `{split}`", self.title))
            .at(self.source.display())
            .help(suggest(split, &known)))
    }
}
