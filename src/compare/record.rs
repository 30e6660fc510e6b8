//! The runs of one experiment as a table holds them: a record each, whatever columns there are.

use std::collections::{BTreeMap, BTreeSet};

use crate::metrics::ByImage;
use crate::order::distinct;
use crate::results::Row;
use crate::results::columns::{Entry, entries};
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
    /// What each evaluated image added to the scores; tables of before it was kept tell nothing.
    pub by_image: ByImage,
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
    /// What the line of a row in its table is read as; `rounded` to the decimals of CSV files.
    pub fn of_row(row: &Row, rounded: bool) -> Record {
        let (mut about, mut measured) = (BTreeMap::new(), BTreeMap::new());
        for entry in entries(row.accuracy.scores.task()) {
            match entry {
                Entry::About(column) => about.extend(column.text(row).map(|text| (column.name.into(), text))),
                Entry::Measured(column) => {
                    let value =
                        column.value(row).map(|value| if rounded { column.rounded(value) } else { value });
                    measured.extend(value.map(|value| (column.name.to_string(), value)));
                }
            }
        }
        let (variant, seed, by_image) =
            (row.identity.variant.clone(), row.identity.seed, row.by_image.clone());
        Record { variant, seed, about, measured, by_image }
    }

    /// A cell of a column about the run; `None` when it is empty or not there.
    pub fn about(&self, column: &str) -> Option<&str> {
        self.about.get(column).map(String::as_str)
    }
}

impl Runs {
    /// What the table of some rows is read as; `rounded` to the decimals of CSV files.
    ///
    /// # Errors
    /// When two rows are of the same variant and seed.
    pub fn of_rows(rows: &[Row], rounded: bool) -> Result<Runs> {
        Runs::new(rows.iter().map(|row| Record::of_row(row, rounded)).collect(), rounded)
    }

    /// Of records in the order of their table.
    ///
    /// # Errors
    /// When two have the same variant and seed.
    pub(super) fn new(records: Vec<Record>, rounded: bool) -> Result<Runs> {
        let mut seen = BTreeSet::new();
        match records.iter().find(|record| !seen.insert((&record.variant, record.seed))) {
            None => Ok(Runs { records, rounded }),
            Some(Record { variant, seed, .. }) => {
                Err(Error::new(format!("the table holds `{variant}` with seed {seed} twice")))
            }
        }
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
