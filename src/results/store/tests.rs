use super::*;
use crate::files::UNFINISHED;
use crate::metrics::{ByClass, Scores, Task};
use crate::results::samples::row;

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    (folder, store)
}

fn save(store: &Store, row: &Row) {
    store.claim(&row.identity.config_hash).unwrap().unwrap().save(row).unwrap();
}

fn step(step: usize) -> Event {
    Event::Step { step, loss: 0.5, learning_rate: 0.1, seconds: step as f64 }
}

#[test]
fn rows_come_back_equal_and_in_order() {
    let (_folder, store) = store();
    let (first, second) = (row("camvid", "edges", 1, 1.0), row("camvid", "regular-16", 0, 0.0));
    save(&store, &second);
    save(&store, &first);
    assert!(store.is_finished("camvid-edges-1"));
    assert_eq!(store.row("camvid-edges-1").unwrap(), Some(first.clone()));
    let loaded = store.load_all().unwrap();
    assert_eq!(loaded.rows, [first, second]);
    assert!(loaded.problems.is_empty());
}

#[test]
fn an_empty_store_has_no_rows() {
    let (_folder, store) = store();
    assert!(store.load_all().unwrap().rows.is_empty());
    assert!(!store.is_finished("abc"));
}

#[test]
fn a_damaged_row_is_reported_with_its_file_and_the_others_still_load() {
    let (_folder, store) = store();
    save(&store, &row("camvid", "edges", 0, 0.0));
    save(&store, &row("camvid", "edges", 1, 0.0));
    let damaged = store.path("camvid-edges-0").unwrap().join(ROW);
    std::fs::write(&damaged, b"{\"identity\": {").unwrap();
    let loaded = store.load_all().unwrap();
    assert_eq!(loaded.rows.len(), 1);
    assert!(
        loaded.problems[0].to_string().contains(&damaged.display().to_string()),
        "{}",
        loaded.problems[0]
    );
    assert!(!store.is_finished("camvid-edges-0"), "a damaged run is a run to repeat");
}

#[test]
fn a_row_in_another_runs_folder_is_reported() {
    let (_folder, store) = store();
    save(&store, &row("camvid", "edges", 0, 0.0));
    std::fs::rename(store.path("camvid-edges-0").unwrap(), store.path("other").unwrap()).unwrap();
    let loaded = store.load_all().unwrap();
    assert_eq!(loaded.problems[0].what(), "the row belongs to the run camvid-edges-0");
    let other = store.claim("another").unwrap().unwrap();
    assert!(other.save(&row("camvid", "edges", 0, 0.0)).is_err());
}

#[test]
fn what_a_kill_leaves_behind_is_no_row() {
    let (_folder, store) = store();
    let run = store.claim("abc").unwrap().unwrap();
    std::fs::write(run.path().join(format!("{UNFINISHED}x1y2")), b"{\"identity\"").unwrap();
    std::fs::write(store.runs.join("stray.txt"), b"").unwrap();
    let loaded = store.load_all().unwrap();
    assert!(loaded.rows.is_empty() && loaded.problems.is_empty());
}

#[test]
fn a_run_belongs_to_one_process_until_it_lets_go() {
    let (_folder, store) = store();
    let first = store.claim("abc").unwrap();
    assert!(first.is_some());
    assert!(store.claim("abc").unwrap().is_none(), "a second claim waits for nobody");
    assert!(store.claim("def").unwrap().is_some(), "other runs are free");
    drop(first);
    assert!(store.claim("abc").unwrap().is_some());
}

#[test]
fn two_writers_leave_one_whole_row() {
    let (_folder, store) = store();
    let rows: Vec<Row> = (0..8).map(|shift| row("camvid", "edges", 0, shift as f64)).collect();
    std::thread::scope(|scope| {
        for row in &rows {
            let store = &store;
            scope.spawn(move || match store.claim("camvid-edges-0").unwrap() {
                Some(run) => run.save(row).unwrap(),
                None => assert!(store.row("camvid-edges-0").is_ok(), "a reader never sees a part"),
            });
        }
    });
    let kept = store.row("camvid-edges-0").unwrap().unwrap();
    assert!(rows.contains(&kept));
}

#[test]
fn a_score_that_is_no_number_is_refused() {
    let (_folder, store) = store();
    let mut broken = row("camvid", "edges", 0, 0.0);
    broken.accuracy.scores = Scores::of(Task::Segmentation, |_| Some(f64::NAN), ByClass::default());
    let run = store.claim("camvid-edges-0").unwrap().unwrap();
    assert!(run.save(&broken).unwrap_err().to_string().contains("diverge"));
    assert!(!store.is_finished("camvid-edges-0"));
}

#[test]
fn a_forgotten_run_is_unfinished() {
    let (_folder, store) = store();
    save(&store, &row("camvid", "edges", 0, 0.0));
    let run = store.claim("camvid-edges-0").unwrap().unwrap();
    std::fs::write(run.path().join("last.safetensors"), b"weights").unwrap();
    run.forget().unwrap();
    run.forget().unwrap();
    assert!(!store.is_finished("camvid-edges-0"));
    assert!(!run.path().join("last.safetensors").exists(), "training must not go on from it");
}

