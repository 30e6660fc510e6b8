//! A polars table together with the way its numbers are written.

use std::collections::BTreeMap;

use polars::prelude::{AnyValue, Column, DataFrame, PolarsResult};

use super::sealed;
use crate::error::{Context, Result};
use crate::metrics::Task;
use crate::text::csv::{Cell, line};
use crate::text::quantity::fixed;

/// A table with its rows in a meaningful order.
#[derive(Debug, Clone)]
pub struct Table {
    task: Task,
    frame: DataFrame,
    /// Decimals of fractional columns in CSV files, by column name.
    decimals: BTreeMap<String, usize>,
}

impl Table {
    /// Columns without an entry in `decimals` are written with 6.
    pub(super) fn new(task: Task, frame: DataFrame, decimals: BTreeMap<String, usize>) -> Table {
        Table { task, frame, decimals }
    }

    /// A summary that was written before, with the columns of its time.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn stored(task: Task, parquet: Vec<u8>) -> Result<Table> {
        Ok(Table::new(task, sealed::read_parquet(parquet)?, BTreeMap::new()))
    }

    /// The same with one more column, written with so many decimals.
    pub(super) fn with_column(mut self, column: Column, decimals: usize) -> PolarsResult<Table> {
        self.decimals.insert(column.name().to_string(), decimals);
        self.frame.with_column(column)?;
        Ok(self)
    }

    /// The task whose metrics are among the columns.
    pub fn task(&self) -> Task {
        self.task
    }

    /// The typed columns.
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// Number of rows.
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    /// The number in a cell; `None` when it is empty, no number, or not there.
    pub fn number(&self, row: usize, column: &str) -> Option<f64> {
        let cell = self.frame.column(column).ok()?.get(row).ok()?;
        cell.extract::<f64>().filter(|_| !cell.is_null())
    }

    /// The text in a cell; `None` when it is empty, no text, or not there.
    pub fn text(&self, row: usize, column: &str) -> Option<String> {
        self.frame.column(column).ok()?.get(row).ok()?.get_str().map(str::to_string)
    }

    /// Comma-separated values, a header line first; every number of a column has the same decimals, an
    /// empty cell nothing.
    ///
    /// # Errors
    /// When a column cannot be written as text.
    pub fn csv(&self) -> Result<Vec<u8>> {
        let columns = self.frame.columns();
        let mut text = line(columns.iter().map(|column| column.name().as_str()));
        for row in 0..self.height() {
            let cells = columns.iter().map(|column| self.cell(column, row)).collect::<PolarsResult<Vec<_>>>();
            text += &line(cells.context("the table cannot be written", "CSV")?);
        }
        Ok(text.into_bytes())
    }

    /// The typed columns as Parquet, numbers in full, with a checksum.
    ///
    /// # Errors
    /// When a column has a type that Parquet cannot hold.
    pub fn parquet(&self) -> Result<Vec<u8>> {
        sealed::write(&self.frame).context("the table cannot be written", "Parquet")
    }

    fn cell<'c>(&self, column: &'c Column, row: usize) -> PolarsResult<Cell<'c>> {
        Ok(match column.get(row)? {
            AnyValue::Null => Cell::EMPTY,
            AnyValue::Float64(value) => {
                let decimals = self.decimals.get(column.name().as_str()).copied().unwrap_or(6);
                fixed(value, decimals).into()
            }
            AnyValue::String(text) => text.into(),
            other => other.str_value().into_owned().into(),
        })
    }
}
