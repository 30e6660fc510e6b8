//! The masks that are the same everywhere: an adaptive network that computes what a regular one does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::{Blocks, Needs, Surroundings, View};
use crate::Result;
use crate::grid::{ImportanceMask, Levels};
use crate::refusals::Refusals;

/// A mask without settings: everything is informative, or nothing is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing<const INFORMATIVE: bool> {}

impl<const INFORMATIVE: bool> Kind for Nothing<INFORMATIVE> {
    fn check(&self, _: &Surroundings, _: &mut Refusals) {}

    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn levels(&self, image: View<'_>, blocks: Blocks, _: u64) -> Result<Levels> {
        let View { height, width, .. } = image;
        blocks.levels(&ImportanceMask { height, width, set: vec![INFORMATIVE; height * width] })
    }

    fn expected_active(&self) -> [f64; 2] {
        [f64::from(INFORMATIVE); 2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mask::Mask;

    #[test]
    fn all_and_none_are_the_regular_networks() {
        let blocks = Blocks { stride: 8, side: 2, coarse: 1 };
        let view = View { pixels: &[], height: 64, width: 128, labels: None, keypoints: &[] };
        let (all, none) = (Mask::All(Nothing {}), Mask::None(Nothing {}));
        assert_eq!(all.levels(view, blocks, 0).unwrap(), Levels::uniform(8, 16, 0).unwrap());
        assert_eq!(none.levels(view, blocks, 0).unwrap(), Levels::uniform(8, 16, 1).unwrap());
        assert_eq!((all.expected_active(), none.expected_active()), ([1.0; 2], [0.0; 2]));
        assert_eq!((all.kind(), none.kind()), ("all", "none"));
    }
}
