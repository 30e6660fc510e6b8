//! The one error type of the crate: what is wrong, where, and what to do about it.

use std::fmt;

/// A problem that a person can act on. Every message has the same shape:
///
/// ```text
/// error: what is wrong
///   --> where (file:line:column, or the file)
/// the source line, if there is one
/// help: what to do
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Parts>);

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Parts {
    kind: Kind,
    what: String,
    place: Option<String>,
    snippet: Option<String>,
    help: Option<String>,
    further: Vec<Error>,
}

/// What code decides by; people read the sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Nothing is decided by it.
    #[default]
    Other,
    /// A device has no memory left: less at a time may fit.
    OutOfMemory,
    /// Data or weights are not on this machine: what does not need them can go on.
    NotHere,
    /// Numbers became none: doing it once more gives the same.
    Diverged,
    /// A signal asked for the end; what was done is kept.
    Interrupted,
}

/// A text without the characters that steer a terminal: names out of files are quoted in many messages.
fn printable(text: &str) -> String {
    text.replace(|letter: char| letter.is_control() && letter != '\n', "\u{fffd}")
}

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A problem described in one sentence, without a full stop.
    pub fn new(what: impl Into<String>) -> Self {
        Error(Box::new(Parts { what: printable(&what.into()), ..Parts::default() }))
    }

    /// What code may decide by.
    pub fn of_kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self
    }

    /// What code may decide by; of several errors the first one's.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Where it is: a file, or file:line:column.
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        self.0.place = Some(place.to_string());
        self
    }

    /// Where it is, unless the error already knows better.
    pub fn or_at(self, place: impl fmt::Display) -> Self {
        if self.0.place.is_some() { self } else { self.at(place) }
    }

    /// The source lines to show under the place, already laid out.
    pub fn snippet(mut self, lines: impl Into<String>) -> Self {
        self.0.snippet = Some(lines.into());
        self
    }

    /// What the reader can do, unless the error already says so.
    pub fn or_help(self, help: impl Into<String>) -> Self {
        if self.0.help.is_some() { self } else { self.help(help) }
    }

    /// What the reader can do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(printable(&help.into()));
        self
    }

    /// Several problems told together, in order; None when there is none.
    pub fn several(errors: Vec<Error>) -> Option<Self> {
        let mut errors = errors.into_iter();
        let mut first = errors.next()?;
        first.0.further.extend(errors);
        Some(first)
    }

    /// The first sentence alone.
    pub fn what(&self) -> &str {
        &self.0.what
    }

    /// What the reader can do, alone.
    pub fn advice(&self) -> Option<&str> {
        self.0.help.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.what)?;
        if let Some(place) = &self.0.place {
            write!(f, "\n  --> {place}")?;
        }
        if let Some(snippet) = &self.0.snippet {
            write!(f, "\n{}", snippet.trim_end_matches('\n'))?;
        }
        if let Some(help) = &self.0.help {
            write!(f, "\nhelp: {help}")?;
        }
        self.0.further.iter().try_for_each(|error| write!(f, "\n\nerror: {error}"))
    }
}

impl std::error::Error for Error {}

/// Adds what was being done and with which file to an error of the standard library or of a crate.
pub trait Context<T> {
    /// `what: cause`, at `place`.
    ///
    /// # Errors
    /// When there is an error already; what was being done and the place are added to it.
    fn context(self, what: &str, place: impl fmt::Display) -> Result<T>;
}

impl<T, E: fmt::Display> Context<T> for std::result::Result<T, E> {
    fn context(self, what: &str, place: impl fmt::Display) -> Result<T> {
        self.map_err(|cause| Error::new(format!("{what}: {cause}")).at(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_what_where_and_what_to_do() {
        let error = Error::new("the label 200 is not a class").at("a.png").help("list it as ignored");
        assert_eq!(error.to_string(), "the label 200 is not a class\n  --> a.png\nhelp: list it as ignored");
    }

    #[test]
    fn several_errors_are_told_one_after_the_other() {
        let error = Error::several(vec![Error::new("a"), Error::new("b").help("c")]).unwrap();
        assert_eq!(error.to_string(), "a\n\nerror: b\nhelp: c");
        assert_eq!(Error::several(Vec::new()), None);
    }

    #[test]
    fn the_first_known_place_is_kept() {
        let error = Error::new("x").at("inner").or_at("outer");
        assert!(error.to_string().contains("inner"));
    }
}
