use super::*;
use crate::results::RunSource;
use crate::results::samples::row;
use crate::runner::RunFilter;

/// An experiment that makes none of the stored runs.
const MINE: &str = "
title: Mine
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: fcn}}
training: {steps: 2, batch: 1, learning_rate: 0.05}
seeds: [7]
variants: {os16: {downsampling: {kind: regular, output_stride: 16}}}
";

/// Two finished runs, an unfinished and a damaged one.
fn store(folder: &Path) -> Store {
    let store = Store::new(folder);
    for row in [row("streets", "edges", 0, 0.0), row("streets", "regular-16", 0, 0.0)] {
        store.claim(&row.identity.config_hash).unwrap().unwrap().save(&row).unwrap();
    }
    let begun = store.claim("abcd").unwrap().unwrap();
    begun.save_config("experiment: camvid\nvariant: edges\nseed: 7\nsettings: {}\n").unwrap();
    let step = crate::results::Event::Step { step: 12, loss: 0.5, learning_rate: 0.1, seconds: 1.0 };
    begun.open_log(0, false).unwrap().write(&step).unwrap();
    std::fs::write(store.claim("bad").unwrap().unwrap().path().join("row.json"), "{").unwrap();
    store
}

fn names(store: &Store, choice: &Choice) -> Vec<String> {
    choice.of(store.list().unwrap(), store, &[]).unwrap().runs.into_iter().map(|run| run.hash).collect()
}

fn choice(experiment: Option<&str>, variant: Option<&str>) -> Choice {
    let names = |name: Option<&str>| name.into_iter().map(str::to_owned).collect();
    let filter =
        RunFilter { experiments: names(experiment), variants: names(variant), ..RunFilter::default() };
    Choice { filter, stale: false }
}

#[test]
fn finished_unfinished_and_damaged_runs_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let text = list(&store(folder.path()).list().unwrap(), Screen::WIDE);
    let written = text.lines().find(|line| line.contains("step 12")).unwrap();
    let written = written.split_whitespace().find(|word| word.ends_with('Z')).unwrap();
    let text = text.replace(written, "2026-01-02T03:04:05Z");
    insta::assert_snapshot!(text.replace(&folder.path().display().to_string(), "DIR"), @"
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     experiment   variant      seed                   hash                 state                   when         commit
    ═══════════════════════════════════════════════════════════════════════════════════════════════════════════════════
                                  –                    bad               damaged                                     –
     camvid       edges           7                   abcd   unfinished, step 12   2026-01-02T03:04:05Z              –
     streets      edges           0        streets-edges-0              finished   2026-01-02T03:05:30Z   0123456789ab
     streets      regular-16      0   streets-regular-16-0              finished   2026-01-02T03:05:30Z   0123456789ab
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    4 runs, 2 not finished

    the row is damaged: EOF while parsing an object at line 1 column 1
      --> DIR/runs/bad/row.json
    help: run the experiment again: it repeats what has no sound row
    ");
    assert_eq!(list(&[], Screen::WIDE), "no stored runs\n");
}

#[test]
fn a_choice_takes_experiments_and_variants_together() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    assert_eq!(names(&store, &choice(Some("camvid"), None)), ["abcd"]);
    assert_eq!(names(&store, &choice(None, Some("edges"))), ["abcd", "streets-edges-0"]);
    assert_eq!(names(&store, &choice(Some("streets"), Some("edges"))), ["streets-edges-0"]);
}

#[test]
fn runs_that_no_experiment_asks_for_are_stale() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let plan = crate::experiment::read(&["experiments/seg-streets.yaml".into()]).unwrap();
    let asked = &plan.experiments[0].runs[0];
    let begun = store.claim(&asked.hash).unwrap().unwrap();
    begun.save_config(&serde_yaml::to_string(asked).unwrap()).unwrap();
    let choice_of_stale = Choice { stale: true, ..Choice::default() };
    assert!(names(&store, &choice_of_stale).is_empty(), "who asked for the others is not known");
    let told = remove(&store, &[], &choice_of_stale, true, Screen::WIDE).unwrap();
    assert!(told.contains("streets-edges-0 (streets/edges/0, finished)"), "{told}");
    assert_eq!(names(&store, &Choice::default()).len(), 5, "nothing that is not named is removed");

    // One file is gone, one elsewhere makes the run still, one is there and wrong.
    let elsewhere = folder.path().join("elsewhere/mine.yml");
    crate::files::write_whole(&elsewhere, MINE.as_bytes()).unwrap();
    let wrong = folder.path().join("wrong.yaml");
    std::fs::write(&wrong, "title: [").unwrap();
    for (hash, file) in
        [("abcd", Path::new("gone.yaml")), ("bad", wrong.as_path()), ("streets-edges-0", elsewhere.as_path())]
    {
        store.note_source(hash, &RunSource::new(file, [])).unwrap();
    }
    assert_eq!(names(&store, &choice_of_stale), ["abcd", "streets-edges-0"]);
    assert_eq!(names(&store, &choice(Some("seg-streets"), None)), [asked.hash.as_str()]);
}

#[test]
fn nothing_is_removed_without_yes() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let choice = choice(Some("streets"), None);
    let told = remove(&store, &[], &choice, false, Screen::WIDE).unwrap();
    assert!(told.ends_with("2 runs, 0 not finished\nnothing was removed; --yes removes these\n"), "{told}");
    assert_eq!(names(&store, &choice).len(), 2);
    assert_eq!(
        remove(&store, &[], &choice, true, Screen::WIDE).unwrap().lines().last(),
        Some("2 runs removed")
    );
    assert!(names(&store, &choice).is_empty());
    assert_eq!(remove(&store, &[], &choice, true, Screen::WIDE).unwrap(), "no stored run is chosen\n");
    assert_eq!(names(&store, &Choice::default()), ["bad", "abcd"], "the others stay");
}

#[test]
fn runs_are_removed_by_hash_and_never_all_by_accident() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    assert_eq!(
        remove(&store, &["bad".into()], &Choice::default(), true, Screen::WIDE).unwrap(),
        "removed bad (/)\n1 runs removed\n"
    );
    insta::assert_snapshot!(remove(&store, &[], &Choice::default(), true, Screen::WIDE).unwrap_err(), @"
    nothing is chosen for removal
    help: name hashes, or give --experiment, --variant, --seed or --stale; `cadbench runs` lists all
    ");
    insta::assert_snapshot!(remove(&store, &["bad".into()], &Choice::default(), true, Screen::WIDE).unwrap_err(), @"
    there is no stored run `bad`
    help: `cadbench runs` lists all
    ");
    let held = store.claim("abcd").unwrap().unwrap();
    let refused = remove(&store, &["abcd".into()], &Choice::default(), true, Screen::WIDE).unwrap_err();
    assert_eq!(refused.what(), "another process works on the run abcd");
    drop(held);
    assert_eq!(names(&store, &Choice::default()).len(), 3);
}
