//! `cadbench errors`: where networks err, by resolution and distance to the border between resolutions.

use std::path::Path;

use super::progress::bar;
use super::{Outcome, Screen};
use crate::experiment::{Plan, Run};
use crate::metrics::Task;
use crate::report::errors::{Compared, errors};
use crate::results::Store;
use crate::runner::{Setup, find, known};
use crate::text::Format;
use crate::text::out;
use crate::{Error, Result};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The variant whose cells divide the pixels
    #[arg(value_name = "EXPERIMENT/VARIANT")]
    variant: String,
    /// Variants of the same experiment to hold beside it, on the same pixels
    #[arg(value_name = "VARIANT")]
    others: Vec<String>,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// Runs the command.
///
/// # Errors
/// When there is no such run, none of one seed is finished in all variants, weights or data are not here, or the task is none
/// of pixels.
pub fn errors_by_place(arguments: &Arguments, results: &Path, screen: Screen) -> Result<Outcome> {
    if matches!(arguments.format, Format::Csv | Format::Json) {
        return Err(Error::new("errors by place are a table for people")
            .help("`--format table` or `--format markdown`"));
    }
    let store = Store::new(results);
    let plan = known::plan(&store)?;
    let first = find::run(&plan, &store, &arguments.variant, None)?;
    if first.settings.task != Task::Segmentation {
        return Err(Error::new("only a segmentation errs pixel by pixel").at(&arguments.variant));
    }
    let others = arguments.others.iter().map(|variant| {
        find::run(&plan, &store, &format!("{}/{variant}", first.experiment), None)
            .map(|run| run.variant.as_str())
    });
    let variants: Vec<&str> =
        std::iter::once(Ok(first.variant.as_str())).chain(others).collect::<Result<_>>()?;
    let compared = of_seeds(&plan, first, &variants, &store)?;
    let data = |run: &Run| {
        let data = &run.settings.data;
        (data.card.clone(), data.classes.clone(), data.val.clone(), data.resize, data.scored_at)
    };
    if let Some(other) = compared.iter().flat_map(|one| &one.runs).find(|run| data(run) != data(first)) {
        return Err(Error::new(format!(
            "`{}` is evaluated on other images or labels than `{}`",
            other.variant, first.variant
        ))
        .help("hold variants beside it whose `data` is the same"));
    }
    let images = Setup::new(first)?.images(&first.settings.data.val)?;
    let predictions = compared.iter().map(|one| one.runs.len()).sum::<usize>() * images.len();
    let bar = bar(predictions, "predictions");
    let found = errors(&compared, &images, &store, &mut || bar.inc(1));
    bar.finish_and_clear();
    out::print(found?.table(arguments.format, screen.columns));
    let seeds: Vec<String> = compared[0].runs.iter().map(|run| run.seed.to_string()).collect();
    out::line(format_args!(
        "wrong pixels of labelled ones, in %; ± is the standard deviation over seeds ({}); distances in positions of the lattice of \
         {}'s fine stride",
        seeds.join(", "),
        first.variant
    ));
    Ok(Outcome::Done)
}

/// The runs of each variant for the seeds that all have finished.
fn of_seeds<'a>(
    plan: &'a Plan,
    first: &Run,
    variants: &[&'a str],
    store: &Store,
) -> Result<Vec<Compared<'a>>> {
    let finished = |variant: &'a str| {
        let own = plan.runs().filter(|run| run.experiment == first.experiment && run.variant == variant);
        Compared { variant, runs: own.filter(|run| store.is_finished(&run.hash)).collect() }
    };
    let mut compared: Vec<Compared<'a>> = variants.iter().map(|variant| finished(variant)).collect();
    let has = |one: &Compared<'_>, seed: u64| one.runs.iter().any(|run| run.seed == seed);
    let mut seeds: Vec<u64> = compared[0].runs.iter().map(|run| run.seed).collect();
    seeds.retain(|&seed| compared.iter().all(|one| has(one, seed)));
    if seeds.is_empty() {
        return Err(Error::new("no seed is finished in all of these variants")
            .help(format!("`cadbench run experiments/{}.yaml` does what is missing", first.experiment)));
    }
    compared.iter_mut().for_each(|one| one.runs.retain(|run| seeds.contains(&run.seed)));
    Ok(compared)
}
