//! Levels around keypoints (METHOD section 3): several levels mix, the finer the closer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::widen::{WIDEST, widen};
use super::{Blocks, Needs, Surroundings, View};
use crate::grid::{ImportanceMask, Levels};
use crate::refusals::Refusals;
use crate::{Error, Result};

/// Windows around keypoints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Keypoints {
    /// Side of the square around each keypoint that is at level 0, 1, … or finer, in pixels: odd, or 0 to leave the level
    /// out; one for each pool that is adaptive, in ascending order.
    pub dilations: Vec<usize>,
}

impl Kind for Keypoints {
    fn check(&self, place: &Surroundings, refuse: &mut Refusals) {
        let (path, windows, steps) = ("dilations", &self.dilations, place.steps());
        let what = format!("{} windows for {steps} adaptive pools", windows.len());
        let help = "one for each halving between `fine` and `coarse`";
        refuse.require(windows.len() == steps, path, what, help);
        let odd = windows.iter().all(|&window| window == 0 || (window % 2 == 1 && window <= WIDEST));
        let help = format!("odd numbers of pixels from 1 to {WIDEST}, or 0 to leave a level out");
        refuse.require(odd, path, format!("{windows:?} are no windows"), help);
        let help = "a finer level lies inside the next coarser one: give them in ascending order";
        let what = "the windows shrink from one level to the next";
        refuse.require(windows.is_sorted(), path, what, help);
    }

    fn needs(&self) -> Needs {
        Needs::Keypoints
    }

    fn levels(&self, image: View<'_>, blocks: Blocks, _: u64) -> Result<Levels> {
        keypoint_levels(image.keypoints, (image.height, image.width), blocks.stride, &self.dilations)
    }
}

/// The levels of an image of `height`×`width` pixels on the lattice of `stride`, fine around keypoints
/// (y, x), in pixels.
///
/// `windows[i]` is the side, in pixels, of the square around each keypoint that is at level i or finer; 0
/// leaves level i out. All the rest has level `windows.len()`. Level i comes in boxes of 2^(i+1) lattice
/// positions.
///
/// # Errors
/// When the image does not divide into the boxes of the coarsest level, a keypoint lies outside it, or the
/// windows are even or shrink from one level to the next.
pub fn keypoint_levels(
    keypoints: &[[usize; 2]],
    (height, width): (usize, usize),
    stride: usize,
    windows: &[usize],
) -> Result<Levels> {
    check_windows(windows)?;
    let step = stride << windows.len();
    if step == 0 || !height.is_multiple_of(step) || !width.is_multiple_of(step) {
        return Err(Error::new(format!("an image of {height}×{width} pixels does not divide by {step}"))
            .help("pad the image to a multiple of the stride of the coarsest level"));
    }
    let mut set = vec![false; height * width];
    for &[y, x] in keypoints {
        if y >= height || x >= width {
            return Err(Error::new(format!(
                "the keypoint ({y}, {x}) lies outside the image of {height}×{width} pixels"
            )));
        }
        set[y * width + x] = true;
    }
    let (rows, columns) = (height / stride, width / stride);
    let mut level = vec![windows.len() as u8; rows * columns];
    for (fine, &window) in windows.iter().enumerate().rev().filter(|(_, window)| **window > 0) {
        let mask = ImportanceMask { height, width, set: widen(&set, height, width, window / 2) };
        let near = Levels::from_importance(&mask, stride, 2 << fine, 1)?;
        let near = near.as_slice().iter().map(|&far| far == 0);
        level.iter_mut().zip(near).filter(|(_, near)| *near).for_each(|(level, _)| *level = fine as u8);
    }
    Levels::new(rows, columns, level)
}

fn check_windows(windows: &[usize]) -> Result<()> {
    if !(1..=3).contains(&windows.len()) {
        return Err(Error::new(format!("{} windows around keypoints", windows.len()))
            .help("give one for each adaptive pool: one, two or three"));
    }
    if let Some(even) = windows.iter().find(|window| **window > 0 && window.is_multiple_of(2)) {
        return Err(Error::new(format!("a window of {even} pixels has no middle")).help("use an odd one"));
    }
    if !windows.is_sorted() {
        return Err(Error::new(format!("the windows {windows:?} shrink from one level to the next"))
            .help("a finer level lies inside the next coarser one: give them in ascending order"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(keypoints: &[[usize; 2]], windows: &[usize]) -> Result<String> {
        let levels = keypoint_levels(keypoints, (8, 16), 1, windows)?;
        let line = |line: &[u8]| line.iter().map(u8::to_string).collect::<String>();
        Ok(levels.as_slice().chunks(levels.width()).map(line).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn levels_become_coarser_with_the_distance() {
        insta::assert_snapshot!(levels(&[[2, 4]], &[1, 5]).unwrap(), @"
        1111111122222222
        1111111122222222
        1111001122222222
        1111001122222222
        1111111122222222
        1111111122222222
        1111111122222222
        1111111122222222
        ");
    }

    #[test]
    fn without_keypoints_everything_is_coarse_and_a_window_of_zero_leaves_its_level_out() {
        let all = |level| Levels::uniform(8, 16, level).unwrap();
        assert_eq!(keypoint_levels(&[], (8, 16), 1, &[3, 5]).unwrap(), all(2));
        assert_eq!(keypoint_levels(&[[0, 0], [7, 15], [4, 8]], (8, 16), 1, &[0, 9]).unwrap(), all(1));
    }

    #[test]
    fn what_cannot_be_is_refused_with_a_reason() {
        let message = |keypoints: &[[usize; 2]], windows: &[usize]| {
            levels(keypoints, windows).unwrap_err().what().to_owned()
        };
        insta::assert_snapshot!(message(&[[8, 0]], &[3]), @"the keypoint (8, 0) lies outside the image of 8×16 pixels");
        insta::assert_snapshot!(message(&[], &[4]), @"a window of 4 pixels has no middle");
        insta::assert_snapshot!(message(&[], &[9, 3]), @"the windows [9, 3] shrink from one level to the next");
        insta::assert_snapshot!(message(&[], &[]), @"0 windows around keypoints");
        let error = keypoint_levels(&[], (8, 12), 2, &[3, 5]).unwrap_err();
        insta::assert_snapshot!(error.what(), @"an image of 8×12 pixels does not divide by 8");
    }
}
