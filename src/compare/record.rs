//! The runs of one experiment as a table holds them: a record each, whatever columns there are.

use std::collections::BTreeMap;

use super::read;
use super::source::{Blob, Stored};
use crate::order::distinct;
use crate::results::{Row, tables};
use crate::{Error, Result};

/// One run: a line of a runs' table.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Name of the variant within the experiment.
    pub variant: String,
    /// Seed of every random draw of the run.
    pub seed: u64,
    /// What names it and what made it, by column; empty cells are left out.
    pub about: BTreeMap<String, String>,
    /// What was measured, by column; empty cells are left out.
    pub measured: BTreeMap<String, f64>,
}

/// All runs of an experiment in one source.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Runs {
    /// In the order of the table; no two have the same variant and seed.
    pub records: Vec<Record>,
    /// Were they read from CSV, with its decimals?
    pub rounded: bool,
}

impl Record {
    /// A cell of a column about the run; `None` when it is empty or not there.
    pub fn about(&self, column: &str) -> Option<&str> {
        self.about.get(column).map(String::as_str)
    }
}

impl Runs {
    /// What the table of some rows would be read as; `rounded` to the decimals of CSV files.
    ///
    /// # Errors
    /// When the table cannot be made.
    pub fn of_rows(rows: &[Row], rounded: bool) -> Result<Runs> {
        let table = tables::runs(rows)?;
        let bytes = if rounded { table.csv()? } else { table.parquet()? };
        let blob = Some(Blob::Bytes { name: "these rows".into(), bytes });
        let stored = match rounded {
            true => Stored { csv: blob, parquet: None },
            false => Stored { csv: None, parquet: blob },
        };
        Runs::read(&stored, rounded)
    }

    /// Reads a table: Parquet, which keeps all bits, unless only `csv` can be had on the other side, whose
    /// rounded numbers would differ from the full ones.
    ///
    /// # Errors
    /// When it is damaged, lacks a column that names runs, or holds a run twice.
    pub fn read(stored: &Stored, csv: bool) -> Result<Runs> {
        let (blob, rounded) = match (&stored.csv, &stored.parquet) {
            (Some(csv_blob), None) => (csv_blob, true),
            (Some(csv_blob), Some(_)) if csv => (csv_blob, true),
            (_, Some(parquet)) => (parquet, false),
            (None, None) => return Ok(Runs::default()),
        };
        let records = read::records(blob, rounded)?;
        once(&records, blob)?;
        Ok(Runs { records, rounded })
    }

    /// The variants in the order of the table.
    pub fn variants(&self) -> Vec<&str> {
        distinct(self.records.iter().map(|record| record.variant.as_str()))
    }

    /// The runs of a variant by seed; empty when there are none.
    pub fn of(&self, variant: &str) -> BTreeMap<u64, &Record> {
        let records = self.records.iter().filter(|record| record.variant == variant);
        records.map(|record| (record.seed, record)).collect()
    }
}

fn once(records: &[Record], blob: &Blob) -> Result<()> {
    let mut seen = std::collections::BTreeSet::new();
    match records.iter().find(|record| !seen.insert((&record.variant, record.seed))) {
        None => Ok(()),
        Some(Record { variant, seed, .. }) => {
            let what = format!("the table holds `{variant}` with seed {seed} twice");
            Err(Error::new(what).at(blob.name()).help("rebuild it with `cadbench report`"))
        }
    }
}
