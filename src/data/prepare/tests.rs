//! Preparation as a whole: what reaches the network, and that it is a function of its numbers.

use super::*;
use crate::data::IGNORED;
use crate::data::test_tree::{HEIGHT, Tree, WIDTH};

/// Settings that leave pixels in 0…1, so that tests can read places off the colours.
fn plain(augmentation: Augmentation) -> Preparation {
    let normalisation = Normalisation { mean: [0.0; 3], std: [1.0; 3] };
    Preparation { normalisation, augmentation, ..Preparation::default() }
}

/// The column and row that a pixel of a test image came from.
fn place(pixel: &[f32]) -> (u8, u8) {
    ((pixel[0] * 255.0 / 20.0).round() as u8, (pixel[1] * 255.0 / 40.0).round() as u8)
}

/// The class that the test image has at a place.
fn class_at((column, row): (u8, u8)) -> u8 {
    match (row, u32::from(column) < WIDTH / 2) {
        (0, _) => IGNORED,
        (_, true) => 2,
        (_, false) => 1,
    }
}

fn assert_labels_match_pixels(prepared: &Prepared) {
    for (pixel, &label) in prepared.pixels.chunks_exact(3).zip(prepared.labels.pixels().unwrap()) {
        // The blue of every test image is 99; padding has 0.
        let expected = if pixel[2] == 0.0 { IGNORED } else { class_at(place(pixel)) };
        assert_eq!(label, expected, "at {:?}", place(pixel));
    }
}

#[test]
fn flips_and_crops_move_labels_with_their_pixels() {
    let tree = Tree::folders(&["a", "b", "c"]);
    let dataset = tree.open("train");
    let settings = plain(Augmentation { crop: Some([4, 7]), flip: true, ..Augmentation::default() });
    let mut mirrored = 0;
    let mut corners = std::collections::BTreeSet::new();
    for draw in 0..60 {
        let prepared = prepare_training(dataset.as_ref(), &settings, 5, draw).unwrap();
        assert_eq!((prepared.height, prepared.width, prepared.content), (4, 7, (4, 7)));
        assert_labels_match_pixels(&prepared);
        let (first, last) = (place(&prepared.pixels[..3]), place(&prepared.pixels[6 * 3..7 * 3]));
        mirrored += usize::from(first.0 > last.0);
        corners.insert((first.0.min(last.0), first.1));
    }
    assert!((15..45).contains(&mirrored), "{mirrored} of 60 were mirrored");
    assert_eq!(corners.len(), 4 * 3, "every place of the window occurs");
}

#[test]
fn small_images_are_padded_with_mean_colour_and_ignored_labels() {
    let tree = Tree::folders(&["a"]);
    let settings = Preparation {
        augmentation: Augmentation { crop: Some([8, 16]), ..Augmentation::default() },
        ..Preparation::default()
    };
    let prepared = prepare_training(tree.open("train").as_ref(), &settings, 1, 0).unwrap();
    let padding = 8 * 16 - (HEIGHT * WIDTH) as usize;
    let empty = prepared.pixels.chunks_exact(3).zip(prepared.labels.pixels().unwrap());
    let empty = empty.filter(|(pixel, label)| *pixel == [0.0; 3] && **label == IGNORED);
    assert_eq!(empty.count(), padding);
}

#[test]
fn evaluation_pads_below_and_right_and_remembers_the_content() {
    let tree = Tree::folders(&["a"]);
    let settings = plain(Augmentation { flip: true, ..Augmentation::default() });
    let prepared = prepare_evaluation(tree.open("train").as_ref(), &settings, 0, 8).unwrap();
    assert_eq!((prepared.height, prepared.width, prepared.content), (8, 16, (6, 10)));
    assert_labels_match_pixels(&prepared);
    assert_eq!(place(&prepared.pixels[(2 * 16 + 3) * 3..]), (3, 2));
    assert!(prepared.pixels[10 * 3..16 * 3].iter().all(|&value| value == 0.0));
}

#[test]
fn pixels_are_normalised_as_in_pytorch() {
    let tree = Tree::folders(&["a"]);
    let prepared = prepare_evaluation(tree.open("train").as_ref(), &Preparation::default(), 0, 1).unwrap();
    // (60/255 − 0.485) / 0.229, (80/255 − 0.456) / 0.224, (99/255 − 0.406) / 0.225
    let expected = [-1.090_417, -0.635_154, -0.078_954];
    let pixel = &prepared.pixels[(2 * 10 + 3) * 3..][..3];
    assert!(pixel.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5), "{pixel:?}");
}

#[test]
fn a_draw_is_a_function_of_its_numbers() {
    let tree = Tree::folders(&["a", "b", "c"]);
    let dataset = tree.open("train");
    let augmentation = Augmentation {
        crop: Some([4, 4]),
        flip: true,
        scale: Some([0.5, 2.0]),
        jitter: Jitter { brightness: 0.5, contrast: 0.5, saturation: 0.5 },
        ..Augmentation::default()
    };
    let settings = Preparation { resize: Some([12, 20]), augmentation, ..Preparation::default() };
    let draw = |seed, number| prepare_training(dataset.as_ref(), &settings, seed, number).unwrap();
    // Asked for in another order, each draw is the same.
    let forwards: Vec<_> = (0..9).map(|number| draw(3, number)).collect();
    let mut backwards: Vec<_> = (0..9).rev().map(|number| draw(3, number)).collect();
    backwards.reverse();
    assert_eq!(forwards, backwards);
    assert_ne!(forwards[0], draw(4, 0));
    assert_ne!(forwards[0].pixels, forwards[3].pixels, "the same image is changed anew in each epoch");
}

