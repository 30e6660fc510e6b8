//! Asking the `git` program. Knows nothing of what is asked for.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::{Context, Error, Result};

/// Why git gives no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Silent {
    /// The program cannot be started; with the reason.
    Missing(String),
    /// There is no repository.
    NoRepository,
    /// There is one, but git does not read it, or what was asked for is not in it; with its own words.
    Refuses(String),
}

impl Silent {
    /// Is it more than that there is no repository?
    pub fn is_trouble(&self) -> bool {
        *self != Silent::NoRepository
    }
}

impl std::fmt::Display for Silent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Silent::Missing(why) => write!(f, "git cannot be started: {why}"),
            Silent::NoRepository => write!(f, "no git checkout"),
            Silent::Refuses(words) => write!(f, "git refuses: {words}"),
        }
    }
}

/// The trimmed answer.
///
/// # Errors
/// When git is missing or refuses.
pub fn ask(root: &Path, arguments: &[&str]) -> Result<String, Silent> {
    let output = command(root, arguments).output().map_err(|cause| Silent::Missing(cause.to_string()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    // Of a repository that is named (GIT_DIR) and not there the words are others.
    if said.contains("not a git repository (or any") {
        return Err(Silent::NoRepository);
    }
    let first = said.lines().next().unwrap_or_default();
    Err(Silent::Refuses(first.trim_start_matches("fatal: ").to_owned()))
}

/// The bytes that git answers with.
///
/// # Errors
/// When git is missing or refuses; with what it said.
pub fn read(root: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let output = command(root, arguments).output().context("git cannot be started", root.display())?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(Error::new(format!("git refuses: {}", said.trim())).at(root.display()))
        }
    }
}

fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("--no-optional-locks").arg("-C").arg(root).args(arguments);
    command.env("LC_ALL", "C").stdin(Stdio::null());
    command
}

/// Repositories for tests.
#[cfg(test)]
pub mod testing {
    use super::*;

    /// Runs git with an invented author; fails the test when git does.
    pub fn git(root: &Path, arguments: &[&str]) {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
        let done = command(root, &[]).args(identity).args(arguments).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// Commits all that lies in the checkout.
    pub fn commit_all(root: &Path, message: &str) {
        git(root, &["add", "-A"]);
        git(root, &["commit", "-q", "--allow-empty", "-m", message]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_repository_and_one_that_git_refuses_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let head = ["rev-parse", "--verify", "HEAD"];
        assert_eq!(ask(folder.path(), &head), Err(Silent::NoRepository));
        testing::git(folder.path(), &["init", "-q"]);
        assert!(ask(folder.path(), &head).unwrap_err().is_trouble(), "there is no commit");
        testing::commit_all(folder.path(), "first");
        assert_eq!(ask(folder.path(), &head).unwrap().len(), 40);
        std::fs::write(folder.path().join(".git/config"), "[broken").unwrap();
        let told = ask(folder.path(), &head).unwrap_err().to_string();
        assert!(told.starts_with("git refuses: bad config"), "{told}");
    }
}
