//! What a data set of things is made from, and which values make sense.

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Sides of an image in pixels.
const SIDES: std::ops::RangeInclusive<u32> = 32..=1024;
/// Of a thing: below it a gap is no pixel wide.
const SMALLEST_RADIUS: f32 = 2.0;
/// Most things, and most shapes around them.
const MOST_SHAPES: usize = 1000;
/// Deviation of the noise, as a share of white.
const MOST_NOISE: f32 = 0.5;

/// A whole data set. The defaults make the one that the shipped experiments use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Another seed gives other images.
    pub seed: u64,
    /// Side of an image in pixels, 32 to 1024.
    pub side: u32,
    /// Images for training; every tenth is of the same class.
    pub train: usize,
    /// Images for validation.
    pub val: usize,
    /// Least and largest radius of a thing, in pixels.
    pub radius: [f32; 2],
    /// Things of one class in an image; fewer where they find no room.
    pub things: usize,
    /// Shapes around them.
    pub clutter: usize,
    /// Deviation of the noise, as a share of white.
    pub noise: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            seed: 0,
            side: 96,
            train: 2000,
            val: 500,
            radius: [5.0, 10.0],
            things: 5,
            clutter: 5,
            noise: 0.03,
        }
    }
}

impl Settings {
    /// Refuses what can't be drawn.
    ///
    /// # Errors
    /// When a value is out of its range, or a split is empty.
    pub fn check(&self) -> Result<()> {
        let refuse = |what: String, help: String| Err(Error::new(what).help(help));
        if !SIDES.contains(&self.side) {
            let help = format!("choose `side` from {} to {}", SIDES.start(), SIDES.end());
            return refuse(format!("an image can't be {0}×{0} pixels", self.side), help);
        }
        for (name, count) in [("train", self.train), ("val", self.val)] {
            if count == 0 {
                let what = format!("the split `{name}` would have no image");
                return refuse(what, format!("set `{name}` to at least 1"));
            }
        }
        let [least, most] = self.radius;
        let largest = self.side as f32 / 4.0;
        // Written so that a NaN fails too.
        if !(least >= SMALLEST_RADIUS && least <= most && most <= largest) {
            let help = format!("choose `radius: [least, largest]` between {SMALLEST_RADIUS} and {largest}");
            return refuse(format!("things can't have radii from {least} to {most} pixels"), help);
        }
        for (name, least, count) in [("things", 1, self.things), ("clutter", 0, self.clutter)] {
            if !(least..=MOST_SHAPES).contains(&count) {
                let help = format!("choose `{name}` from {least} to {MOST_SHAPES}");
                return refuse(format!("an image can't have {count} {name}"), help);
            }
        }
        if !(0.0..=MOST_NOISE).contains(&self.noise) {
            let help = format!("choose `noise` from 0 to {MOST_NOISE}");
            return refuse(format!("`noise` can't be {}", self.noise), help);
        }
        Ok(())
    }
}