#[test]
fn resizing_keeps_classes_whole() {
    let tree = Tree::folders(&["a"]);
    let settings = Preparation { resize: Some([13, 23]), ..plain(Augmentation::default()) };
    let prepared = prepare_evaluation(tree.open("train").as_ref(), &settings, 0, 1).unwrap();
    assert_eq!((prepared.height, prepared.width), (13, 23));
    assert!(prepared.labels.pixels().unwrap().iter().all(|label| [1, 2, IGNORED].contains(label)));
    let middle = &prepared.labels.pixels().unwrap()[6 * 23..7 * 23];
    assert_eq!((middle[0], middle[22]), (2, 1));
}

#[test]
fn an_index_beyond_the_last_image_is_an_error() {
    let tree = Tree::folders(&["a"]);
    let error = prepare_evaluation(tree.open("train").as_ref(), &Preparation::default(), 1, 1).unwrap_err();
    assert_eq!(error.to_string(), "there is no image number 1 among 1 images");
}

#[test]
fn evaluation_takes_the_middle_at_a_shorter_side_that_keeps_proportions() {
    let tree = Tree::folders(&["a"]);
    let dataset = tree.open("train");
    // 6×10 becomes 12×20; the middle of it is 12×8, columns 6 to 13.
    let settings =
        Preparation { shorter_side: Some(12), centre_crop: Some([12, 8]), ..plain(Augmentation::default()) };
    let prepared = prepare_evaluation(dataset.as_ref(), &settings, 0, 1).unwrap();
    assert_eq!((prepared.height, prepared.width, prepared.content), (12, 8, (12, 8)));
    let columns: Vec<u8> =
        prepared.pixels[5 * 8 * 3..6 * 8 * 3].chunks_exact(3).map(|p| place(p).0).collect();
    assert!(columns.is_sorted() && columns[0] >= 3 && columns[7] <= 7, "{columns:?}");
    // A window larger than the image lies around it.
    let around = Preparation { centre_crop: Some([8, 12]), ..plain(Augmentation::default()) };
    let around = prepare_evaluation(dataset.as_ref(), &around, 0, 1).unwrap();
    let is_image = |pixel: usize| around.pixels[pixel * 3 + 2] > 0.0;
    assert!((0..12).all(|column| !is_image(column)) && is_image(12 + 1) && !is_image(12));
}

#[test]
fn resized_crops_have_their_size_and_keep_labels_with_pixels() {
    let tree = Tree::folders(&["a"]);
    let crop = ResizedCrop { size: [5, 7], area: [0.5, 1.0], aspect: [1.0, 2.0] };
    let settings = plain(Augmentation { resized_crop: Some(crop), ..Augmentation::default() });
    let draw = |draw| prepare_training(tree.open("train").as_ref(), &settings, 5, draw).unwrap();
    for number in 0..20 {
        let prepared = draw(number);
        assert_eq!((prepared.height, prepared.width, prepared.content), (5, 7, (5, 7)));
        // Away from borders between classes a pixel tells its class, however it was resampled.
        let labels = prepared.labels.pixels().unwrap();
        for (pixel, &label) in prepared.pixels.chunks_exact(3).zip(labels) {
            let (column, row) = (pixel[0] * 255.0 / 20.0, pixel[1] * 255.0 / 40.0);
            if row > 1.0 && (column - 4.5).abs() > 1.0 {
                assert_eq!(label, if column < 4.5 { 2 } else { 1 }, "at {column} {row}");
            }
        }
    }
    assert_eq!(draw(3), draw(3));
    assert_ne!(draw(3).pixels, draw(4).pixels);
}

#[test]
fn resized_crops_that_fit_no_image_are_refused() {
    let refusal = |yaml: &str| {
        let preparation: Preparation = serde_yaml::from_str(yaml).unwrap();
        preparation.check().unwrap_err().to_string()
    };
    insta::assert_snapshot!(refusal("{augmentation: {crop: [8, 8], resized_crop: {size: [8, 8]}}}"), @"
    `resized_crop` takes the place of `scale` and `crop`
    help: leave out one or the other
    ");
    insta::assert_snapshot!(refusal("{augmentation: {resized_crop: {size: [8, 8], area: [0.5, 2]}}}"), @"
    `area: [0.5, 2]` is no range of shares of an image
    help: give a minimum above 0 and a maximum that is not below it and at most 1
    ");
    insta::assert_snapshot!(refusal("{augmentation: {resized_crop: {size: [8, 8], aspect: [2, 1]}}}"), @"
    `aspect: [2, 1]` is no range of width ÷ height
    help: give a minimum of at least 0.1 and a maximum that is not below it and at most 10
    ");
    insta::assert_snapshot!(refusal("{resize: [8, 8], shorter_side: 9}"), @"
    `resize` and `shorter_side` both say how large images are
    help: give one
    ");
}
