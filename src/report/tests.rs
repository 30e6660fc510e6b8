use std::collections::BTreeSet;

use super::*;
use crate::experiment::Role;
use crate::metrics::{ByClass, Metric, Scores, Task};
use crate::results::samples::{classified, row};

/// A store with rows of two experiments.
fn filled(results: &Path) -> Store {
    let store = Store::new(results);
    let rows = [
        row("streets", "regular-16", 0, 0.0),
        row("streets", "edges", 0, 4.0),
        row("streets", "edges", 1, 6.0),
        row("other", "edges", 0, 1.0),
    ];
    for row in &rows {
        let folder = store.path(&row.identity.config_hash).unwrap();
        let text = serde_json::to_string(row).unwrap();
        write_whole(&folder.join("row.json"), text.as_bytes()).unwrap();
    }
    store
}

pub(super) fn info(name: &str) -> ExperimentInfo {
    ExperimentInfo {
        name: name.into(),
        title: format!("The {name}"),
        variants: vec!["regular-16".into(), "edges".into()],
        data: Some("Generated streets".into()),
        runs: [("regular-16", 0), ("edges", 0), ("edges", 1)]
            .map(|(variant, seed)| row(name, variant, seed, 0.0).identity)
            .to_vec(),
        task: Task::Segmentation,
        role: Role::Main,
        asked: Default::default(),
        claims: Vec::new(),
        drawn: BTreeSet::new(),
        published: Vec::new(),
        reading: Some("Edges win.\n".into()),
        layers: Vec::new(),
        diverged: Vec::new(),
        pictures: false,
    }
}

#[test]
fn the_page_shows_the_told_experiments_that_have_rows() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    report(&store, &[info("empty"), info("streets")], folder.path()).unwrap();
    let page = std::fs::read_to_string(folder.path().join("README.md")).unwrap();
    insta::assert_snapshot!(page, @"
    # Results

    Written by `cadbench report` from the rows of finished runs; text outside the marked sections is kept. Tables with all numbers are in [tables](tables), charts in [charts](charts), words and columns in the [glossary](../docs/glossary.md).

    <!-- cadbench: begin streets -->
    ## The streets

    ![The streets: mIoU over MACs per image](charts/streets.svg)

    | variant    | seeds |       mIoU (%) | mIoU ≤ 4 px (%) | pixel acc. (%) | MACs (M) | backbone, ptflops-compatible (M) |  active (%) | parameters (k) |   latency (ms) | realised ÷ saved |
    | ---------- | ----: | -------------: | --------------: | -------------: | -------: | -------------------------------: | ----------: | -------------: | -------------: | ---------------: |
    | regular-16 |     1 |           40.6 |            65.6 |           84.4 |  **389** |                          **400** |           – |            286 |       **12.5** |             1.00 |
    | edges      |     2 | **44.6 ± 1.2** |  **69.6 ± 1.2** | **88.4 ± 1.2** | 622 ± 48 |                         650 ± 40 | 57.0 ± 12.5 |            286 | **12.5 ± 0.0** |             1.60 |

    Realised ÷ saved: the speed-up over the regular variant with the most MACs, divided by the ratio of MACs. ± is the standard deviation: of scores and times over seeds, of costs and the active share over images. Times are comparable on one kind of machine only; these are from some-cpu-1-2-avx2 with 2 threads.

    All numbers: [runs](tables/streets.runs.csv), [summary](tables/streets.summary.csv), [classes](tables/streets.classes.csv); the same as Parquet beside them, [for reading](tables/streets.md); the chart [as PNG](charts/streets.png).

    Edges win.

    Made by commit `0123456789ab` on Some CPU with 2 threads, 2026-01-02; training data `aaaa1111`, validation data `bbbb2222`.
    <!-- cadbench: end streets -->
    ");
}

#[test]
fn a_new_page_shows_main_experiments_before_ablations_whatever_the_order_of_files() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    let mut other = row("other", "edges", 0, 1.0).identity;
    other.experiment = "a".into();
    let ablations = ExperimentInfo { role: Role::Ablation, runs: vec![other], ..info("a") };
    report(&store, &[ablations, info("streets")], folder.path()).unwrap();
    for (file, mark) in [("README.md", "cadbench: begin "), ("report.html", "<section id=\"")] {
        let page = std::fs::read_to_string(folder.path().join(file)).unwrap();
        let place = |name: &str| page.find(&format!("{mark}{name}")).unwrap();
        assert!(place("streets") < place("a"), "{file}");
    }
}

#[test]
fn rows_of_another_configuration_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    let mut changed = info("streets");
    changed.runs.retain(|run| run.variant != "edges");
    report(&store, &[changed], folder.path()).unwrap();
    let runs = std::fs::read_to_string(folder.path().join("tables/streets.runs.csv")).unwrap();
    assert!(runs.contains("regular-16") && !runs.contains("edges"), "{runs}");
}

#[test]
fn a_run_belongs_to_every_experiment_that_asks_for_it_under_the_name_it_has_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    let mut borrowed = row("streets", "edges", 1, 0.0).identity;
    (borrowed.experiment, borrowed.variant) = ("ablations".into(), "one-of-many".into());
    let ablations = ExperimentInfo { runs: vec![borrowed], ..info("ablations") };
    report(&store, &[ablations, info("streets")], folder.path()).unwrap();
    let runs =
        |name: &str| std::fs::read_to_string(folder.path().join(format!("tables/{name}.runs.csv"))).unwrap();
    assert!(runs("ablations").contains("ablations,one-of-many,"), "{}", runs("ablations"));
    assert!(runs("streets").contains("streets,edges,"));
}

