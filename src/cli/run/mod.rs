//! `cadbench run`: every run of the experiments that is not finished yet, each stored as soon as it is done.

mod choice;
mod chosen;
mod execute;
mod measured;
mod processor;
mod shard;
mod start;
#[cfg(test)]
mod tests;
mod watch;

use std::path::Path;

use super::{Outcome, project};
use crate::experiment::{Experiment, Plan, Run};
use crate::report::terminal_summary;
use crate::results::{Row, Store};
use crate::{Error, Result};
pub use choice::Choice;
pub use execute::{Executed, execute};
pub use processor::Processor;
pub use shard::{Shard, independent};
pub use start::Start;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    choice: Choice,
    /// Repeat finished runs
    #[arg(long)]
    force: bool,
    /// Only part I of N of the runs (default: a Slurm array's task does its part, anything else all); no tables
    /// are written then: `cadbench report` does it when all parts are done
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
}

/// Runs the command.
///
/// # Errors
/// When anything is wrong in a file; a run that fails is reported and the others go on.
pub fn run(arguments: &Arguments, results: &Path) -> Result<Outcome> {
    let plan = arguments.choice.plan()?;
    let shard = match arguments.shard {
        Some(shard) => shard,
        None => Shard::of_slurm(|name| std::env::var(name).ok())?.unwrap_or(Shard::WHOLE),
    };
    let mine = part(&plan, arguments, shard);
    let processors: Vec<Processor> =
        plan.experiments.iter().map(|one| arguments.choice.processor(one)).collect::<Result<_>>()?;
    let store = Store::new(results);
    let mut outcome = Outcome::Done;
    for ((experiment, chosen), processor) in plan.experiments.iter().zip(&mine).zip(&processors) {
        if chosen.is_empty() {
            continue;
        }
        println!("{} ({}): {} runs", experiment.title, experiment.file.display(), chosen.len());
        if let Some(missing) = missing(chosen)? {
            eprintln!("skipped: {missing}");
            outcome = Outcome::SomeFailed;
            continue;
        }
        let force = |run: &Run| arguments.force && arguments.choice.takes(run);
        if !all_of(experiment, chosen, processor, &store, force)? {
            outcome = Outcome::SomeFailed;
        }
        if !shard.is_part() {
            super::report::report_on(std::slice::from_ref(experiment), results)?;
        }
    }
    Ok(outcome)
}

/// This process's part of the chosen runs, by experiment.
fn part<'a>(plan: &'a Plan, arguments: &Arguments, shard: Shard) -> Vec<Vec<&'a Run>> {
    let chosen: Vec<Vec<&Run>> = plan.experiments.iter().map(|one| arguments.choice.of(one)).collect();
    let all = chosen.concat();
    let mine = shard.deal(&all);
    if shard.is_part() {
        println!("part {shard} of the plan: {} of {} runs", mine.len(), all.len());
    }
    let dealt = |run: &&Run| mine.iter().any(|dealt| dealt.hash == run.hash);
    chosen.into_iter().map(|runs| runs.into_iter().filter(dealt).collect()).collect()
}

/// What an experiment needs and this machine lacks: its data, or weights that its runs start from.
pub fn missing(runs: &[&Run]) -> Result<Option<Error>> {
    let data = project::card_of(&runs[0].settings)?.root(project::root()).err().map(Error::from);
    let weights = project::weights(runs.iter().copied()).into_values().filter_map(Result::err);
    Ok(Error::several(data.into_iter().chain(weights).collect()))
}

/// Runs an experiment's runs in turn; false when one failed.
fn all_of(
    experiment: &Experiment,
    runs: &[&Run],
    processor: &Processor,
    store: &Store,
    force: impl Fn(&Run) -> bool,
) -> Result<bool> {
    let mut rows: Vec<Row> = Vec::new();
    let mut good = true;
    for (number, run) in runs.iter().enumerate() {
        let label = format!("[{}/{}] {}", number + 1, runs.len(), run.name());
        match execute(run, processor, store, &label, force(run)) {
            Ok(Executed::Row(row)) => rows.push(*row),
            Ok(Executed::Elsewhere) => println!("{label}: another process is at it"),
            Err(error) => {
                eprintln!("error: {}: {error}", run.name());
                good = false;
            }
        }
    }
    let order: Vec<String> = experiment.variants().map(|runs| runs[0].variant.clone()).collect();
    if !rows.is_empty() {
        println!("{}", terminal_summary(&rows, &order)?);
    }
    Ok(good)
}
