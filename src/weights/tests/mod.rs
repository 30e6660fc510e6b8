//! Files in, arrays or messages out. How the fixtures were made stands beside them.

mod formats;
mod hostile;
mod locations;
mod names;
mod sets;

use std::path::{Path, PathBuf};

use super::WeightsFile;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/weights").join(name)
}

/// A file of these bytes; it goes with the folder.
fn written(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.bin");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// The message about a file of these bytes, which names it.
fn message(bytes: &[u8]) -> String {
    let (_folder, path) = written(bytes);
    let message = WeightsFile::read(&path, None).unwrap_err().to_string();
    let named = path.display().to_string();
    assert!(message.contains(&named), "{message}");
    message.replace(&named, "FILE")
}
