//! What types alone cannot say about a card.

use std::collections::{HashMap, HashSet};

use super::{Card, Generator};
use crate::data::Layout;
use crate::{Error, Result};

/// 255 means ignored, so the largest class number is 254.
const MOST_CLASSES: usize = 255;

impl Card {
    pub(super) fn check(&self) -> Result<()> {
        self.check_classes()?;
        self.check_splits()?;
        if self.root.env.is_none() && self.root.path.is_none() {
            return Err(Error::new("the card does not say where the data set lies")
                .help("give `root` an `env`, a `path`, or both"));
        }
        match &self.generator {
            Some(Generator::Streets(settings)) => settings.check(),
            None => Ok(()),
        }
    }

    fn check_classes(&self) -> Result<()> {
        if self.classes.is_empty() || self.classes.len() > MOST_CLASSES {
            let count = self.classes.len();
            return Err(Error::new(format!("a data set has 1 to {MOST_CLASSES} classes, not {count}")));
        }
        let mut owners: HashMap<u8, String> = HashMap::new();
        let classes = (0u8..).zip(&self.classes);
        let classes =
            classes.map(|(number, class)| (class.id.unwrap_or(number), format!("class `{}`", class.name)));
        for (id, owner) in classes.chain(self.ignored.iter().map(|&id| (id, "`ignored`".to_owned()))) {
            if let Some(other) = owners.insert(id, owner.clone()) {
                return Err(Error::new(format!("the label id {id} belongs to {other} and to {owner}"))
                    .help("each id is a class or ignored, once"));
            }
        }
        no_double("class", self.classes.iter().map(|class| class.name.as_str()))
    }

    fn check_splits(&self) -> Result<()> {
        if self.splits.is_empty() {
            return Err(Error::new("a data set needs at least one split"));
        }
        no_double("split", self.splits.iter().map(String::as_str))?;
        if let Some(split) = self.fingerprint.keys().find(|split| !self.splits.contains(split)) {
            return Err(Error::new(format!("`fingerprint` is about an unknown split `{split}`")));
        }
        let Layout::ImageLabelFolders(folders) = &self.layout else { return Ok(()) };
        match [&folders.images, &folders.labels].into_iter().find(|folder| !folder.contains("{split}")) {
            Some(folder) if self.splits.len() > 1 => Err(Error::new(format!(
                "every split would read the same folder `{folder}`"
            ))
            .help("write {split} where the split's name belongs, or name one split and select with lists")),
            _ => Ok(()),
        }
    }
}

fn no_double<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen = HashSet::new();
    for name in names {
        if name.trim().is_empty() {
            return Err(Error::new(format!("a {what} has no name")));
        }
        if !seen.insert(name) {
            return Err(Error::new(format!("the {what} `{name}` is named twice")));
        }
    }
    Ok(())
}
