//! The reader of every layout: image files with a label file or a class each.

use std::path::{Path, PathBuf};

use image::{GrayImage, RgbImage};

use super::classes::{LabelTable, UnknownLabel};
use super::files::{read_image, read_labels};
use super::layout::Pair;
use super::{Card, Class, DataFile, Dataset, Labels, Sample};
use crate::{Error, Result};

/// An opened data set whose images are files, with labels in files beside them or one class each.
#[derive(Debug)]
pub struct LabelledImages {
    root: PathBuf,
    pairs: Vec<Pair>,
    classes: Vec<Class>,
    table: LabelTable,
    /// The card's file, for the advice in errors.
    card: PathBuf,
}

impl LabelledImages {
    /// # Errors
    /// When an image has no label file.
    pub(super) fn new(card: &Card, root: &Path, pairs: Vec<Pair>) -> Result<Self> {
        let without: Vec<(&Pair, &String)> = pairs
            .iter()
            .filter_map(|pair| Some((pair, pair.labels.pixels()?)))
            .filter(|(_, labels)| !root.join(labels).is_file())
            .collect();
        if let Some((first, labels)) = without.first() {
            let more = without.len() - 1;
            let others = if more > 0 { format!(" (and {more} more)") } else { String::new() };
            return Err(Error::new(format!("the image {} has no labels{others}", first.image))
                .at(root.join(labels).display())
                .help("add the label file, or select other images"));
        }
        Ok(LabelledImages {
            root: root.to_owned(),
            table: LabelTable::new(&card.classes, &card.ignored),
            classes: card.classes.clone(),
            card: card.source().to_owned(),
            pairs,
        })
    }

    fn pair(&self, index: usize) -> Result<&Pair> {
        self.pairs.get(index).ok_or_else(|| {
            Error::new(format!("there is no image number {index} among {} images", self.pairs.len()))
        })
    }

    fn unknown_label(&self, unknown: &UnknownLabel, path: &Path) -> Error {
        let UnknownLabel { id, row, column } = unknown;
        let card = self.card.display();
        Error::new(format!("the label {id} at row {row}, column {column} is neither a class nor ignored"))
            .at(path.display())
            .help(format!(
                "known ids are {}; give {id} a class in {card}, or add it to `ignored` there",
                self.table.known_ids()
            ))
    }
}

impl Dataset for LabelledImages {
    fn len(&self) -> usize {
        self.pairs.len()
    }

    fn id(&self, index: usize) -> &str {
        &self.pairs[index].id
    }

    fn load(&self, index: usize) -> Result<Sample> {
        let pair = self.pair(index)?;
        let image = read_image(&self.root.join(&pair.image))?;
        let labels = match &pair.labels {
            Labels::Pixels(name) => Labels::Pixels(self.labels(pair, name, &image)?),
            Labels::Image(class) => Labels::Image(*class),
        };
        Ok(Sample { id: pair.id.clone(), image, labels })
    }

    fn classes(&self) -> &[Class] {
        &self.classes
    }

    fn files(&self) -> Vec<DataFile> {
        let file = |name: &String| DataFile { name: name.clone(), path: self.root.join(name) };
        let files = |pair: &Pair| [Some(file(&pair.image)), pair.labels.pixels().map(file)];
        self.pairs.iter().flat_map(files).flatten().collect()
    }
}

impl LabelledImages {
    /// The class numbers in a label file that belongs to an image.
    fn labels(&self, pair: &Pair, name: &str, image: &RgbImage) -> Result<GrayImage> {
        let path = self.root.join(name);
        let mut labels = read_labels(&path)?;
        if image.dimensions() != labels.dimensions() {
            let size = |(width, height)| format!("{width}×{height}");
            let (image, labels) = (size(image.dimensions()), size(labels.dimensions()));
            return Err(Error::new(format!("the image is {image} and its labels are {labels} pixels"))
                .at(path.display())
                .help(format!("the image is {}; both must have one size", pair.image)));
        }
        self.table.apply(&mut labels).map_err(|unknown| self.unknown_label(&unknown, &path))?;
        Ok(labels)
    }
}
