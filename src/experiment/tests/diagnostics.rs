//! What does not read: unknown keys, wrong types, missing parts. Each message points at the file, line and
//! column that it came from.

use super::{BASE, OS8, message, read_files};

#[test]
fn an_unknown_setting_is_told_once_however_many_variants_inherit_it() {
    let text = format!("{BASE}{OS8}  os16: {{downsampling: {{kind: regular, output_stride: 16}}}}\n");
    insta::assert_snapshot!(message(&text.replace("learning_rate", "learning_rte")), @r"
    training: unknown field `learning_rte`, expected one of `steps`, `batch`, `learning_rate`, `backbone_rate`, `momentum`, `weight_decay`, `power`, `minimum_rate`, `batch_norm_momentum`, `validate_every`
      --> test.yaml:13:3
       |
    13 |   learning_rte: 0.1
       |   ^^^^^^^^^^^^
    help: did you mean `learning_rate`?
    ");
}

#[test]
fn an_error_in_a_base_points_into_the_base() {
    let base = BASE.replace("depth: 18", "depth: deep");
    let files = [("base/small.yaml", base.as_str()), ("a.yaml", &format!("extends: base/small.yaml\n{OS8}"))];
    insta::assert_snapshot!(read_files(&files, &["a.yaml"]).map(|_| ()).unwrap_err(), @r#"
    network.backbone.depth: expected a whole number from 0, found the text "deep"
      --> base/small.yaml:8:35
      |
    8 |   backbone: {kind: resnet, depth: deep, width: 0.25}
      |                                   ^^^^
    "#);
}

#[test]
fn an_error_in_a_variant_points_into_the_variant() {
    let text = format!("{BASE}{OS8}  b:\n    downsampling: {{kind: adaptive, fine: 8, corse: 16}}\n");
    insta::assert_snapshot!(message(&text), @r"
    downsampling: unknown field `corse`, expected one of `fine`, `coarse`, `block`, `mask`, `expected_active`, `strided`, `merging`, `coarse_taps`
      --> test.yaml:18:45
       |
    18 |     downsampling: {kind: adaptive, fine: 8, corse: 16}
       |                                             ^^^^^
    help: did you mean `coarse`?
    ");
}

#[test]
fn an_unknown_kind_gets_a_suggestion_and_a_missing_one_the_choice() {
    insta::assert_snapshot!(message(&format!("{BASE}{OS8}").replace("kind: resnet", "kind: resnett")), @r"
    network.backbone.kind: unknown value `resnett`, expected one of `resnet`, `resnext`, `wide-resnet`, `mobilenet-v2`, `mobilenet-v3`, `efficientnet`, `mnasnet`, `regnet`, `convnext`, `squeezenet`, `vgg`
      --> test.yaml:8:20
      |
    8 |   backbone: {kind: resnett, depth: 18, width: 0.25}
      |                    ^^^^^^^
    help: did you mean `resnet`?
    ");
    insta::assert_snapshot!(message(&format!("{BASE}{OS8}").replace("kind: resnet, ", "")), @r"
    network.backbone: missing field `kind`, one of `resnet`, `resnext`, `wide-resnet`, `mobilenet-v2`, `mobilenet-v3`, `efficientnet`, `mnasnet`, `regnet`, `convnext`, `squeezenet`, `vgg`
      --> test.yaml:8:3
      |
    8 |   backbone: {depth: 18, width: 0.25}
      |   ^^^^^^^^
    ");
}

#[test]
fn a_role_that_there_is_not_is_refused_where_it_stands() {
    insta::assert_snapshot!(message(&format!("role: ablations\n{BASE}{OS8}")), @r"
    role: unknown value `ablations`, expected `main` or `ablation`
      --> test.yaml:1:7
      |
    1 | role: ablations
      |       ^^^^^^^^^
    help: did you mean `ablation`?
    ");
}

#[test]
fn an_unknown_key_of_the_file_or_of_a_variant_is_compared_with_all_keys_there() {
    insta::assert_snapshot!(message(&format!("titel: A\n{BASE}{OS8}")), @"
    unknown field `titel`, expected one of `task`, `data`, `augmentation`, `network`, `downsampling`, `training`, `evaluation`, `title`, `role`, `extends`, `seeds`, `variants`, `slurm`, `device`, `claims`, `published`
      --> test.yaml:1:1
      |
    1 | titel: A
      | ^^^^^
    help: did you mean `title`?
    ");
    insta::assert_snapshot!(message(&format!("{BASE}{}", OS8.replace("{downs", "{famly: x, downs"))), @r"
    unknown field `famly`, expected one of `task`, `data`, `augmentation`, `network`, `downsampling`, `training`, `evaluation`, `sweep`, `family`
      --> test.yaml:16:9
       |
    16 |   os8: {famly: x, downsampling: {kind: regular, output_stride: 8}}
       |         ^^^^^
    help: did you mean `family`?
    ");
}

#[test]
fn a_part_missing_in_every_variant_is_told_once() {
    let text = format!("{BASE}variants:\n  a: {{}}\n  b: {{training: {{steps: 3}}}}\n");
    insta::assert_snapshot!(message(&text), @r"
    missing field `downsampling`
      --> test.yaml:16:3
       |
    16 |   a: {}
       |   ^
    ");
}

#[test]
fn a_missing_setting_points_at_its_part() {
    insta::assert_snapshot!(message(&format!("{BASE}{OS8}").replace("  batch: 8\n", "")), @r"
    training: missing field `batch`
      --> test.yaml:10:1
       |
    10 | training:
       | ^^^^^^^^
    ");
}

#[test]
fn an_experiment_needs_variants_and_seeds() {
    insta::assert_snapshot!(message(BASE), @r"
    missing field `variants`
      --> test.yaml
    help: name what is compared: `variants: {os8: {downsampling: {kind: regular, output_stride: 8}}}`
    ");
    insta::assert_snapshot!(message(&format!("{BASE}variants: {{}}\n")), @r"
    variants: there is none
      --> test.yaml:15:1
       |
    15 | variants: {}
       | ^^^^^^^^
    help: name what is compared: `variants: {os8: {downsampling: {kind: regular, output_stride: 8}}}`
    ");
    insta::assert_snapshot!(message(&format!("{BASE}{OS8}").replace("seeds: [1, 2]\n", "")), @r"
    missing field `seeds`
      --> test.yaml
    help: one run is made for each: `seeds: [1, 2, 3]`
    ");
    insta::assert_snapshot!(message(&format!("{BASE}{OS8}").replace("[1, 2]", "[]")), @r"
    seeds: there is none
      --> test.yaml:14:8
       |
    14 | seeds: []
       |        ^^
    help: one run is made for each: `seeds: [1, 2, 3]`
    ");
    insta::assert_snapshot!(message(&format!("{BASE}{OS8}").replace("[1, 2]", "[1, 2, 1]")), @r"
    seeds: 1 is named twice
      --> test.yaml:14:15
       |
    14 | seeds: [1, 2, 1]
       |               ^
    help: the same seed gives the same run
    ");
}

#[test]
fn an_empty_variant_is_refused_with_the_way_to_write_it() {
    insta::assert_snapshot!(message(&format!("{BASE}{OS8}  as-it-is:\n")), @r"
    variants.as-it-is: expected a mapping, found nothing
      --> test.yaml:17:3
       |
    17 |   as-it-is:
       |   ^^^^^^^^
    help: write `{}` for a variant that is the experiment as it stands
    ");
}

#[test]
fn variants_of_one_experiment_have_one_task() {
    let other = "{task: classification, network: {head: {kind: classifier}}, downsampling: {kind: regular, output_stride: 16}}";
    insta::assert_snapshot!(message(&format!("{BASE}{OS8}  a: {other}\n")), @r"
    `a` has another task than `os8`
      --> test.yaml:17:3
       |
    17 |   a: {task: classification, network: {head: {kind: classifier}}, downsampling: {kind: regular, output_stride: 16}}
       |   ^
    help: its scores could not be compared: write an experiment of its own
    ");
}

#[test]
fn variants_are_told_apart_by_name_and_settings() {
    let other = "{downsampling: {kind: regular, output_stride: 16}}";
    insta::assert_snapshot!(message(&format!("{BASE}{OS8}  a/b: {other}\n")), @r"
    `a/b` cannot be the name of a variant
      --> test.yaml:17:3
       |
    17 |   a/b: {downsampling: {kind: regular, output_stride: 16}}
       |   ^^^
    help: use letters, digits, `-`, `_`, `.`, `+` and `=`: it becomes part of file names
    ");
    insta::assert_snapshot!(message(&format!("{BASE}{OS8}  a: {}\n", other.replace("16", "8"))), @r"
    the variants `os8` and `a` have the same settings
      --> test.yaml:17:3
       |
    17 |   a: {downsampling: {kind: regular, output_stride: 8}}
       |   ^
    help: take one out: they would be the same run
    ");
}
