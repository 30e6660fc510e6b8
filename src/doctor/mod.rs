//! What this machine can do and what it lacks: processor, memory, GPUs, data sets, weights, Slurm, git, the folder of results.
//! Looks only; nothing is changed, and nothing that is missing is an error.

mod gpus;
mod machine;
mod project;
mod surroundings;

use std::path::Path;

use serde::Serialize;

/// One thing that was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is, such as `memory` or `data camvid`.
    pub name: String,
    /// Is it there?
    pub state: State,
    /// What was found, or what to do where it is missing: one line.
    pub detail: String,
    /// More on how to get it, such as a data set's address; none where nothing is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// Is a thing there?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is there and can be used.
    Ok,
    /// It is not there; only what needs it cannot be done.
    Missing,
    /// It is there, or somebody said so, and it cannot be used.
    Wrong,
}

impl State {
    /// As people read it.
    pub fn word(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Missing => "missing",
            State::Wrong => "wrong",
        }
    }
}

impl Finding {
    /// Without further help.
    pub fn new(name: impl Into<String>, state: State, detail: impl Into<String>) -> Self {
        Finding { name: name.into(), state, detail: detail.into(), help: None }
    }

    /// With more on how to get it, on one line.
    #[must_use]
    pub fn with_help(mut self, help: &str) -> Self {
        self.help = Some(help.split_whitespace().collect::<Vec<_>>().join(" "));
        self
    }
}

/// Looks at the machine, at the project in the folder `root`, and at the folder `results`.
pub fn examine(root: &Path, results: &Path) -> Vec<Finding> {
    let mut findings = machine::machine();
    findings.extend(gpus::gpus());
    findings.extend(project::data(root));
    findings.extend(project::experiments(root));
    findings.extend(surroundings::surroundings(root, results));
    findings
}
