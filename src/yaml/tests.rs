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
    help: close the quotes that begin here
    ");
    insta::assert_snapshot!(message("name: a\nname: b\n"), @r"
    the key `name` stands twice in one mapping
      --> card.yaml:2:1
      |
    2 | name: b
      | ^^^^
    help: it is set on line 1 already: take one of the two out
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
      |       ^^^^^^^^
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
fn nesting_has_a_limit_with_words_whatever_it_is_written_with() {
    let blocks: String = (0..10_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let lists: String = "- ".repeat(10_000);
    for text in [&blocks, &lists, &"[".repeat(100_000), &"{a: ".repeat(100_000), &"? ".repeat(10_000)] {
        let started = std::time::Instant::now();
        let message = message(text);
        let limit =
            message.starts_with("lists and mappings lie in each other more than 64 deep\n  --> card.yaml:");
        assert!(limit || message.starts_with("not valid YAML: "), "{message}");
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }
    let allowed = format!("name: a\nsides: {}{}", "[".repeat(62), "]".repeat(62));
    assert!(message(&allowed).starts_with("sides"), "{}", message(&allowed));
}

#[test]
fn aliases_that_multiply_are_refused_before_they_fill_the_memory() {
    let list = |(one, next)| format!("{next}: &{next} [{}]", vec![format!("*{one}"); 8].join(", "));
    let lists =
        std::iter::once("a: &a [x, x, x, x, x, x, x, x]".to_owned()).chain(('a'..='p').zip('b'..).map(list));
    let text = lists.collect::<Vec<_>>().join("\n");
    assert!(text.len() < 1000, "a small file that would be 8^17 words");
    let words = "there are more than 200000 values here, with those that aliases repeat\n  --> card.yaml:6:";
    assert!(message(&text).starts_with(words), "{}", message(&text));
    let deep = "a0: &a0 [x]\n".to_owned()
        + &(0..100).map(|n| format!("a{}: &a{} [*a{n}]\n", n + 1, n + 1)).collect::<String>();
    assert!(message(&deep).starts_with("lists and mappings lie in each other"), "{}", message(&deep));
    insta::assert_snapshot!(message("name: &a [*a]\n"), @r"
    an alias stands inside of what it names
      --> card.yaml:1:11
      |
    1 | name: &a [*a]
      |           ^^
    ");
}

#[test]
fn a_large_text_is_read_in_time_that_grows_as_it_does() {
    let seeds = (0..150_000).map(|seed| seed.to_string()).collect::<Vec<_>>().join(", ");
    let nested = format!("x: [{}]", vec!["[1]"; 60_000].join(", "));
    let keys: String = (0..90_000).map(|key| format!("k{key}: 1\n")).collect();
    let bytes = "é".repeat(200_000);
    for text in [format!("x: [{seeds}]"), nested, keys, format!("x: [{bytes}, [1], [2]]")] {
        let started = std::time::Instant::now();
        parse(Source { origin: Origin::File("card.yaml".into()), text }).unwrap();
        assert!(started.elapsed().as_secs() < 8, "{:?}", started.elapsed());
    }
    let text = format!("x: [{}]", vec!["1"; 200_001].join(","));
    assert!(message(&text).starts_with("there are more than 200000 values here"), "{}", message(&text));
}

#[test]
fn a_file_that_is_too_large_or_no_text_or_no_file_is_refused_with_words() {
    let folder = tempfile::tempdir().unwrap();
    let told = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        parse_file(&file).unwrap_err().to_string().replace(&format!("{}/", folder.path().display()), "")
    };
    insta::assert_snapshot!(told("large.yaml", &vec![b'\n'; (4 << 20) + 1]), @r"
    the file is too large to be an experiment or a card: over 4 MiB
      --> large.yaml
    help: is it the file that you meant?
    ");
    insta::assert_snapshot!(told("binary.yaml", b"name: a\n\xff\xfe\n"), @"
    cannot read the file: line 2 is not UTF-8 text
      --> binary.yaml
    ");
    assert!(parse_file(folder.path()).is_err());
}

#[test]
fn a_line_is_shown_of_yaml_files_alone_and_nothing_that_steers_a_terminal() {
    let of = |name: &str, text: &str| {
        let source = Source { origin: Origin::File(name.into()), text: text.into() };
        parse(source).and_then(|node| typed::<Card>(&node)).unwrap_err().to_string()
    };
    let secret = "name: a\npassword: hunter2\n";
    insta::assert_snapshot!(of("secrets.txt", secret), @r"
    unknown field `password`, expected one of `name`, `sides`, `scale`, `inner`
      --> secrets.txt:2:1
    ");
    assert!(of("secrets.yaml", secret).contains("hunter2"));
    let broken = of("id_rsa", "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAK: CAQEA: x\n");
    assert!(broken.starts_with("not valid YAML") && !broken.contains("MII"), "{broken}");
    let escape = of("card.yaml", "name: a\nname: \u{9b}31m\n");
    assert!(escape.chars().all(|letter| letter == '\n' || !letter.is_control()), "{escape:?}");
}

#[test]
fn keys_are_called_as_they_are_written() {
    for name in ["1.0", "1e3", "yes", "null", "0x10", "2026-01-02", "~", "true", "1_000", "+1", "0o17", ".5"]
    {
        for key in [name.to_owned(), format!("\"{name}\""), format!("'{name}'")] {
            let source = Source { origin: Origin::File("card.yaml".into()), text: format!("{key}: 1\n") };
            let node = parse(source).unwrap();
            assert_eq!(node.as_mapping().unwrap().entries[0].key.name, name);
        }
    }
}

#[test]
fn a_number_with_a_fraction_of_0_is_told_how_to_be_written() {
    insta::assert_snapshot!(message("name: a\ninner: [{count: 2.0}]\n"), @r"
    inner[0].count: a number with a point or an exponent is no whole number here: write 2
      --> card.yaml:2:17
      |
    2 | inner: [{count: 2.0}]
      |                 ^^^
    ");
    assert!(
        message("name: a\ninner: [{count: 1e3}]\n")
            .contains("an exponent is no whole number here: write 1000")
    );
    assert!(
        message("name: a\ninner: [{count: 2.5}]\n")
            .contains("expected a whole number from 0, found the number 2.5")
    );
    assert!(message("name: a\ninner: [{count: 1e300}]\n").contains("found the number 1e300"));
    insta::assert_snapshot!(message("name: 1.0\n"), @r"
    name: expected a text, found the number 1.0: put it in quotes
      --> card.yaml:1:7
      |
    1 | name: 1.0
      |       ^^^
    ");
    assert!(message("name: true\n").contains("expected a text, found `true`: put it in quotes"));
}

#[test]
fn merge_keys_and_keys_that_stand_twice_are_told_in_words() {
    insta::assert_snapshot!(message("name: &a {x: 1}\ninner: [{<<: *a, count: 1}]\n"), @r"
    merge keys (`<<`) are not read
      --> card.yaml:2:10
      |
    2 | inner: [{<<: *a, count: 1}]
      |          ^^
    help: use `extends:` to start from another file, or write the settings out
    ");
    insta::assert_snapshot!(message("name: a\nscale: 1\n\"name\": b\n"), @r#"
    the key `name` stands twice in one mapping
      --> card.yaml:3:1
      |
    3 | "name": b
      | ^^^^^^
    help: it is set on line 1 already: take one of the two out
    "#);
}

#[test]
fn common_slips_of_indentation_and_punctuation_have_advice() {
    insta::assert_snapshot!(message("name: a\n  scale: 1\n"), @r"
    not valid YAML: mapping values are not allowed in this context
      --> card.yaml:2:8
      |
    2 |   scale: 1
      |        ^
    help: put text with `: ` in quotes; indent keys of one mapping alike
    ");
    insta::assert_snapshot!(message("name: a\n scale: 1\nsides: [1, 2]\n"), @r"
    not valid YAML: mapping values are not allowed in this context
      --> card.yaml:2:7
      |
    2 |  scale: 1
      |       ^
    help: put text with `: ` in quotes; indent keys of one mapping alike
    ");
    insta::assert_snapshot!(message("inner:\n  - count: 1\n   shape: round\n"), @r"
    not valid YAML: while parsing a block collection, did not find expected '-' indicator
      --> card.yaml:3:4
      |
    3 |    shape: round
      |    ^^^^^
    help: indent the keys of one list item alike, with spaces
    ");
    insta::assert_snapshot!(message("name:a\nscale: 1\n"), @r"
    not valid YAML: mapping values are not allowed in this context
      --> card.yaml:2:6
      |
    2 | scale: 1
      |      ^
    help: put text with `: ` in quotes; indent keys of one mapping alike
    ");
    insta::assert_snapshot!(message("name: a: b\n"), @r"
    not valid YAML: mapping values are not allowed in this context
      --> card.yaml:1:8
      |
    1 | name: a: b
      |        ^
    help: put text with `: ` in quotes; indent keys of one mapping alike
    ");
    insta::assert_snapshot!(message("sides: [1, 2\n"), @r"
    not valid YAML: while parsing a flow sequence, expected ',' or ']'
      --> card.yaml:1:13
      |
    1 | sides: [1, 2
      |             ^
    help: close the bracket, or put a comma between its parts
    ");
    insta::assert_snapshot!(message("name: *nobody\n"), @r"
    not valid YAML: while parsing node, found unknown anchor
      --> card.yaml:1:7
      |
    1 | name: *nobody
      |       ^
    help: `*name` repeats what `&name` marks further up: is the name right?
    ");
    insta::assert_snapshot!(message("name: \"a\n"), @r#"
    not valid YAML: while scanning a quoted scalar, found unexpected end of stream
      --> card.yaml:1:7
      |
    1 | name: "a
      |       ^
    help: close the quotes that begin here
    "#);
    insta::assert_snapshot!(message("inner:\n\t- count: 1\n"), @r"
    not valid YAML: tabs disallowed within this context (block indentation)
      --> card.yaml:2:2
      |
    2 |  - count: 1
      |  ^
    help: indent with spaces; YAML allows no tabs there
    ");
    insta::assert_snapshot!(message("name: @a\n"), @r"
    not valid YAML: unexpected character: `@'
      --> card.yaml:1:7
      |
    1 | name: @a
      |       ^
    help: put text that begins with a sign such as `@` or `%` in quotes
    ");
    insta::assert_snapshot!(message("{name: a\n"), @r"
    not valid YAML: while parsing a flow mapping, did not find expected ',' or '}'
      --> card.yaml:1:9
      |
    1 | {name: a
      |         ^
    help: close the bracket, or put a comma between its parts
    ");
    insta::assert_snapshot!(message("name: %a\n"), @r"
    not valid YAML: unexpected character: `%'
      --> card.yaml:1:7
      |
    1 | name: %a
      |       ^
    help: put text that begins with a sign such as `@` or `%` in quotes
    ");
}
