//! What reads well but makes no sense.

use super::{BASE, OS8, message, variant};

/// The first sentence and the help, and whether a source line was shown.
fn refusal(difference: &str) -> String {
    let text = variant(difference).unwrap_err();
    assert!(text.contains("\n  --> test.yaml:"), "{text}");
    text.lines()
        .filter(|line| !line.starts_with("  -->") && !line.contains(" |"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn regular(more: &str) -> String {
    refusal(&format!("{{downsampling: {{kind: regular, output_stride: 8}}, {more}}}"))
}

fn adaptive(settings: &str) -> String {
    refusal(&format!("{{downsampling: {{kind: adaptive, {settings}}}}}"))
}

#[test]
fn a_refused_value_is_shown_in_its_line() {
    insta::assert_snapshot!(message(&format!("{BASE}{OS8}").replace("steps: 40", "steps: 0")), @r"
    training.steps: nothing is trained in 0 steps
      --> test.yaml:11:10
       |
    11 |   steps: 0
       |          ^
    help: at least 1
    ");
}

#[test]
fn strides_and_blocks_must_exist() {
    insta::assert_snapshot!(refusal("{downsampling: {kind: regular, output_stride: 12}}"), @r"
    there is no output stride 12
    help: a regular network has output stride 4, 8, 16 or 32
    ");
    insta::assert_snapshot!(adaptive("fine: 8, coarse: 24, mask: {kind: all}"), @r"
    there is no adaptive network 8→24
    help: the pairs (fine, coarse) are 4→8, 8→16, 8→32 and 16→32
    ");
    insta::assert_snapshot!(adaptive("fine: 2, coarse: 8, mask: {kind: all}"), @r"
    there is no adaptive network 2→8
    help: the pairs (fine, coarse) are 4→8, 8→16, 8→32 and 16→32
    ");
    insta::assert_snapshot!(adaptive("fine: 8, coarse: 32, block: 2, mask: {kind: all}"), @r"
    blocks of 2 lattice cells cannot be downsampled 8→32
    help: use a power of two, at least 4
    ");
    insta::assert_snapshot!(adaptive("fine: 8, coarse: 16, block: 3, mask: {kind: all}"), @r"
    blocks of 3 lattice cells cannot be downsampled 8→16
    help: use a power of two, at least 2
    ");
    insta::assert_snapshot!(adaptive("fine: 8, coarse: 16, block: 1024, mask: {kind: all}"), @r"
    downsampling.block: a block is wider than any image needs
    help: at most 64 lattice cells
    ");
    insta::assert_snapshot!(adaptive("fine: 8, coarse: 16, expected_active: 2, mask: {kind: all}"), @r"
    downsampling.expected_active: 2 is out of range
    help: from 0 to 1
    ");
}

#[test]
fn masks_must_make_sense() {
    let mask = |mask: &str| adaptive(&format!("fine: 8, coarse: 16, mask: {mask}"));
    insta::assert_snapshot!(mask("{kind: edges, threshold: -1}"), @r"
    downsampling.mask.threshold: -1 is out of range
    help: from 0 upwards
    ");
    insta::assert_snapshot!(mask("{kind: edges, threshold: 1, width: 4}"), @r"
    downsampling.mask.width: an edge cannot be widened to 4 pixels
    help: an odd number of pixels from 1 to 255
    ");
    insta::assert_snapshot!(mask("{kind: random}"), @r"
    downsampling.mask: give either `fraction` or `like`
    help: `fraction: 0.5`, or `like: {threshold: …}` for as many blocks as an edge mask has
    ");
    insta::assert_snapshot!(mask("{kind: random, fraction: 0.5, like: {threshold: 1}}"), @r"
    downsampling.mask: give either `fraction` or `like`
    help: `fraction: 0.5`, or `like: {threshold: …}` for as many blocks as an edge mask has
    ");
    insta::assert_snapshot!(mask("{kind: random, fraction: 1.5}"), @r"
    downsampling.mask.fraction: 1.5 is out of range
    help: from 0 to 1
    ");
    insta::assert_snapshot!(mask("{kind: random, like: {threshold: 1, width: 0}}"), @r"
    downsampling.mask.like.width: an edge cannot be widened to 0 pixels
    help: an odd number of pixels from 1 to 255
    ");
}

#[test]
fn networks_must_exist() {
    let network = |backbone: &str| regular(&format!("network: {{backbone: {{{backbone}}}}}"));
    insta::assert_snapshot!(network("depth: 20"), @r"
    network.backbone.depth: there is no ResNet-20
    help: 18, 34, 50, 101 or 152
    ");
    insta::assert_snapshot!(network("width: 0.005"), @r"
    network.backbone.width: 0.005 times the published channels is no network
    help: from 1/64 (one channel in the first stage) to 16
    ");
    insta::assert_snapshot!(network("width: -1"), @r"
    network.backbone.width: -1 times the published channels is no network
    help: from 1/64 (one channel in the first stage) to 16
    ");
    insta::assert_snapshot!(network("blocks: [1, 1, 0, 1]"), @r"
    network.backbone.blocks: every stage needs blocks
    help: from 1 to 256 in each stage
    ");
    insta::assert_snapshot!(regular("network: {head: {dropout: 1}}"), @r"
    network.head.dropout: dropout of 1 leaves nothing or is no probability
    help: from 0, below 1
    ");
    insta::assert_snapshot!(regular("network: {head: {kind: deeplabv3, channels: 0}}"), @r"
    network.head.channels: a head of 0 channels
    help: from 1 to 16384
    ");
}

#[test]
fn training_must_be_able_to_train() {
    let training = |training: &str| regular(&format!("training: {{{training}}}"));
    insta::assert_snapshot!(training("batch: 0"), @r"
    training.batch: a batch needs an image
    help: at least 1
    ");
    insta::assert_snapshot!(training("learning_rate: 0"), @r"
    training.learning_rate: a learning rate of 0 trains nothing
    help: a number above 0; 0, where all weights are given, to estimate the norms' statistics anew and change nothing else
    ");
    insta::assert_snapshot!(training("momentum: 1.5"), @r"
    training.momentum: 1.5 is out of range
    help: from 0 to 1
    ");
    insta::assert_snapshot!(training("validate_every: 0"), @r"
    training.validate_every: 0 is no number of steps
    help: at least 1
    ");
    insta::assert_snapshot!(regular("evaluation: {checkpoint: best}"), @r"
    evaluation.checkpoint: without validation during training the best checkpoint is not known
    help: set `training.validate_every`, or report the `last` checkpoint
    ");
}

#[test]
fn batch_norm_needs_two_rows() {
    insta::assert_snapshot!(regular("training: {batch: 1}, augmentation: {crop: [8, 8]}"), @r"
    training.batch: batch-norm cannot train on a single row, and one image makes no more
    help: at least 2, or a larger crop
    ");
    insta::assert_snapshot!(regular("training: {batch: 1}, network: {head: {kind: deeplabv3}}"), @r"
    training.batch: batch-norm cannot train on a single row, and one image makes no more
    help: at least 2: DeepLabv3 pools each image to one row
    ");
    insta::assert_snapshot!(regular("training: {batch: 1}, network: {head: {kind: deeplabv3-plus}}"), @r"
    training.batch: batch-norm cannot train on a single row, and one image makes no more
    help: at least 2: DeepLabv3 pools each image to one row
    ");
    let several_cells = "{downsampling: {kind: regular, output_stride: 8}, training: {batch: 1}}";
    variant(several_cells).unwrap();
}

#[test]
fn data_must_be_selectable() {
    insta::assert_snapshot!(regular("data: {card: datasets/streets.yaml}"), @r"
    data.card: not the name of a card
    help: `streets` stands for datasets/streets.yaml
    ");
    insta::assert_snapshot!(regular("data: {resize: [0, 20]}"), @r"
    `resize: [0, 20]` is no size of an image
    help: give height and width in pixels, each 1 to 16384
    ");
    insta::assert_snapshot!(regular("data: {train: {count: 0}}"), @r"
    data.train.count: selects no image
    help: leave it out to take all images of the split
    ");
    insta::assert_snapshot!(regular("data: {train: {cities: []}}"), @r"
    data.train.cities: selects no image
    help: leave it out to take all images of the split
    ");
    insta::assert_snapshot!(regular("augmentation: {scale: [2, 1]}"), @r"
    `scale: [2, 1]` is no range of factors
    help: give a minimum above 0 and a maximum that is not below it and at most 16
    ");
    insta::assert_snapshot!(regular("augmentation: {jitter: {contrast: -1}}"), @"jitter's `contrast: -1` is not in 0 to 10");
}
