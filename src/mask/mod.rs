//! Which places are informative: from an image to levels. Knows images, labels and grid, nothing of networks.
//!
//! One mask is one file, which has its settings, its check and its levels; the list below names it.

mod edges;
mod keypoints;
mod kind;
mod learned;
mod oracle;
mod random;
mod uniform;
mod view;
mod widen;

use serde::Serialize;

pub use edges::{Edges, edges};
pub use keypoints::{Keypoints, keypoint_levels};
pub use kind::{MaskCost, Needs, Surroundings};
pub use learned::Learned;
pub use oracle::{Oracle, label_boundaries};
pub use random::Random;

pub use uniform::Nothing;
pub use view::{Blocks, View};

use crate::Result;
use crate::grid::{ImportanceMask, Levels};
use crate::kind::{kind_enum, kind_schema};
use crate::refusals::Refusals;
use kind::Kind;

/// Makes the enum of all masks of a list, reads it from files, and finds each one's own answers.
macro_rules! masks {
    ($($(#[$doc:meta])* $name:literal => $mask:ident($settings:ty)),+ $(,)?) => {
        /// How the importance of a place is decided.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(tag = "kind")]
        pub enum Mask {
            $($(#[$doc])* #[serde(rename = $name)] $mask($settings)),+
        }

        kind_enum!(Mask { $($name => $mask($settings)),+ });
        kind_schema!(Mask { $($name => $mask($settings)),+ });

        impl Mask {
            /// As files call its kind.
            pub fn name(&self) -> &'static str {
                match self { $(Mask::$mask(_) => $name),+ }
            }

            fn own(&self) -> &dyn Kind {
                match self { $(Mask::$mask(settings) => settings),+ }
            }
        }
    };
}

masks! {
    /// Where the image has edges (METHOD section 6).
    "edges" => Edges(Edges),
    /// Blocks drawn at random: the control that shows whether content matters.
    "random" => Random(Random),
    /// Where the labels change: which places a mask that knew the answer would keep fine. No network can have it;
    /// it bounds what a mask could win.
    "oracle" => Oracle(Oracle),
    /// Where a small network, trained together with the rest, says so (METHOD section 5).
    "learned" => Learned(Learned),
    /// Around the keypoints that are to be described, the finer the closer (METHOD section 3).
    "keypoints" => Keypoints(Keypoints),
    /// Everything is informative: equals the dense network of the fine stride.
    "all" => All(Nothing<true>),
    /// Nothing is informative: equals the regular network of the coarse stride.
    "none" => None(Nothing<false>),
}

impl Mask {
    /// What of its settings makes no sense; paths are relative to the mask.
    pub fn check(&self, place: &Surroundings) -> Refusals {
        let mut refusals = Refusals::default();
        self.own().check(place, &mut refusals);
        refusals
    }

    /// What of an image it looks at.
    pub fn needs(&self) -> Needs {
        self.own().needs()
    }

    /// The levels of an image; `seed` decides the draws of a random mask.
    ///
    /// # Errors
    /// When the image's sides are not divisible by stride × side of a block, an oracle has no labels, or the mask is
    /// a learned one.
    pub fn levels(&self, image: View<'_>, blocks: Blocks, seed: u64) -> Result<Levels> {
        self.own().levels(image, blocks, seed)
    }

    /// What the mask costs on an image of so many pixels, also where a random mask looks at edges for its number of
    /// blocks. A learned one is part of the network, whose cost has it.
    pub fn cost(&self, height: usize, width: usize) -> MaskCost {
        self.own().cost(height, width)
    }

    /// The least and the most share of the lattice at level 0, from 0 to 1, that are known before any image is.
    pub fn expected_active(&self) -> [f64; 2] {
        self.own().expected_active()
    }

    /// Does it draw from the run's seed, apart from what training draws?
    pub fn draws(&self) -> bool {
        self.own().draws()
    }

    /// The mask at image resolution, where there is one that people want to see.
    pub fn importance(&self, image: View<'_>) -> Option<ImportanceMask> {
        self.own().importance(image)
    }
}
