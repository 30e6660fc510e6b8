//! Files that are missing, circular or not experiments.

use super::{BASE, OS8, message, read_files};

fn refusal(files: &[(&str, &str)], names: &[&str]) -> String {
    read_files(files, names).map(|plan| plan.experiments.len()).unwrap_err()
}

#[test]
fn a_missing_file_is_named_and_a_near_one_suggested() {
    let files = [("seg-streets.yaml", "")];
    insta::assert_snapshot!(refusal(&files, &["seg-street.yaml"]), @r"
    cannot read seg-street.yaml: No such file or directory (os error 2)
      --> seg-street.yaml
    help: did you mean `seg-streets.yaml`?
    ");
}

#[test]
fn a_missing_base_is_shown_where_it_is_named() {
    let files = [("base/small.yaml", BASE), ("a.yaml", "title: A\nextends: base/smal.yaml\n")];
    insta::assert_snapshot!(refusal(&files, &["a.yaml"]), @r"
    cannot read base/smal.yaml: No such file or directory (os error 2)
      --> a.yaml:2:10
      |
    2 | extends: base/smal.yaml
      |          ^^^^^^^^^^^^^^
    help: did you mean `small.yaml`?
    ");
}

#[test]
fn a_circle_of_bases_is_told() {
    let files = [
        ("a.yaml", "extends: b.yaml\n"),
        ("b.yaml", "extends: sub/c.yaml\n"),
        ("sub/c.yaml", "extends: ../b.yaml\n"),
    ];
    insta::assert_snapshot!(refusal(&files, &["a.yaml"]), @r"
    extends: b.yaml → c.yaml → ../b.yaml goes in a circle
      --> sub/c.yaml:1:10
      |
    1 | extends: ../b.yaml
      |          ^^^^^^^^^
    ");
}

#[test]
fn an_experiment_is_a_mapping_and_its_base_a_file() {
    insta::assert_snapshot!(message("- a\n"), @r"
    an experiment is a mapping of settings, not a list
      --> test.yaml
    ");
    insta::assert_snapshot!(message("extends: [a]\n"), @r"
    extends: expected a file, found a list
      --> test.yaml:1:10
      |
    1 | extends: [a]
      |          ^^^
    ");
}

#[test]
fn two_experiments_of_one_name_are_refused() {
    let text = format!("{BASE}{OS8}");
    let files = [("a/seg.yaml", text.as_str()), ("b/seg.yaml", &text)];
    insta::assert_snapshot!(refusal(&files, &["a/seg.yaml", "b/seg.yaml"]), @r"
    two experiments are called `seg`
      --> b/seg.yaml
    help: a/seg.yaml has this name already; rename one of the files
    ");
}

#[test]
fn the_errors_of_several_files_are_told_together() {
    let files = [("a.yaml", "seeds: {"), ("b.yaml", "seeds: []\n")];
    insta::assert_snapshot!(refusal(&files, &["a.yaml", "b.yaml"]), @r"
    not valid YAML: while parsing a node, did not find expected node content
      --> a.yaml:1:9
      |
    1 | seeds: {
      |         ^

    error: missing field `variants`
      --> b.yaml
    help: name what is compared: `variants: {os8: {downsampling: {kind: regular, output_stride: 8}}}`
    ");
}
