//! `cadbench plan`: every run with its cost, before any image is read.

use std::collections::BTreeSet;

use super::{Outcome, Screen, estimates};
use crate::cost::Cost;
use crate::data::Card;
use crate::device::Device;
use crate::experiment::Run;
use crate::order::grouped;
use crate::runner::{Estimate, RunSelection, Setup, precision_remark, project, too_large};
use crate::text::out;
use crate::text::quantity::span;
use crate::text::terminal::{Table, table};
use crate::{Error, Result};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    selection: RunSelection,
    /// Print the settings of every variant with all defaults filled in
    #[arg(long)]
    resolved: bool,
}

/// Runs the command.
///
/// # Errors
/// When anything is wrong in a file.
pub fn plan(arguments: &Arguments, screen: Screen) -> Result<Outcome> {
    let plan = arguments.selection.plan()?;
    for experiment in &plan.experiments {
        let variants = arguments.selection.variants(experiment);
        let runs = variants.iter().map(Vec::len).sum::<usize>();
        out::line(format_args!("{} ({}): {runs} runs", experiment.title, experiment.file.display()));
        if arguments.resolved {
            variants.iter().filter_map(|runs| runs.first()).try_for_each(|run| print_settings(run))?;
            continue;
        }
        out::line(costs(&variants)?.fitted(screen.columns));
        let large = if experiment.device == Device::Cpu { large(&variants)? } else { Vec::new() };
        let asked = variants.iter().flatten().map(|run| run.settings.evaluation.precision);
        let slow = precision_remark(asked, experiment.device);
        for line in needs(&variants.concat())?.iter().chain(&experiment.notes).chain(&large).chain(&slow) {
            out::line(line);
        }
    }
    Ok(Outcome::Done)
}

fn print_settings(run: &Run) -> Result<()> {
    let yaml = serde_yaml::to_string(&run.settings).map_err(|e| Error::new(e.to_string()))?;
    out::line(format_args!("# {}\n{yaml}", run.variant));
    Ok(())
}

const HEADER: [&str; 9] = [
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

/// What goes first where a terminal is narrow: the paper's count beside ours, then what is alike in most variants.
const DISPENSABLE: [&str; 4] = ["ptflops backbone", "parameters", "steps", "seeds"];

fn costs(variants: &[Vec<&Run>]) -> Result<Table> {
    let mut table = table(&HEADER, 1).dispensable(&DISPENSABLE);
    for runs in variants {
        let Some(run) = runs.first() else { continue };
        let seeds: Vec<String> = runs.iter().map(|run| run.seed.to_string()).collect();
        let setup = Setup::new(run)?;
        let estimate = Estimate::new(&setup, None)?;
        let [low, high] = estimate.costs()?;
        let range = |of: fn(&Cost) -> f64| span(of(&low), of(&high));
        let (steps, memory) = match &run.settings.training {
            None => ("none".to_owned(), "–".to_owned()),
            Some(training) => {
                // Training sees crops, which need not be as large as the images.
                let crops = Estimate::new(&setup, run.settings.crop_size())?;
                let [least, most] = crops.training_memory(training.batch as f64)?;
                (training.steps.to_string(), span(least, most) + "B")
            }
        };
        table.add_row([
            run.variant.clone(),
            seeds.join(" "),
            steps,
            format!("{:.2} M", low.parameters as f64 / 1e6),
            estimates::active(&estimate),
            range(|cost| cost.macs_backbone),
            range(|cost| cost.macs_head),
            range(|cost| cost.ptflops_backbone),
            memory,
        ]);
    }
    Ok(table)
}

/// The variants whose training does not fit into this machine's memory, where `run` would not begin them.
fn large(variants: &[Vec<&Run>]) -> Result<Vec<String>> {
    let firsts = variants.iter().filter_map(|runs| runs.first());
    let notes = firsts.map(|run| Ok(too_large(&Setup::new(run)?).map(|large| (large.note(), &run.variant))));
    let notes: Vec<_> = notes.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    let grouped = grouped(notes, |(note, _)| note.clone()).into_iter();
    let line = |(note, variants): (String, Vec<(String, &String)>)| {
        let names: Vec<&str> = variants.iter().map(|(_, name)| name.as_str()).collect();
        format!("{note} ({})", names.join(", "))
    };
    Ok(grouped.map(line).collect())
}

/// What data and weights some runs need, and whether they are here.
fn needs(runs: &[&Run]) -> Result<Vec<String>> {
    let cards: BTreeSet<&str> = runs.iter().map(|run| run.settings.data.card.as_str()).collect();
    let line = |name: &str| {
        let card: Card = project::card(name)?;
        Ok(match card.root(project::root()) {
            Ok(root) => format!("data: {} is at {}", card.title, root.display()),
            Err(missing) => format!("data: {}", Error::from(missing)),
        })
    };
    let lines: Result<Vec<String>> = cards.into_iter().map(line).collect();
    let weights = project::weights(runs.iter().copied()).into_iter().map(|(named, found)| match found {
        Ok(_) => format!("weights: {} are here", named.display()),
        Err(missing) => format!("weights: {missing}"),
    });
    Ok(lines?.into_iter().chain(weights).collect())
}
