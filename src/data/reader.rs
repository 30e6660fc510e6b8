//! The reader of every layout: image files with a label file or a class each.

use std::path::{Path, PathBuf};

use image::{GrayImage, RgbImage};

use super::classes::{LabelTable, UnknownLabel};
use super::files::{names, read_image, read_labels};
use super::pair::Pair;
use super::{Card, Class, Contents, DataFile, Dataset, Labels, Sample};
use crate::{Error, Result};

/// How the names of Cityscapes' files of label ids end.
const LABEL_IDS: &str = "_labelIds.png";

/// An opened data set whose images are files, with labels in files beside them or one class each.
#[derive(Debug)]
pub struct LabelledImages {
    root: PathBuf,
    pairs: Vec<Pair>,
    classes: Vec<Class>,
    table: LabelTable,
    /// The card's file, for the advice in errors.
    card: PathBuf,
    contents: Contents,
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
                .help(
                    near(&root.join(labels)).unwrap_or("add the label file, or select other images".into()),
                ));
        }
        Ok(LabelledImages {
            root: root.to_owned(),
            table: LabelTable::new(&card.classes, &card.ignored),
            classes: card.classes.clone(),
            card: card.source().to_owned(),
            pairs,
            contents: Contents::default(),
        })
    }

    fn pair(&self, index: usize) -> Result<&Pair> {
        self.pairs.get(index).ok_or_else(|| {
            Error::new(format!("there is no image number {index} among {} images", self.pairs.len()))
        })
    }

    /// Cityscapes' script `createTrainIdLabelImgs.py` writes other numbers, 0 to 18 and 255; read as label ids they would be
    /// other classes.
    fn refuse_train_ids(&self, labels: &GrayImage, path: &Path) -> Result<()> {
        let named = path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(LABEL_IDS));
        let ids = (0u8..).zip(&self.classes).map(|(number, class)| class.label_id(number));
        // A card may say that its files hold train ids.
        if !named || ids.eq(0..self.classes.len() as u8) || !labels.as_raw().contains(&255) {
            return Ok(());
        }
        if labels.iter().any(|id| (19..255).contains(id)) {
            return Ok(());
        }
        Err(Error::new("these look like train ids (0 to 18 and 255 alone), and the file is called labelIds")
            .at(path.display())
            .help("put the original label ids in their place, as gtFine_trainvaltest.zip has them (7 is road, 26 is car); 255 must not be ignored, since 0 to 18 would be read as other classes"))
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

/// What to do where a file is called nearly as the one that is missing.
fn near(missing: &Path) -> Option<String> {
    let wanted = missing.file_name()?.to_str()?;
    let found = names(missing.parent()?).ok()?.into_iter().find(|name| look_alike(name, wanted))?;
    Some(format!("there is `{found}`, which is called nearly so: rename it, names must match to the byte"))
}

/// Do names differ in letter case alone, or in whether accents are signs of their own (as macOS writes them)?
fn look_alike(one: &str, other: &str) -> bool {
    let letters = |name: &str| -> Vec<char> {
        let plain = name.chars().filter(|sign| !('\u{300}'..='\u{36f}').contains(sign));
        plain.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let (one, other) = (letters(one), letters(other));
    let alike = |(one, other): (&char, &char)| one == other || one.is_ascii() != other.is_ascii();
    one.len() == other.len() && one.iter().zip(&other).all(alike)
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
        // Each image is followed by its labels, where it has some: so lie they in `files`.
        let files = 1 + usize::from(pair.labels.pixels().is_some());
        let image = read_image(&self.root.join(&pair.image), self.contents.of(files * index))?;
        let labels = match &pair.labels {
            Labels::Pixels(name) => Labels::Pixels(self.labels(index, pair, name, &image)?),
            Labels::Image(class) => Labels::Image(*class),
        };
        Ok(Sample { id: pair.id.clone(), image, labels })
    }

    fn classes(&self) -> &[Class] {
        &self.classes
    }

    fn files(&self) -> Vec<DataFile> {
        let file =
            |name: &String, is_image| DataFile { name: name.clone(), path: self.root.join(name), is_image };
        let labels = |pair: &Pair| pair.labels.pixels().map(|name| file(name, false));
        let files = |pair: &Pair| [Some(file(&pair.image, true)), labels(pair)];
        self.pairs.iter().flat_map(files).flatten().collect()
    }

    fn contents(&self) -> Option<&Contents> {
        Some(&self.contents)
    }
}

impl LabelledImages {
    /// The class numbers in a label file that belongs to an image.
    fn labels(&self, index: usize, pair: &Pair, name: &str, image: &RgbImage) -> Result<GrayImage> {
        let path = self.root.join(name);
        let mut labels = read_labels(&path, self.contents.of(2 * index + 1))?;
        self.refuse_train_ids(&labels, &path)?;
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
