//! Where each scene of a data set lies, in the Cityscapes layout.

use std::path::{Path, PathBuf};

use super::Settings;

/// The towns whose streets train a network; scene n of the split stands in town n mod 4.
const TRAIN_TOWNS: [&str; 4] = ["lindhafen", "ostermoor", "weidlingen", "kupferau"];
/// The town whose streets validate it.
const VAL_TOWN: &str = "seebrunn";

/// One scene and where it belongs.
pub struct Job {
    pub split_seed: u64,
    pub number: u64,
    pub image: PathBuf,
    pub labels: PathBuf,
}

/// All scenes of a data set, training first; paths are relative to its root.
pub fn jobs(settings: &Settings) -> Vec<Job> {
    let job = |split: &str, split_seed: u64, town: &str, number: usize| {
        let stem = format!("{town}_{number:06}_000019");
        let path = |kind: &str, ending: &str| {
            Path::new(kind).join(split).join(town).join(format!("{stem}_{ending}.png"))
        };
        let (image, labels) = (path("leftImg8bit", "leftImg8bit"), path("gtFine", "gtFine_labelIds"));
        Job { split_seed, number: number as u64, image, labels }
    };
    let train = (0..settings.train).map(|number| job("train", 1, TRAIN_TOWNS[number % 4], number));
    train.chain((0..settings.val).map(|number| job("val", 2, VAL_TOWN, number))).collect()
}
