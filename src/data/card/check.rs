//! What types alone cannot say about a card.

use std::collections::{HashMap, HashSet};

use super::{Card, Generator};
use crate::data::files::stays_inside;
use crate::data::{Layout, Sequences};
use crate::{Error, Result};

/// Of pixels: 255 means ignored, so the largest class number is 254.
const MOST_CLASSES: usize = 255;
/// Of whole images.
const MOST_CLASSES_OF_IMAGES: usize = u16::MAX as usize;

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
            Some(Generator::Things(settings)) => settings.check(),
            Some(Generator::Warps(settings)) => settings.check(),
            None => Ok(()),
        }
    }

    fn check_classes(&self) -> Result<()> {
        if let Some(sequences) = self.layout.sequences() {
            return self.check_sequences(sequences);
        }
        let of_images = self.layout.has_one_class_per_image();
        if self.folders.is_some() {
            return self.check_folders();
        }
        let most = if of_images { MOST_CLASSES_OF_IMAGES } else { MOST_CLASSES };
        if self.classes.is_empty() || self.classes.len() > most {
            let count = self.classes.len();
            return Err(Error::new(format!("a data set has 1 to {most} classes, not {count}")));
        }
        no_double("class", self.classes.iter().map(|class| class.name.as_str()))?;
        if of_images { self.check_classes_of_images() } else { self.check_classes_of_pixels() }
    }

    fn check_sequences(&self, sequences: &Sequences) -> Result<()> {
        let refuse = |what: &str, help: &str| Err(Error::new(what).help(help));
        if !self.classes.is_empty() || !self.ignored.is_empty() || self.folders.is_some() {
            return refuse(
                "images of sequences have no classes",
                "leave out `classes`, `folders` and `ignored`",
            );
        }
        if self.splits.len() > 1 {
            return refuse("every split would read the same sequences", "name one split");
        }
        if sequences.typical.contains(&0) {
            return refuse(
                "`typical` is no size of an image",
                "height and width in pixels, as in [480, 640]",
            );
        }
        Ok(())
    }

    fn check_classes_of_images(&self) -> Result<()> {
        let refuse = |what: String, help: &str| Err(Error::new(what).help(help));
        if !self.ignored.is_empty() {
            return refuse("`ignored` is about labels of pixels".into(), "leave it out: every image counts");
        }
        for class in &self.classes {
            let name = &class.name;
            if class.folder.is_none() {
                return refuse(
                    format!("the class `{name}` has no `folder`"),
                    "name the folder of its images",
                );
            }
            if class.colour.is_some() || class.id.is_some() {
                let what = format!("`colour` and `id` of the class `{name}` are about labels of pixels");
                return refuse(what, "leave them out");
            }
        }
        no_double("folder", self.classes.iter().filter_map(|class| class.folder.as_deref()))?;
        let outputs: Vec<String> = self.classes.iter().filter_map(|c| Some(c.output?.to_string())).collect();
        no_double("output", outputs.iter().map(String::as_str))
    }

    fn check_classes_of_pixels(&self) -> Result<()> {
        for class in &self.classes {
            let name = &class.name;
            if class.colour.is_none() {
                return Err(Error::new(format!("the class `{name}` has no `colour`"))
                    .help("give red, green and blue, as in [128, 64, 128]"));
            }
            if class.folder.is_some() || class.output.is_some() {
                let what = format!("`folder` and `output` of the class `{name}` are about whole images");
                return Err(Error::new(what).help("leave them out, or use the layout `class-folders`"));
            }
        }
        let mut owners: HashMap<u8, String> = HashMap::new();
        let classes = (0u8..).zip(&self.classes);
        let classes =
            classes.map(|(number, class)| (class.label_id(number), format!("class `{}`", class.name)));
        for (id, owner) in classes.chain(self.ignored.iter().map(|&id| (id, "`ignored`".to_owned()))) {
            if let Some(other) = owners.insert(id, owner.clone()) {
                return Err(Error::new(format!("the label id {id} belongs to {other} and to {owner}"))
                    .help("each id is a class or ignored, once"));
            }
        }
        Ok(())
    }

    fn check_splits(&self) -> Result<()> {
        if self.splits.is_empty() {
            return Err(Error::new("a data set needs at least one split"));
        }
        no_double("split", self.splits.iter().map(String::as_str))?;
        if let Some(split) = self.fingerprint.keys().find(|split| !self.splits.contains(split)) {
            return Err(Error::new(format!("`fingerprint` is about an unknown split `{split}`")));
        }
        let folders = match &self.layout {
            Layout::Cityscapes(_) | Layout::Sequences(_) => vec![],
            Layout::ImageLabelFolders(folders) => vec![&folders.images, &folders.labels],
            Layout::ClassFolders(folders) => vec![&folders.images],
        };
        for split in &self.splits {
            stay_inside(split, "split", "a split is called as its folder, such as `val`")?;
            for folder in &folders {
                let named = folder.replace("{split}", split);
                stay_inside(
                    &named,
                    "folder",
                    "folders lie below the root of the data set; `.` is the root itself",
                )?;
            }
        }
        for folder in self.classes.iter().filter_map(|class| class.folder.as_ref()) {
            stay_inside(folder, "folder", "the folder of a class lies among those of its split")?;
        }
        match folders.into_iter().find(|folder| !folder.contains("{split}")) {
            Some(folder) if self.splits.len() > 1 => Err(Error::new(format!(
                "every split would read the same folder `{folder}`"
            ))
            .help("write {split} where the split's name belongs, or name one split and select with lists")),
            _ => Ok(()),
        }
    }
}

/// Refuses a path that may lead out of the data set, or that is none.
fn stay_inside(path: &str, what: &str, help: &str) -> Result<()> {
    if path.trim().is_empty() {
        return Err(Error::new(format!("a {what} of the data set has no name")).help(help));
    }
    match stays_inside(path) {
        true => Ok(()),
        false => Err(Error::new(format!("the {what} `{path}` leads out of the data set")).help(help)),
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
