//! The summary over seeds: means and deviations by variant.

use std::collections::BTreeMap;

use polars::prelude::{self, DataType, Expr, IntoLazy, NULL, col, len, lit, when};

use super::Table;
use crate::cost::Spent;
use crate::error::{Context, Result};
use crate::results::columns::{self, Column, columns};

/// A table row per variant, in the order in which [`super::runs`] has them: `variant`, `family`, `n` (seeds),
/// then for every measured column its mean over seeds under its own name and, where seeds make it vary, its
/// deviation (n − 1; empty for one seed) as `…_deviation`.
///
/// Last stands `host_realised`, the speed-up over the reference divided by the ratio of multiply–accumulates.
///
/// Columns of the machine (`host_…`) are empty where the seeds ran on different machine classes or with
/// different numbers of threads: such times have no mean.
///
/// # Errors
/// When the table lacks a column that is summarised.
pub fn summary(runs: &Table) -> Result<Table> {
    let one_host = [single("host_class"), single("host_threads")];
    let cells: Vec<Expr> =
        std::iter::once(len().alias("n")).chain(columns(runs.task()).flat_map(over_seeds)).collect();
    let frame = runs
        .frame()
        .clone()
        .lazy()
        .group_by_stable([col("variant"), col("family")])
        .agg(cells.into_iter().chain(one_host).collect::<Vec<_>>())
        .collect()
        .context("the seeds cannot be summarised", "summary")?;
    let decimals: BTreeMap<String, usize> = columns(runs.task())
        .flat_map(|column| {
            let names = [Some(column.name.to_string()), Some(column.deviation()), column.image_deviation()];
            names.into_iter().flatten().map(|name| (name, column.decimals))
        })
        .collect();
    let table = Table::new(runs.task(), frame, decimals);
    let Column { name, decimals, .. } = columns::realised();
    let realised = prelude::Column::new(name.as_ref().into(), realised(&table));
    table.with_column(realised, *decimals).context("the seeds cannot be summarised", name)
}

/// Speed-up over the reference ÷ ratio of multiply–accumulates: 1 when every saved one is saved time. The
/// reference is the regular variant with the most of them; empty where times cannot be compared.
fn realised(summary: &Table) -> Vec<Option<f64>> {
    let number = |row, column| summary.number(row, column).filter(|&value: &f64| value > 0.0);
    let spent =
        |row| Some(Spent { time: number(row, "host_latency_median_ms")?, macs: number(row, "macs_total")? });
    let host = |row| (summary.text(row, "host_class"), summary.number(row, "host_threads"));
    let rows = 0..summary.height();
    let regular = rows.clone().filter(|&row| summary.text(row, "family").as_deref() == Some("regular"));
    let macs = |row: &usize| summary.number(*row, "macs_total").unwrap_or(0.0);
    let reference = regular.max_by(|a, b| macs(a).total_cmp(&macs(b)));
    let realised = |row| {
        let reference = reference.filter(|&reference| host(reference) == host(row))?;
        Some(spent(row)?.realised(spent(reference)?))
    };
    rows.map(realised).collect()
}

/// Mean and deviation of a column, where they mean something; of deviations over images the mean.
fn over_seeds(column: &Column) -> Vec<Expr> {
    let comparable = |value: Expr| match column.kind.is_of_machine() {
        true => when(is_single("host_class").and(is_single("host_threads"))).then(value).otherwise(lit(NULL)),
        false => value,
    };
    let mean = |name: &str| comparable(col(name).mean()).cast(DataType::Float64).alias(name);
    let mut cells = vec![mean(&column.name)];
    if column.has_deviation() {
        let spread = col(column.name.as_ref()).cast(DataType::Float64).std(1);
        cells.push(comparable(spread).cast(DataType::Float64).alias(column.deviation()));
    }
    cells.extend(column.image_deviation().map(|name| mean(&name)));
    cells
}

fn is_single(column: &str) -> Expr {
    col(column).n_unique().eq(lit(1))
}

/// The value that all seeds share, else empty.
fn single(column: &str) -> Expr {
    when(is_single(column)).then(col(column).first()).otherwise(lit(NULL)).alias(column)
}
