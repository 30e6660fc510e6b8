//! Sequences of images of one plane, in the folders of HPatches: `<sequence>/1.ppm` … `6.ppm` and the homographies
//! `H_1_2` … `H_1_6` from the first image to each other.

mod homography_file;
mod keypoint_file;
mod set;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use set::{Sequence, SequenceSet};

use super::Labels;
use super::files::is_bookkeeping;
use super::pair::{Pair, expected};
use crate::keypoints::SequenceKind;
use crate::{Error, Result};

/// Images of a sequence.
pub const IMAGES: usize = 6;
/// Endings of image files, in the order in which they are looked for.
const ENDINGS: [&str; 3] = ["ppm", "pgm", "png"];

/// A folder for every sequence.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequences {
    /// What changes in the sequences whose names do not begin with `i_` (illumination) or `v_` (viewpoint).
    #[serde(default)]
    pub kinds: BTreeMap<String, SequenceKind>,
    /// Width and height in pixels; sequences with a larger image are left out (the paper: 1600×1200).
    #[serde(default)]
    pub largest: Option<[u32; 2]>,
    /// Height and width of the image whose cost `plan` tells.
    pub typical: [usize; 2],
    /// Ending of the files that name an image's keypoints, as in `1.keypoints.csv`; without it they are detected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keypoints: Option<String>,
}

impl Sequences {
    /// Every sequence below the root, each as one entry whose label is the kind.
    pub(super) fn list(&self, root: &Path) -> Result<Vec<Pair>> {
        let mut pairs = Vec::new();
        for name in expected(root)? {
            if !root.join(&name).is_dir() {
                continue;
            }
            if is_bookkeeping(&name) {
                return Err(Error::new(format!("the folder `{name}` is no sequence"))
                    .at(root.join(&name).display())
                    .help("another program made it there: remove it"));
            }
            let kind = self.kinds.get(&name).copied().or_else(|| SequenceKind::of_name(&name));
            let kind = kind.ok_or_else(|| {
                Error::new(format!("what changes in the sequence `{name}` is not known"))
                    .at(root.join(&name).display())
                    .help("begin its name with i_ (illumination) or v_ (viewpoint), or say it on the card: `layout: {kinds: {NAME: viewpoint}}`")
            })?;
            pairs.push(Pair {
                id: name.clone(),
                city: None,
                image: name,
                labels: Labels::Image(kind as u16),
            });
        }
        Ok(pairs)
    }
}
