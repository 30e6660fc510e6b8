//! The command line: arguments and printing. The only room that knows all others; one file or folder per command, and no
//! command knows another.

mod bench;
mod claims;
mod compare;
mod cost;
mod data;
mod doctor;
mod errors;
mod estimates;
mod pages;
mod panics;
mod plan;
mod predict;
mod progress;
mod report;
mod run;
mod runs;
mod schema;
mod show;
mod slurm;
mod threads;
mod verify;
mod weights;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::Result;
use crate::system::interrupt::Signal;
use crate::system::memory::keep_freed_memory;
use crate::text::out;
use crate::text::terminal;

/// A reproducible benchmark harness for content-adaptive downsampling in CNNs.
///
/// Exit codes: 0 everything was done, 1 some runs or images failed, `--fail-on` found its mark or `verify` a difference, 2 bad input or
/// a training that diverged, 130 or 143 stopped by SIGINT or SIGTERM.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    /// Threads of the kernels (default: all that this process may use)
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,
    /// Folder of runs, tables and charts
    #[arg(long, global = true, value_name = "DIR", default_value = "results")]
    results: PathBuf,
    /// All columns of tables, however narrow the terminal is
    #[arg(long, global = true)]
    wide: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check experiments and show their runs and costs; needs no data and no weights
    Plan(plan::Arguments),
    /// Count what networks cost: by variant or by layer, at any size, on shapes alone or on an image
    Cost(cost::Arguments),
    /// Time the networks of an experiment against each other, image by image
    Bench(bench::Arguments),
    /// Train and evaluate; finished runs are skipped
    Run(run::Arguments),
    /// List the stored runs, or remove some
    Runs(runs::Arguments),
    /// Rebuild tables, charts and the pages of results from the stored runs
    Report(report::Arguments),
    /// Draw what a run makes of one image: mask, cells, predictions and errors, as a PNG
    Show(show::Arguments),
    /// Tell where networks err: by resolution, and by the distance to the border between resolutions
    Errors(errors::Arguments),
    /// Predict image files with a run's network: label maps in the data set's ids and overlays, or a table of classes
    Predict(predict::Arguments),
    /// Compare result tables of two commits, or of more as a history, seed by seed
    Compare(compare::Arguments),
    /// Write job scripts that divide a plan among the tasks of a Slurm array
    Slurm(slurm::Arguments),
    /// Check what the paper claims against the measured rows
    Claims(claims::Arguments),
    /// Repeat runs and check the committed tables: equal to the bit on the same machine class
    Verify(verify::Arguments),
    /// Print the JSON Schema of experiment files, by which an editor checks and completes them
    Schema,
    /// Say what this machine can do: processor, GPUs, data sets, weights, Slurm, git; what to set for what is missing
    Doctor(doctor::Arguments),
    /// List, make or check data sets
    #[command(subcommand)]
    Data(data::Action),
    /// Look into weights files or convert them
    #[command(subcommand)]
    Weights(weights::Action),
}

/// How a command ended that had no bad input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    SomeFailed,
    /// The numbers of some runs became none.
    Diverged,
    /// A signal asked for the end; what was done is kept.
    Stopped(Signal),
}

/// What tables are printed on.
#[derive(Debug, Clone, Copy)]
struct Screen {
    /// Columns of the terminal; `None` where lines may have any length.
    columns: Option<usize>,
}

impl Screen {
    /// One where lines may have any length.
    #[cfg(test)]
    const WIDE: Screen = Screen { columns: None };

    fn new(wide: bool) -> Self {
        Screen { columns: if wide { None } else { terminal::width() } }
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    panics::install();
    keep_freed_memory();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(answer) => return answered(&answer),
    };
    let done = dispatch(arguments);
    // What the command found comes first, then what became of its output.
    let told = out::check();
    match done.and_then(|outcome| told.map(|()| outcome)) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::from(1),
        Ok(Outcome::Diverged) => ExitCode::from(2),
        Ok(Outcome::Stopped(signal)) => ExitCode::from(signal.exit_code()),
        Err(error) => {
            out::remark(format_args!("error: {error}"));
            ExitCode::from(2)
        }
    }
}

/// Help, the version, or what is wrong with the command line.
fn answered(answer: &clap::Error) -> ExitCode {
    let printed = answer.print();
    if answer.use_stderr() {
        // Nothing is left to be told to nobody.
        return ExitCode::from(2);
    }
    out::note(printed);
    out::check().map_or_else(
        |error| {
            out::remark(format_args!("error: {error}"));
            ExitCode::from(2)
        },
        |()| ExitCode::SUCCESS,
    )
}

fn dispatch(arguments: Arguments) -> Result<Outcome> {
    threads::start(arguments.threads)?;
    let screen = Screen::new(arguments.wide);
    match arguments.command {
        Command::Plan(plan) => plan::plan(&plan, screen),
        Command::Cost(cost) => cost::cost(&cost, screen),
        Command::Bench(bench) => bench::bench(&bench, screen),
        Command::Run(run) => run::run(&run, &arguments.results, screen),
        Command::Runs(runs) => runs::runs(&runs, &arguments.results, screen),
        Command::Report(report) => report::report(&report, &arguments.results),
        Command::Show(show) => show::show(&show, &arguments.results),
        Command::Errors(errors) => errors::errors_by_place(&errors, &arguments.results, screen),
        Command::Predict(predict) => predict::predict(&predict, &arguments.results),
        Command::Compare(compare) => compare::compare(&compare, &arguments.results),
        Command::Slurm(slurm) => slurm::slurm(&slurm, &arguments.results),
        Command::Claims(claims) => claims::claims(&claims, &arguments.results),
        Command::Schema => schema::print(),
        Command::Doctor(doctor) => doctor::doctor(&doctor, &arguments.results),
        Command::Verify(verify) => verify::verify(&verify, &arguments.results, screen),
        Command::Data(action) => data::data(&action, screen),
        Command::Weights(action) => weights::weights(&action),
    }
}
