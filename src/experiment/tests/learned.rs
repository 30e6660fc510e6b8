//! Learned masks as a file states them.

use super::{BASE, message, read_one, variant};
use crate::models::Downsampling;

/// The first sentence and the help.
fn refusal(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("  -->") && !line.contains(" |"));
    lines.collect::<Vec<_>>().join("\n")
}

fn mask(settings: &str) -> String {
    format!("downsampling: {{kind: adaptive, fine: 8, coarse: 16, mask: {{kind: learned{settings}}}}}")
}

fn refused(settings: &str) -> String {
    refusal(&variant(&format!("{{{settings}}}")).unwrap_err())
}

#[test]
fn the_defaults_are_the_papers_and_the_block_is_a_cell_of_the_coarse_stride() {
    let settings = variant(&format!("{{{}}}", mask(""))).unwrap();
    let Downsampling::Adaptive(adaptive) = &settings.downsampling else { panic!("it is adaptive") };
    assert_eq!(adaptive.block, Some(2));
    let yaml = serde_yaml::to_string(&adaptive.mask).unwrap();
    insta::assert_snapshot!(yaml, @"
    kind: learned
    target: 0.5
    weight: 1.0
    temperature: 1.0
    rate: 0.01
    ");
}

#[test]
fn what_a_learned_mask_cannot_be_is_refused() {
    insta::assert_snapshot!(refused(&mask("").replace("coarse: 16", "coarse: 32")), @"
    there is no learned mask for 8→32
    help: it chooses between the strides 8 and 16: `fine: 8, coarse: 16`
    ");
    insta::assert_snapshot!(refused(&mask("").replace("mask", "block: 4, mask")), @"
    a learned mask does not choose blocks of 4 lattice cells
    help: leave `block` out: it chooses for every cell of stride 16, which is 2 wide
    ");
    insta::assert_snapshot!(refused(&mask(", target: 1.5")), @"
    downsampling.mask.target: 1.5 is out of range
    help: from 0 to 1
    ");
    insta::assert_snapshot!(refused(&mask(", weight: -1")), @"
    downsampling.mask.weight: -1 is out of range
    help: from 0 upwards
    ");
    insta::assert_snapshot!(refused(&mask(", rate: -1")), @"
    downsampling.mask.rate: -1 is out of range
    help: from 0 upwards
    ");
    insta::assert_snapshot!(refused(&mask(", temperature: 0")), @"
    downsampling.mask.temperature: a temperature of 0 makes no choice soft
    help: a number above 0 (the paper: 1)
    ");
    insta::assert_snapshot!(refused(&mask(", tau: 1")), @"downsampling.mask: unknown field `tau`, expected one of `target`, `weight`, `temperature`, `rate`, `frozen`, `noisy_evaluation`, `second_draw`");
}

#[test]
fn it_needs_a_segmentation() {
    let classified = format!("task: classification, network: {{head: {{kind: classifier}}}}, {}", mask(""));
    insta::assert_snapshot!(refused(&classified), @"
    downsampling.mask: a learned mask is for the segmentation with a ResNet only
    help: a mask that looks at images, such as `edges`, or `task: segmentation` with a ResNet
    ");
    let squeezenet = classified.replace("{head", "{backbone: {kind: squeezenet}, head");
    insta::assert_snapshot!(refused(&squeezenet), @"
    downsampling.mask: a learned mask is for the segmentation with a ResNet only
    help: a mask that looks at images, such as `edges`, or `task: segmentation` with a ResNet
    ");
}

#[test]
fn a_frozen_mask_draws_nothing() {
    let frozen = |draw: &str| {
        let weights = "network: {weights: {file: a.pth, part: all}}";
        refused(&format!("{weights}, {}", mask(&format!(", frozen: true, {draw}: true"))))
    };
    insta::assert_snapshot!(frozen("noisy_evaluation"), @"
    downsampling.mask.noisy_evaluation: a frozen mask chooses without noise, in training and in evaluation
    help: leave out `noisy_evaluation`, or `frozen`
    ");
    insta::assert_snapshot!(frozen("second_draw"), @"
    downsampling.mask.second_draw: a frozen mask draws no choices, and no loss is on them
    help: leave out `second_draw`, or `frozen`
    ");
}

#[test]
fn a_frozen_mask_takes_its_weights_from_somewhere() {
    let frozen = mask(", frozen: true");
    insta::assert_snapshot!(refused(&frozen), @"
    downsampling.mask.frozen: a frozen mask is not trained, so its weights must come from a file or a variant
    help: `network: {weights: {variant: NAME}}` of a variant that learns its mask, or `{file: …, part: all}`
    ");
    let backbone = format!("network: {{weights: {{file: a.pth}}}}, {frozen}");
    insta::assert_snapshot!(refused(&backbone), @"
    downsampling.mask.frozen: a frozen mask is not trained, so its weights must come from a file or a variant
    help: `network: {weights: {variant: NAME}}` of a variant that learns its mask, or `{file: …, part: all}`
    ");
    let of = |origin: &str| {
        let (edges, learned) = (mask("").replace("learned", "edges, threshold: 1"), mask(""));
        format!(
            "{BASE}variants:\n  edges: {{{edges}}}\n  learned: {{{learned}}}\n  \
             tuned: {{network: {{weights: {{variant: {origin}}}}}, {frozen}}}\n"
        )
    };
    insta::assert_snapshot!(refusal(&message(&of("edges"))), @"
    `tuned` starts from all weights of `edges`, which learns no mask
    help: name a variant with a learned mask, or take its `part: backbone` only
    ");
    assert_eq!(read_one(&of("learned")).unwrap().runs.len(), 6);
}
