//! The summary over seeds: means and deviations by variant.

use std::collections::BTreeMap;

use polars::prelude::{Column, DataType, Expr, IntoLazy, NULL, col, len, lit, when};

use super::Table;
use super::fields::{Field, Summary, fields};
use crate::cost::Spent;
use crate::error::{Context, Result};

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
    let measured = || fields(runs.task()).filter(|field| field.summary != Summary::Nothing);
    let one_host = [single("host_class"), single("host_threads")];
    let cells: Vec<Expr> =
        std::iter::once(len().alias("n")).chain(measured().flat_map(|field| over_seeds(&field))).collect();
    let frame = runs
        .frame()
        .clone()
        .lazy()
        .group_by_stable([col("variant"), col("family")])
        .agg(cells.into_iter().chain(one_host).collect::<Vec<_>>())
        .collect()
        .context("the seeds cannot be summarised", "summary")?;
    let decimals: BTreeMap<String, usize> = measured()
        .flat_map(|field| [field.name.to_string(), deviation(&field)].map(|name| (name, field.decimals())))
        .collect();
    let table = Table::new(runs.task(), frame, decimals);
    let realised = Column::new(REALISED.into(), realised(&table));
    table.with_column(realised, 3).context("the seeds cannot be summarised", REALISED)
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

/// Realised ÷ saved.
const REALISED: &str = "host_realised";

fn deviation(field: &Field) -> String {
    format!("{}_deviation", field.name)
}

fn over_seeds(field: &Field) -> Vec<Expr> {
    let comparable = |value: Expr| match field.is_of_host() {
        true => when(is_single("host_class").and(is_single("host_threads"))).then(value).otherwise(lit(NULL)),
        false => value,
    };
    let mut cells = vec![comparable(col(field.name).mean()).cast(DataType::Float64).alias(field.name)];
    if field.summary == Summary::Deviation {
        let spread = col(field.name).cast(DataType::Float64).std(1);
        cells.push(comparable(spread).cast(DataType::Float64).alias(deviation(field)));
    }
    cells
}

fn is_single(column: &str) -> Expr {
    col(column).n_unique().eq(lit(1))
}

/// The value that all seeds share, else empty.
fn single(column: &str) -> Expr {
    when(is_single(column)).then(col(column).first()).otherwise(lit(NULL)).alias(column)
}
