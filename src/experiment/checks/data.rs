//! Images: sizes, selections, augmentation.

use super::Check;
use crate::data::{Augmentation, Preparation, Selection};
use crate::experiment::Settings;
use crate::metrics::Task;

pub(super) fn check(settings: &Settings, check: &mut Check) {
    let data = &settings.data;
    let card_name = !data.card.is_empty() && !data.card.contains(['/', '\\']);
    let what = "not the name of a card";
    check.require(card_name, "data.card", what, "`streets` stands for datasets/streets.yaml");
    preparation(settings, check);
    let scored = data.scored_at.is_none() || settings.task == Task::Segmentation;
    check.require(scored, "data.scored_at", "only a segmentation has scores for pixels", "leave it out");
    if settings.task == Task::Matching {
        for (path, given) in [
            ("data.resize", data.resize.is_some()),
            ("data.shorter_side", data.shorter_side.is_some()),
            ("data.centre_crop", data.centre_crop.is_some()),
            ("data.train", data.train.is_some()),
            ("data.classes", data.classes.is_some()),
        ] {
            let what = "homographies are between the images as they are, and nothing is trained";
            check.require(!given, path, what, "leave it out");
        }
    }
    if let Some(train) = &data.train {
        selection(train, "data.train", check);
    }
    let some = data.classes.as_ref().is_none_or(|classes| !classes.is_empty());
    check.require(some, "data.classes", "selects no class", "leave it out to take all classes of the card");
    selection(&data.val, "data.val", check);
}

/// Asks the preparation itself about one setting at a time, so that each refusal gets its place.
fn preparation(settings: &Settings, check: &mut Check) {
    let none = Preparation::default;
    let augmented = |augmentation| Preparation { augmentation, ..none() };
    let Augmentation { scale, crop, resized_crop, jitter, .. } = settings.augmentation.clone();
    let Preparation { resize, shorter_side, centre_crop, scored_at, .. } = settings.preparation();
    for (path, preparation) in [
        ("data.resize", Preparation { resize, ..none() }),
        ("data.shorter_side", Preparation { resize: shorter_side.and(resize), shorter_side, ..none() }),
        ("data.centre_crop", Preparation { centre_crop, ..none() }),
        ("data.scored_at", Preparation { centre_crop: scored_at.and(centre_crop), scored_at, ..none() }),
        (
            "augmentation.resized_crop",
            augmented(Augmentation {
                scale: resized_crop.as_ref().and(scale),
                crop: resized_crop.as_ref().and(crop),
                resized_crop,
                ..Augmentation::default()
            }),
        ),
        ("augmentation.scale", augmented(Augmentation { scale, ..Augmentation::default() })),
        ("augmentation.crop", augmented(Augmentation { crop, ..Augmentation::default() })),
        ("augmentation.jitter", augmented(Augmentation { jitter, ..Augmentation::default() })),
    ] {
        check.accept(preparation.check(), path);
    }
}

fn selection(selection: &Selection, path: &str, check: &mut Check) {
    let help = "leave it out to take all images of the split";
    let cities = selection.cities.as_ref().is_none_or(|cities| !cities.is_empty());
    check.require(cities, &format!("{path}.cities"), "selects no image", help);
    check.require(selection.per_class != Some(0), &format!("{path}.per_class"), "selects no image", help);
    check.require(selection.count != Some(0), &format!("{path}.count"), "selects no image", help);
}
