//! The opened sequences of a card.

use std::path::{Path, PathBuf};

use super::{ENDINGS, IMAGES, Sequences, homography_file, keypoint_file};
use crate::data::decode::dimensions;
use crate::data::files::{names, read_image};
use crate::data::pair::Pair;
use crate::data::{Class, Contents, DataFile, Dataset, Labels, Sample};
use crate::keypoints::{Homography, SequenceKind};
use crate::{Error, Result};

/// A sequence of [`IMAGES`] images.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    /// Its name, unique within the data set; its images are `<name>/1`, `<name>/2`, …
    pub name: String,
    /// What changes from its first image to the others.
    pub kind: SequenceKind,
    /// From the first image to the second, third, …
    pub homographies: Vec<Homography>,
    /// Names of its image files, in order.
    images: Vec<String>,
}

/// All chosen sequences; as a data set their images, sequence by sequence, in order.
#[derive(Debug)]
pub struct SequenceSet {
    root: PathBuf,
    sequences: Vec<Sequence>,
    /// `<sequence>/<number>`, by image.
    ids: Vec<String>,
    /// Ending of the files that name keypoints.
    keypoints: Option<String>,
    contents: Contents,
}

impl SequenceSet {
    /// # Errors
    /// When an image or a homography is missing or damaged, or all sequences are left out for their size.
    pub(in crate::data) fn new(layout: &Sequences, root: &Path, chosen: Vec<Pair>) -> Result<Self> {
        let mut sequences = Vec::new();
        for pair in &chosen {
            let sequence = Sequence::open(root, pair)?;
            if layout.largest.map_or(Ok(true), |most| sequence.fits(root, most))? {
                sequences.push(sequence);
            }
        }
        if sequences.is_empty() {
            return Err(Error::new(format!("none of {} sequences is small enough", chosen.len()))
                .at(root.display())
                .help(
                    "`layout: {largest: [width, height]}` on the card leaves out those with larger images",
                ));
        }
        let of = |sequence: &Sequence| {
            let name = sequence.name.clone();
            (1..=IMAGES).map(move |number| format!("{name}/{number}"))
        };
        let ids = sequences.iter().flat_map(of).collect();
        let keypoints = layout.keypoints.clone();
        Ok(SequenceSet { root: root.to_owned(), sequences, ids, keypoints, contents: Contents::default() })
    }

    /// The sequences; image k of sequence s is number s·[`IMAGES`] + k of the data set.
    pub fn sequences(&self) -> &[Sequence] {
        &self.sequences
    }

    /// Places (y, x) in pixels that a file names for an image of `size` (height, width), the strongest first; `None`
    /// where they are to be detected.
    ///
    /// # Errors
    /// When the file is missing or damaged, or names no place or one outside the image.
    pub fn keypoints(&self, index: usize, size: [usize; 2]) -> Result<Option<Vec<[f32; 2]>>> {
        let file = self.keypoint_file(index).map(|file| self.root.join(file));
        file.map(|file| keypoint_file::read(&file, size)).transpose()
    }

    /// `i_bird/1.keypoints.csv`.
    fn keypoint_file(&self, index: usize) -> Option<String> {
        Some(format!("{}{}", self.ids.get(index)?, self.keypoints.as_ref()?))
    }

    fn image_file(&self, index: usize) -> Option<String> {
        let sequence = self.sequences.get(index / IMAGES)?;
        Some(format!("{}/{}", sequence.name, sequence.images[index % IMAGES]))
    }
}

impl Sequence {
    fn open(root: &Path, pair: &Pair) -> Result<Self> {
        let folder = root.join(&pair.image);
        let files = names(&folder)?;
        let image = |number: usize| {
            let found = ENDINGS.map(|ending| format!("{number}.{ending}"));
            found.into_iter().find(|name| files.contains(name)).ok_or_else(|| {
                Error::new(format!("the sequence `{}` has no image {number}", pair.id))
                    .at(folder.display())
                    .help(format!("images are called 1.ppm to {IMAGES}.ppm, or .pgm or .png"))
            })
        };
        let images = (1..=IMAGES).map(image).collect::<Result<_>>()?;
        let homography = |number: usize| {
            homography_file::read(&folder.join(format!("H_1_{number}")))
                .map_err(|error| error.or_help("each sequence holds H_1_2 to H_1_6"))
        };
        let kind = match pair.labels {
            Labels::Image(kind) => SequenceKind::ALL.get(usize::from(kind)).copied(),
            Labels::Pixels(_) => None,
        };
        let kind = kind.ok_or_else(|| Error::new(format!("the sequence `{}` has no kind", pair.id)))?;
        let homographies = (2..=IMAGES).map(homography).collect::<Result<_>>()?;
        Ok(Sequence { name: pair.id.clone(), kind, homographies, images })
    }

    /// Is no image wider or higher than the largest?
    fn fits(&self, root: &Path, [most_width, most_height]: [u32; 2]) -> Result<bool> {
        for image in &self.images {
            let size = dimensions(&root.join(&self.name).join(image))?;
            if size.0 > most_width || size.1 > most_height {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Dataset for SequenceSet {
    fn len(&self) -> usize {
        self.ids.len()
    }

    fn id(&self, index: usize) -> &str {
        &self.ids[index]
    }

    /// The label of an image is its sequence's kind.
    fn load(&self, index: usize) -> Result<Sample> {
        let file = self.image_file(index).ok_or_else(|| {
            Error::new(format!("there is no image number {index} among {} images", self.ids.len()))
        })?;
        // The images come first among the files.
        let image = read_image(&self.root.join(file), self.contents.of(index))?;
        let kind = self.sequences[index / IMAGES].kind;
        Ok(Sample { id: self.ids[index].clone(), image, labels: Labels::Image(kind as u16) })
    }

    fn classes(&self) -> &[Class] {
        &[]
    }

    fn files(&self) -> Vec<DataFile> {
        let file = |name: String| DataFile { path: self.root.join(&name), name, is_image: false };
        let images = (0..self.ids.len()).filter_map(|index| self.image_file(index));
        let images = images.map(|name| DataFile { is_image: true, ..file(name) });
        let homography = |sequence: &Sequence| {
            let name = sequence.name.clone();
            (2..=IMAGES).map(move |number| format!("{name}/H_1_{number}"))
        };
        let keypoints = (0..self.ids.len()).filter_map(|index| self.keypoint_file(index));
        images.chain(self.sequences.iter().flat_map(homography).chain(keypoints).map(file)).collect()
    }

    fn contents(&self) -> Option<&Contents> {
        Some(&self.contents)
    }

    fn sequences(&self) -> Option<&SequenceSet> {
        Some(self)
    }
}
