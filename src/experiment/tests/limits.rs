//! How much a file may ask for, and what of a wrong file is shown.

use super::*;

/// The message about an experiment of some seeds and variants, and that it comes at once.
fn refused(text: &str) -> String {
    let started = std::time::Instant::now();
    let told = read_files(&[("a.yaml", text)], &["a.yaml"]).unwrap_err();
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    assert!(told.lines().all(|line| line.chars().count() < 200), "no line fills the terminal");
    told
}

#[test]
fn too_many_seeds_or_variants_are_refused_at_once() {
    let seeds = (0..30_000).map(|seed| seed.to_string()).collect::<Vec<_>>().join(", ");
    let many = format!("{}{OS8}", BASE.replace("seeds: [1, 2]", &format!("seeds: [{seeds}]")));
    assert!(
        refused(&many).starts_with("seeds: 30000 of them, but 1000 are allowed\n  --> a.yaml:14:8"),
        "{}",
        refused(&many)
    );
    let line = |n| format!("  v{n}: {{downsampling: {{kind: regular, output_stride: 8}}}}\n");
    let variants: String = (0..10_000).map(line).collect();
    let told = refused(&format!("{BASE}variants:\n{variants}"));
    assert!(told.starts_with("variants: with `v1000` there are 1001, but 1000 are allowed"), "{told}");
    let values = (0..1000).map(|value| value.to_string()).collect::<Vec<_>>().join(", ");
    let swept = format!(
        "{{sweep: {{a: [{values}], b: [{values}], c: [{values}], d: [{values}], e: [{values}], f: [{values}], g: [{values}]}}}}"
    );
    let told = refused(&format!("{BASE}variants:\n  x: {swept}\n"));
    assert!(told.contains("but 1000 are allowed"), "{told}");
}

#[test]
fn what_is_no_file_of_settings_is_not_read_and_not_quoted() {
    let key = "-----BEGIN PRIVATE KEY-----\nMIIEsecret\n-----END PRIVATE KEY-----\n";
    let text = format!("extends: ../key.pem\n{OS8}");
    let files = [("experiments/a.yaml", text.as_str()), ("key.pem", key)];
    insta::assert_snapshot!(read_files(&files, &["experiments/a.yaml"]).unwrap_err(), @r"
    extends: a file of settings ends in .yaml or .yml
      --> experiments/a.yaml:1:10
      |
    1 | extends: ../key.pem
      |          ^^^^^^^^^^
    help: name an experiment file; no other file is read
    ");
    let text = format!("extends: key.yaml\n{OS8}");
    let told = read_files(&[("a.yaml", &text), ("key.yaml", key)], &["a.yaml"]).unwrap_err();
    insta::assert_snapshot!(told, @r"
    an experiment is a mapping of settings, not a text
      --> key.yaml
    ");
    let told = read_files(&[("passwords", "admin: hunter2\n")], &["passwords"]).unwrap_err();
    assert!(!told.contains("hunter2"), "{told}");
}

#[test]
fn a_variant_is_called_as_it_is_written() {
    for name in ["1.0", "1e3", "yes", "null", "0x10"] {
        let variants =
            format!("variants:\n  {name}: {{downsampling: {{kind: regular, output_stride: 8}}}}\n");
        let plan = read_files(&[("a.yaml", &format!("{BASE}{variants}"))], &["a.yaml"]).unwrap();
        assert_eq!(plan.experiments[0].runs[0].variant, name);
    }
}
