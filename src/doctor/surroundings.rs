//! What lies around a run: Slurm, git, and the folder of results.

use std::path::Path;
use std::process::{Command, Stdio};

use super::{Finding, State};
use crate::files;
use crate::git::Silent;
use crate::results::{commit, dirty};

/// Characters of a commit that are shown.
const SHORT: usize = 12;

/// One finding each.
pub fn surroundings(root: &Path, results: &Path) -> Vec<Finding> {
    let git = git(commit(root), dirty(root));
    vec![slurm(version("sbatch")), git, writable(results)]
}

/// The first line that a program on the PATH answers to `--version`; `None` when it is not there or refuses.
fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    output.status.success().then(|| text.lines().next().unwrap_or_default().trim().to_owned())
}

fn slurm(version: Option<String>) -> Finding {
    match version {
        Some(version) => {
            Finding::new("Slurm", State::Ok, format!("{version}; `cadbench slurm` writes its jobs"))
        }
        None => Finding::new("Slurm", State::Missing, "no `sbatch` on the PATH; runs are done here"),
    }
}

fn git(commit: Result<String, Silent>, dirty: Option<bool>) -> Finding {
    match commit {
        Err(why) => Finding::new("git", State::Missing, format!("{why}; rows name no commit")),
        Ok(commit) => {
            let commit: String = commit.chars().take(SHORT).collect();
            let changed = if dirty == Some(true) { " with uncommitted changes, which rows say" } else { "" };
            Finding::new("git", State::Ok, format!("commit {commit}{changed}"))
        }
    }
}

/// A file is made and removed in the folder, or in the nearest one above it that is there.
fn writable(results: &Path) -> Finding {
    let name = results.display();
    let there = results.ancestors().find(|folder| folder.exists()).unwrap_or(results);
    let there = if there.as_os_str().is_empty() { Path::new(".") } else { there };
    match tempfile::Builder::new().prefix(files::UNFINISHED).tempfile_in(there) {
        Ok(_) if results.exists() => Finding::new("results", State::Ok, format!("{name} can be written")),
        Ok(_) => Finding::new("results", State::Ok, format!("{name} can be made")),
        Err(cause) => {
            let detail = format!("{name} cannot be written: {cause}");
            Finding::new("results", State::Wrong, detail).with_help("`--results DIR` names another folder")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_asked_for_its_version_and_a_missing_one_is_none() {
        assert!(version("git").is_some_and(|text| text.starts_with("git version")));
        assert_eq!(version("no-such-program-anywhere"), None);
        assert_eq!(slurm(None).state, State::Missing);
        assert!(slurm(Some("slurm 23.02".into())).detail.starts_with("slurm 23.02;"));
    }

    #[test]
    fn git_names_the_commit_and_what_rows_lack_without_one() {
        let commit = || Ok("0123456789abcdef".to_owned());
        let detail = |commit, dirty| git(commit, dirty).detail;
        assert_eq!(detail(commit(), Some(false)), "commit 0123456789ab");
        assert_eq!(
            detail(commit(), Some(true)),
            "commit 0123456789ab with uncommitted changes, which rows say"
        );
        assert_eq!(detail(Err(Silent::NoRepository), None), "no git checkout; rows name no commit");
        let refused = Silent::Refuses("detected dubious ownership in repository at '/x'".into());
        assert_eq!(
            detail(Err(refused), None),
            "git refuses: detected dubious ownership in repository at '/x'; rows name no commit"
        );
    }

    #[test]
    fn a_folder_of_results_is_tried_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/results");
        assert!(writable(&path).detail.ends_with("a/results can be made"));
        assert!(!path.exists());
        std::fs::create_dir_all(&path).unwrap();
        assert!(writable(&path).detail.ends_with("a/results can be written"));
        assert_eq!(std::fs::read_dir(&path).unwrap().count(), 0);
        std::fs::write(folder.path().join("file"), "").unwrap();
        let blocked = writable(&folder.path().join("file/results"));
        assert_eq!(blocked.state, State::Wrong, "{}", blocked.detail);
    }
}
