use super::*;
use crate::metrics::Scores;

/// Seven outputs; three stand for the classes a, b and c.
fn ranks() -> Ranks {
    Ranks::new(["a", "b", "c"].map(String::from).to_vec(), &[1, 4, 6])
}

const SCORES: [f32; 7] = [6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.0];

fn metric(ranks: &Ranks, name: &str) -> f64 {
    Scores::classification(ranks).unwrap().get(name).unwrap()
}

#[test]
fn ranks_by_hand_give_top_1_and_top_5() {
    let mut ranks = ranks();
    // The right outputs stand second, fifth and last.
    [1, 4, 6].iter().for_each(|&right| ranks.add(&SCORES, right, false).unwrap());
    assert_eq!((metric(&ranks, "top1"), metric(&ranks, "top5")), (0.0, 2.0 / 3.0));
    // And once first.
    ranks.add(&[0.0, 9.0, 0.0, 0.0, 0.0, 0.0, 0.0], 1, false).unwrap();
    assert_eq!((metric(&ranks, "top1"), metric(&ranks, "top5")), (0.25, 0.75));
    let expected = [("a", Some(0.5)), ("b", Some(0.0)), ("c", Some(0.0))];
    let expected = ByClass(expected.map(|(name, value)| (name.to_owned(), value)).to_vec());
    assert_eq!(*Scores::classification(&ranks).unwrap().classes(), expected);
    assert_eq!(metric(&ranks, "mean_accuracy"), 0.5 / 3.0);
}

#[test]
fn the_sixth_is_not_among_the_first_five() {
    let mut ranks = ranks();
    ranks.add(&[6.0, 1.0, 5.0, 4.0, 3.0, 2.0, 0.0], 1, false).unwrap();
    assert_eq!(metric(&ranks, "top5"), 0.0);
}

#[test]
fn among_the_classes_other_outputs_do_not_compete() {
    let mut ranks = ranks();
    ranks.add(&SCORES, 1, true).unwrap();
    assert_eq!(metric(&ranks, "top1"), 1.0);
    // −ln of e⁵ ÷ (e⁵ + e² + e⁰).
    let expected = (5f64.exp() + 2f64.exp() + 1.0).ln() - 5.0;
    assert!((metric(&ranks, "cross_entropy") - expected).abs() < 1e-12);
}

#[test]
fn the_first_of_equal_scores_is_the_best() {
    let mut ranks = ranks();
    ranks.add(&[0.0; 7], 1, false).unwrap();
    assert_eq!((metric(&ranks, "top1"), metric(&ranks, "top5")), (0.0, 1.0));
    let mut among = self::ranks();
    among.add(&[0.0; 7], 1, true).unwrap();
    assert_eq!(metric(&among, "top1"), 1.0);
    assert!((metric(&among, "cross_entropy") - 3f64.ln()).abs() < 1e-12);
}

#[test]
fn large_scores_have_a_finite_cross_entropy() {
    let mut ranks = ranks();
    ranks.add(&[0.0, -1e4, 0.0, 0.0, 3e4, 0.0, 0.0], 1, false).unwrap();
    assert!((metric(&ranks, "cross_entropy") - 4e4).abs() < 1e-2);
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let mut ranks = ranks();
    let nothing = Scores::classification(&ranks).unwrap_err();
    assert_eq!(nothing.what(), "no image was evaluated");
    assert_eq!(ranks.add(&SCORES, 2, false).unwrap_err().what(), "the output 2 stands for no class");
    let wrong = [0.0, f32::NAN, 0.0, 0.0, 0.0, 0.0, 0.0];
    assert_eq!(
        ranks.add(&wrong, 1, false).unwrap_err().what(),
        "the network computed a score that is no number"
    );
    assert!(Scores::classification(&ranks).is_err(), "nothing was counted");
}

#[test]
fn scores_of_very_many_classes_are_not_told_one_by_one() {
    let names: Vec<String> = (0..1000).map(|class| class.to_string()).collect();
    let outputs: Vec<u16> = (0..1000).collect();
    let mut ranks = Ranks::new(names, &outputs);
    ranks.add(&vec![0.5; 1000], 999, false).unwrap();
    assert!(Scores::classification(&ranks).unwrap().classes().0.is_empty());
    assert_eq!(metric(&ranks, "mean_accuracy"), 0.0);
}
