//! Keypoints and what becomes of them: detection, descriptors, matches, reprojection (METHOD section 7). Knows grey
//! values and rows of features; nothing of files, networks or tables.

mod descriptors;
mod detect;
mod extremum;
mod homography;
mod matches;
mod smooth;

pub use descriptors::{Lattice, descriptors};
pub use detect::{Keypoint, best, detect};
pub use homography::Homography;
pub use matches::mutual;

use serde::{Deserialize, Serialize};

/// What changes between the images of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SequenceKind {
    /// The light alone.
    Illumination,
    /// Where the plane is seen from.
    Viewpoint,
}

impl SequenceKind {
    /// Both, in the order of tables.
    pub const ALL: [SequenceKind; 2] = [SequenceKind::Illumination, SequenceKind::Viewpoint];

    /// What tables call it.
    pub fn name(self) -> &'static str {
        match self {
            SequenceKind::Illumination => "illumination",
            SequenceKind::Viewpoint => "viewpoint",
        }
    }

    /// By the beginning of a folder's name, as HPatches has it: `i_…` and `v_…`.
    pub fn of_name(name: &str) -> Option<Self> {
        match name.split_once('_')?.0 {
            "i" => Some(SequenceKind::Illumination),
            "v" => Some(SequenceKind::Viewpoint),
            _ => None,
        }
    }
}