#[test]
fn a_hash_never_leads_out_of_the_store() {
    let (_folder, store) = store();
    for wrong in ["", "..", "a/b", "a\\b", "."] {
        assert!(store.claim(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_resumed_log_drops_what_lies_beyond_the_checkpoint() {
    let (_folder, store) = store();
    let run = store.claim("abc").unwrap().unwrap();
    let mut log = run.open_log(0, false).unwrap();
    (1..=4).for_each(|at| log.write(&step(at)).unwrap());
    let scores = [("miou".to_owned(), 0.5)].into();
    log.write(&Event::Validation { step: 4, scores }).unwrap();
    drop(log);
    let path = run.path().join(LOG);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &text[..text.len() - 9]).unwrap();
    assert_eq!(store.events("abc").unwrap().len(), 4, "the damaged last line is passed over");
    run.open_log(2, false).unwrap().write(&step(3)).unwrap();
    assert_eq!(store.events("abc").unwrap(), [step(1), step(2), step(3)]);
    run.open_log(0, false).unwrap();
    assert!(store.events("abc").unwrap().is_empty());
}

#[test]
fn one_flipped_bit_in_a_row_never_gives_another_row() {
    let (_folder, store) = store();
    let good = row("camvid", "edges", 0, 0.0);
    save(&store, &good);
    let path = store.path("camvid-edges-0").unwrap().join(ROW);
    let bytes = std::fs::read(&path).unwrap();
    // Every bit of the file: some are part of names, some of numbers, some of the checksum.
    for place in (0..bytes.len() * 8).step_by(7) {
        let mut flipped = bytes.clone();
        flipped[place / 8] ^= 1 << (place % 8);
        std::fs::write(&path, &flipped).unwrap();
        assert!(store.row("camvid-edges-0").is_err(), "bit {place} of {}", String::from_utf8_lossy(&flipped));
    }
}

#[test]
fn rows_without_a_checksum_still_read_within_bounds() {
    let (_folder, store) = store();
    let good = row("camvid", "edges", 0, 0.0);
    save(&store, &good);
    let path = store.path("camvid-edges-0").unwrap().join(ROW);
    std::fs::write(&path, serde_json::to_string_pretty(&good).unwrap()).unwrap();
    assert_eq!(store.row("camvid-edges-0").unwrap(), Some(good.clone()));
    let text =
        serde_json::to_string_pretty(&good).unwrap().replace("\"median_ms\": 12.5", "\"median_ms\": 1e308");
    std::fs::write(&path, text).unwrap();
    let error = store.row("camvid-edges-0").unwrap_err();
    assert!(error.what().contains("latency") && error.what().contains("damaged"), "{error}");
}

#[test]
fn a_run_that_is_repeated_keeps_its_rows_of_before() {
    let (_folder, store) = store();
    let first = row("camvid", "edges", 0, 0.0);
    save(&store, &first);
    let run = store.claim("camvid-edges-0").unwrap().unwrap();
    std::fs::write(run.path().join("last.safetensors"), b"weights").unwrap();
    run.begin_anew().unwrap();
    assert!(!run.path().join("last.safetensors").exists() && store.is_finished("camvid-edges-0"));
    assert_eq!(run.set_row_aside().unwrap(), "row-before-1.json");
    run.save(&first).unwrap();
    assert_eq!(run.set_row_aside().unwrap(), "row-before-2.json");
    run.save(&first).unwrap();
    run.repeat().unwrap();
    assert!(!store.is_finished("camvid-edges-0") && run.path().join("row-before-2.json").exists());
    drop(run);
    store.remove("camvid-edges-0").unwrap();
    assert!(store.list().unwrap().is_empty(), "removed is removed");
}

#[test]
fn bytes_that_are_no_text_spoil_one_line_of_a_log() {
    let (_folder, store) = store();
    let run = store.claim("abc").unwrap().unwrap();
    let mut log = run.open_log(0, false).unwrap();
    (1..=3).for_each(|at| log.write(&step(at)).unwrap());
    let path = run.path().join(LOG);
    let mut bytes = std::fs::read(&path).unwrap();
    let second = bytes.iter().position(|&byte| byte == b'\n').unwrap() + 3;
    bytes[second] = 0xff;
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(store.events("abc").unwrap(), [step(1), step(3)]);
}

#[cfg(unix)]
#[test]
fn a_foreign_name_that_is_no_text_breaks_nothing() {
    use std::os::unix::ffi::OsStrExt;
    let (_folder, store) = store();
    save(&store, &row("camvid", "edges", 0, 0.0));
    let strange = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    std::fs::create_dir(store.runs.join(strange)).unwrap();
    std::fs::write(store.path("camvid-edges-0").unwrap().join(strange), "x").unwrap();
    assert_eq!(store.load_all().unwrap().rows.len(), 1);
    assert_eq!(store.list().unwrap().len(), 1);
    store.remove("camvid-edges-0").unwrap();
    assert!(store.list().unwrap().is_empty());
}
