//! The table of all runs, and their order.

use polars::prelude::{Column, DataFrame};

use super::Table;
use super::fields::{Cells, Field, fields};
use crate::error::{Context, Result};
use crate::metrics::Task;
use crate::results::Row;

/// Rows in the order of `variants`, then by seed; variants that are not listed follow, by name.
pub fn in_order(mut rows: Vec<Row>, variants: &[String]) -> Vec<Row> {
    let place = |name: &String| variants.iter().position(|listed| listed == name).unwrap_or(variants.len());
    rows.sort_by_cached_key(|row| {
        let id = &row.identity;
        (place(&id.variant), id.variant.clone(), id.seed, id.config_hash.clone())
    });
    rows
}

/// A table row per run, in the order of `rows`.
///
/// # Errors
/// When the columns make no table.
pub fn runs(rows: &[Row]) -> Result<Table> {
    let task = task(rows);
    let columns = fields(task).map(|field| column(&field, rows)).collect();
    let frame = DataFrame::new(rows.len(), columns).context("the table cannot be made", "runs")?;
    Ok(Table::new(
        task,
        frame,
        fields(task).map(|field| (field.name.to_string(), field.decimals())).collect(),
    ))
}

/// The one task of an experiment's rows; without any row the tables have the columns of a segmentation.
pub(super) fn task(rows: &[Row]) -> Task {
    rows.first().map_or(Task::Segmentation, |row| row.accuracy.scores.task())
}

fn column(field: &Field, rows: &[Row]) -> Column {
    let name = field.name.into();
    match field.cells {
        Cells::Text(cell) => Column::new(name, rows.iter().map(cell).collect::<Vec<_>>()),
        Cells::Flag(cell) => Column::new(name, rows.iter().map(cell).collect::<Vec<_>>()),
        Cells::Whole(cell) => Column::new(name, rows.iter().map(cell).collect::<Vec<_>>()),
        Cells::Real(_, cell) => Column::new(name, rows.iter().map(cell).collect::<Vec<_>>()),
        Cells::TwoBranch(metric) => {
            let score = |row: &Row| row.accuracy.two_branch.as_ref()?.get(metric.name);
            Column::new(name, rows.iter().map(score).collect::<Vec<_>>())
        }
        Cells::Score => {
            let score = |row: &Row| row.accuracy.scores.get(field.name);
            Column::new(name, rows.iter().map(score).collect::<Vec<_>>())
        }
    }
}
