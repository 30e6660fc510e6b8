//! Where a data set lies on this machine, and what to say when it does not.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Card;
use crate::error::{Error, Kind};

/// Where to look for a data set; the environment variable goes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Root {
    /// Environment variable that holds the folder.
    #[serde(default)]
    pub env: Option<String>,
    /// Folder below the project's root (generated data sets).
    #[serde(default)]
    pub path: Option<PathBuf>,
}

/// The data set is not on this machine. No mistake in itself: experiments on other data sets go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The data set's title.
    pub title: String,
    /// What was looked for.
    pub reason: MissingReason,
    /// How to get it, from the card.
    pub get: String,
    card: PathBuf,
}

/// Why a data set counts as missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MissingReason {
    /// The environment variable is not set (or empty), and the card names no path.
    Unset {
        /// The variable that the card names.
        variable: String,
    },
    /// The environment variable names a folder that is not there.
    NoFolder {
        /// The variable that the card names.
        variable: String,
        /// What the variable holds.
        folder: PathBuf,
    },
    /// The folder below the project's root is not there.
    NotMade {
        /// The card's path, below the project's root.
        folder: PathBuf,
    },
}

impl Card {
    /// The data set's folder on this machine.
    ///
    /// # Errors
    /// When it is not there; says what to set or to run.
    pub fn root(&self, project_root: &Path) -> Result<PathBuf, Missing> {
        self.root_with(project_root, |variable| std::env::var_os(variable))
    }

    pub(super) fn root_with(
        &self,
        project_root: &Path,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> Result<PathBuf, Missing> {
        let set = self.root.env.as_ref().and_then(|variable| {
            let value = environment(variable).filter(|value| !value.is_empty())?;
            Some((variable, PathBuf::from(value)))
        });
        let reason = match (set, &self.root.path) {
            (Some((_, folder)), _) if folder.is_dir() => return Ok(folder),
            (Some((variable, folder)), _) => MissingReason::NoFolder { variable: variable.clone(), folder },
            (None, Some(path)) if project_root.join(path).is_dir() => return Ok(project_root.join(path)),
            (None, Some(path)) => MissingReason::NotMade { folder: path.clone() },
            (None, None) => MissingReason::Unset { variable: self.root.env.clone().unwrap_or_default() },
        };
        Err(Missing { title: self.title.clone(), reason, get: self.get.clone(), card: self.source.clone() })
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Error::from(self.clone()).fmt(f)
    }
}

impl std::error::Error for Missing {}

impl From<Missing> for Error {
    fn from(missing: Missing) -> Error {
        let Missing { title, reason, get, card } = missing;
        let get = get.split_whitespace().collect::<Vec<_>>().join(" ");
        let (why, help) = match reason {
            MissingReason::Unset { variable } => {
                (format!("{variable} is not set"), format!("set {variable} to its folder. {get}"))
            }
            MissingReason::NoFolder { variable, folder } => (
                format!("{variable} names {}, which is no folder", folder.display()),
                format!("set {variable} to the data set's folder. {get}"),
            ),
            MissingReason::NotMade { folder } => (format!("there is no folder {}", folder.display()), get),
        };
        Error::new(format!("{title} is not on this machine: {why}"))
            .at(card.display())
            .help(help)
            .of_kind(Kind::NotHere)
    }
}
