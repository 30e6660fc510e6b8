//! `cadbench verify`: repeats runs and holds them against the committed tables.

mod told;

use std::path::{Path, PathBuf};

use super::run::{Choice, Executed, Processor, execute, missing};
use super::{Outcome, project};
use crate::compare::{Loaded, Record, Repeat, Runs, Source, Tolerances, load, repeat};
use crate::error::{Context, Result};
use crate::experiment::{Experiment, Run};
use crate::results::{Row, Store};
use told::{Told, table};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    choice: Choice,
    /// Tables to hold the repeated runs against: a revision or a folder (default: the results folder)
    #[arg(long, value_name = "SOURCE")]
    against: Option<String>,
    /// YAML file of what scores may differ by on another machine class, such as `miou: 0.01`
    #[arg(long, value_name = "FILE")]
    tolerances: Option<PathBuf>,
    /// Folder to keep the repeated runs in, to go on with after an interruption (default: none is kept)
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

/// What happened to a chosen run.
#[derive(Debug, Clone, PartialEq)]
enum Verdict {
    Repeated(Repeat),
    /// The table has no such run.
    NotInTable,
    /// It could not be repeated; why.
    NotRun(String),
}

/// Runs the command.
///
/// # Errors
/// When a file, a source or a name is wrong.
pub fn verify(arguments: &Arguments, results: &Path) -> Result<Outcome> {
    let plan = arguments.choice.plan()?;
    let tolerances = arguments.tolerances.as_deref().map(Tolerances::load).transpose()?.unwrap_or_default();
    let source = match &arguments.against {
        Some(source) => Source::find(source, project::root())?,
        None => Source::folder(results)?,
    };
    let fresh = tempfile::tempdir().context("the runs cannot be repeated", "temporary folder")?;
    let store = Store::new(arguments.keep.as_deref().unwrap_or(fresh.path()));
    let committed = load(std::slice::from_ref(&source))?.remove(0);
    let mut told = Vec::new();
    for experiment in &plan.experiments {
        let check = Check {
            experiment,
            committed: &committed,
            store: &store,
            tolerances: &tolerances,
            processor: arguments.choice.processor(experiment)?,
        };
        told.extend(check.all(&arguments.choice)?);
    }
    println!("\n{}", table(&told, &source.label));
    Ok(if told.iter().all(|told| told.verdict.holds()) { Outcome::Done } else { Outcome::SomeFailed })
}

impl Verdict {
    /// Did the run give what the table says?
    fn holds(&self) -> bool {
        matches!(self, Verdict::Repeated(Repeat::Identical(_) | Repeat::Within(_)))
    }
}

/// One experiment's runs, the tables and the store that they are repeated in.
struct Check<'a> {
    experiment: &'a Experiment,
    committed: &'a Loaded,
    store: &'a Store,
    tolerances: &'a Tolerances,
    processor: Processor,
}

impl Check<'_> {
    /// A verdict for each chosen run, in the order in which they were repeated.
    fn all(&self, choice: &Choice) -> Result<Vec<Told>> {
        let chosen = choice.of(self.experiment);
        let lacking = missing(&chosen)?;
        let mut told = Vec::new();
        for (number, run) in chosen.iter().enumerate() {
            let label = format!("[{}/{}] {}", number + 1, chosen.len(), run.name());
            let verdict = match &lacking {
                Some(missing) => Verdict::NotRun(missing.to_string()),
                None => self.one(run, choice.takes(run), &label)?,
            };
            if choice.takes(run) {
                told.push(Told { run: run.name(), verdict });
            }
        }
        Ok(told)
    }

    /// Repeats a run, unless the table has none of its configuration; one that was only `wanted` by another run
    /// is always done.
    fn one(&self, run: &Run, wanted: bool, label: &str) -> Result<Verdict> {
        let Some(record) = record(self.committed, run) else {
            if !wanted {
                let _ = execute(run, &self.processor, self.store, label, false)?;
            }
            return Ok(Verdict::NotInTable);
        };
        let changed = record.about("config_hash").is_some_and(|hash| hash != run.hash);
        if wanted && changed {
            let told = record.about("config_hash").unwrap_or_default();
            return Ok(Verdict::Repeated(Repeat::NotComparable(format!(
                "configuration {told} → {}",
                run.hash
            ))));
        }
        match execute(run, &self.processor, self.store, label, false) {
            Ok(Executed::Row(row)) => Ok(Verdict::Repeated(self.held_against_table(&row, record)?)),
            Ok(Executed::Elsewhere) => Ok(Verdict::NotRun("another process is at it".into())),
            Err(error) => Ok(Verdict::NotRun(error.to_string())),
        }
    }

    /// A table that is a CSV file has rounded numbers: the repeated ones are then rounded alike. `told` is a line of this
    /// experiment's table, so the table is there, and one row makes one record.
    fn held_against_table(&self, row: &Row, told: &Record) -> Result<Repeat> {
        let rounded = self.committed.experiments[&self.experiment.name].rounded;
        let found = Runs::of_rows(std::slice::from_ref(row), rounded)?;
        Ok(repeat(told, &found.records[0], self.tolerances))
    }
}

/// A run's line in its experiment's table.
fn record<'a>(loaded: &'a Loaded, run: &Run) -> Option<&'a Record> {
    let records = &loaded.experiments.get(&run.experiment)?.records;
    records.iter().find(|record| record.variant == run.variant && record.seed == run.seed)
}
