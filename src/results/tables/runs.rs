//! The table of all runs, and their order.

use polars::prelude;
use polars::prelude::DataFrame;

use super::Table;
use crate::error::{Context, Result};
use crate::metrics::Task;
use crate::results::Row;
use crate::results::columns::{About, AboutCell, Column, Entry, Read, columns, entries};

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
    let cells = entries(task).iter().flat_map(|entry| match entry {
        Entry::About(about) => vec![about_runs(about, rows)],
        Entry::Measured(column) => measured(column, rows),
    });
    let frame = DataFrame::new(rows.len(), cells.collect()).context("the table cannot be made", "runs")?;
    let decimals = columns(task).flat_map(|column| {
        let names = [Some(column.name.to_string()), column.image_deviation()];
        names.into_iter().flatten().map(|name| (name, column.decimals))
    });
    Ok(Table::new(task, frame, decimals.collect()))
}

/// The one task of an experiment's rows; without any row the tables have the columns of a segmentation.
pub(super) fn task(rows: &[Row]) -> Task {
    rows.first().map_or(Task::Segmentation, |row| row.accuracy.scores.task())
}

fn about_runs(about: &About, rows: &[Row]) -> prelude::Column {
    let name = about.name.into();
    match about.cell {
        AboutCell::Text(cell) => prelude::Column::new(name, rows.iter().map(cell).collect::<Vec<_>>()),
        AboutCell::Flag(cell) => prelude::Column::new(name, rows.iter().map(cell).collect::<Vec<_>>()),
        AboutCell::Whole(cell) => prelude::Column::new(name, rows.iter().map(cell).collect::<Vec<_>>()),
    }
}

/// The values, and beside them their deviations over images where they have some.
fn measured(column: &Column, rows: &[Row]) -> Vec<prelude::Column> {
    let name = column.name.as_ref().into();
    if let Read::Whole(cell) = column.read {
        return vec![prelude::Column::new(name, rows.iter().map(cell).collect::<Vec<_>>())];
    }
    let values = rows.iter().map(|row| column.value(row)).collect::<Vec<_>>();
    let mut cells = vec![prelude::Column::new(name, values)];
    if let (Read::Spread(spread), Some(name)) = (column.read, column.image_deviation()) {
        let deviations = rows.iter().map(|row| spread(row)?.deviation).collect::<Vec<_>>();
        cells.push(prelude::Column::new(name.into(), deviations));
    }
    cells
}
