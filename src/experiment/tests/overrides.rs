//! What `--set` on the command line does, and how it refuses.

use super::{BASE, OS8, read_files_with};
use crate::experiment::{Experiment, Overrides, Settings};
use crate::models::Downsampling;

const OS16: &str = "  os16: {downsampling: {kind: regular, output_stride: 16}}\n";
const EDGES: &str = "  edges-1.4:\n    training: {steps: 30}\n    downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: edges, threshold: 1.4}}\n";

fn set(texts: &[&str]) -> Result<Experiment, String> {
    let text = format!("{BASE}{OS8}{EDGES}");
    read_files_with(&[("test.yaml", &text)], &["test.yaml"], texts).map(|mut plan| plan.experiments.remove(0))
}

fn message(texts: &[&str]) -> String {
    set(texts).map(|experiment| experiment.runs).unwrap_err()
}

/// The settings of `os8` and of `edges-1.4`.
fn settings(texts: &[&str]) -> [Settings; 2] {
    let experiment = set(texts).unwrap();
    [0, 2].map(|run| experiment.runs[run].settings.clone())
}

#[test]
fn what_is_set_wins_over_the_file_and_over_every_variant_and_the_last_word_counts() {
    let steps = |settings: &Settings| settings.training.as_ref().unwrap().steps;
    assert_eq!(settings(&[]).each_ref().map(steps), [40, 30]);
    assert_eq!(settings(&["training.steps=50"]).each_ref().map(steps), [50, 50]);
    assert_eq!(settings(&["training.steps=50", "training.steps=60"]).each_ref().map(steps), [60, 60]);
    let one = ["training.steps=50", "variants.edges-1.4.training.steps=7"];
    assert_eq!(settings(&one).each_ref().map(steps), [50, 7]);
    assert_eq!(settings(&["variants.os8={training: {steps: 3}}"]).each_ref().map(steps), [3, 30]);
}

#[test]
fn a_value_is_yaml_and_nothing_removes() {
    let [os8, edges] = settings(&[
        "data.resize=[64, 96]",
        "augmentation=",
        "network.head={kind: fcn, dropout: 0}",
        "data.train.split=few=many",
        "variants.edges-1.4.downsampling.mask.threshold=1e-1",
    ]);
    assert_eq!((os8.data.resize, os8.augmentation.crop), (Some([64, 96]), None));
    assert_eq!(os8.data.train.unwrap().split, "few=many");
    assert!(serde_yaml::to_string(&os8.network.head).unwrap().contains("dropout: 0"));
    let Downsampling::Adaptive(adaptive) = edges.downsampling else { panic!() };
    assert!(serde_yaml::to_string(&adaptive.mask).unwrap().contains("threshold: 0.1"));
}

#[test]
fn another_kind_replaces_the_settings_of_the_old_one() {
    let [_, edges] = settings(&["variants.edges-1.4.downsampling.mask.kind=all"]);
    let Downsampling::Adaptive(adaptive) = edges.downsampling else { panic!() };
    assert_eq!(adaptive.mask.kind(), "all");
}

