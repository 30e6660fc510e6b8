use super::*;

#[test]
fn every_pair_counts_the_same_and_one_without_a_match_counts_as_wrong() {
    let mut sums = Accuracies::default();
    (0..3).for_each(|_| sums.add_image(10));
    // Four matches: within 1, 3, 3 px and lost; then a pair without any.
    sums.add_pair(SequenceKind::Viewpoint, &[1.0, 2.5, 3.0, f64::INFINITY]);
    sums.add_pair(SequenceKind::Illumination, &[]);
    let scores = sums.scores().unwrap();
    assert_eq!((scores.mma_1, scores.mma_2, scores.mma_3, scores.mma_10), (0.125, 0.125, 0.375, 0.375));
    assert_eq!(scores.mma_3_viewpoint, Some(0.75));
    assert_eq!(scores.mma_3_illumination, Some(0.0));
    assert_eq!((scores.matches_per_pair, scores.keypoints_per_image), (2.0, 10.0));
}

#[test]
fn kinds_that_do_not_occur_have_no_score() {
    let mut sums = Accuracies::default();
    sums.add_image(1);
    sums.add_pair(SequenceKind::Illumination, &[0.0]);
    let scores = sums.scores().unwrap();
    assert_eq!((scores.mma_3_illumination, scores.mma_3_viewpoint), (Some(1.0), None));
    assert_eq!(scores.mma_by_kind.0.len(), THRESHOLDS);
    assert_eq!(scores.mma_by_kind.0[2], ("illumination, 3 px".to_owned(), Some(1.0)));
}

#[test]
fn nothing_counted_is_an_error() {
    assert!(Accuracies::default().scores().is_err());
}
