//! The checkout's state, asked of the `git` program.

use std::path::Path;

use crate::git::{Silent, ask};

/// The commit that is checked out.
///
/// # Errors
/// Outside a checkout, before a first commit, and where git is missing or refuses.
pub fn commit(root: &Path) -> Result<String, Silent> {
    ask(root, &["rev-parse", "--verify", "HEAD"])
}

/// Whether tracked files differ from the commit. Result files are left out: reporting rewrites them, and
/// they do not change what a run computes.
pub fn dirty(root: &Path) -> Option<bool> {
    let changes = ["status", "--porcelain=v1", "--untracked-files=no", "--", ".", ":(exclude,top)results"];
    ask(root, &changes).ok().map(|listed| !listed.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::{commit_all, git};

    #[test]
    fn a_folder_outside_a_checkout_has_no_commit() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(commit(folder.path()), Err(Silent::NoRepository));
        assert_eq!(dirty(folder.path()), None);
    }

    #[test]
    fn a_checkout_is_dirty_when_a_tracked_file_changes_but_not_for_results() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        git(root, &["init", "-q"]);
        let none = commit(root).unwrap_err();
        assert!(matches!(none, Silent::Refuses(_)), "there is no commit yet: {none}");
        std::fs::create_dir(root.join("results")).unwrap();
        std::fs::write(root.join("code.rs"), "1").unwrap();
        std::fs::write(root.join("results/table.csv"), "1").unwrap();
        commit_all(root, "first");
        assert_eq!(commit(root).unwrap().len(), 40);
        std::fs::write(root.join("results/table.csv"), "2").unwrap();
        std::fs::write(root.join("note.txt"), "untracked").unwrap();
        assert_eq!(dirty(root), Some(false));
        std::fs::write(root.join("code.rs"), "2").unwrap();
        assert_eq!(dirty(root), Some(true));
    }
}