#[test]
fn seeds_title_device_and_jobs_can_be_set_too() {
    let experiment = set(&["seeds=[7]", "title=Seven", "device=cuda-or-cpu", "slurm.gpus=2"]).unwrap();
    let seeds: Vec<u64> = experiment.runs.iter().map(|run| run.seed).collect();
    assert_eq!((seeds, experiment.title.as_str()), (vec![7, 7], "Seven"));
    assert_eq!((experiment.slurm.gpus, experiment.device.to_string()), (Some(2), "cuda-or-cpu".into()));
    insta::assert_snapshot!(message(&["seeds=[7, 7]"]), @"
    seeds: 7 is named twice
      --> --set seeds=[7, 7]
                          ^
    help: the same seed gives the same run
    ");
}

#[test]
fn it_counts_in_the_hash_as_if_the_file_said_it_and_the_plan_notes_it() {
    let experiment = set(&["training.steps=50"]).unwrap();
    let text = format!("{BASE}{OS8}").replace("steps: 40", "steps: 50");
    let written = read_files_with(&[("test.yaml", &text)], &["test.yaml"], &[]).unwrap();
    assert_eq!(experiment.runs[0], written.experiments[0].runs[0]);
    assert_ne!(experiment.runs[0].hash, set(&[]).unwrap().runs[0].hash);
    assert_eq!(experiment.notes[0], "set on the command line: training.steps=50");
    assert_eq!(set(&["training.steps=40"]).unwrap().runs[0].hash, set(&[]).unwrap().runs[0].hash);
}

#[test]
fn an_unknown_key_is_told_once_and_a_near_one_suggested() {
    insta::assert_snapshot!(message(&["training.stepz=50"]), @r"
    training: unknown field `stepz`, expected one of `steps`, `batch`, `learning_rate`, `backbone_rate`, `momentum`, `weight_decay`, `power`, `minimum_rate`, `batch_norm_momentum`, `validate_every`
      --> --set training.stepz=50
                         ^^^^^
    help: did you mean `steps`?
    ");
    insta::assert_snapshot!(message(&["trainig.steps=50"]), @r"
    unknown field `trainig`, expected one of `task`, `data`, `augmentation`, `network`, `downsampling`, `training`, `evaluation`, `title`, `role`, `seeds`, `slurm`, `device`
      --> --set trainig.steps=50
                ^^^^^^^
    help: did you mean `training`?
    ");
    insta::assert_snapshot!(message(&["variants.os8.trainig.steps=50"]), @r"
    unknown field `trainig`, expected one of `task`, `data`, `augmentation`, `network`, `downsampling`, `training`, `evaluation`
      --> --set variants.os8.trainig.steps=50
                             ^^^^^^^
    help: did you mean `training`?
    ");
}

#[test]
fn a_wrong_value_is_shown_where_it_is_written() {
    insta::assert_snapshot!(message(&["training.steps=many"]), @r#"
    training.steps: expected a whole number from 0, found the text "many"
      --> --set training.steps=many
                               ^^^^
    "#);
    insta::assert_snapshot!(message(&["data.resize=[64, wide]"]), @r#"
    data.resize[1]: expected a whole number from 0, found the text "wide"
      --> --set data.resize=[64, wide]
                                 ^^^^
    "#);
    insta::assert_snapshot!(message(&["training.momentum=2"]), @r"
    training.momentum: 2 is out of range
      --> --set training.momentum=2
                                  ^
    help: from 0 to 1
    ");
    insta::assert_snapshot!(message(&["variants.os8=5"]), @r"
    a variant is a mapping of settings, not the number 5
      --> --set variants.os8=5
                             ^
    ");
    insta::assert_snapshot!(message(&["augmentation=crop: [8, 8]\nflip: maybe"]), @r#"
    augmentation.flip: expected `true` or `false`, found the text "maybe"
      --> --set augmentation=crop: [8, 8]
    flip: maybe
    "#);
}

#[test]
fn a_setting_of_some_variants_tells_how_to_set_it_in_one() {
    insta::assert_snapshot!(message(&["downsampling.mask.width=7"]), @r"
    downsampling: unknown field `mask`, expected `output_stride`
      --> --set downsampling.mask.width=7
                             ^^^^
    help: it is set in every variant; `variants.NAME.` before the key sets it in one
    ");
    insta::assert_snapshot!(message(&["variants.os8.downsampling.mask.width=7"]), @r"
    downsampling: unknown field `mask`, expected `output_stride`
      --> --set variants.os8.downsampling.mask.width=7
                                          ^^^^
    ");
}

#[test]
fn a_variant_that_trains_nothing_keeps_it_when_every_training_is_set() {
    let untrained = "  given: {training: none, network: {weights: {file: a.pth, part: all}}, downsampling: {kind: regular, output_stride: 16}}\n";
    let text = format!("{BASE}{OS8}{untrained}");
    let read = |set: &str| read_files_with(&[("test.yaml", &text)], &["test.yaml"], &[set]);
    let plan = read("training.steps=50").unwrap();
    let steps: Vec<_> = plan.runs().map(|run| run.settings.training.as_ref().map(|it| it.steps)).collect();
    assert_eq!(steps, [Some(50), Some(50), None, None]);
    let none = format!("{BASE}variants:\n{untrained}");
    let set = ["training.steps=50"];
    let message = read_files_with(&[("test.yaml", &none)], &["test.yaml"], &set).map(|_| ()).unwrap_err();
    insta::assert_snapshot!(message, @r"
    `training.steps` has no place: no variant has settings there
      --> --set training.steps=50
                ^^^^^^^^
    help: set all of what it belongs to, as `KEY={…}`
    ");
    insta::assert_snapshot!(read("variants.given.training.steps=5").map(|_| ()).unwrap_err(), @r"
    training: missing field `batch`
      --> --set variants.given.training.steps=5
                               ^^^^^^^^
    ");
}

#[test]
fn variants_that_become_one_are_refused() {
    let text = format!("{BASE}{OS8}{OS16}");
    let set = ["downsampling.output_stride=4"];
    let message = read_files_with(&[("test.yaml", &text)], &["test.yaml"], &set).map(|_| ()).unwrap_err();
    insta::assert_snapshot!(message, @r"
    the variants `os8` and `os16` have the same settings
      --> test.yaml:17:3
       |
    17 |   os16: {downsampling: {kind: regular, output_stride: 16}}
       |   ^^^^
    help: they would be the same run; `--set variants.NAME.KEY=VALUE` sets a key in one of them
    ");
}

#[test]
fn what_sets_nothing_that_can_be_set_is_refused() {
    insta::assert_snapshot!(message(&["training.steps"]), @r"
    `training.steps` sets nothing: there is no `=`
      --> --set training.steps
    help: write `--set KEY=VALUE`, as in `--set training.steps=50`
    ");
    insta::assert_snapshot!(message(&["training..steps=5"]), @r"
    a key is missing
      --> --set training..steps=5
                         ^
    help: join the keys that lead to a value by dots
    ");
    insta::assert_snapshot!(message(&["claims.a.says=b"]), @r"
    `claims` cannot be set on the command line
      --> --set claims.a.says=b
                ^^^^^^
    help: settings can be, and `title`, `role`, `seeds`, `slurm`, `device`; `variants.NAME.training.steps=50` sets one in a variant
    ");
    insta::assert_snapshot!(message(&["variants={}"]), @r"
    `variants` cannot be set on the command line
      --> --set variants={}
                ^^^^^^^^
    help: settings can be, and `title`, `role`, `seeds`, `slurm`, `device`; `variants.NAME.training.steps=50` sets one in a variant
    ");
    insta::assert_snapshot!(message(&["training.steps={"]), @r"
    not valid YAML: while parsing a node, did not find expected node content
      --> --set training.steps={
                                ^
    ");
    insta::assert_snapshot!(message(&["variants.edges-1.5.training.steps=5"]), @r"
    `edges-1.5.training.steps` begins with no variant's name
      --> --set variants.edges-1.5.training.steps=5
                         ^^^^^^^
    help: did you mean `edges-1.4`?
    ");
    insta::assert_snapshot!(message(&["variants.best.training.steps=5"]), @r"
    `best.training.steps` begins with no variant's name
      --> --set variants.best.training.steps=5
                         ^^^^
    help: the variants are os8, edges-1.4
    ");
    insta::assert_snapshot!(message(&["training.stepz=1", "training.steps=x", "=2"]), @r#"
    a key is missing
      --> --set =2
                ^
    help: join the keys that lead to a value by dots

    error: training.steps: expected a whole number from 0, found the text "x"
      --> --set training.steps=x
                               ^
    "#);
}

#[test]
fn the_words_of_a_command_line_say_the_same() {
    let words: Vec<String> = Overrides::new(["a=1", "b=[2]"]).words().map(str::to_owned).collect();
    assert_eq!(words, ["--set", "a=1", "--set", "b=[2]"]);
}
