//! `cadbench compare` in a real repository: revisions, exit codes, messages.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const TABLE: &str = "results/tables/streets.runs.csv";
const COLUMNS: &str = "experiment,variant,seed,miou,macs_total,config_hash,data_validation,host_class,host_threads,host_latency_median_ms\n";

/// A table of one variant whose mIoU is `miou` and a little more with every seed.
fn table(miou: [f64; 3]) -> String {
    let line = |(seed, miou): (usize, f64)| {
        format!("streets,os8,{seed},{miou:.6},409485312,c{seed},d1,some-cpu,2,4.{seed}00\n")
    };
    COLUMNS.to_owned() + &miou.into_iter().enumerate().map(line).collect::<String>()
}

fn git(root: &Path, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
    let done = Command::new("git").arg("-C").arg(root).args(identity).args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// A repository whose first commit has no tables; each table is a commit, tagged `v1`, `v2`, ….
fn repository(tables: &[String]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    git(root, &["init", "-q", "-b", "main"]);
    git(root, &["commit", "-q", "--allow-empty", "-m", "empty"]);
    git(root, &["tag", "empty"]);
    std::fs::create_dir_all(root.join("results/tables")).unwrap();
    for (number, table) in tables.iter().enumerate() {
        std::fs::write(root.join(TABLE), table).unwrap();
        git(root, &["add", "-A"]);
        git(root, &["commit", "-q", "--allow-empty", "-m", "table"]);
        git(root, &["tag", &format!("v{}", number + 1)]);
    }
    folder
}

/// Exit code and what was printed, errors behind the rest.
fn compare(root: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cadbench"));
    let output = command.arg("compare").args(arguments).current_dir(root).output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

const BASE: [f64; 3] = [0.50, 0.51, 0.49];
const A_POINT_LESS: [f64; 3] = [0.491, 0.499, 0.48];
const WITHIN_NOISE: [f64; 3] = [0.48, 0.52, 0.48];

#[test]
fn a_point_lost_with_all_seeds_fails_the_check_and_a_difference_within_noise_does_not() {
    let folder = repository(&[table(BASE), table(A_POINT_LESS), table(WITHIN_NOISE)]);
    let root = folder.path();
    let (code, text) = compare(root, &["v1", "v2", "--fail-on", "worse"]);
    assert_eq!(code, Some(1), "{text}");
    insta::assert_snapshot!(text, @"
    v1 → v2
    streets: worse (1 worse, 2 same)

    ─────────────────────────────────────────────────────────
     streets    variant     v1     v2     difference   mark
    ═════════════════════════════════════════════════════════
     mIoU (%)   os8       50.0   49.0   −1.00 ± 0.25   worse
    ─────────────────────────────────────────────────────────
    ± is the 95 % interval of the mean difference over seeds.
    read from CSV, whose numbers are rounded: one side has no Parquet
    same to the bit: MACs of os8
    same to the bit: latency of os8
    ");
    let (code, text) = compare(root, &["v1", "v3", "--fail-on", "worse"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("streets: no change beyond noise (1 noise, 2 same)"), "{text}");
    assert_eq!(compare(root, &["v1", "v2"]).0, Some(0), "without --fail-on nothing fails");
    assert_eq!(compare(root, &["v1", "v2", "--fail-on", "worse", "--metric", "macs_total"]).0, Some(0));
    assert_eq!(compare(root, &["v1", "v3", "v2", "--fail-on", "worse"]).0, Some(1));
}

#[test]
fn the_work_tree_is_the_default_and_is_left_alone() {
    let folder = repository(&[table(BASE), table(BASE)]);
    let root = folder.path();
    std::fs::write(root.join(TABLE), table(A_POINT_LESS)).unwrap();
    let before = git(root, &["status", "--porcelain"]);
    let (code, text) = compare(root, &["HEAD~1", "--fail-on", "worse"]);
    assert_eq!((code, text.lines().next()), (Some(1), Some("HEAD~1 → results")), "{text}");
    assert_eq!(git(root, &["status", "--porcelain"]), before);
    assert_eq!(std::fs::read_to_string(root.join(TABLE)).unwrap(), table(A_POINT_LESS));
    assert_eq!(compare(root, &["./results", "v1", "--fail-on", "worse"]).0, Some(0));
}

#[test]
fn tolerances_say_what_matters() {
    let folder = repository(&[table(BASE), table(A_POINT_LESS)]);
    let root = folder.path();
    std::fs::write(root.join("wide.yaml"), "miou: 0.02\n").unwrap();
    assert_eq!(compare(root, &["v1", "v2", "--tolerances", "wide.yaml", "--fail-on", "worse"]).0, Some(0));
    std::fs::write(root.join("slip.yaml"), "macs_total: 1 %\nmiuo: 0.02\n").unwrap();
    let (code, text) = compare(root, &["v1", "v2", "--tolerances", "slip.yaml"]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text, @"
    error: there is no metric `miuo`
      --> slip.yaml:2:1
      |
    2 | miuo: 0.02
      | ^^^^
    help: did you mean `miou`?
    ");
}

#[test]
fn what_is_no_revision_with_tables_is_2_and_tells_what_to_do() {
    let folder = repository(&[table(BASE)]);
    let root = folder.path();
    let refused = |arguments: &[&str]| {
        let (code, text) = compare(root, arguments);
        assert_eq!(code, Some(2), "{text}");
        // Hashes depend on the time of the commit.
        let commit = git(root, &["rev-parse", "--short", "HEAD"]);
        text.replace(commit.trim(), "COMMIT")
    };
    insta::assert_snapshot!(refused(&["mian"]), @"
    error: `mian` is neither a revision nor a folder
    help: did you mean `main`?
    ");
    insta::assert_snapshot!(refused(&["0123456789"]), @"
    error: `0123456789` is neither a revision nor a folder
    help: commits with result tables are COMMIT; a shallow clone lacks old ones
    ");
    insta::assert_snapshot!(refused(&["empty"]), @"
    error: the revision `empty` has no result tables (results/tables/*.runs.csv)
    help: commits that have some are COMMIT
    ");
    insta::assert_snapshot!(refused(&["HEAD", "--against", "os9"]), @"
    error: HEAD has no variant `os9`
    help: did you mean `os8`?
    ");
    insta::assert_snapshot!(refused(&["HEAD", "--only", "os9"]), @"
    error: there is no experiment or variant `os9`
    help: did you mean `os8`?
    ");
}

#[test]
fn a_corrupt_table_of_an_old_commit_is_named() {
    let folder = repository(&[table(BASE).replace("0.510000", "0.51000O"), table(BASE)]);
    let (code, text) = compare(folder.path(), &["v1", "v2"]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(text, @"
    error: the cell `miou` of line 3 is no finite number: `0.51000O`
      --> v1:results/tables/streets.runs.csv
    help: rebuild it with `cadbench report`
    ");
}

#[test]
fn another_machine_and_other_data_are_told() {
    let other = table(A_POINT_LESS).replace("some-cpu", "other-cpu").replace(",d1,", ",d2,");
    let folder = repository(&[table(BASE), other]);
    let (code, text) = compare(folder.path(), &["v1", "v2", "--fail-on", "worse"]);
    assert_eq!(code, Some(0), "{text}");
    insta::assert_snapshot!(text, @"
    v1 → v2
    streets: partly not comparable (2 not comparable, 1 same)

    ────────────────────────────────────────────────────────────────────
     streets        variant     v1     v2   difference   mark
    ════════════════════════════════════════════════════════════════════
     mIoU (%)       os8       50.0   49.0        −1.00   not comparable
     latency (ms)   os8       4.10   4.10        0.0 %   not comparable
    ────────────────────────────────────────────────────────────────────
    not comparable, validation data d1 → d2: mIoU of os8; latency of os8
    read from CSV, whose numbers are rounded: one side has no Parquet
    same to the bit: MACs of os8
    ");
    assert_eq!(compare(folder.path(), &["v1", "v2", "--fail-on", "worse,not-comparable"]).0, Some(1));
}

#[test]
fn lost_seeds_and_empty_cells_are_told_and_can_fail_the_check() {
    let whole = table(BASE);
    let lost = whole.lines().filter(|line| !line.starts_with("streets,os8,1")).collect::<Vec<_>>().join("\n");
    let blank = whole.replace("0.500000", "");
    let folder = repository(&[whole, lost + "\n", blank]);
    let root = folder.path();
    for (head, told) in
        [("v2", "seed 1 of os8: only in the base, left out"), ("v3", "no mIoU for seed 0 of os8 in the head")]
    {
        let (code, text) = compare(root, &["v1", head, "--fail-on", "worse,gone,not-comparable"]);
        assert_eq!(code, Some(0), "{text}");
        assert!(text.contains(told) && text.contains("incomplete"), "{text}");
        assert!(!text.contains("same to the bit: mIoU"), "{text}");
        assert_eq!(compare(root, &["v1", head, "--fail-on", "lost-seeds"]).0, Some(1));
        assert_eq!(
            compare(root, &[head, "v1", "--fail-on", "lost-seeds"]).0,
            Some(0),
            "more seeds are no loss"
        );
    }
    let (_, text) = compare(root, &["v1", "v2", "v3"]);
    assert!(
        text.contains("v2, streets: seed 1 of os8: only in the base, left out"),
        "a history tells it, too: {text}"
    );
}

#[test]
fn seeds_that_one_of_two_variants_lacks_are_told_and_can_fail_the_check() {
    let other = table(BASE).replace(",os8,", ",os16,").replace(COLUMNS, "");
    let other: String = other.lines().take(1).map(|line| format!("{line}\n")).collect();
    let folder = repository(&[table(BASE) + &other]);
    let root = folder.path();
    for (against, told) in [
        ("os8", "seeds 1, 2 of os16: only os8 has them, left out"),
        ("os16", "seeds 1, 2 of os8: os16 lacks them, left out"),
    ] {
        let (code, text) = compare(root, &["v1", "--against", against, "--fail-on", "lost-seeds"]);
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains(told), "{text}");
    }
}
