//! One short number for the exact bytes that an experiment reads.

use rayon::prelude::*;

use super::{DataFile, Dataset};
use crate::Result;
use crate::error::Context;
use crate::files;

/// Sixteen hexadecimal digits over the names, sizes and contents of a data set's files.
///
/// Each file is hashed on its own (BLAKE3), in parallel; the fingerprint is the hash of all names, sizes
/// and file hashes in the order of the names, so neither threads nor the reader's order matter. The data set keeps the hashes, and
/// refuses a file that it reads later and that holds something else.
///
/// # Errors
/// When a file cannot be read; names it.
pub fn fingerprint(dataset: &dyn Dataset) -> Result<String> {
    let files = dataset.files();
    let hashes = files.par_iter().map(hash).collect::<Result<Vec<_>>>()?;
    if let Some(contents) = dataset.contents() {
        contents.keep(hashes.iter().map(|(_, hash)| *hash).collect());
    }
    let mut found: Vec<_> = files.iter().zip(&hashes).collect();
    found.sort_unstable_by(|(a, _), (b, _)| a.name.cmp(&b.name));
    let mut all = blake3::Hasher::new();
    for (file, (size, hash)) in found {
        all.update(&(file.name.len() as u64).to_le_bytes());
        all.update(file.name.as_bytes());
        all.update(&size.to_le_bytes());
        all.update(hash.as_bytes());
    }
    Ok(files::fingerprint(&all.finalize()))
}

fn hash(file: &DataFile) -> Result<(u64, blake3::Hash)> {
    let place = file.path.display();
    let opened = files::open(&file.path).context("this file cannot be read", &place)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(opened).context("this file cannot be read", &place)?;
    Ok((hasher.count(), hasher.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Selection;
    use crate::data::test_tree::Tree;

    #[test]
    fn one_changed_byte_changes_the_fingerprint() {
        let tree = Tree::folders(&["a", "b"]);
        let before = fingerprint(tree.open("train").as_ref()).unwrap();
        assert_eq!(before.len(), 16);
        assert_eq!(before, fingerprint(tree.open("train").as_ref()).unwrap());

        let path = tree.path("labels/train/b.png");
        let mut bytes = std::fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert_ne!(before, fingerprint(tree.open("train").as_ref()).unwrap());
    }

    #[test]
    fn a_renamed_or_left_out_file_changes_the_fingerprint() {
        let tree = Tree::folders(&["a", "b"]);
        let both = fingerprint(tree.open("train").as_ref()).unwrap();
        let one = Selection { count: Some(1), ..Selection::split("train") };
        let one = tree.card().open(tree.root(), &one).unwrap();
        assert_ne!(both, fingerprint(one.as_ref()).unwrap());

        for name in ["images/train/b", "labels/train/b"] {
            let to = tree.path(&format!("{}c.png", name.trim_end_matches('b')));
            std::fs::rename(tree.path(&format!("{name}.png")), to).unwrap();
        }
        assert_ne!(both, fingerprint(tree.open("train").as_ref()).unwrap());
    }
}
