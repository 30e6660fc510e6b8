//! The summary over seeds: means and deviations by variant.

use std::collections::BTreeMap;

use polars::prelude::{DataType, Expr, IntoLazy, NULL, col, len, lit, when};

use super::Table;
use super::fields::{Field, Summary, fields};
use crate::error::{Context, Result};

/// A table row per variant, in the order in which [`super::runs`] has them: `variant`, `family`, `n` (seeds),
/// then for every measured column its mean over seeds under its own name and, where seeds make it vary, its
/// deviation (n − 1; empty for one seed) as `…_deviation`.
///
/// Columns of the machine (`host_…`) are empty where the seeds ran on different machine classes or with
/// different numbers of threads: such times have no mean.
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
    Ok(Table::new(runs.task(), frame, decimals))
}

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
