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
    let source = Source { origin: Origin::File("card.yaml".into()), text: text.into() };
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
    insta::assert_snapshot!(message("name: a\ninner:\n  - count: 1\n    shap: round\n"), @r"
    inner[0]: unknown field `shap`, expected `count` or `shape`
      --> card.yaml:4:5
      |
    4 |     shap: round
      |     ^^^^
    help: did you mean `shape`?
    ");
}

#[test]
fn an_unknown_value_is_underlined_and_a_near_name_suggested() {
    insta::assert_snapshot!(message("name: a\ninner: [{count: 1, shape: squar}]\n"), @r"
    inner[0].shape: unknown value `squar`, expected `round` or `square`
      --> card.yaml:2:27
      |
    2 | inner: [{count: 1, shape: squar}]
      |                           ^^^^^
    help: did you mean `square`?
    ");
}

#[test]
fn a_wrong_type_is_told_in_the_words_of_yaml() {
    insta::assert_snapshot!(message("name: a\nscale: wide\n"), @r#"
    scale: expected a number, found the text "wide"
      --> card.yaml:2:8
      |
    2 | scale: wide
      |        ^^^^
    "#);
    insta::assert_snapshot!(message("name: a\ninner: [{count: -1}]\n"), @r"
    inner[0].count: expected a whole number from 0, found the number -1
      --> card.yaml:2:17
      |
    2 | inner: [{count: -1}]
      |                 ^^
    ");
    insta::assert_snapshot!(message("name: [a]\n"), @r"
    name: expected a text, found a list
      --> card.yaml:1:7
      |
    1 | name: [a]
      |       ^^^
    ");
}

#[test]
fn a_missing_key_points_at_its_mapping_or_the_file() {
    insta::assert_snapshot!(message("name: a\ninner:\n  - shape: round\n"), @r"
    inner[0]: missing field `count`
      --> card.yaml:3:5
      |
    3 |   - shape: round
      |     ^^^^^^^^^^^^
    ");
    insta::assert_snapshot!(message("sides: [1, 2]\n"), @r"
    missing field `name`
      --> card.yaml
    ");
}

#[test]
fn a_list_of_the_wrong_length_is_refused() {
    insta::assert_snapshot!(message("name: a\nsides: [1]\n"), @r"
    sides: expected a list of length 2, found one of length 1
      --> card.yaml:2:8
      |
    2 | sides: [1]
      |        ^^^
    ");
    insta::assert_snapshot!(message("name: a\nsides: [1, 2, 3]\n"), @r"
    sides: expected a list of length 2, found one of length 3
      --> card.yaml:2:8
      |
    2 | sides: [1, 2, 3]
      |        ^^^^^^^^^
    ");
}

#[test]
fn broken_yaml_points_at_the_line() {
    insta::assert_snapshot!(message("name: a\nsides: [1, 2\nscale: 1\n"), @r"
    not valid YAML: illegal placement of ':' indicator
      --> card.yaml:3:6
      |
    3 | scale: 1
      |      ^
    help: is a bracket above not closed?
    ");
    insta::assert_snapshot!(message("name: 'a\n"), @r"
    not valid YAML: while scanning a quoted scalar, found unexpected end of stream
      --> card.yaml:1:7
      |
    1 | name: 'a
      |       ^
    ");
    insta::assert_snapshot!(message("name: a\nname: b\n"), @r"
    not valid YAML: duplicated key in mapping
      --> card.yaml:2:1
      |
    2 | name: b
      | ^^^^
    ");
    insta::assert_snapshot!(message("name: a\n\tscale: 1\n"), @r"
    not valid YAML: while scanning a plain scalar, found a tab
      --> card.yaml:1:7
      |
    1 | name: a
      |       ^
    help: indent with spaces; YAML allows no tabs there
    ");
}

#[test]
fn what_is_no_single_document_of_plain_values_is_refused() {
    insta::assert_snapshot!(message(""), @r"
    the file is empty
      --> card.yaml
    ");
    insta::assert_snapshot!(message("name: a\n---\nname: b\n"), @r"
    a second document starts here, but a file holds one
      --> card.yaml:3:1
      |
    3 | name: b
      | ^^^^^^^
    ");
    insta::assert_snapshot!(message("name: !odd [a]\n"), @r"
    this value cannot be read
      --> card.yaml:1:7
      |
    1 | name: !odd [a]
      |       ^^^^^^^
    help: write it without a `!tag`
    ");
    insta::assert_snapshot!(message("name: a\nscale: .inf\n"), @r"
    a number must be finite
      --> card.yaml:2:8
      |
    2 | scale: .inf
      |        ^^^^
    ");
    insta::assert_snapshot!(message("[a]: b\n"), @r"
    a key must be a word, not a list
      --> card.yaml:1:1
      |
    1 | [a]: b
      | ^^^
    ");
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

#[test]
fn aliases_that_multiply_are_refused_before_they_fill_the_memory() {
    let list = |(one, next)| format!("{next}: &{next} [{}]", vec![format!("*{one}"); 8].join(", "));
    let lists =
        std::iter::once("a: &a [x, x, x, x, x, x, x, x]".to_owned()).chain(('a'..='p').zip('b'..).map(list));
    let text = lists.collect::<Vec<_>>().join("\n");
    assert!(text.len() < 1000, "a small file that would be 8^17 words");
    assert!(message(&text).contains("alias expansion exceeded"), "{}", message(&text));
}
