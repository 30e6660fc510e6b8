//! What a data set of warps is made from, and which values make sense.

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Sides of an image in pixels.
const SIDES: std::ops::RangeInclusive<u32> = 64..=2048;
/// Most shapes in a scene.
const MOST_SHAPES: usize = 10_000;
/// Most sequences of a kind.
const MOST_SEQUENCES: usize = 1000;

/// A whole data set. The defaults make the one that the shipped experiments use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Another seed gives other scenes and changes.
    pub seed: u64,
    /// Height and width of an image in pixels, 64 to 2048 each.
    pub size: [u32; 2],
    /// Sequences with a change of light.
    pub illumination: usize,
    /// Sequences with a change of viewpoint.
    pub viewpoint: usize,
    /// Shapes in a scene.
    pub shapes: usize,
    /// Deviation of each image's own noise, as a share of white.
    pub noise: f32,
    /// Of all changes: 1 as a rule, 0 for none.
    pub strength: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            seed: 0,
            size: [240, 320],
            illumination: 8,
            viewpoint: 8,
            shapes: 120,
            noise: 0.02,
            strength: 1.0,
        }
    }
}

impl Settings {
    /// Refuses what can't be drawn.
    ///
    /// # Errors
    /// When a value is out of its range, or there is no sequence.
    pub fn check(&self) -> Result<()> {
        let refuse = |what: String, help: String| Err(Error::new(what).help(help));
        if let Some(side) = self.size.iter().find(|side| !SIDES.contains(side)) {
            let help = format!("choose both sides of `size` from {} to {}", SIDES.start(), SIDES.end());
            return refuse(format!("an image can't have a side of {side} pixels"), help);
        }
        let counts = [self.illumination, self.viewpoint];
        if counts == [0, 0] || counts.iter().any(|&count| count > MOST_SEQUENCES) {
            let help = format!(
                "choose `illumination` and `viewpoint` up to {MOST_SEQUENCES}, one of them at least 1"
            );
            return refuse(format!("a set can't have {} and {} sequences", counts[0], counts[1]), help);
        }
        if !(1..=MOST_SHAPES).contains(&self.shapes) {
            let help = format!("choose `shapes` from 1 to {MOST_SHAPES}");
            return refuse(format!("a scene can't have {} shapes", self.shapes), help);
        }
        if !(0.0..=0.5).contains(&self.noise) {
            return refuse(format!("`noise` can't be {}", self.noise), "choose it from 0 to 0.5".into());
        }
        if !(0.0..=2.0).contains(&self.strength) {
            return refuse(format!("`strength` can't be {}", self.strength), "choose it from 0 to 2".into());
        }
        Ok(())
    }
}
