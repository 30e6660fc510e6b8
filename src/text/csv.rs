//! Comma-separated values: lines of cells, quoted where a cell needs it.

use std::borrow::Cow;

/// One cell; `None` is empty, which a text without characters is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell<'a>(Option<Cow<'a, str>>);

impl Cell<'_> {
    /// Nothing.
    pub const EMPTY: Self = Cell(None);

    fn written(&self) -> Cow<'_, str> {
        match self.0.as_deref() {
            None => Cow::Borrowed(""),
            // Without quotes it would be an empty cell.
            Some("") => Cow::Borrowed("\"\""),
            Some(text) if text.contains(['"', ',', '\n', '\r']) => {
                Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
            }
            Some(text) => Cow::Borrowed(text),
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell(Some(Cow::Borrowed(text)))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell(Some(Cow::Owned(text)))
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        number.to_string().into()
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        number.to_string().into()
    }
}

/// In full: as few digits as tell the number from its neighbours, as JSON has them.
impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        // Only numbers that JSON lacks, infinities and NaN, have no text there.
        serde_json::Number::from_f64(number)
            .map_or_else(|| number.to_string(), |known| known.to_string())
            .into()
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::EMPTY, Into::into)
    }
}

/// A line of cells with its end.
pub fn line<'a, C: Into<Cell<'a>>>(cells: impl IntoIterator<Item = C>) -> String {
    let mut text = String::new();
    for (number, cell) in cells.into_iter().enumerate() {
        text += if number > 0 { "," } else { "" };
        text += &cell.into().written();
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_a_reader_would_split_them() {
        assert_eq!(
            line(["plain", "a,b", "say \"x\"", "two\nlines", ""]),
            "plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\"\"\n"
        );
        assert_eq!(line([None, Some("a"), None]), ",a,\n");
    }

    #[test]
    fn numbers_are_written_in_full() {
        let cells = [Cell::from(389e6), 0.1.into(), (-0.010666666666666677).into(), 3e-5.into(), 7u64.into()];
        assert_eq!(line(cells), "389000000.0,0.1,-0.010666666666666677,0.00003,7\n");
        assert_eq!(line([f64::NAN, f64::INFINITY]), "NaN,inf\n");
    }
}
