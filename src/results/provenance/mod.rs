//! What made a row: the software, the machine, the data, and when.

mod data;
mod git;
mod machine;

use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::system::rfc3339;

pub use data::{Data, Part};
pub use git::{commit, dirty};
pub use machine::Machine;

/// Enough to repeat a run and to know what its times may be compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The program's version and commit, and what compiled it.
    pub software: Software,
    /// Where it ran, and with how many threads.
    pub machine: Machine,
    /// Fingerprints of the images and of the weights that it used.
    pub data: Data,
    /// When the run began (RFC 3339, UTC).
    pub started: String,
    /// When the run ended (RFC 3339, UTC); `None` while it goes on.
    pub finished: Option<String>,
}

/// Which code ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Software {
    /// Version of cadbench.
    pub version: String,
    /// Commit of the checkout it ran in; `None` outside a checkout or without git.
    pub commit: Option<String>,
    /// Why there is no commit, where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit_unknown: Option<String>,
    /// Whether tracked files outside `results/` differed from that commit; `None` as for `commit`.
    pub dirty: Option<bool>,
    /// Compiler that built it (`rustc --version`).
    pub rustc: String,
}

impl Provenance {
    /// Looks at the checkout at `root` and at this machine; the run starts now. `threads` are those in use,
    /// `isa` the instruction set of the kernels, `device` where tensors live.
    pub fn collect(root: &Path, threads: usize, isa: &str, device: &str, data: Data) -> Provenance {
        let (commit, commit_unknown) = match git::commit(root) {
            Ok(commit) => (Some(commit), None),
            Err(why) => (None, Some(why.to_string())),
        };
        let software = Software {
            version: env!("CARGO_PKG_VERSION").into(),
            dirty: commit.as_ref().and_then(|_| git::dirty(root)),
            commit,
            commit_unknown,
            rustc: env!("CADBENCH_RUSTC").into(),
        };
        let machine = Machine::this(threads, isa, device);
        Provenance { software, machine, data, started: now(), finished: None }
    }

    /// The run ends now.
    pub fn finish(&mut self) {
        self.finished = Some(now());
    }
}

fn now() -> String {
    rfc3339(SystemTime::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_dated_and_described() {
        let folder = tempfile::tempdir().unwrap();
        let mut provenance = Provenance::collect(folder.path(), 3, "avx2", "cpu", Data::default());
        assert!(humantime::parse_rfc3339(&provenance.started).is_ok());
        assert_eq!(provenance.finished, None);
        provenance.finish();
        assert!(provenance.finished.is_some_and(|end| end >= provenance.started));
        assert_eq!(provenance.machine.threads, 3);
        assert!(provenance.software.rustc.starts_with("rustc 1."), "{}", provenance.software.rustc);
    }
}
