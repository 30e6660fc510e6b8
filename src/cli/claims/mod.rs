//! `cadbench claims`: what the paper claims, held against the tables of results.

mod machine;
mod plan;

use std::path::{Path, PathBuf};

use super::Outcome;
use crate::claims::Verdict;
use crate::compare::{Runs, Source, load_with_images};
use crate::error::{Context, Error, Result};
use crate::experiment;
use crate::files::{read_text, write_whole};
use crate::report::claims::{JudgedClaim, csv, judge_all, markdown};
use crate::report::{ExperimentInfo, with_section};
use crate::results::Store;
use crate::runner::project;
use crate::text::Format;
use crate::text::terminal::table;
use crate::text::{out, visible};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Experiment files (default: all of experiments/)
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Tables to look at: a revision or a folder (default: the results folder)
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Show how many runs would decide the undecided claims with a chance of 80 %, and how long they take
    #[arg(long, conflicts_with_all = ["format", "write", "fail_on"])]
    plan: bool,
    /// Put the Markdown into the marked section of this file as well
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Exit with 1 when a claim has this verdict
    #[arg(long, value_enum, value_name = "VERDICT", value_delimiter = ',')]
    fail_on: Vec<FailOn>,
}

/// Verdicts that can fail a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    NotReproduced,
    Undecided,
    NotMeasured,
}

impl FailOn {
    fn is(self, verdict: &Verdict) -> bool {
        match self {
            FailOn::NotReproduced => *verdict == Verdict::NotReproduced,
            FailOn::Undecided => matches!(verdict, Verdict::Undecided(_)),
            FailOn::NotMeasured => matches!(verdict, Verdict::NotMeasured(_) | Verdict::NotComparable(_)),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// When an experiment or a table cannot be read, or no experiment claims anything.
pub fn claims(arguments: &Arguments, results: &Path) -> Result<Outcome> {
    let experiments = experiment::read(&project::experiment_files(&arguments.files)?)?.experiments;
    let store = Store::new(results);
    let infos: Vec<ExperimentInfo> = experiments
        .iter()
        .filter(|experiment| !experiment.claims.is_empty())
        .map(|experiment| ExperimentInfo::new(experiment, &store))
        .collect();
    if infos.is_empty() {
        return Err(
            Error::new("no experiment claims anything").help("CONTRIBUTING.md tells how to state a claim")
        );
    }
    let source = match &arguments.source {
        Some(source) => Source::find(source, project::root())?,
        None => Source::folder(results)?,
    };
    let loaded = load_with_images(&[source])?.remove(0);
    let nothing = Runs::default();
    let runs = |info: &ExperimentInfo| loaded.experiments.get(&info.name).unwrap_or(&nothing);
    let judged: Vec<(&ExperimentInfo, Vec<JudgedClaim<'_>>)> =
        infos.iter().map(|info| (info, judge_all(info, runs(info)))).collect();
    if arguments.plan {
        let plans: String =
            judged.iter().map(|(info, judged)| plan::plan(&info.name, judged, runs(info))).collect();
        out::print(if plans.is_empty() { "no claim is undecided\n".to_owned() } else { plans });
        return Ok(Outcome::Done);
    }
    let all: Vec<JudgedClaim<'_>> = judged.iter().flat_map(|(_, judged)| judged.clone()).collect();
    match arguments.format {
        Format::Table => out::print(terminal(&judged)),
        Format::Markdown => out::print(sections(&judged)),
        Format::Json => out::line(machine::json(&all)?),
        Format::Csv => out::print(csv(&all)),
    }
    if let Some(file) = &arguments.write {
        let page = read_text(file).context("the page cannot be read", file.display())?;
        let page =
            with_section(&page, "claims", &sections(&judged)).map_err(|error| error.at(file.display()))?;
        write_whole(file, visible(&page).as_bytes())?;
    }
    let found = |verdict: &Verdict| arguments.fail_on.iter().any(|fail_on| fail_on.is(verdict));
    let failed = all.iter().any(|judged| found(&judged.outcome.verdict));
    Ok(if failed { Outcome::SomeFailed } else { Outcome::Done })
}

/// A table per experiment.
fn sections(judged: &[(&ExperimentInfo, Vec<JudgedClaim<'_>>)]) -> String {
    let one = |(info, judged): &(&ExperimentInfo, Vec<JudgedClaim<'_>>)| {
        format!("### {}\n{}", info.title, markdown(judged))
    };
    judged.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn terminal(judged: &[(&ExperimentInfo, Vec<JudgedClaim<'_>>)]) -> String {
    let mut text = String::new();
    for (info, judged) in judged {
        let mut table = table(&[info.name.as_str(), "measured", "verdict"], 3);
        for claim in judged {
            table.add_row([claim.claim.to_string(), claim.numbers(), claim.verdict()]);
        }
        text += &format!("{table}\n");
    }
    let reproduced = |judged: &Vec<JudgedClaim<'_>>| {
        judged.iter().filter(|judged| judged.outcome.verdict == Verdict::Reproduced).count()
    };
    let all: usize = judged.iter().map(|(_, judged)| judged.len()).sum();
    let good: usize = judged.iter().map(|(_, judged)| reproduced(judged)).sum();
    text + &format!(
        "{good} of {all} claims reproduced; ± is the 95 % interval of the mean difference over seeds and choices of images, for all \
         claims of an experiment together\n"
    )
}
