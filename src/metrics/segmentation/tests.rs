use super::*;
use crate::metrics::Scores;

fn counted(labels: &[u8], predictions: &[u8]) -> Confusion {
    let mut confusion = Confusion::new(4).unwrap();
    confusion.add(labels, predictions).unwrap();
    confusion
}

#[test]
fn ignored_pixels_count_nowhere_whatever_is_predicted_there() {
    assert_eq!(counted(&[0, 255, 1], &[0, 255, 2]), counted(&[0, 1], &[0, 2]));
}

#[test]
fn a_class_that_occurs_nowhere_has_no_iou_and_does_not_lower_the_mean() {
    let confusion = counted(&[0, 0, 1, 1], &[0, 0, 1, 0]);
    assert_eq!(confusion.class_iou(), [Some(2.0 / 3.0), Some(0.5), None, None]);
    let scores = Scores::segmentation(&confusion.clone().into(), []).unwrap();
    assert_eq!(scores.get("miou"), Some((2.0 / 3.0 + 0.5) / 2.0));
    assert_eq!(scores.get("mean_accuracy"), Some(0.75));
    assert_eq!(scores.get("pixel_accuracy"), Some(0.75));
}

#[test]
fn a_class_that_is_only_predicted_scores_zero_but_has_no_accuracy() {
    let confusion = counted(&[0, 0], &[0, 3]);
    assert_eq!(confusion.class_iou(), [Some(0.5), None, None, Some(0.0)]);
    assert_eq!(Scores::segmentation(&confusion.clone().into(), []).unwrap().get("mean_accuracy"), Some(0.5));
}

#[test]
fn bands_beside_boundaries_are_counted_apart() {
    let mut counts = PixelCounts::new(2).unwrap();
    let (narrow, wide) = ([false, true, true, false], [true, true, true, false]);
    counts.add(&[0, 0, 1, 1], &[1, 0, 1, 0], [&narrow, &wide]).unwrap();
    let scores = Scores::segmentation(&counts, []).unwrap();
    let values = ["miou", "boundary_miou_4", "boundary_miou_8"].map(|name| scores.get(name));
    assert_eq!(values, [Some(1.0 / 3.0), Some(1.0), Some(0.5)]);
    counts.add(&[0], &[7], [&[true], &[true]]).unwrap_err();
}

#[test]
fn an_image_without_a_boundary_says_nothing_of_them() {
    let mut counts = PixelCounts::new(2).unwrap();
    counts.add(&[0, 0], &[0, 1], [&[false; 2]; 2]).unwrap();
    let scores = Scores::segmentation(&counts, []).unwrap();
    assert_eq!((scores.get("miou"), scores.get("boundary_miou_4")), (Some(0.25), None));
}

#[test]
fn parts_merge_to_the_whole() {
    let mut parts = counted(&[0, 1], &[1, 1]);
    parts.merge(&counted(&[2, 3, 255], &[2, 0, 0])).unwrap();
    assert_eq!(parts, counted(&[0, 1, 2, 3, 255], &[1, 1, 2, 0, 0]));
    assert!(parts.merge(&Confusion::new(3).unwrap()).is_err());
}

#[test]
fn what_is_no_class_is_refused_and_nothing_is_counted() {
    let mut confusion = Confusion::new(2).unwrap();
    let label = confusion.add(&[0, 7], &[0, 0]).unwrap_err();
    assert_eq!(label.what(), "the label 7 is not one of the 2 classes (0 to 1)");
    let prediction = confusion.add(&[0, 1], &[0, 9]).unwrap_err();
    assert_eq!(prediction.what(), "the prediction 9 is not one of the 2 classes (0 to 1)");
    assert!(confusion.add(&[0], &[0, 0]).is_err());
    assert_eq!(confusion, Confusion::new(2).unwrap());
    let nothing = Scores::segmentation(&confusion.clone().into(), []).unwrap_err();
    assert_eq!(nothing.what(), "no labelled pixel was evaluated");
}

#[test]
fn class_counts_that_labels_cannot_hold_are_refused() {
    assert!(Confusion::new(0).is_err());
    assert!(Confusion::new(256).is_err());
}
