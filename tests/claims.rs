//! `cadbench claims` on tables as they lie in a clone: verdicts, formats, exit codes.

mod support;

use std::path::Path;

use support::project::{program, write};

const EXPERIMENT: &str = "
title: Small
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
augmentation: {crop: [64, 128]}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: fcn}}
training: {steps: 2, batch: 2, learning_rate: 0.05}
seeds: [1, 2, 3]
variants:
  os8: {downsampling: {kind: regular, output_stride: 8}}
  os16: {downsampling: {kind: regular, output_stride: 16}}
claims:
  fine-is-better:
    {says: a finer stride is more accurate, source: figure 1, metric: miou, variant: os8, at_least: {variant: os16}}
  cheap:
    {says: it costs little, source: figure 1, metric: macs_total, variant: os16, at_most: {variant: os8, times: 0.5}}
  equal:
    {says: both see the same, source: figure 2, metric: pixel_accuracy, variant: os16, at_least: {variant: os8}}
  absent:
    {says: a third thing, source: figure 2, metric: mean_accuracy, variant: os16, at_least: {variant: os8}}
";

const TABLE: &str = "\
variant,seed,miou,pixel_accuracy,macs_total,config_hash
os8,1,0.500,0.90,400000000,a
os8,2,0.510,0.91,400000000,b
os8,3,0.520,0.90,400000000,c
os16,1,0.450,0.90,250000000,d
os16,2,0.470,0.90,250000000,e
os16,3,0.480,0.91,250000000,f
";

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "datasets/streets.yaml", include_str!("../datasets/streets.yaml"));
    write(folder.path(), "experiments/small.yaml", EXPERIMENT);
    write(folder.path(), "results/tables/small.runs.csv", TABLE);
    folder
}

fn claims(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    program(folder, &[&["claims", "experiments/small.yaml"], more].concat())
}

