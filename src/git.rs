//! Asking the `git` program. Knows nothing of what is asked for.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::{Context, Error, Result};

/// The trimmed answer; `None` when git is missing or refuses.
pub fn ask(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = command(root, arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_string())
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
