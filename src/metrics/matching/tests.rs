use super::*;
use crate::metrics::Scores;

#[test]
fn every_pair_counts_the_same_and_one_without_a_match_counts_as_wrong() {
    let mut sums = Accuracies::default();
    (0..3).for_each(|_| sums.add_image(10));
    // Four matches: within 1, 3, 3 px and lost; then a pair without any.
    sums.add_pair(SequenceKind::Viewpoint, &[1.0, 2.5, 3.0, f64::INFINITY]);
    sums.add_pair(SequenceKind::Illumination, &[]);
    let scores = Scores::matching(&sums).unwrap();
    let values = |names: &[&str]| names.iter().map(|name| scores.get(name).unwrap()).collect::<Vec<_>>();
    assert_eq!(values(&["mma_1", "mma_2", "mma_3", "mma_10"]), [0.125, 0.125, 0.375, 0.375]);
    assert_eq!(values(&["mma_3_viewpoint", "mma_3_illumination"]), [0.75, 0.0]);
    assert_eq!(values(&["matches_per_pair", "keypoints_per_image"]), [2.0, 10.0]);
}

#[test]
fn kinds_that_do_not_occur_have_no_score() {
    let mut sums = Accuracies::default();
    sums.add_image(1);
    sums.add_pair(SequenceKind::Illumination, &[0.0]);
    let scores = Scores::matching(&sums).unwrap();
    assert_eq!((scores.get("mma_3_illumination"), scores.get("mma_3_viewpoint")), (Some(1.0), None));
    assert_eq!(scores.classes().0.len(), THRESHOLDS);
    assert_eq!(scores.classes().0[2], ("illumination, 3 px".to_owned(), Some(1.0)));
}

#[test]
fn nothing_counted_is_an_error_and_so_are_pairs_or_images_alone() {
    assert!(Scores::matching(&Accuracies::default()).is_err());
    let (mut images, mut pairs) = (Accuracies::default(), Accuracies::default());
    images.add_image(10);
    pairs.add_pair(SequenceKind::Viewpoint, &[1.0]);
    assert!(Scores::matching(&images).is_err() && Scores::matching(&pairs).is_err());
}

#[test]
fn the_thresholds_of_metrics_are_those_in_their_names() {
    let mut sums = Accuracies::default();
    sums.add_image(1);
    sums.add_pair(SequenceKind::Viewpoint, &[0.5, 1.5, 4.5, 9.5]);
    let scores = Scores::matching(&sums).unwrap();
    for (metric, value) in scores.metrics().filter(|(metric, _)| metric.threshold().is_some()) {
        assert_eq!(value, sums.mma()[metric.threshold().unwrap() - 1], "{}", metric.name);
    }
}
