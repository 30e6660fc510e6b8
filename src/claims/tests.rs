use super::*;
use crate::compare::Runs;
use crate::compare::samples::{loaded, variant};
use crate::results::Row;
use crate::yaml::{Value, parse_file};

/// Runs of `edges`, whose mIoU leads that of `os16` by `points`, one for each of three seeds.
fn runs(points: [f64; 3]) -> Runs {
    let rows: Vec<Row> = [variant("os16", [0.0; 3]), variant("edges", points)].concat();
    loaded("t", &rows).experiments["streets"].clone()
}

fn claim(metric: &str, bound: Bound, above: bool) -> Claim {
    let (at_least, at_most) = if above { (Some(bound), None) } else { (None, Some(bound)) };
    let text = |text: &str| text.to_owned();
    Claim {
        name: text("c"),
        says: text("…"),
        source: text("…"),
        metric: text(metric),
        variant: text("edges"),
        at_least,
        at_most,
        equal_cost: None,
    }
}

fn os16(margin: f64) -> Bound {
    Bound { variant: "os16".into(), times: 1.0, margin }
}

fn verdict(points: [f64; 3], margin: f64) -> Verdict {
    judge(&claim("miou", os16(margin), true), &runs(points), |_| true).verdict
}

#[test]
fn an_interval_on_one_side_decides() {
    assert_eq!(verdict([1.0, 1.1, 0.9], 0.0), Verdict::Reproduced);
    assert_eq!(verdict([1.0, 1.1, 0.9], 0.02), Verdict::NotReproduced);
    assert_eq!(verdict([-1.0, -1.1, -0.9], 0.0), Verdict::NotReproduced);
    assert_eq!(verdict([-1.0, -1.1, -0.9], -0.02), Verdict::Reproduced);
    let at_most = claim("miou", os16(0.0), false);
    assert_eq!(judge(&at_most, &runs([1.0, 1.1, 0.9]), |_| true).verdict, Verdict::NotReproduced);
}

#[test]
fn an_interval_that_holds_the_bound_asks_for_seeds() {
    // Mean 1, deviation 1: the interval of n seeds leaves out 0 from n = 7 on (t = 2.447, 2.447/√7 = 0.925).
    assert_eq!(verdict([0.0, 1.0, 2.0], 0.0), Verdict::Undecided(Some(4)));
    assert_eq!(verdict([-1.0, 0.0, 1.0], 0.0), Verdict::Undecided(None));
}

#[test]
fn equal_values_hold_a_claim_of_at_least() {
    assert_eq!(verdict([0.0; 3], 0.0), Verdict::Reproduced);
}

#[test]
fn one_seed_decides_only_what_is_not_drawn() {
    let rows = [variant("os16", [0.0; 3]), variant("edges", [1.0; 3])].concat();
    let first: Vec<Row> = rows.into_iter().filter(|row| row.identity.seed == 0).collect();
    let runs = loaded("t", &first).experiments["streets"].clone();
    let claim = claim("miou", os16(0.0), true);
    assert_eq!(judge(&claim, &runs, |_| true).verdict, Verdict::Undecided(Some(1)));
    assert_eq!(judge(&claim, &runs, |_| false).verdict, Verdict::Reproduced);
}

#[test]
fn counts_are_exact_and_missing_runs_are_named() {
    let at_most = claim("macs_total", Bound { times: 0.7, ..os16(0.0) }, false);
    assert_eq!(judge(&at_most, &runs([0.0; 3]), |_| true).verdict, Verdict::NotReproduced);
    let other = claim("miou", Bound { variant: "os8".into(), ..os16(0.0) }, true);
    let judged = judge(&other, &runs([0.0; 3]), |_| true);
    assert_eq!(judged.verdict, Verdict::NotMeasured("no run of os8".into()));
    assert_eq!(judged.value, None);
}

#[test]
fn a_claim_at_equal_cost_needs_equal_cost() {
    let equal = Claim { equal_cost: Some(0.01), ..claim("miou", os16(0.0), true) };
    let mut rows = [variant("os16", [0.0; 3]), variant("edges", [1.0, 1.1, 0.9])].concat();
    for row in rows.iter_mut().filter(|row| row.identity.variant == "edges") {
        row.cost = rows_cost();
    }
    let off = loaded("t", &rows).experiments["streets"].clone();
    assert!(
        matches!(judge(&equal, &off, |_| true).verdict, Verdict::NotComparable(reason) if reason.contains("MACs differ"))
    );
}

