//! What a data set of street scenes is made from, and which values make sense.

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Largest side of an image: nine samples per pixel are held in memory for each thread.
const LARGEST_SIDE: u32 = 2048;
/// Smallest side: below it nothing but road and sky is left.
const SMALLEST_SIDE: u32 = 32;
/// Largest value of a knob.
const LARGEST_KNOB: f32 = 4.0;

/// A whole data set of street scenes. The defaults make the one that the shipped experiments use.
///
/// The knobs are multiples of the normal amount: 0 is none, 1 normal, at most 4.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Another seed gives other scenes.
    pub seed: u64,
    /// Width of an image in pixels, 32 to 2048.
    pub width: u32,
    /// Height of an image in pixels, 32 to 2048; scenes are composed for half the width.
    pub height: u32,
    /// Scenes for training, spread over four towns.
    pub train: usize,
    /// Scenes for validation, all in a fifth town.
    pub val: usize,
    /// How many lamps, signs and bollards there are.
    pub thin_objects: f32,
    /// How many cars are parked and driving.
    pub cars: f32,
    /// How many people walk about.
    pub people: f32,
    /// How strongly surfaces are patterned; patterns distract from outlines.
    pub texture: f32,
    /// Noise of the camera's sensor.
    pub noise: f32,
    /// How quickly distance fades into the sky's colour.
    pub haze: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            seed: 0,
            width: 256,
            height: 128,
            train: 400,
            val: 100,
            thin_objects: 1.0,
            cars: 1.0,
            people: 1.0,
            texture: 1.0,
            noise: 1.0,
            haze: 1.0,
        }
    }
}

impl Settings {
    /// Refuses what can't be drawn.
    ///
    /// # Errors
    /// When a side or a knob is out of its range, or a split is empty.
    pub fn check(&self) -> Result<()> {
        for (name, side) in [("width", self.width), ("height", self.height)] {
            if !(SMALLEST_SIDE..=LARGEST_SIDE).contains(&side) {
                let range = format!("{SMALLEST_SIDE} to {LARGEST_SIDE}");
                return Err(Error::new(format!("a street scene can't be {side} pixels in {name}"))
                    .help(format!("choose a {name} from {range}")));
            }
        }
        for (name, count) in [("train", self.train), ("val", self.val)] {
            if count == 0 {
                return Err(Error::new(format!("the split `{name}` would have no scene"))
                    .help(format!("set `{name}` to at least 1")));
            }
        }
        for (name, knob) in self.knobs() {
            if !(0.0..=LARGEST_KNOB).contains(&knob) {
                return Err(Error::new(format!("`{name}` can't be {knob}"))
                    .help(format!("choose `{name}` from 0 (none) over 1 (normal) to {LARGEST_KNOB}")));
            }
        }
        Ok(())
    }

    fn knobs(&self) -> [(&'static str, f32); 6] {
        [
            ("thin_objects", self.thin_objects),
            ("cars", self.cars),
            ("people", self.people),
            ("texture", self.texture),
            ("noise", self.noise),
            ("haze", self.haze),
        ]
    }
}
