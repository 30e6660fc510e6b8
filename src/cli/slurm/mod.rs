//! `cadbench slurm`: job scripts that divide a plan among the tasks of a Slurm array.

use std::path::{Path, PathBuf};

use super::Outcome;
use crate::error::{Context, Error, Result};
use crate::experiment::{Plan, Run};
use crate::files::write_whole;
use crate::runner::{DeviceChoice, RunSelection, independent, project};
use crate::slurm::{Job, Request};
use crate::text::out;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    selection: RunSelection,
    #[command(flatten)]
    device: DeviceChoice,
    #[command(flatten)]
    request: Request,
    /// Tasks of the array (default: as many as the runs can be divided among)
    #[arg(long, value_name = "N")]
    shards: Option<usize>,
    /// Folder for the scripts and for what the jobs print
    #[arg(long, value_name = "DIR", default_value = "slurm")]
    out: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// When anything is wrong in a file, the files ask for different things, or a script cannot be written.
pub fn slurm(arguments: &Arguments, results: &Path) -> Result<Outcome> {
    let plan = arguments.selection.plan()?;
    arguments.request.check()?;
    let request = request(&plan, arguments.request.clone())?;
    let runs: Vec<&Run> = plan.experiments.iter().flat_map(|one| arguments.selection.of(one)).collect();
    let most = independent(&runs);
    let tasks = arguments.shards.unwrap_or(most);
    if tasks == 0 || tasks > most {
        return Err(Error::new(format!(
            "--shards {tasks}: these runs can be divided among 1 to {most} tasks"
        ))
        .help("a run and those that start from its weights stay together"));
    }
    let out = absolute(&arguments.out)?;
    let name = match &plan.experiments[..] {
        [one] => one.name.as_str(),
        _ => "cadbench",
    };
    let scripts = Job {
        name,
        request: &request,
        tasks,
        root: &absolute(project::root())?,
        logs: &out,
        run: &command("run", arguments, results)?,
        report: &command("report", arguments, results)?,
    }
    .scripts()?;
    let files = [("", scripts.array), ("-report", scripts.report)];
    for (part, script) in files {
        write_whole(&out.join(format!("{name}{part}.sbatch")), script.as_bytes())?;
    }
    let submit = out.join("submit.sh");
    write_whole(&submit, scripts.submit.as_bytes())?;
    out::line(format_args!(
        "{} runs for {tasks} tasks: {}",
        runs.len(),
        out.join(format!("{name}.sbatch")).display()
    ));
    out::line(format_args!(
        "submit them and the report behind them: sh {}",
        arguments.out.join("submit.sh").display()
    ));
    Ok(Outcome::Done)
}

/// What all jobs ask for: the flags, and where they say nothing the files, which must agree.
fn request(plan: &Plan, flags: Request) -> Result<Request> {
    let mut asked =
        plan.experiments.iter().map(|experiment| (experiment, flags.clone().or(&experiment.slurm)));
    // A plan has at least the experiment that the command line asks for.
    let Some((first, request)) = asked.next() else { return Ok(flags) };
    match asked.find(|(_, other)| *other != request) {
        None => Ok(request),
        Some((other, _)) => {
            Err(Error::new(format!("{} and {} ask for different jobs", first.name, other.name))
                .at(other.file.display())
                .help("write scripts for each of them, or say with flags what both are to have"))
        }
    }
}

/// The command line of a job.
fn command(what: &str, arguments: &Arguments, results: &Path) -> Result<Vec<String>> {
    let program = std::env::current_exe().context("the program does not know where it lies", "cadbench")?;
    let RunSelection { files, filter, overrides } = &arguments.selection;
    let mut words = vec![program, "--results".into(), absolute(results)?, what.into()];
    for file in files {
        words.push(absolute(file)?);
    }
    let mut words: Vec<String> = words.iter().map(|word| word.display().to_string()).collect();
    if what == "run" {
        let mut flag = |name: &str, value: &dyn ToString| words.extend([name.to_owned(), value.to_string()]);
        filter.experiments.iter().for_each(|name| flag("--experiment", name));
        filter.variants.iter().for_each(|name| flag("--variant", name));
        arguments.device.device.iter().for_each(|device| flag("--device", device));
        filter.seeds.iter().for_each(|seed| flag("--seed", seed));
    }
    words.extend(overrides.words().map(str::to_owned));
    Ok(words)
}

fn absolute(path: &Path) -> Result<PathBuf> {
    let resolved = path.components().collect::<PathBuf>();
    std::path::absolute(&resolved).context("the path cannot be made absolute", path.display())
}
