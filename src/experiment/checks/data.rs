//! Images: sizes, selections, augmentation.

use super::Check;
use crate::data::Selection;
use crate::experiment::Settings;

/// No image side is longer than this, in pixels.
const LONGEST: usize = 1 << 15;

pub(super) fn check(settings: &Settings, check: &mut Check) {
    let (data, augmentation) = (&settings.data, &settings.augmentation);
    let card_name = !data.card.is_empty() && !data.card.contains(['/', '\\']);
    check.require(
        card_name,
        "data.card",
        "not the name of a card",
        "`streets` stands for datasets/streets.yaml",
    );
    sides(data.resize, "data.resize", check);
    sides(augmentation.crop, "augmentation.crop", check);
    if let (Some(crop), Some(image), None) = (augmentation.crop, data.resize, augmentation.scale) {
        let fits = crop[0] <= image[0] && crop[1] <= image[1];
        let what = format!("a crop of {}×{} is larger than its image", crop[0], crop[1]);
        let help = format!("images are resized to {}×{} first", image[0], image[1]);
        check.require(fits, "augmentation.crop", what, help);
    }
    selection(&data.train, "data.train", check);
    selection(&data.val, "data.val", check);
    let jitter = &augmentation.jitter;
    for (name, value) in
        [("brightness", jitter.brightness), ("contrast", jitter.contrast), ("saturation", jitter.saturation)]
    {
        check.within(value.into(), 0.0..=1.0, &format!("augmentation.jitter.{name}"));
    }
    if let Some([smallest, largest]) = augmentation.scale {
        let good = smallest > 0.0 && smallest <= largest && largest.is_finite();
        check.require(
            good,
            "augmentation.scale",
            "no range of factors",
            "the smallest first, above 0: `[0.5, 2.0]`",
        );
    }
}

fn sides(sides: Option<[usize; 2]>, path: &str, check: &mut Check) {
    if let Some([height, width]) = sides {
        let good = [height, width].iter().all(|side| (1..=LONGEST).contains(side));
        let what = format!("{height}×{width} is no size of an image");
        check.require(good, path, what, format!("height and width in pixels, each from 1 to {LONGEST}"));
    }
}

fn selection(selection: &Selection, path: &str, check: &mut Check) {
    let some = |path: &str, good: bool, check: &mut Check| {
        check.require(good, path, "selects no image", "leave it out to take all images of the split");
    };
    some(&format!("{path}.count"), selection.count != Some(0), check);
    some(&format!("{path}.cities"), selection.cities.as_ref().is_none_or(|cities| !cities.is_empty()), check);
}
