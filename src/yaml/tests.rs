use std::path::PathBuf;

use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Card {
    name: String,
    #[serde(default)]
    sides: Option<[usize; 2]>,
    #[serde(default)]
    scale: Option<f32>,
    #[serde(default)]
    inner: Vec<Inner>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Inner {
    count: usize,
    #[serde(default)]
    shape: Shape,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Shape {
    #[default]
    Round,
    Square,
}

fn read(text: &str) -> crate::Result<Card> {
    let source = Source { file: PathBuf::from("card.yaml"), text: text.into() };
    typed(&parse(source)?)
}

fn message(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

#[test]
fn all_kinds_of_values_are_read() {
    let card =
        read("name: a\nsides: [3, 4]\nscale: 2\ninner:\n  - {count: 1, shape: square}\n  - count: 2\n");
    let inner = vec![Inner { count: 1, shape: Shape::Square }, Inner { count: 2, shape: Shape::Round }];
    let sides = Some([3, 4]);
    assert_eq!(card.unwrap(), Card { name: "a".into(), sides, scale: Some(2.0), inner });
}

#[test]
fn an_empty_optional_value_is_none() {
    assert_eq!(read("name: a\nsides:\nscale: ~").unwrap().sides, None);
}

#[test]
fn an_unknown_key_is_underlined_and_a_near_name_suggested() {
    insta::assert_snapshot!(message("name: a\ninner:\n  - count: 1\n    shap: round\n"), @"");
}

#[test]
fn an_unknown_value_is_underlined_and_a_near_name_suggested() {
    insta::assert_snapshot!(message("name: a\ninner: [{count: 1, shape: squar}]\n"), @"");
}

#[test]
fn a_wrong_type_is_told_in_the_words_of_yaml() {
    insta::assert_snapshot!(message("name: a\nscale: wide\n"), @"");
    insta::assert_snapshot!(message("name: a\ninner: [{count: -1}]\n"), @"");
    insta::assert_snapshot!(message("name: [a]\n"), @"");
}

#[test]
fn a_missing_key_points_at_its_mapping_or_the_file() {
    insta::assert_snapshot!(message("name: a\ninner:\n  - shape: round\n"), @"");
    insta::assert_snapshot!(message("sides: [1, 2]\n"), @"");
}

#[test]
fn a_list_of_the_wrong_length_is_refused() {
    insta::assert_snapshot!(message("name: a\nsides: [1]\n"), @"");
    insta::assert_snapshot!(message("name: a\nsides: [1, 2, 3]\n"), @"");
}

#[test]
fn broken_yaml_points_at_the_line() {
    insta::assert_snapshot!(message("name: a\nsides: [1, 2\nscale: 1\n"), @"");
    insta::assert_snapshot!(message("name: 'a\n"), @"");
    insta::assert_snapshot!(message("name: a\nname: b\n"), @"");
    insta::assert_snapshot!(message("name: a\n\tscale: 1\n"), @"");
}

#[test]
fn what_is_no_single_document_of_plain_values_is_refused() {
    insta::assert_snapshot!(message(""), @"");
    insta::assert_snapshot!(message("name: a\n---\nname: b\n"), @"");
    insta::assert_snapshot!(message("name: !odd [a]\n"), @"");
    insta::assert_snapshot!(message("name: a\nscale: .inf\n"), @"");
    insta::assert_snapshot!(message("[a]: b\n"), @"");
}

#[test]
fn a_missing_file_is_told_with_its_name() {
    let error = parse_file(&PathBuf::from("nowhere/card.yaml")).unwrap_err().to_string();
    assert!(
        error.starts_with("cannot read the file: ") && error.ends_with("--> nowhere/card.yaml"),
        "{error}"
    );
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    assert!(read(&"[".repeat(100_000)).is_err());
}
