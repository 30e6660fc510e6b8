//! Places in files, and the source line that an error shows.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::Error;

/// A text under the name that messages show.
#[derive(Debug)]
pub struct Source {
    /// Where it comes from.
    pub origin: Origin,
    /// All of it.
    pub text: String,
}

/// Where a text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file; its path as messages show it.
    File(PathBuf),
    /// What stands behind this flag on the command line.
    Flag(&'static str),
}

/// How much of a line is shown, in characters.
const LONGEST: usize = 160;

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
    /// All of the argument that it is in, when it is on the command line and in no file.
    pub fn argument(&self) -> Option<&str> {
        matches!(self.source.origin, Origin::Flag(_)).then_some(&self.source.text)
    }

    /// The file as a whole.
    pub(super) fn whole(source: &Arc<Source>) -> Self {
        Place { source: source.clone(), line: 0, column: 0, end: 0 }
    }

    /// Adds this place and its source line to an error.
    pub fn mark(&self, error: Error) -> Error {
        match &self.source.origin {
            _ if self.line == 0 => error.at(self),
            Origin::File(file) if is_yaml(file) => error.at(self).snippet(self.snippet()),
            Origin::File(_) => error.at(self),
            // Of an argument that goes over several lines it is not shown where.
            Origin::Flag(_) if self.source.text.contains('\n') => error.at(self),
            Origin::Flag(flag) => {
                let before = "  --> ".len() + flag.len() + 1 + self.column;
                error.at(self).snippet(format!("{}{}", " ".repeat(before), self.carets(&self.source.text)))
            }
        }
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
        let line = line.replace(char::is_control, "\u{fffd}");
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        let (line, column) = (line.trim_end(), self.column);
        // Of a long line the part around the place is enough.
        let first = if line.chars().count() > LONGEST { column.saturating_sub(LONGEST / 4) } else { 0 };
        let part: String = line.chars().skip(first).take(LONGEST).collect();
        let carets =
            self.carets(line).chars().take(LONGEST.saturating_sub(column - first).max(1)).collect::<String>();
        format!("{gutter} |\n{number} | {part}\n{gutter} | {}{carets}", " ".repeat(column - first))
    }

    /// As many carets as the stretch has characters in its line.
    fn carets(&self, line: &str) -> String {
        let width = line.chars().count();
        let end = if self.end > self.column { self.end.min(width) } else { width };
        "^".repeat(end.saturating_sub(self.column).max(1))
    }
}

/// Is a file one whose lines may be shown? One that is named by mistake, such as a key or a list of passwords, is not.
pub fn is_yaml(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::File(file) => write!(f, "{}", file.display()),
            Origin::Flag(flag) => write!(f, "{flag} {}", self.text),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source.origin {
            Origin::File(_) if self.line > 0 => {
                write!(f, "{}:{}:{}", self.source, self.line, self.column + 1)
            }
            _ => write!(f, "{}", self.source),
        }
    }
}
