//! What lies on the disk after a generation, a repeated one, and a failed one.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use super::tiny;
use crate::data::Made;
use crate::data::streets::{Settings, generate};

fn quiet(_: usize, _: usize) {}

/// Every file under a folder with its bytes.
fn contents(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn files_lie_where_readers_of_cityscapes_look_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { train: 2, val: 1, ..tiny() };
    assert_eq!(generate(folder.path(), &settings, &quiet), Ok(Made::Written(3)));
    let files = contents(folder.path());
    let names = files.keys().map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string());
    insta::assert_snapshot!(names.collect::<Vec<_>>().join("\n"), @"
    generated.yaml
    gtFine/train/lindhafen/lindhafen_000000_000019_gtFine_labelIds.png
    gtFine/train/ostermoor/ostermoor_000001_000019_gtFine_labelIds.png
    gtFine/val/seebrunn/seebrunn_000000_000019_gtFine_labelIds.png
    leftImg8bit/train/lindhafen/lindhafen_000000_000019_leftImg8bit.png
    leftImg8bit/train/ostermoor/ostermoor_000001_000019_leftImg8bit.png
    leftImg8bit/val/seebrunn/seebrunn_000000_000019_leftImg8bit.png
    ");
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let written = [1, 3].map(|threads| {
        let folder = tempfile::tempdir().unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| generate(folder.path(), &tiny(), &quiet)).unwrap();
        contents(folder.path()).into_values().collect::<Vec<_>>()
    });
    assert_eq!(written[0], written[1]);
}

#[test]
fn a_complete_set_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { haze: 0.3, noise: 1.7, ..tiny() };
    generate(folder.path(), &settings, &quiet).unwrap();
    let again = generate(folder.path(), &settings, &|_, _| panic!("a scene was drawn again"));
    assert_eq!(again, Ok(Made::AlreadyThere(7)));
}

#[test]
fn other_settings_replace_the_whole_set() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("streets");
    generate(&root, &tiny(), &quiet).unwrap();
    let fewer = Settings { train: 1, val: 1, ..tiny() };
    assert_eq!(generate(&root, &fewer, &quiet), Ok(Made::Written(2)));
    assert_eq!(contents(folder.path()).len(), 5);
}

#[test]
fn a_set_with_a_missing_file_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), &tiny(), &quiet).unwrap();
    let before = contents(folder.path());
    fs::remove_file(before.keys().next_back().unwrap()).unwrap();
    assert_eq!(generate(folder.path(), &tiny(), &quiet), Ok(Made::Written(7)));
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn an_interrupted_generation_leaves_the_old_set_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("streets");
    let interrupted = |settings: Settings| {
        let stop = |done: usize, _: usize| assert!(done < 3, "interrupted");
        catch_unwind(AssertUnwindSafe(|| generate(&root, &settings, &stop))).unwrap_err();
    };
    interrupted(tiny());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    generate(&root, &tiny(), &quiet).unwrap();
    let before = contents(folder.path());
    interrupted(Settings { seed: 1, ..tiny() });
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn a_folder_with_other_files_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let thesis = folder.path().join("thesis.tex");
    fs::write(&thesis, "precious").unwrap();
    let error = generate(folder.path(), &tiny(), &quiet).unwrap_err();
    assert_eq!(error.what(), "the folder holds something that was not generated here");
    assert_eq!(fs::read_to_string(thesis).unwrap(), "precious");
}

#[test]
fn a_place_that_can_not_be_a_folder_is_named_in_the_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    for root in [file.clone(), file.join("streets")] {
        let error = generate(&root, &tiny(), &quiet).unwrap_err().to_string();
        assert!(error.contains(&file.display().to_string()), "{error}");
    }
}

#[test]
fn progress_counts_every_scene_once() {
    let folder = tempfile::tempdir().unwrap();
    let calls = std::sync::Mutex::new(Vec::new());
    generate(folder.path(), &tiny(), &|done, of| calls.lock().unwrap().push((done, of))).unwrap();
    let mut calls = calls.into_inner().unwrap();
    calls.sort_unstable();
    assert_eq!(calls, (1..=7).map(|done| (done, 7)).collect::<Vec<_>>());
}