#[test]
fn every_claim_has_its_verdict() {
    let folder = project();
    let (code, said) = claims(folder.path(), &[]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!(said, @"
    ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     small                            measured                               verdict
    ═════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════
     miou of os8 ≥ os16               51.0 ≥ 46.7 %; +4.33 ± 2.07; 3 seeds   reproduced
     macs_total of os16 ≤ 0.5 × os8   250 > 200 M; 3 seeds                   not reproduced
     pixel_accuracy of os16 ≥ os8     90.3 ≥ 90.3 %; 0.00 ± 2.48; 3 seeds    undecided: a difference of 3.10 % would show; needs over 100 more seeds
     mean_accuracy of os16 ≥ os8      –                                      not measured: no mean acc. of both for any seed
    ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    1 of 4 claims reproduced; ± is the 95 % interval of the mean difference over seeds and choices of images, for all claims of an experiment together
    ");
    insta::assert_snapshot!(claims(folder.path(), &["--format", "markdown"]).1, @"
    ### Small
    | the paper says | checked here | measured | verdict |
    |---|---|---|---|
    | a finer stride is more accurate (figure 1) | miou of os8 ≥ os16 | 51.0 ≥ 46.7 %; +4.33 ± 2.07; 3 seeds | **reproduced** |
    | it costs little (figure 1) | macs_total of os16 ≤ 0.5 × os8 | 250 > 200 M; 3 seeds | **not reproduced** |
    | both see the same (figure 2) | pixel_accuracy of os16 ≥ os8 | 90.3 ≥ 90.3 %; 0.00 ± 2.48; 3 seeds | **undecided**: a difference of 3.10 % would show; needs over 100 more seeds |
    | a third thing (figure 2) | mean_accuracy of os16 ≥ os8 | – | **not measured**: no mean acc. of both for any seed |
    ");
    insta::assert_snapshot!(claims(folder.path(), &["--format", "csv"]).1, @"
    experiment,claim,check,verdict,seeds,images,value,bound,interval_95,p,detectable
    small,fine-is-better,miou of os8 ≥ os16,reproduced,3,,0.51,0.4666666666666666,0.02068448938856895,0.011730306455131283,0.02422002329450166
    small,cheap,macs_total of os16 ≤ 0.5 × os8,not reproduced,3,,250000000.0,200000000.0,,,
    small,equal,pixel_accuracy of os16 ≥ os8,undecided: a difference of 3.10 % would show; needs over 100 more seeds,3,,0.9033333333333333,0.9033333333333333,0.024841377117503356,1.0,0.03096510147446128
    small,absent,mean_accuracy of os16 ≥ os8,not measured: no mean acc. of both for any seed,0,,,,,,
    ");
}

#[test]
fn a_verdict_can_fail_a_check_and_be_written_into_a_page() {
    let folder = project();
    let folder = folder.path();
    assert_eq!(claims(folder, &["--fail-on", "not-reproduced"]).0, Some(1), "MACs are not halved");
    assert_eq!(claims(folder, &["--fail-on", "not-measured"]).0, Some(1));
    write(folder, "experiments/small.yaml", EXPERIMENT.split("  cheap:").next().unwrap());
    assert_eq!(claims(folder, &["--fail-on", "not-reproduced,undecided,not-measured"]).0, Some(0));

    write(
        folder,
        "page.md",
        "# Mine\n\n<!-- cadbench: begin claims -->\n<!-- cadbench: end claims -->\nrest\n",
    );
    assert_eq!(claims(folder, &["--write", "page.md"]).0, Some(0));
    let page = std::fs::read_to_string(folder.join("page.md")).unwrap();
    assert!(
        page.contains("### Small") && page.contains("**reproduced**") && page.ends_with("rest\n"),
        "{page}"
    );
}

#[test]
fn what_cannot_be_judged_is_one_message() {
    let folder = project();
    let folder = folder.path();
    let (code, said) = claims(folder, &["--source", "nowhere"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("`nowhere` is neither a revision nor a folder"), "{said}");
    write(folder, "experiments/small.yaml", EXPERIMENT.split("claims:").next().unwrap());
    let (code, said) = claims(folder, &[]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(said, @"
    error: no experiment claims anything
    help: CONTRIBUTING.md tells how to state a claim
    ");
}

#[test]
fn programs_read_verdicts_as_json() {
    let folder = project();
    let (code, said) = claims(folder.path(), &["--format", "json"]);
    assert_eq!(code, Some(0));
    let lines: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(lines.as_array().unwrap().len(), 4);
    assert_eq!((&lines[0]["verdict"], &lines[0]["seeds"]), (&"reproduced".into(), &3.into()));
    assert_eq!(
        (&lines[1]["verdict"], &lines[1]["interval_95"]),
        (&"not-reproduced".into(), &None::<f64>.into())
    );
    assert_eq!(lines[1]["bound"], 200e6);
    assert_eq!(lines[3]["verdict"], "not-measured");
    assert!(lines[3]["reason"].as_str().unwrap().contains("mean acc."), "{said}");
}

#[test]
fn a_claim_at_equal_cost_is_not_judged_where_the_cost_is_not_known_or_not_equal() {
    let folder = project();
    let folder = folder.path();
    let equal =
        EXPERIMENT.replace("at_least: {variant: os16}}", "at_least: {variant: os16}, equal_cost: 0.01}");
    write(folder, "experiments/small.yaml", &equal);
    let verdict = |table: &str| {
        write(folder, "results/tables/small.runs.csv", table);
        let said = claims(folder, &["--format", "json"]).1;
        let lines: serde_json::Value = serde_json::from_str(&said).unwrap();
        (lines[0]["verdict"].clone(), lines[0]["reason"].clone())
    };
    assert_eq!(verdict(TABLE), ("not-comparable".into(), "MACs differ by 60.0 %, more than 1.0 %".into()));
    let unknown = TABLE.replacen("400000000", "", 1);
    assert_eq!(verdict(&unknown), ("not-comparable".into(), "the MACs of a run are not known".into()));
    let same = TABLE.replace("250000000", "400000000");
    assert_eq!(verdict(&same), ("reproduced".into(), serde_json::Value::Null));
}
