//! Places in files, and the source line that an error shows.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::Error;

/// A file's text under the name that messages show.
#[derive(Debug)]
pub struct Source {
    /// Its path, as messages show it.
    pub file: PathBuf,
    /// All of it.
    pub text: String,
}

/// A stretch of one line of a file.
#[derive(Debug, Clone)]
pub struct Place {
    pub(super) source: Arc<Source>,
    /// Counted from 1; 0 stands for the file as a whole.
    pub(super) line: usize,
    /// First character, counted from 0.
    pub(super) column: usize,
    /// One past the last character; no more than `column` when the stretch goes on over the line's end.
    pub(super) end: usize,
}

impl Place {
    /// The file that the place is in.
    pub fn file(&self) -> &Path {
        &self.source.file
    }

    /// The file as a whole.
    pub(super) fn whole(source: &Arc<Source>) -> Self {
        Place { source: source.clone(), line: 0, column: 0, end: 0 }
    }

    /// Adds this place and its source line to an error.
    pub fn mark(&self, error: Error) -> Error {
        if self.line == 0 { error.at(self) } else { error.at(self).snippet(self.snippet()) }
    }

    /// The source line with carets under the stretch:
    ///
    /// ```text
    ///    |
    /// 14 |   learning_rte: 0.1
    ///    |   ^^^^^^^^^^^^
    /// ```
    fn snippet(&self) -> String {
        // One column for every character keeps the carets under it where a terminal widens tabs.
        let line = self.source.text.lines().nth(self.line - 1).unwrap_or_default().replace('\t', " ");
        let line = line.trim_end();
        let width = line.chars().count();
        let end = if self.end > self.column { self.end.min(width) } else { width };
        let carets = "^".repeat(end.saturating_sub(self.column).max(1));
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        format!("{gutter} |\n{number} | {line}\n{gutter} | {}{carets}", " ".repeat(self.column))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.source.file.display();
        if self.line == 0 {
            write!(f, "{file}")
        } else {
            write!(f, "{file}:{}:{}", self.line, self.column + 1)
        }
    }
}
