//! Experiments on whole images, trained or as their weights are.

use super::{BASE, OS8, message, read_one};

/// Weights that are evaluated as they are.
const UNTRAINED: &str = "\
task: classification
data: {card: imagenet-ten, shorter_side: 224, centre_crop: [224, 224], val: {split: val}}
network:
  backbone: {kind: squeezenet}
  head: {kind: classifier, outputs: 1000}
  weights: {file: w.pth, part: all}
training: none
variants:
";

/// The small experiment as a classification.
fn classified() -> String {
    BASE.replace("task: segmentation", "task: classification").replace("kind: fcn", "kind: classifier")
}

/// The first line of a message and its help.
fn short(text: &str) -> String {
    let message = message(text);
    let lines: Vec<&str> = message.lines().collect();
    let help = lines.iter().find(|line| line.starts_with("help")).unwrap_or(&"");
    format!("{}\n{help}", lines[0])
}

#[test]
fn a_classification_is_trained_like_a_segmentation() {
    let experiment = read_one(&format!("{}{OS8}", classified())).unwrap();
    assert_eq!(experiment.runs.len(), 2);
}

#[test]
fn what_draws_nothing_runs_once_unless_seeds_are_named() {
    let regular = "  os8: {downsampling: {kind: regular, output_stride: 8}}\n";
    let seeds = |text: &str| read_one(text).map(|e| e.runs.iter().map(|run| run.seed).collect::<Vec<_>>());
    assert_eq!(seeds(&format!("{UNTRAINED}{regular}")), Ok(vec![1]));
    assert_eq!(seeds(&format!("seeds: [4, 5]\n{UNTRAINED}{regular}")), Ok(vec![4, 5]));
    let random =
        "  r: {downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: random, fraction: 0.5}}}\n";
    let refusal = seeds(&format!("{UNTRAINED}{random}")).unwrap_err();
    assert!(refusal.starts_with("missing field `seeds`"), "{refusal}");
}

#[test]
fn weights_that_are_not_trained_are_whole_and_have_one_checkpoint() {
    let regular = "  os8: {downsampling: {kind: regular, output_stride: 8}}\n";
    insta::assert_snapshot!(short(&format!("{}{regular}", UNTRAINED.replace(", part: all", ""))), @"
    training: without training all weights must come from a file or a variant
    help: `network: {weights: {file: …, part: all}}` or `network: {weights: {variant: …}}`
    ");
    insta::assert_snapshot!(short(&format!("evaluation: {{checkpoint: best}}\n{UNTRAINED}{regular}")), @"
    evaluation.checkpoint: without training there is no best checkpoint
    help: leave it out
    ");
    insta::assert_snapshot!(short(&format!("{}{regular}", UNTRAINED.replace("training: none", "training: nothing"))), @r#"
    training: expected a mapping, or `none`, found the text "nothing"
    "#);
    let trained = classified().replace("  train: {split: train}\n", "");
    insta::assert_snapshot!(short(&format!("{trained}{OS8}")), @"
    data.train: nothing to train on
    help: `train: {split: train}`, or `training: none` to evaluate weights as they are
    ");
}

#[test]
fn heads_and_strides_must_be_those_of_task_and_network() {
    insta::assert_snapshot!(short(&format!("{}{OS8}", BASE.replace("kind: fcn", "kind: classifier"))), @"
    network.head.kind: a classifier gives no class to a pixel
    help: `fcn`, `lraspp`, `deeplabv3` or `deeplabv3-plus`
    ");
    let fcn = BASE.replace("task: segmentation", "task: classification");
    insta::assert_snapshot!(short(&format!("{fcn}{OS8}")), @"
    network.head.kind: this head gives a class to every pixel, and the task is images
    help: `classifier`
    ");
    insta::assert_snapshot!(short(&format!("{UNTRAINED}  v: {{downsampling: {{kind: regular, output_stride: 32}}}}\n")), @"
    SqueezeNet has no output stride 32
    help: choose 16, 8 or 4
    ");
    let none = classified().replace("kind: classifier", "kind: classifier, outputs: 0");
    insta::assert_snapshot!(short(&format!("{none}{OS8}")), @"
    network.head.outputs: a network needs an output for each class
    help: from 1 to 65535
    ");
    let classes = classified().replace("card: streets", "card: things\n  classes: []");
    insta::assert_snapshot!(short(&format!("{classes}{OS8}")), @"
    data.classes: selects no class
    help: leave it out to take all classes of the card
    ");
}

#[test]
fn a_mistake_inside_training_keeps_its_place() {
    let text = classified().replace("steps: 40", "stepps: 40");
    let found = message(&format!("{text}{OS8}"));
    assert!(found.contains("unknown field `stepps`") && found.contains("test.yaml:11:3"), "{found}");
}
