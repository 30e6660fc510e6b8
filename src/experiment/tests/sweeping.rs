//! Sweeps: one variant written down, many run.

use super::{BASE, message, read_one};
use crate::mask::Mask;
use crate::models::Downsampling;

fn swept(head: &str, mask: &str) -> String {
    format!(
        "{BASE}variants:\n  {head}\n    downsampling: {{kind: adaptive, fine: 8, coarse: 16, mask: {mask}}}\n"
    )
}

#[test]
fn several_names_give_every_combination_the_first_changing_slowest() {
    let text = swept(
        "e-{t}-{w}:\n    sweep: {t: [0.7, 1], w: [3, 5]}",
        "{kind: edges, threshold: \"{t}\", width: \"{w}\"}",
    );
    let experiment = read_one(&text).unwrap();
    let names: Vec<_> = experiment.variants().map(|runs| runs[0].variant.clone()).collect();
    assert_eq!(names, ["e-0.7-3", "e-0.7-5", "e-1-3", "e-1-5"]);
    let Downsampling::Adaptive(last) = &experiment.runs[7].settings.downsampling else { panic!() };
    let Mask::Edges(edges) = &last.mask else { panic!() };
    assert_eq!((edges.threshold, edges.width), (1.0, 5));
}

#[test]
fn a_swept_number_names_its_variant_as_it_is_written() {
    let text = swept("e-{t}:\n    sweep: {t: [0.5, 1.0, 2]}", "{kind: edges, threshold: \"{t}\"}");
    let experiment = read_one(&text).unwrap();
    let names: Vec<_> = experiment.variants().map(|runs| runs[0].variant.clone()).collect();
    assert_eq!(names, ["e-0.5", "e-1.0", "e-2"]);
}

#[test]
fn texts_and_booleans_keep_their_type_and_may_stand_inside_a_text() {
    let text = format!(
        "{BASE}downsampling: {{kind: regular, output_stride: 8}}\nvariants:\n  {}",
        "v-{flip}-{split}: {sweep: {flip: [true, false], split: [a, b]}, augmentation: {flip: \"{flip}\"}, \
         data: {train: {split: \"few-{split}\"}}, family: \"by {split}\"}"
    );
    let experiment = read_one(&text).unwrap();
    let run = &experiment.runs[2];
    assert_eq!((run.variant.as_str(), run.family.as_str()), ("v-true-b", "by b"));
    assert!(run.settings.augmentation.flip);
    assert_eq!(run.settings.data.train.as_ref().unwrap().split, "few-b");
}

#[test]
fn a_wrong_swept_value_is_shown_where_it_is_listed() {
    let text = swept("e-{t}:\n    sweep: {t: [0.7, wide]}", "{kind: edges, threshold: \"{t}\"}");
    insta::assert_snapshot!(message(&text), @r#"
    downsampling.mask.threshold: expected a number, found the text "wide"
      --> test.yaml:17:22
       |
    17 |     sweep: {t: [0.7, wide]}
       |                      ^^^^
    "#);
}

#[test]
fn a_sweep_that_no_setting_uses_is_refused() {
    let text = swept("e-{t}:\n    sweep: {t: [0.7, 1]}", "{kind: edges, threshold: {t}}");
    insta::assert_snapshot!(message(&text), @r#"
    the sweep's `t` is used by no setting
      --> test.yaml:17:13
       |
    17 |     sweep: {t: [0.7, 1]}
       |             ^
    help: write "{t}" where its value belongs
    "#);
}

#[test]
fn a_placeholder_that_is_not_swept_is_refused() {
    let text = swept("e-{tt}:\n    sweep: {t: [0.7, 1]}", "{kind: edges, threshold: \"{t}\"}");
    insta::assert_snapshot!(message(&text), @r"
    `{tt}` is not in the variant's sweep
      --> test.yaml:16:3
       |
    16 |   e-{tt}:
       |   ^^^^^^
    help: did you mean `t`?
    ");
    let text = swept("e:", "{kind: edges, threshold: \"{t}\"}");
    insta::assert_snapshot!(message(&text), @r#"
    `{t}` is not in the variant's sweep
      --> test.yaml:17:88
       |
    17 |     downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: edges, threshold: "{t}"}}
       |                                                                                        ^^^^^
    help: add it: `sweep: {name: [values]}`
    "#);
}

#[test]
fn swept_variants_need_names_of_their_own() {
    let text = swept("e:\n    sweep: {t: [0.7, 1]}", "{kind: edges, threshold: \"{t}\"}");
    insta::assert_snapshot!(message(&text), @r"
    two variants are called `e`
      --> test.yaml:16:3
       |
    16 |   e:
       |   ^
    help: put each swept name in braces into the variant's name, as in `edges-{threshold}`
    ");
}

#[test]
fn a_sweep_lists_plain_values() {
    for (sweep, expected) in [
        ("[1]", "sweep: expected a mapping, found a list"),
        ("{t: 1}", "sweep: expected a list of values, found the number 1"),
        ("{t: []}", "sweep: the list is empty"),
        ("{t: [[1]]}", "sweep: expected a plain value, found a list"),
    ] {
        let text = swept(&format!("e-{{t}}:\n    sweep: {sweep}"), "{kind: edges, threshold: \"{t}\"}");
        let found = message(&text);
        assert!(found.starts_with(expected) && found.contains("\n  --> test.yaml:17:"), "{sweep}: {found}");
    }
}
