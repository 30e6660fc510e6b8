//! Variants that start from the weights of another one.

use super::{BASE, message, read_one};

const CHAIN: &str = "variants:
  last: {network: {weights: {variant: middle}}, training: none, downsampling: {kind: regular, output_stride: 16}}
  middle: {network: {weights: {variant: first}}, downsampling: {kind: regular, output_stride: 8}}
  first: {downsampling: {kind: regular, output_stride: 8}}
";

#[test]
fn a_run_starts_from_the_run_of_its_own_seed() {
    let runs = read_one(&format!("{BASE}{CHAIN}")).unwrap().runs;
    let run =
        |variant: &str, seed| runs.iter().find(|run| run.variant == variant && run.seed == seed).unwrap();
    for seed in [1, 2] {
        let origin = |variant| run(variant, seed).origin.as_ref().unwrap().hash.as_str();
        assert_eq!(origin("middle"), run("first", seed).hash);
        assert_eq!(origin("last"), run("middle", seed).hash);
        assert!(run("first", seed).origin.is_none());
    }
}

#[test]
fn what_an_origin_was_trained_on_counts_and_its_name_does_not() {
    let last = |text: &str| read_one(text).unwrap().runs[0].hash.clone();
    let reference = last(&format!("{BASE}{CHAIN}"));
    let renamed = CHAIN.replace("first", "another");
    assert_eq!(last(&format!("{BASE}{renamed}")), reference);
    let differently = CHAIN.replace("first: {", "first: {training: {steps: 41}, ");
    assert_ne!(last(&format!("{BASE}{differently}")), reference);
}

#[test]
fn origins_that_are_not_there_or_go_in_a_circle_are_refused() {
    insta::assert_snapshot!(message(&format!("{BASE}{}", CHAIN.replace("variant: first", "variant: fist"))), @"
    `middle` starts from `fist`, which is no variant
      --> test.yaml:17:3
       |
    17 |   middle: {network: {weights: {variant: fist}}, downsampling: {kind: regular, output_stride: 8}}
       |   ^^^^^^
    help: did you mean `first`?
    ");
    let circle = CHAIN.replace("first: {", "first: {network: {weights: {variant: middle}}, ");
    insta::assert_snapshot!(message(&format!("{BASE}{circle}")), @"
    weights go in a circle: middle → first → middle
      --> test.yaml:17:3
       |
    17 |   middle: {network: {weights: {variant: first}}, downsampling: {kind: regular, output_stride: 8}}
       |   ^^^^^^
    help: one of them must draw its weights or take a file

    error: weights go in a circle: first → middle → first
      --> test.yaml:18:3
       |
    18 |   first: {network: {weights: {variant: middle}}, downsampling: {kind: regular, output_stride: 8}}
       |   ^^^^^
    help: one of them must draw its weights or take a file
    ");
    let untrained =
        CHAIN.replace("variant: first", "variant: last").replace("variant: middle", "file: w.pth, part: all");
    insta::assert_snapshot!(message(&format!("{BASE}{untrained}")), @"
    `middle` starts from `last`, which trains nothing
      --> test.yaml:17:3
       |
    17 |   middle: {network: {weights: {variant: last}}, downsampling: {kind: regular, output_stride: 8}}
       |   ^^^^^^
    help: name the variant that trained the weights
    ");
    let both = CHAIN.replace("variant: first", "variant: first, file: w.pth");
    insta::assert_snapshot!(message(&format!("{BASE}{both}")), @"
    network.weights: give either `file` or `variant`
      --> test.yaml:17:22
       |
    17 |   middle: {network: {weights: {variant: first, file: w.pth}}, downsampling: {kind: regular, output_stride: 8}}
       |                      ^^^^^^^
    help: `file: PATH` for stored weights, or `variant: NAME` for those that another variant trained
    ");
}
