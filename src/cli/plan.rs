//! `cadbench plan`: every run with its cost, before any image is read.

use std::collections::BTreeSet;
use std::path::PathBuf;

use comfy_table::{Table, presets};

use super::{Outcome, project};
use crate::cost::{Cost, Expected};
use crate::data::Card;
use crate::experiment::{self, Experiment, Run};
use crate::mask::Mask;
use crate::models::{Downsampling, Segmenter};
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
        println!("{}", table(experiment)?);
        for line in needs(experiment)?.iter().chain(&experiment.notes) {
            println!("{line}");
        }
    }
    Ok(Outcome::Done)
}

fn table(experiment: &Experiment) -> Result<Table> {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY).set_header([
        "variant",
        "seeds",
        "steps",
        "parameters",
        "active",
        "MACs backbone",
        "MACs head",
        "ptflops backbone",
        "training memory",
    ]);
    for runs in experiment.variants() {
        let Some(run) = runs.first() else { continue };
        let seeds: Vec<String> = runs.iter().map(|run| run.seed.to_string()).collect();
        let [low, high] = expected(run)?;
        let range = |of: fn(&Cost) -> f64| span(of(&low.1), of(&high.1));
        let batch = run.settings.training.batch as f64;
        let active = match (low.0 == high.0, &run.settings.downsampling) {
            (_, Downsampling::Regular(_)) => "regular".to_owned(),
            (true, _) => format!("{:.0} %", 100.0 * low.0),
            (false, _) => "by image".to_owned(),
        };
        table.add_row([
            run.variant.clone(),
            seeds.join(" "),
            run.settings.training.steps.to_string(),
            format!("{:.2} M", low.1.parameters as f64 / 1e6),
            active,
            range(|cost| cost.macs_backbone),
            range(|cost| cost.macs_head),
            range(|cost| cost.ptflops_backbone),
            span(low.1.training_memory(batch), high.1.training_memory(batch)) + "B",
        ]);
    }
    Ok(table)
}

/// Active fraction and cost of a whole image: twice the same where it is known, else the least and the most.
fn expected(run: &Run) -> Result<[(f64, Cost); 2]> {
    let settings = &run.settings;
    let card = project::card(&settings.data.card)?;
    let network = Segmenter::new(&settings.network, &settings.downsampling, card.classes.len())?;
    let [least, most] = match &settings.downsampling {
        Downsampling::Regular(_) => [1.0, 1.0],
        Downsampling::Adaptive(adaptive) => match (&adaptive.mask, adaptive.expected_active) {
            (_, Some(active)) => [active; 2],
            (Mask::All(_), _) => [1.0; 2],
            (Mask::None(_), _) => [0.0; 2],
            (Mask::Random(random), _) if random.fraction.is_some() => [random.fraction.unwrap_or(0.0); 2],
            (Mask::Edges(_) | Mask::Random(_), None) => [0.0, 1.0],
        },
    };
    let size = settings.data.resize.or(settings.augmentation.crop).ok_or_else(|| {
        Error::new("the cost depends on the image size, which the experiment does not state")
            .at(&run.experiment)
            .help("set `data: {resize: [height, width]}`")
    })?;
    let [height, width] = size.map(|side| side.next_multiple_of(network.resolution().multiple()));
    let cost = |active| {
        let rows = Expected { height, width, resolution: network.resolution(), active };
        Ok::<_, Error>((active, Cost::of_network(&network, &rows)?))
    };
    Ok([cost(least)?, cost(most)?])
}

/// "310 M", or "310–936 M" when the two differ.
fn span(low: f64, high: f64) -> String {
    let (unit, name) = if high >= 1e9 { (1e9, "G") } else { (1e6, "M") };
    let digits = if high / unit >= 100.0 { 0 } else { 2 };
    let (low, high) = (format!("{:.digits$}", low / unit), format!("{:.digits$}", high / unit));
    if low == high { format!("{high} {name}") } else { format!("{low}–{high} {name}") }
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