/// Half again as many MACs as the samples have.
fn rows_cost() -> crate::results::Cost {
    let mut cost = variant("x", [0.0; 3])[0].cost.clone();
    cost.macs_total.mean *= 1.5;
    cost
}

fn message(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("claims.yaml");
    std::fs::write(&file, text).unwrap();
    let mut node = parse_file(&file).unwrap();
    let Value::Mapping(mapping) = &mut node.value else { panic!("a mapping") };
    let error = read(mapping.take("claims"), &["os8", "os16", "edges"]).unwrap_err().to_string();
    error.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn what_is_no_claim_is_shown_where_it_stands() {
    let claim =
        |more: &str| format!("claims:\n  a: {{says: s, source: t, metric: miou, variant: edges{more}}}\n");
    insta::assert_snapshot!(message(&claim("")), @"
    claims.a: give either `at_least` or `at_most`
      --> claims.yaml:2:3
      |
    2 |   a: {says: s, source: t, metric: miou, variant: edges}
      |   ^
    help: `at_least: {variant: os16}` or `at_most: {variant: os8, times: 0.7}`
    ");
    insta::assert_snapshot!(message(&claim(", at_least: {variant: os61}")), @"
    there is no variant `os61`
      --> claims.yaml:2:77
      |
    2 |   a: {says: s, source: t, metric: miou, variant: edges, at_least: {variant: os61}}
      |                                                                             ^^^^
    help: did you mean `os16`?
    ");
    insta::assert_snapshot!(message(&claim(", at_least: {variant: os16}").replace("miou", "miuo")), @"
    there is no metric `miuo`
      --> claims.yaml:2:35
      |
    2 |   a: {says: s, source: t, metric: miuo, variant: edges, at_least: {variant: os16}}
      |                                   ^^^^
    help: did you mean `miou`?
    ");
    insta::assert_snapshot!(message(&claim(", at_least: {variant: os16, tmies: 2}")), @"
    at_least: unknown field `tmies`, expected one of `variant`, `times`, `margin`
      --> claims.yaml:2:83
      |
    2 |   a: {says: s, source: t, metric: miou, variant: edges, at_least: {variant: os16, tmies: 2}}
      |                                                                                   ^^^^^
    help: did you mean `times`?
    ");
}

#[test]
fn a_published_entry_has_one_number_or_several() {
    let read = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("e.yaml");
        let line = format!("published:\n  - {{variant: os8, source: a paper, {text}}}\n");
        std::fs::write(&file, line).unwrap();
        let mut node = parse_file(&file).unwrap();
        let Value::Mapping(mapping) = &mut node.value else { panic!("a mapping") };
        let read = read_published(mapping.take("published"), &["os8"]);
        read.map_err(|error| error.to_string().replace(&format!("{}/", folder.path().display()), ""))
    };
    let values =
        |text| read(text).unwrap().into_iter().map(|one| (one.metric, one.value)).collect::<Vec<_>>();
    assert_eq!(values("metric: miou, value: 0.7"), [("miou".to_owned(), 0.7)]);
    assert_eq!(
        values("values: {mma_1: 0.3, mma_3: 0.5}"),
        [("mma_1".to_owned(), 0.3), ("mma_3".to_owned(), 0.5)]
    );
    insta::assert_snapshot!(read("metric: miou").unwrap_err(), @"
    a published number needs a metric with its value, or values
      --> e.yaml:2:5
      |
    2 |   - {variant: os8, source: a paper, metric: miou}
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    help: `- {variant: os8, metric: miou, value: 0.776, source: …}`, or `values: {mma_1: 0.302, mma_3: 0.55}`
    ");
    insta::assert_snapshot!(read("values: {mma_0: 0.3}").unwrap_err(), @"
    there is no metric `mma_0`
      --> e.yaml:2:53
      |
    2 |   - {variant: os8, source: a paper, values: {mma_0: 0.3}}
      |                                                     ^^^
    help: did you mean `mma_10`?
    ");
}