#[test]
fn a_table_with_runs_of_its_own_stays_where_only_borrowed_ones_are_stored() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    let mut borrowed = row("streets", "edges", 1, 0.0).identity;
    borrowed.experiment = "ablations".into();
    let own = row("ablations", "own", 1, 0.0).identity;
    let ablations = ExperimentInfo { runs: vec![borrowed, own.clone()], ..info("ablations") };
    let table = folder.path().join("tables/ablations.runs.csv");
    for (hash, kept) in [(own.config_hash.as_str(), true), ("of-no-run", false)] {
        let before = format!("config_hash\n{hash}\n");
        write_whole(&table, before.as_bytes()).unwrap();
        report(&store, std::slice::from_ref(&ablations), folder.path()).unwrap();
        assert_eq!(std::fs::read_to_string(&table).unwrap() == before, kept, "{before}");
    }
}

#[test]
fn every_written_file_is_there_and_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    let foreign = folder.path().join("charts/other.svg");
    write_whole(&foreign, b"kept").unwrap();
    let written = report(&store, &[info("streets")], folder.path()).unwrap();
    assert_eq!(written.files.len(), 11);
    assert!(written.files.iter().all(|file| file.is_file()), "{:?}", written.files);
    assert_eq!(std::fs::read(foreign).unwrap(), b"kept");
    assert!(!folder.path().join("tables/other.runs.csv").exists());
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let bytes = |folder: &Path| -> Vec<Vec<u8>> {
        let written = report(&filled(folder), &[info("streets")], folder).unwrap();
        written.files.iter().map(|file| std::fs::read(file).unwrap()).collect()
    };
    assert_eq!(bytes(one.path()), bytes(two.path()));
}

#[test]
fn a_row_that_cannot_be_read_is_told_and_the_rest_reported() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    write_whole(&store.path("damaged").unwrap().join("row.json"), b"{").unwrap();
    let written = report(&store, &[info("streets")], folder.path()).unwrap();
    assert_eq!((written.files.len(), written.problems.len()), (11, 1));
}

#[test]
fn the_terminal_shows_variants_in_the_told_order() {
    let rows = [row("streets", "edges", 0, 4.0), row("streets", "regular-16", 0, 0.0)];
    let text = terminal_summary(&rows, &info("streets").variants, None).unwrap();
    let place = |name: &str| text.find(name).unwrap();
    assert!(place("regular-16") < place("edges") && text.contains("training (min)"), "{text}");
}

#[test]
fn a_classification_of_many_classes_is_reported_by_its_own_metrics_and_without_a_table_of_classes() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    for seed in [0, 1] {
        let mut row = classified("streets", "edges", seed, 2.0);
        let scores = row.accuracy.scores;
        let value = |metric: &Metric| scores.get(metric.name);
        row.accuracy.scores = Scores::of(Task::Classification, value, ByClass::default());
        store.claim(&row.identity.config_hash).unwrap().unwrap().save(&row).unwrap();
    }
    let written = report(&store, &[info("streets")], folder.path()).unwrap();
    assert_eq!(written.files.len(), 9);
    let page = std::fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert!(page.contains("top-1 over MACs") && !page.contains("classes.csv"), "{page}");
    let chart = std::fs::read_to_string(folder.path().join("charts/streets.svg")).unwrap();
    assert!(chart.contains("top-1 (%)") && !chart.contains("mIoU"));
}

#[test]
fn what_a_browser_or_a_terminal_would_obey_is_shown_on_pages_and_charts() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    let mut streets = info("streets");
    streets.title = "Bad\u{1b}[31m title\u{0}\u{7}".into();
    streets.reading = Some("Read\u{1b}]0;owned\u{7}\r\n".into());
    streets.data = Some("\u{9b}2J".into());
    let written = report(&store, &[streets], folder.path()).unwrap();
    let texts = written.files.iter().filter(|file| {
        ["md", "svg", "html"].iter().any(|ending| file.extension().is_some_and(|own| own == *ending))
    });
    let mut shown = 0;
    for file in texts {
        let text = std::fs::read_to_string(file).unwrap();
        assert!(!text.contains(['\u{1b}', '\u{0}', '\u{7}', '\u{9b}']), "{}", file.display());
        shown += usize::from(text.contains("Bad\\u{1b}[31m title\\u{0}"));
    }
    assert_eq!(shown, 3, "both pages and the chart");
}

#[test]
fn seeds_of_two_states_of_the_data_are_never_averaged() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    let mut other = row("streets", "edges", 1, 6.0);
    other.provenance.data.validation = Some("new".into());
    other.provenance.finished = Some("2026-02-01T00:00:00Z".into());
    store.claim(&other.identity.config_hash).unwrap().unwrap().save(&other).unwrap();
    let written = report(&store, &[info("streets")], folder.path()).unwrap();
    let csv = std::fs::read_to_string(folder.path().join("tables/streets.runs.csv")).unwrap();
    assert_eq!(csv.lines().count(), 2, "the newest row alone: {csv}");
    let told = &written.problems[0].to_string();
    assert!(told.contains("edges/0") && told.contains("validation data bbbb2222 → new"), "{told}");
    for page in ["README.md", "report.html"] {
        let page = std::fs::read_to_string(folder.path().join(page)).unwrap();
        assert!(page.contains("Left out, as the newest rows were made from other inputs"), "{page}");
    }
}
