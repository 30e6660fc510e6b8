//! The letters of a text by line and column, each found at once however long a line is.

/// A text's lines.
pub(super) struct Lines<'t>(Vec<Line<'t>>);

enum Line<'t> {
    /// A byte for each letter.
    Plain(&'t str),
    Letters(Vec<char>),
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let line = |line: &'t str| match line.is_ascii() {
            true => Line::Plain(line),
            false => Line::Letters(line.chars().collect()),
        };
        Lines(text.lines().map(line).collect())
    }

    /// The letter in a line, counted from 1, and a column, counted from 0.
    pub(super) fn letter(&self, line: usize, column: usize) -> Option<char> {
        match self.0.get(line.checked_sub(1)?)? {
            Line::Plain(text) => text.as_bytes().get(column).map(|&letter| letter.into()),
            Line::Letters(letters) => letters.get(column).copied(),
        }
    }
}
