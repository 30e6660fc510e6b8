//! The pages of this repository that state facts which also stand elsewhere.

use std::path::Path;

fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// What stands behind `key:` on a line of its own.
fn value<'a>(yaml: &'a str, key: &str) -> Option<&'a str> {
    yaml.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
}

#[test]
fn the_citation_and_the_changes_name_the_version_that_is_built_and_the_same_date() {
    let citation = page("CITATION.cff");
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(value(&citation, "version"), Some(version));
    let released = value(&citation, "date-released").unwrap();
    let heading = format!("## [{version}] - {released}");
    assert!(page("CHANGELOG.md").lines().any(|line| line == heading), "CHANGELOG.md lacks `{heading}`");
}

#[test]
fn the_hosted_workflow_runs_what_ci_runs_with_the_rust_of_cargo_toml() {
    let workflow = page(".github/workflows/ci.yml");
    assert!(workflow.lines().any(|line| line.trim() == "- run: .ci/run"));
    // Where the workflow looks for the version, there must be one.
    let manifest = page("Cargo.toml");
    let prefix = "rust-version = \"";
    assert!(workflow.contains(&format!("s/^{prefix}")));
    assert!(manifest.lines().any(|line| line.starts_with(prefix) && line.ends_with('"')));
}
