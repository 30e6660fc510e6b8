//! `cadbench run`: every run of the experiments that is not finished yet, each stored as soon as it is done.

mod chosen;
mod execute;
mod measured;
mod start;
mod watch;

use std::path::{Path, PathBuf};

use super::{Outcome, project};
use crate::experiment::{self, Experiment, Plan, Run};
use crate::report::terminal_summary;
use crate::results::{Row, Store};
use crate::{Error, Result};
use execute::Executed;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Experiment files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Only these variants
    #[arg(long, value_name = "VARIANT")]
    only: Vec<String>,
    /// Only these seeds
    #[arg(long, value_name = "SEED", value_delimiter = ',')]
    seeds: Vec<u64>,
    /// Repeat finished runs
    #[arg(long)]
    force: bool,
}

/// Runs the command.
///
/// # Errors
/// When anything is wrong in a file; a run that fails is reported and the others go on.
pub fn run(arguments: &Arguments, results: &Path) -> Result<Outcome> {
    let plan = experiment::read(&arguments.files)?;
    check_choice(arguments, &plan)?;
    let store = Store::new(results);
    let mut outcome = Outcome::Done;
    for experiment in &plan.experiments {
        let chosen = chosen::with_origins(&experiment.runs, |run| is_chosen(arguments, run));
        println!("{} ({}): {} runs", experiment.title, experiment.file.display(), chosen.len());
        if let Some(missing) = missing(&chosen)? {
            eprintln!("skipped: {missing}");
            outcome = Outcome::SomeFailed;
            continue;
        }
        let force = |run: &Run| arguments.force && is_chosen(arguments, run);
        if !all_of(experiment, &chosen, &store, force)? {
            outcome = Outcome::SomeFailed;
        }
        super::report::report_on(std::slice::from_ref(experiment), results)?;
    }
    Ok(outcome)
}

/// What an experiment needs and this machine lacks: its data, or weights that its runs start from.
fn missing(runs: &[&Run]) -> Result<Option<Error>> {
    let data = project::card_of(&runs[0].settings)?.root(project::root()).err().map(Error::from);
    let weights = project::weights(runs.iter().copied()).into_values().filter_map(Result::err);
    Ok(Error::several(data.into_iter().chain(weights).collect()))
}

/// Runs an experiment's runs in turn; false when one failed.
fn all_of(
    experiment: &Experiment,
    runs: &[&Run],
    store: &Store,
    force: impl Fn(&Run) -> bool,
) -> Result<bool> {
    let mut rows: Vec<Row> = Vec::new();
    let mut good = true;
    for (number, run) in runs.iter().enumerate() {
        let label = format!("[{}/{}] {}", number + 1, runs.len(), run.name());
        match execute::execute(run, store, &label, force(run)) {
            Ok(Executed::Row(row)) => rows.push(*row),
            Ok(Executed::Elsewhere) => println!("{label}: another process is at it"),
            Err(error) => {
                eprintln!("error: {}: {error}", run.name());
                good = false;
            }
        }
    }
    let order: Vec<String> = experiment.variants().map(|runs| runs[0].variant.clone()).collect();
    println!("{}", terminal_summary(&rows, &order)?);
    Ok(good)
}

fn is_chosen(arguments: &Arguments, run: &Run) -> bool {
    (arguments.only.is_empty() || arguments.only.contains(&run.variant))
        && (arguments.seeds.is_empty() || arguments.seeds.contains(&run.seed))
}

/// A choice that leaves an experiment without runs is a mistake.
fn check_choice(arguments: &Arguments, plan: &Plan) -> Result<()> {
    for experiment in &plan.experiments {
        if !experiment.runs.iter().any(|run| is_chosen(arguments, run)) {
            let variants: Vec<&str> = experiment.variants().map(|runs| runs[0].variant.as_str()).collect();
            return Err(Error::new("--only and --seeds leave no run")
                .at(experiment.file.display())
                .help(format!("its variants are {}", variants.join(", "))));
        }
    }
    Ok(())
}
