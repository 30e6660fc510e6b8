//! `cadbench plan`: every run with its cost, before any image is read.

use std::collections::BTreeSet;
use std::path::PathBuf;

use comfy_table::Table;

use super::reckon::{Reckoned, active, span, training_memory};
use super::table::table;
use super::{Outcome, project};
use crate::cost::Cost;
use crate::data::Card;
use crate::experiment::{self, Experiment};
use crate::{Error, Result};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Experiment files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Print the settings of every variant with all defaults filled in
    #[arg(long)]
    resolved: bool,
}

/// Runs the command.
///
/// # Errors
/// When anything is wrong in a file.
pub fn plan(arguments: &Arguments) -> Result<Outcome> {
    let plan = experiment::read(&arguments.files)?;
    for experiment in &plan.experiments {
        println!("{} ({}): {} runs", experiment.title, experiment.file.display(), experiment.runs.len());
        if arguments.resolved {
            for run in experiment.variants().filter_map(|runs| runs.first()) {
                let yaml = serde_yaml::to_string(&run.settings).map_err(|e| Error::new(e.to_string()))?;
                println!("# {}\n{yaml}", run.variant);
            }
            continue;
        }
        println!("{}", costs(experiment)?);
        for line in needs(experiment)?.iter().chain(&experiment.notes) {
            println!("{line}");
        }
    }
    Ok(Outcome::Done)
}

fn costs(experiment: &Experiment) -> Result<Table> {
    let header = [
        "variant",
        "seeds",
        "steps",
        "parameters",
        "active",
        "MACs backbone",
        "MACs head",
        "ptflops backbone",
        "training memory",
    ];
    let mut table = table(&header, 1);
    for runs in experiment.variants() {
        let Some(run) = runs.first() else { continue };
        let seeds: Vec<String> = runs.iter().map(|run| run.seed.to_string()).collect();
        let reckoned = Reckoned::new(run, None)?;
        let [low, high] = reckoned.costs()?;
        let range = |of: fn(&Cost) -> f64| span(of(&low), of(&high));
        let (steps, memory) = match &run.settings.training {
            None => ("none".to_owned(), "–".to_owned()),
            Some(training) => {
                // Training sees crops, which need not be as large as the images.
                let crops = Reckoned::new(run, run.settings.crop_size())?;
                let [least, most] = training_memory(&crops, training.batch as f64)?;
                (training.steps.to_string(), span(least, most) + "B")
            }
        };
        table.add_row([
            run.variant.clone(),
            seeds.join(" "),
            steps,
            format!("{:.2} M", low.parameters as f64 / 1e6),
            active(&reckoned),
            range(|cost| cost.macs_backbone),
            range(|cost| cost.macs_head),
            range(|cost| cost.ptflops_backbone),
            memory,
        ]);
    }
    Ok(table)
}

/// What data and weights an experiment needs, and whether they are here.
fn needs(experiment: &Experiment) -> Result<Vec<String>> {
    let cards: BTreeSet<&str> = experiment.runs.iter().map(|run| run.settings.data.card.as_str()).collect();
    let line = |name: &str| {
        let card: Card = project::card(name)?;
        Ok(match card.root(project::root()) {
            Ok(root) => format!("data: {} is at {}", card.title, root.display()),
            Err(missing) => format!("data: {}", Error::from(missing)),
        })
    };
    let lines: Result<Vec<String>> = cards.into_iter().map(line).collect();
    let weights = project::weights(&experiment.runs).into_iter().map(|(named, found)| match found {
        Ok(_) => format!("weights: {} are here", named.display()),
        Err(missing) => format!("weights: {missing}"),
    });
    Ok(lines?.into_iter().chain(weights).collect())
}
