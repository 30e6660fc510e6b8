//! Classes and the label ids that stand for them in files.

use image::GrayImage;
use serde::{Deserialize, Serialize};

use super::IGNORED;

/// A class of a data set. Its number is its position in the card's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// What tables and figures call it.
    pub name: String,
    /// Red, green, blue: how figures show the pixels of the class.
    #[serde(default)]
    pub colour: Option<[u8; 3]>,
    /// What label files hold for this class, when it is not the class number.
    #[serde(default)]
    pub id: Option<u8>,
    /// The folder of its images, where each image has one class: ImageNet's synset, as in `n01440764`.
    #[serde(default)]
    pub folder: Option<String>,
    /// Its number among the outputs of networks that were trained on more classes (ImageNet's 1000).
    #[serde(default)]
    pub output: Option<u16>,
}

impl Class {
    /// What label files hold for the class of this number.
    pub fn label_id(&self, number: u8) -> u8 {
        self.id.unwrap_or(number)
    }
}

/// From label ids, as files hold them, to class numbers.
#[derive(Debug, Clone)]
pub(super) struct LabelTable {
    /// Class number or [`IGNORED`]; `None` where the card does not know the id.
    class_of: [Option<u8>; 256],
}

/// A label id that the card does not know, and the first pixel that has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UnknownLabel {
    pub id: u8,
    pub row: usize,
    pub column: usize,
}

impl LabelTable {
    /// The table of a checked card: at most 255 classes, no id named twice.
    pub fn new(classes: &[Class], ignored: &[u8]) -> Self {
        let mut class_of = [None; 256];
        for (number, class) in (0u8..).zip(classes) {
            class_of[usize::from(class.label_id(number))] = Some(number);
        }
        for &id in ignored {
            class_of[usize::from(id)] = Some(IGNORED);
        }
        LabelTable { class_of }
    }

    /// Turns the label ids of a file into class numbers, in place.
    pub fn apply(&self, labels: &mut GrayImage) -> Result<(), UnknownLabel> {
        let width = labels.width() as usize;
        for (position, label) in labels.iter_mut().enumerate() {
            let known = self.class_of[usize::from(*label)];
            let unknown = UnknownLabel { id: *label, row: position / width, column: position % width };
            *label = known.ok_or(unknown)?;
        }
        Ok(())
    }

    /// The known ids as ranges: `0–11, 17`.
    pub fn known_ids(&self) -> String {
        let mut ranges: Vec<(u8, u8)> = Vec::new();
        for id in (0..=u8::MAX).filter(|&id| self.class_of[usize::from(id)].is_some()) {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == id => *last = id,
                _ => ranges.push((id, id)),
            }
        }
        let text =
            |(first, last)| if first == last { format!("{first}") } else { format!("{first}–{last}") };
        ranges.into_iter().map(text).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(name: &str, id: Option<u8>) -> Class {
        Class { name: name.into(), colour: None, id, folder: None, output: None }
    }

    #[test]
    fn ids_become_class_numbers_and_ignored_ids_255() {
        let table = LabelTable::new(&[class("road", Some(7)), class("sky", Some(23))], &[0, 1]);
        let mut labels = GrayImage::from_raw(4, 1, vec![23, 0, 7, 1]).unwrap();
        table.apply(&mut labels).unwrap();
        assert_eq!(labels.as_raw(), &[1, 255, 0, 255]);
        assert_eq!(table.known_ids(), "0–1, 7, 23");
    }

    #[test]
    fn a_class_without_an_id_is_stored_as_its_number() {
        let table = LabelTable::new(&[class("road", None), class("sky", None)], &[]);
        let mut labels = GrayImage::from_raw(2, 1, vec![1, 0]).unwrap();
        table.apply(&mut labels).unwrap();
        assert_eq!(labels.as_raw(), &[1, 0]);
    }

    #[test]
    fn an_unknown_id_is_reported_with_its_place() {
        let table = LabelTable::new(&[class("road", None)], &[]);
        let mut labels = GrayImage::from_raw(3, 2, vec![0, 0, 0, 0, 0, 9]).unwrap();
        assert_eq!(table.apply(&mut labels), Err(UnknownLabel { id: 9, row: 1, column: 2 }));
    }
}
