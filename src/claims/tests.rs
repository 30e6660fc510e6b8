use super::*;
use crate::compare::Runs;
use crate::compare::samples::{loaded, variant};
use crate::metrics::Terms;
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

/// The verdict on one claim alone.
fn judge(claim: &Claim, runs: &Runs, draws: impl Fn(&str) -> bool) -> Judged {
    judge_all(std::slice::from_ref(claim), runs, draws).remove(0)
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
    // Mean 1, deviation 1: with ten seeds the interval leaves out 0 with a chance of 80 %.
    assert_eq!(verdict([0.0, 1.0, 2.0], 0.0), Verdict::Undecided(Needs::Seeds(7)));
    assert_eq!(verdict([-1.0, 0.0, 1.0], 0.0), Verdict::Undecided(Needs::ManySeeds));
}

#[test]
fn equal_values_hold_a_claim_of_at_least() {
    assert_eq!(verdict([0.0; 3], 0.0), Verdict::Reproduced);
}

#[test]
fn one_seed_decides_only_what_is_not_drawn_and_whose_images_are_told() {
    let rows = [variant("os16", [0.0; 3]), variant("edges", [1.0; 3])].concat();
    let first: Vec<Row> = rows.into_iter().filter(|row| row.identity.seed == 0).collect();
    let runs = loaded("t", &first).experiments["streets"].clone();
    let claim = claim("miou", os16(0.0), true);
    assert_eq!(judge(&claim, &runs, |_| true).verdict, Verdict::Undecided(Needs::SecondSeed));
    let undrawn = |runs: &Runs| judge(&claim, runs, |_| false).verdict;
    assert!(
        matches!(undrawn(&runs), Verdict::NotMeasured(reason) if reason.contains("each image adds to mIoU"))
    );
    assert_eq!(undrawn(&on_images(runs.clone(), [5, 5])), Verdict::Reproduced);
}

/// The same runs, each on ten images, of which so many are right in each of the two variants.
fn on_images(mut runs: Runs, right: [usize; 2]) -> Runs {
    for record in &mut runs.records {
        let right = right[usize::from(record.variant == "edges")];
        for image in 0..10 {
            record.by_image.set("miou", image, Terms(vec![[f64::from(u8::from(image < right)), 1.0]]));
        }
    }
    runs
}

#[test]
fn which_images_were_chosen_counts_beside_the_seeds() {
    let sure = runs([1.0, 1.1, 0.9]);
    let claim = claim("miou", os16(0.0), true);
    // One image more of ten is right: other ten may say otherwise.
    let judged = judge(&claim, &on_images(sure.clone(), [5, 6]), |_| true);
    assert_eq!(judged.verdict, Verdict::Undecided(Needs::Images));
    assert_eq!((judged.seeds, judged.images), (3, Some(10)));
    let same = judge(&claim, &on_images(sure.clone(), [5, 5]), |_| true);
    assert_eq!(same.verdict, Verdict::Reproduced, "the same images are right: their choice changes nothing");
    // Where nothing is drawn the images are all the chance there is.
    let alone = judge(&claim, &on_images(sure, [5, 6]), |_| false);
    assert_eq!(alone.verdict, Verdict::Undecided(Needs::Images));
}

#[test]
fn several_claims_are_surer_to_err_and_so_are_judged_more_strictly() {
    // Alone p = 0.035; of two claims the surest is tested at half the level.
    let runs = runs([0.5, 1.1, 0.8]);
    let one = claim("miou", os16(0.0), true);
    let alone = judge(&one, &runs, |_| true);
    assert_eq!(alone.verdict, Verdict::Reproduced);
    let other = Claim { name: "d".into(), ..claim("miou", os16(0.002), true) };
    let both = judge_all(&[one, other], &runs, |_| true);
    assert!(both[0].p > alone.p && both[0].interval > alone.interval, "{both:?} {alone:?}");
    assert!(matches!(both[0].verdict, Verdict::Undecided(_)), "{both:?}");
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
