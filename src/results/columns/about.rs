//! Columns that name runs or say what made them.

use crate::results::Row;

/// A column that names runs or says what made them.
pub struct About {
    /// As in files.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What another value of it means for a comparison.
    pub role: Role,
    pub(in crate::results) cell: AboutCell,
}

/// How to read it off a row; `None` is an empty cell.
pub(in crate::results) enum AboutCell {
    Text(fn(&Row) -> Option<String>),
    Flag(fn(&Row) -> Option<bool>),
    Whole(fn(&Row) -> Option<u64>),
}

/// What a column about runs means for a comparison of two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    Account,
    /// Of other values, a person is told.
    Remark,
    /// With other training data, accuracies are not comparable.
    TrainingData,
    /// With other evaluated data, nothing is that depends on images.
    EvaluatedData,
    /// With classes and labels that are known to mean something else, as with other evaluated data.
    Card,
    /// On other machines, times and memory are not comparable.
    Machine,
}

impl About {
    /// The cell of a row as text; `None` where it is empty.
    pub fn text(&self, row: &Row) -> Option<String> {
        match self.cell {
            AboutCell::Text(cell) => cell(row),
            AboutCell::Flag(cell) => Some(cell(row)?.to_string()),
            AboutCell::Whole(cell) => Some(cell(row)?.to_string()),
        }
    }
}
