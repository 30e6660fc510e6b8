//! VGG-16 without batch-norm, up to its tenth convolution, as D2-Net uses it: `conv1` … `conv10` here.

use std::collections::HashSet;

/// Before the position of a layer: torchvision's name and D2-Net's.
const PARTS: [&str; 2] = ["features.", "dense_feature_extraction.model."];

/// Positions of the convolutions among the layers; ReLUs and poolings have positions too.
const POSITIONS: [usize; 10] = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21];

/// The ten convolutions and nothing between them: the other VGGs have theirs elsewhere.
pub(super) fn knows(names: &HashSet<&str>) -> bool {
    let has = |part: &str, position| names.contains(format!("{part}{position}.weight").as_str());
    let ours = (1..=POSITIONS.len()).all(|number| names.contains(format!("conv{number}.weight").as_str()));
    let last = POSITIONS[POSITIONS.len() - 1];
    let theirs = |part| (0..=last).all(|position| has(part, position) == POSITIONS.contains(&position));
    ours || PARTS.into_iter().any(theirs)
}

pub(super) fn ours(name: &str) -> Option<String> {
    let rest = PARTS.iter().find_map(|part| name.strip_prefix(part))?;
    let (position, kind) = rest.split_once('.')?;
    let index = POSITIONS.iter().position(|known| known.to_string() == position)?;
    Some(format!("conv{}.{kind}", index + 1))
}
