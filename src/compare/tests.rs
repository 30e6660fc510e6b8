mod missing;
mod properties;

use std::path::Path;

use super::samples::{loaded, pair, variant, write};
use super::*;
use crate::results::Row;
use crate::results::samples::{classified, matched, row};

/// `variant metric: mark`, with the reason, of every line.
fn marks(comparison: &Comparison) -> String {
    let lines = comparison.experiments.iter().flat_map(|experiment| &experiment.lines);
    let told = lines.map(|line| {
        let reason = line.reason.as_ref().map_or(String::new(), |reason| format!(", {reason}"));
        format!("{} {}: {}{reason}\n", line.variant, line.metric, line.mark.word())
    });
    told.collect()
}

fn edges(change: impl Fn(&mut Row)) -> [Loaded; 2] {
    let base = variant("edges", [0.0, 0.25, -0.25]);
    let mut head = base.clone();
    head.iter_mut().for_each(change);
    [loaded("v1", &base), loaded("v2", &head)]
}

fn one(base: &Loaded, head: &Loaded, terms: &Terms) -> Comparison {
    between(base, std::slice::from_ref(head), terms).remove(0)
}

fn compared([base, head]: &[Loaded; 2]) -> Comparison {
    one(base, head, &Terms::default())
}

#[test]
fn every_variant_is_marked_metric_by_metric() {
    insta::assert_snapshot!(marks(&compared(&pair())), @"
    regular-16 miou: same
    edges miou: worse
    random miou: better
    blocks miou: noise
    learned miou: new
    oracle miou: gone
    regular-16 macs_total: same
    edges macs_total: same
    random macs_total: same
    blocks macs_total: same
    learned macs_total: new
    oracle macs_total: gone
    regular-16 host_latency_median_ms: same
    edges host_latency_median_ms: better
    random host_latency_median_ms: same
    blocks host_latency_median_ms: same
    learned host_latency_median_ms: new
    oracle host_latency_median_ms: gone
    ");
}

#[test]
fn other_data_make_accuracy_and_what_depends_on_images_not_comparable() {
    let changed = edges(|row| {
        row.provenance.data.validation = Some("dddd4444".into());
        row.cost.parameters += 1;
    });
    let terms = Terms {
        selection: Selection {
            metrics: ["miou", "macs_total", "parameters"].map(String::from).into(),
            ..Default::default()
        },
        ..Default::default()
    };
    insta::assert_snapshot!(marks(&one(&changed[0], &changed[1], &terms)), @"
    edges miou: not comparable, validation data bbbb2222 → dddd4444
    edges macs_total: same
    edges parameters: worse
    ");
    let training = edges(|row| row.provenance.data.train = None);
    insta::assert_snapshot!(marks(&compared(&training)), @"
    edges miou: not comparable, training data aaaa1111 → unknown
    edges macs_total: same
    edges host_latency_median_ms: same
    ");
}

#[test]
fn another_machine_makes_times_alone_not_comparable() {
    let changed = edges(|row| row.provenance.machine.threads = 8);
    insta::assert_snapshot!(marks(&compared(&changed)), @"
    edges miou: same
    edges macs_total: same
    edges host_latency_median_ms: not comparable, threads 2 → 8
    ");
}

#[test]
fn a_changed_configuration_is_a_remark_and_hinders_nothing() {
    let changed = edges(|row| row.identity.config_hash += "-changed");
    let comparison = compared(&changed);
    assert!(comparison.marks().all(|mark| mark == Mark::Same));
    assert_eq!(comparison.experiments[0].remarks, ["configuration changed: of all compared variants"]);
}

#[test]
fn seeds_of_one_side_are_left_out_and_told() {
    let base = variant("edges", [0.0; 3]);
    let comparison = compared(&[loaded("v1", &base), loaded("v2", &base[..1])]);
    assert_eq!(comparison.experiments[0].lines[0].seeds, 1);
    assert_eq!(comparison.experiments[0].remarks, ["seeds 1, 2 of edges: only in the base, left out"]);
    let none = compared(&[loaded("v1", &base[1..]), loaded("v2", &base[..1])]);
    assert!(none.marks().all(|mark| mark == Mark::NotComparable), "{}", marks(&none));
}

#[test]
fn with_one_seed_nothing_but_exact_metrics_is_told_from_noise() {
    let single = |points| loaded("v", &variant("edges", [points; 3])[..1]);
    let comparison = compared(&[single(0.0), single(-20.0)]);
    assert_eq!(comparison.experiments[0].lines[0].mark, Mark::Noise);
    let remarks = &comparison.experiments[0].remarks;
    assert_eq!(remarks[0], "with one seed no accuracy and no time can be told from noise");
}

#[test]
fn a_metric_that_this_version_does_not_know_is_shown_but_not_judged() {
    let known = edges(|row| row.speed.mask_ms = None);
    let foreign = |side: &Loaded, value: f64| {
        let mut side = side.clone();
        let runs = side.experiments.get_mut("streets").unwrap();
        runs.records.iter_mut().for_each(|run| run.measured.extend([("sharpness".into(), value)]));
        side
    };
    let terms = |value| {
        let selection = Selection { metrics: vec!["sharpness".into()], ..Default::default() };
        selection.check(&known).unwrap_err();
        let sides = [foreign(&known[0], 0.5), foreign(&known[1], value)];
        selection.check(&sides).unwrap();
        marks(&one(&sides[0], &sides[1], &Terms { selection, ..Default::default() }))
    };
    assert_eq!(terms(0.5), "edges sharpness: same\n");
    assert_eq!(terms(0.6), "edges sharpness: not comparable, a metric that this version does not know\n");
}

#[test]
fn a_metric_of_one_side_is_new_or_gone() {
    let changed = edges(|row| row.speed.mask_ms = None);
    let selection = Selection { metrics: vec!["host_mask_ms".into()], ..Default::default() };
    let terms = Terms { selection, ..Default::default() };
    assert_eq!(marks(&one(&changed[0], &changed[1], &terms)), "edges host_mask_ms: gone\n");
    assert_eq!(marks(&one(&changed[1], &changed[0], &terms)), "edges host_mask_ms: new\n");
}

#[test]
fn variants_of_one_source_are_held_against_one_of_them() {
    let [base, _] = pair();
    let terms = Terms {
        selection: Selection { only: vec!["edges".into()], ..Default::default() },
        ..Default::default()
    };
    insta::assert_snapshot!(marks(&within(&base, "regular-16", &terms).unwrap()[0]), @"
    edges miou: same
    edges macs_total: worse
    edges host_latency_median_ms: same
    ");
    insta::assert_snapshot!(within(&base, "regular16", &terms).unwrap_err(), @"
    v1 has no variant `regular16`
    help: did you mean `regular-16`?
    ");
}

#[test]
fn names_that_stand_for_nothing_are_refused() {
    let check = |only: &[&str], metrics: &[&str]| {
        let [only, metrics] =
            [only, metrics].map(|names| names.iter().map(|name| name.to_string()).collect());
        Selection { only, metrics, ..Selection::default() }.check(&pair()).unwrap_err().to_string()
    };
    insta::assert_snapshot!(check(&["edgs"], &[]), @"
    there is no experiment or variant `edgs`
    help: did you mean `edges`?
    ");
    insta::assert_snapshot!(check(&[], &["mIoU"]), @"
    there is no metric `mIoU`
    help: there are active_fraction, additions, boundary_miou_4, boundary_miou_8, cross_entropy, final_loss, frequency_weighted_iou, host_evaluation_seconds, host_gflops, host_images_per_second, host_latency_median_ms, host_latency_p95_ms, host_maps_ms, host_mask_ms, host_peak_gflops, host_peak_memory_bytes, host_share_of_peak, host_training_seconds, host_waiting_share, keypoints_per_image, macs_backbone, macs_head, macs_mask, macs_total, mask_widening, matches_per_pair, mean_accuracy, miou, mma_1, mma_10, mma_2, mma_3, mma_3_illumination, mma_3_viewpoint, mma_4, mma_5, mma_6, mma_7, mma_8, mma_9, parameters, pixel_accuracy, ptflops_backbone, ptflops_head, top1, top5, two_branch_boundary_miou_4, two_branch_boundary_miou_8, two_branch_frequency_weighted_iou, two_branch_mean_accuracy, two_branch_miou, two_branch_pixel_accuracy
    ");
}

#[test]
fn a_row_in_memory_is_compared_as_its_line_in_a_table() {
    let mut rows = [row("streets", "regular-16", 0, 0.0), row("streets", "edges", 1, 1.0 / 3.0)];
    let miou = rows[1].accuracy.scores.headline();
    rows[1].by_image.set("miou", 0, crate::metrics::Terms(vec![[miou, 1.0]]));
    let classified = classified("things", "edges", 0, 1.0 / 3.0);
    let matched = matched("planes", "edges", 0, 1.0 / 3.0);
    for rows in [&rows[..], &[classified], &[matched]] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), rows, true);
        let mut sources = [Source::folder(folder.path()).unwrap()];
        let stored = |sources: &[Source]| {
            load_with_images(sources).unwrap()[0].experiments.values().next().unwrap().clone()
        };
        assert_eq!(Runs::of_rows(rows, false).unwrap(), stored(&sources));
        sources[0].tables.values_mut().for_each(|stored| stored.parquet = None);
        assert_eq!(Runs::of_rows(rows, true).unwrap(), stored(&sources));
    }
    assert_eq!(
        Runs::of_rows(&[rows[0].clone(), rows[0].clone()], false).unwrap_err().what(),
        "the table holds `regular-16` with seed 0 twice"
    );
}

/// Loads two folders of which one or both have Parquet tables.
fn files(base: &[Row], head: &[Row], parquet: [bool; 2]) -> [Loaded; 2] {
    let folder = tempfile::tempdir().unwrap();
    let source = |name: &str, rows: &[Row], parquet: bool| {
        write(&folder.path().join(name).join("tables"), rows, parquet);
        Source::folder(&folder.path().join(name)).unwrap()
    };
    let sources = [source("base", base, parquet[0]), source("head", head, parquet[1])];
    load(&sources).unwrap().try_into().unwrap()
}

#[test]
fn parquet_keeps_all_bits_and_rounded_numbers_are_held_against_rounded_ones() {
    // The sixth decimal of a CSV file does not tell them apart.
    let (base, head) = (variant("edges", [0.0; 3]), variant("edges", [1e-6; 3]));
    let mark = |parquet| compared(&files(&base, &head, parquet)).experiments[0].lines[0].mark;
    assert_eq!(mark([true, true]), Mark::Noise);
    assert_eq!(mark([true, false]), Mark::Same);
    let remarks = compared(&files(&base, &head, [false, true])).experiments[0].remarks.clone();
    assert_eq!(remarks, ["read from CSV, whose numbers are rounded: one side has no Parquet"]);
}

/// The message about a table with these bytes, without the folder's name.
fn refusal(ending: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(format!("a.runs.{ending}")), bytes).unwrap();
    let error = load(&[Source::folder(folder.path()).unwrap()]).unwrap_err().to_string();
    error.replace(&folder.path().display().to_string(), "DIR")
}

#[test]
fn a_damaged_table_is_refused_with_its_file_and_line() {
    insta::assert_snapshot!(refusal("csv", b"variant,seed,miou\nos8,1,0.5\nos8,2,0.5x\n"), @"
    the cell `miou` of line 3 is no finite number: `0.5x`
      --> DIR/a.runs.csv
    help: rebuild it with `cadbench report`
    ");
    insta::assert_snapshot!(refusal("csv", b"variant,seed,miou\nos8,1,NaN\n"), @"
    the cell `miou` of line 2 is no finite number: `NaN`
      --> DIR/a.runs.csv
    help: rebuild it with `cadbench report`
    ");
    insta::assert_snapshot!(refusal("csv", b"variant,seed,miou\nos8,1,0.5\nos8,2,0.5,7\n"), @"
    the table is damaged: found more fields than defined in 'Schema'
      --> DIR/a.runs.csv
    help: rebuild it with `cadbench report`
    ");
    insta::assert_snapshot!(refusal("csv", b"variant,seed,miou\nos8,1,0.5\nos8\n"), @"
    the cell `seed` of line 3 is empty or missing
      --> DIR/a.runs.csv
    help: rebuild it with `cadbench report`
    ");
    insta::assert_snapshot!(refusal("csv", b"miou\n0.5\n"), @"
    the cell `variant` of line 2 is empty or missing
      --> DIR/a.runs.csv
    help: rebuild it with `cadbench report`
    ");
    insta::assert_snapshot!(refusal("csv", b"variant,seed\nos8,1\nos8,1\n"), @"
    the table holds `os8` with seed 1 twice
      --> DIR/a.runs.csv
    help: rebuild it with `cadbench report`
    ");
    insta::assert_snapshot!(refusal("csv", b""), @"
    the table is damaged: no data: empty CSV
      --> DIR/a.runs.csv
    help: rebuild it with `cadbench report`
    ");
    insta::assert_snapshot!(refusal("parquet", b"PAR1 and no more"), @"
    the table is damaged: parquet: File out of specification: The file must end with PAR1
      --> DIR/a.runs.parquet
    help: rebuild it with `cadbench report`
    ");
}

#[test]
fn a_folder_without_tables_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error = Source::folder(folder.path()).unwrap_err();
    assert_eq!(error.what(), "the folder holds no result tables (*.runs.csv)");
    let error = Source::find("nowhere", folder.path()).unwrap_err();
    insta::assert_snapshot!(error, @"
    `nowhere` is neither a revision nor a folder
    help: this is no git checkout: name a folder of results
    ");
    assert!(!Path::new("nowhere").exists());
}
