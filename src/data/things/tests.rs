//! What a reader of the data set may rely on.

use std::collections::BTreeSet;

use super::shape::Shape;
use super::*;
use crate::data::Made;

fn tiny() -> Settings {
    Settings { side: 48, train: 12, val: 10, ..Settings::default() }
}

#[test]
fn images_lie_in_folders_of_their_classes_and_a_complete_set_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("things");
    assert_eq!(generate(&root, &tiny(), &|_, _| {}), Ok(Made::Written(22)));
    for class in CLASSES {
        assert_eq!(std::fs::read_dir(root.join("val").join(class)).unwrap().count(), 1, "{class}");
    }
    assert!(root.join("train/gap-e/000010.png").is_file());
    let again = generate(&root, &tiny(), &|_, _| panic!("an image was drawn again"));
    assert_eq!(again, Ok(Made::AlreadyThere(22)));
}

#[test]
fn an_image_is_a_function_of_seed_split_and_number() {
    let image = |seed, split, number| scene(&Settings { seed, ..tiny() }, split, number);
    assert_eq!(image(0, 1, 3), image(0, 1, 3));
    assert_eq!(image(0, 1, 3), scene(&Settings { train: 999, ..tiny() }, 1, 3));
    let others = [image(1, 1, 3), image(0, 2, 3), image(0, 1, 13)];
    assert!(others.iter().all(|other| *other != image(0, 1, 3)));
}

#[test]
fn every_gap_opens_the_ring_at_its_own_side_only() {
    // A point in the middle of the stroke towards each of the eight sides.
    let stroke = |side: usize| {
        let (sin, cos) = (side as f32 * std::f32::consts::FRAC_PI_4).sin_cos();
        (20.0 + 8.0 * cos, 20.0 + 8.0 * sin)
    };
    let mut seen = BTreeSet::new();
    for (class, name) in CLASSES.into_iter().enumerate() {
        let form = super::class::form(class);
        let ring = Shape { form, x: 20.0, y: 20.0, radius: 10.0, angle: 0.0, colour: [1.0; 3] };
        let covered: Vec<bool> = (0..8).map(|side| ring.covers(stroke(side).0, stroke(side).1)).collect();
        let open = if class < 8 { vec![class] } else { vec![] };
        let found: Vec<usize> = (0..8).filter(|&side| !covered[side]).collect();
        assert_eq!(found, open, "{name}");
        assert_eq!(ring.covers(20.0, 20.0), name == "filled");
        seen.insert((found, ring.covers(20.0, 20.0)));
    }
    assert_eq!(seen.len(), CLASSES.len());
}

#[test]
fn sides_of_the_gap_share_their_brightness() {
    // One image deviates by about 20 of 255, a mean of 60 by 3.
    let mean = |class: u64| -> f64 {
        let bright = |number| {
            let image = scene(&tiny(), 1, class + 10 * number);
            image.as_raw().iter().map(|&value| f64::from(value)).sum::<f64>() / image.as_raw().len() as f64
        };
        (0..60u64).map(bright).sum::<f64>() / 60.0
    };
    let means: Vec<f64> = [0, 4, 7].map(mean).to_vec();
    assert!(means.iter().all(|mean| (mean - means[0]).abs() < 8.0), "{means:?}");
}

#[test]
fn settings_that_cannot_be_drawn_are_refused() {
    let message = |settings: Settings| settings.check().unwrap_err().to_string();
    insta::assert_snapshot!(message(Settings { side: 8, ..tiny() }), @"
    an image can't be 8×8 pixels
    help: choose `side` from 32 to 1024
    ");
    insta::assert_snapshot!(message(Settings { val: 0, ..tiny() }), @"
    the split `val` would have no image
    help: set `val` to at least 1
    ");
    insta::assert_snapshot!(message(Settings { radius: [9.0, f32::NAN], ..tiny() }), @"
    things can't have radii from 9 to NaN pixels
    help: choose `radius: [least, largest]` between 2 and 12
    ");
    insta::assert_snapshot!(message(Settings { clutter: 9999, ..tiny() }), @"
    an image can't have 9999 clutter
    help: choose `clutter` from 0 to 1000
    ");
    insta::assert_snapshot!(message(Settings { noise: -1.0, ..tiny() }), @"
    `noise` can't be -1
    help: choose `noise` from 0 to 0.5
    ");
}
