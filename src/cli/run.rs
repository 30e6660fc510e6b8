//! `cadbench run`: every run of the experiments that is not finished yet, each stored as soon as it is done.

use std::path::{Path, PathBuf};

use super::progress::RunDisplay;
use super::{Outcome, Screen, pages};
use crate::error::{Kind, Result};
use crate::experiment::{Experiment, Overrides, Plan, Run};
use crate::git::Silent;
use crate::report::{of_one_input, terminal_summary};
use crate::results::{Row, RunSource, Store, commit};
use crate::runner::{
    DeviceChoice, Executed, Processor, RunObserver, RunSelection, Shard, TensorBoard, execute, known,
    precision_remark, project,
};
use crate::system::interrupt;
use crate::text::out;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    selection: RunSelection,
    #[command(flatten)]
    device: DeviceChoice,
    /// Repeat finished runs
    #[arg(long)]
    force: bool,
    /// Only part I of N of the runs (default: a Slurm array's task does its part, anything else all); no tables
    /// are written then: `cadbench report` does it when all parts are done
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Also write training curves for TensorBoard, as DIR/experiment/variant/seed; of finished runs too
    #[arg(long, value_name = "DIR")]
    tensorboard: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When anything is wrong in a file; a run that fails is reported and the others go on.
pub fn run(arguments: &Arguments, results: &Path, screen: Screen) -> Result<Outcome> {
    let plan = arguments.selection.plan()?;
    let shard = match arguments.shard {
        Some(shard) => shard,
        None => Shard::of_slurm(|name| std::env::var(name).ok())?.unwrap_or(Shard::WHOLE),
    };
    let mine = part(&plan, &arguments.selection, shard);
    let processors: Vec<Processor> =
        plan.experiments.iter().map(|one| arguments.device.processor(one)).collect::<Result<_>>()?;
    let store = Store::new(results);
    for experiment in &plan.experiments {
        known::refuse_namesake(experiment, &arguments.selection.overrides, &store)?;
    }
    interrupt::listen()?;
    tell_unknown_commit();
    let (mut outcome, mut diverged) = (Outcome::Done, Vec::new());
    for ((experiment, chosen), processor) in plan.experiments.iter().zip(&mine).zip(&processors) {
        if chosen.is_empty() {
            continue;
        }
        out::line(format_args!(
            "{} ({}): {} runs",
            experiment.title,
            experiment.file.display(),
            chosen.len()
        ));
        let asked = chosen.iter().map(|run| run.settings.evaluation.precision);
        if let Some(slow) = precision_remark(asked, processor.device()) {
            out::remark(slow);
        }
        if let Some(missing) = project::missing(chosen)? {
            out::remark(format_args!("skipped: {missing}"));
            outcome = Outcome::SomeFailed;
            continue;
        }
        note(experiment, chosen, &arguments.selection.overrides, &store)?;
        let force = |run: &Run| arguments.force && arguments.selection.takes(run);
        let mut display = RunDisplay::new(chosen.len());
        let done = match &arguments.tensorboard {
            None => all_of(chosen, processor, &store, &mut display, force),
            Some(folder) => {
                all_of(chosen, processor, &store, &mut TensorBoard::new(folder, &store, &mut display), force)
            }
        };
        if done.any_failed {
            outcome = Outcome::SomeFailed;
        }
        diverged.extend(done.diverged);
        if let Some(signal) = interrupt::asked() {
            return Ok(Outcome::Stopped(signal));
        }
        if !done.rows.is_empty() {
            out::line(summary(experiment, done.rows, screen)?);
        }
        if !shard.is_part() {
            pages::write(std::slice::from_ref(experiment), results, &arguments.selection.overrides)?;
        }
    }
    if diverged.is_empty() {
        return Ok(outcome);
    }
    out::remark(format_args!(
        "error: {} runs diverged and have no row: {}\nhelp: change their settings; `--force` tries the same once more",
        diverged.len(),
        diverged.join(", ")
    ));
    Ok(Outcome::Diverged)
}

/// Notes for each run which file asks for it, so that no one takes it for stale.
fn note(experiment: &Experiment, chosen: &[&Run], overrides: &Overrides, store: &Store) -> Result<()> {
    let source = RunSource::new(&experiment.file, overrides.texts().map(str::to_owned));
    chosen.iter().try_for_each(|run| store.note_source(&run.hash, &source))
}

/// This process's part of the chosen runs, by experiment.
fn part<'a>(plan: &'a Plan, selection: &RunSelection, shard: Shard) -> Vec<Vec<&'a Run>> {
    let chosen: Vec<Vec<&Run>> = plan.experiments.iter().map(|one| selection.of(one)).collect();
    let all = chosen.concat();
    let mine = shard.deal(&all);
    if shard.is_part() {
        out::line(format_args!("part {shard} of the plan: {} of {} runs", mine.len(), all.len()));
    }
    let dealt = |run: &&Run| mine.iter().any(|dealt| dealt.hash == run.hash);
    chosen.into_iter().map(|runs| runs.into_iter().filter(dealt).collect()).collect()
}

/// How an experiment's runs went.
#[derive(Default)]
struct Done {
    rows: Vec<Row>,
    any_failed: bool,
    /// Names of the runs whose numbers became none.
    diverged: Vec<String>,
}

/// Does an experiment's runs in turn, until a signal asks for the end.
fn all_of(
    runs: &[&Run],
    processor: &Processor,
    store: &Store,
    observer: &mut dyn RunObserver,
    force: impl Fn(&Run) -> bool,
) -> Done {
    let mut done = Done::default();
    for run in runs.iter().take_while(|_| interrupt::asked().is_none()) {
        match execute(run, processor, store, observer, force(run)) {
            Ok(Executed::Row(row)) => done.rows.push(*row),
            Ok(Executed::Elsewhere) => {}
            Ok(Executed::Diverged) => done.diverged.push(run.name()),
            Err(error) if error.kind() == Kind::Interrupted => {
                out::line(format_args!(
                    "{}: {}; the same command goes on from here",
                    run.name(),
                    error.what()
                ));
            }
            Err(error) => {
                out::remark(format_args!("error: {}: {error}", run.name()));
                // Without training the weights are at fault, not the run.
                match error.kind() == Kind::Diverged && run.settings.training.is_some() {
                    true => done.diverged.push(run.name()),
                    false => done.any_failed = true,
                }
            }
        }
    }
    done
}

fn summary(experiment: &Experiment, rows: Vec<Row>, screen: Screen) -> Result<String> {
    let (rows, left_out) = of_one_input(experiment, rows);
    let order: Vec<String> = experiment.variants().map(|runs| runs[0].variant.clone()).collect();
    let table = terminal_summary(&rows, &order, screen.columns)?;
    Ok(left_out.map_or(table.clone(), |left_out| format!("{table}\n{left_out}")))
}

/// Rows name the commit that made them; where git does not tell it although it could, a person may want to mend that first.
fn tell_unknown_commit() {
    let Some(trouble) = commit(project::root()).err().filter(Silent::is_trouble) else { return };
    out::remark(format_args!(
        "warning: rows will name no commit: {trouble}\nhelp: for a checkout of another owner, \
         `git config --global --add safe.directory FOLDER`; `cadbench doctor` says when it is mended"
    ));
}
