//! Repeating runs and holding them against committed tables.

use super::event::RunObserver;
use super::execute::{Executed, execute};
use super::processor::Processor;
use super::project;
use super::selection::RunSelection;
use crate::Result;
use crate::compare::{Loaded, Record, Repeat, Runs, Tolerances, repeat};
use crate::experiment::{Experiment, Run};
use crate::results::{Row, Store};

/// What happened to a chosen run.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It was done once more.
    Repeated(Repeat),
    /// The table has no such run.
    NotInTable,
    /// It could not be repeated; why.
    NotRun(String),
}

impl Verdict {
    /// Did the run give what the table says?
    pub fn holds(&self) -> bool {
        matches!(self, Verdict::Repeated(Repeat::Identical(_) | Repeat::Within(_)))
    }
}

/// A run and its verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// `experiment/variant/seed`.
    pub run: String,
    /// What happened to it.
    pub verdict: Verdict,
}

/// One experiment's runs, the tables and the store that they are repeated in.
pub struct Verification<'a> {
    /// Whose runs.
    pub experiment: &'a Experiment,
    /// What they are held against.
    pub committed: &'a Loaded,
    /// Where they are repeated.
    pub store: &'a Store,
    /// What scores may differ by on another machine class.
    pub tolerances: &'a Tolerances,
    /// What they are done on.
    pub processor: Processor,
}

impl Verification<'_> {
    /// A verdict for each chosen run, in the order in which they were repeated.
    ///
    /// # Errors
    /// When the data set's card is wrong, or a repeated run cannot be compared.
    pub fn of(&self, selection: &RunSelection, observer: &mut dyn RunObserver) -> Result<Vec<Verified>> {
        let chosen = selection.of(self.experiment);
        let lacking = project::missing(&chosen)?;
        let mut verified = Vec::new();
        for run in chosen {
            let wanted = selection.takes(run);
            let verdict = match &lacking {
                Some(missing) => Verdict::NotRun(missing.to_string()),
                None => self.one(run, wanted, observer)?,
            };
            if wanted {
                verified.push(Verified { run: run.name(), verdict });
            }
        }
        Ok(verified)
    }

    /// Repeats a run, unless the table has none of its configuration; one that was only wanted by another run is always
    /// done.
    fn one(&self, run: &Run, wanted: bool, observer: &mut dyn RunObserver) -> Result<Verdict> {
        let Some(record) = record(self.committed, run) else {
            if !wanted {
                execute(run, &self.processor, self.store, observer, false)?;
            }
            return Ok(Verdict::NotInTable);
        };
        let changed = record.about("config_hash").filter(|hash| *hash != run.hash);
        if let (true, Some(stored)) = (wanted, changed) {
            let reason = format!("configuration {stored} → {}", run.hash);
            return Ok(Verdict::Repeated(Repeat::NotComparable(reason)));
        }
        match execute(run, &self.processor, self.store, observer, false) {
            Ok(Executed::Row(row)) => Ok(Verdict::Repeated(self.held_against_table(&row, record)?)),
            Ok(Executed::Diverged) => Ok(Verdict::NotRun("its training diverged".into())),
            Ok(Executed::Elsewhere) => Ok(Verdict::NotRun("another process is at it".into())),
            Err(error) => Ok(Verdict::NotRun(error.to_string())),
        }
    }

    /// A table that is a CSV file has rounded numbers: the repeated ones are then rounded alike. `stored` is a line of
    /// this experiment's table, so the table is there, and one row makes one record.
    fn held_against_table(&self, row: &Row, stored: &Record) -> Result<Repeat> {
        let rounded = self.committed.experiments[&self.experiment.name].rounded;
        let found = Runs::of_rows(std::slice::from_ref(row), rounded)?;
        Ok(repeat(stored, &found.records[0], self.tolerances))
    }
}

/// A run's line in its experiment's table.
fn record<'a>(loaded: &'a Loaded, run: &Run) -> Option<&'a Record> {
    let records = &loaded.experiments.get(&run.experiment)?.records;
    records.iter().find(|record| record.variant == run.variant && record.seed == run.seed)
}
