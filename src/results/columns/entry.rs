//! A column of either kind.

use super::about::About;
use super::column::Column;

/// A column of the runs' table.
pub enum Entry {
    /// What names a run or says what made it.
    About(About),
    /// A measured number.
    Measured(Column),
}
