//! Which run and which image a person means.

use crate::data::Dataset;
use crate::experiment::{Plan, Run};
use crate::results::Store;
use crate::yaml::did_you_mean;
use crate::{Error, Result};

/// So many names are listed when none is near to what was typed.
const LISTED: usize = 6;

/// The run of a hash, of the beginning of one, or of `experiment/variant`.
///
/// # Errors
/// When no run or more than one is meant; the message tells the nearest.
pub fn run<'a>(plan: &'a Plan, store: &Store, name: &str, seed: Option<u64>) -> Result<&'a Run> {
    match name.split_once('/') {
        Some((experiment, variant)) => by_name(plan, store, experiment, variant, seed),
        None => by_hash(plan, store, name),
    }
}

fn by_hash<'a>(plan: &'a Plan, store: &Store, start: &str) -> Result<&'a Run> {
    let mut found: Vec<&Run> = Vec::new();
    for run in plan.runs().filter(|run| !start.is_empty() && run.hash.starts_with(start)) {
        if found.iter().all(|known| known.hash != run.hash) {
            found.push(run);
        }
    }
    // Of several, those that are finished are meant.
    if found.len() > 1 && found.iter().any(|run| store.is_finished(&run.hash)) {
        found.retain(|run| store.is_finished(&run.hash));
    }
    match found[..] {
        [run] => Ok(run),
        [] => {
            let names: Vec<String> = names(plan.runs());
            let hashes = plan.runs().map(|run| run.hash.as_str());
            let help = did_you_mean(start, names.iter().map(String::as_str).chain(hashes));
            let known = "name EXPERIMENT/VARIANT or a hash that `cadbench runs` lists; a run that no file in experiments/ \
                         asks for any more cannot be set up again";
            Err(Error::new(format!("there is no run `{start}`")).help(help.unwrap_or(known.into())))
        }
        _ => {
            let all: Vec<String> =
                found.iter().take(LISTED).map(|run| format!("{} ({})", run.hash, run.name())).collect();
            Err(Error::new(format!("{} runs begin with `{start}`", found.len())).help(format!(
                "give more digits: {}{}",
                all.join(", "),
                if found.len() > LISTED { ", …" } else { "" }
            )))
        }
    }
}

fn by_name<'a>(
    plan: &'a Plan,
    store: &Store,
    experiment: &str,
    variant: &str,
    seed: Option<u64>,
) -> Result<&'a Run> {
    let own = || plan.runs().filter(|run| run.experiment == experiment);
    if own().next().is_none() {
        let mut experiments: Vec<&str> = plan.experiments.iter().map(|one| one.name.as_str()).collect();
        experiments.dedup();
        return Err(unknown("experiment", experiment, &experiments));
    }
    let runs: Vec<&Run> = own().filter(|run| run.variant == variant).collect();
    if runs.is_empty() {
        let mut variants: Vec<&str> = own().map(|run| run.variant.as_str()).collect();
        variants.dedup();
        return Err(unknown("variant", variant, &variants).at(experiment));
    }
    match seed {
        Some(seed) => runs.iter().find(|run| run.seed == seed).copied().ok_or_else(|| {
            let seeds: Vec<String> = runs.iter().map(|run| run.seed.to_string()).collect();
            Error::new(format!("`{experiment}/{variant}` has no seed {seed}"))
                .help(format!("its seeds are {}", seeds.join(", ")))
        }),
        // Weights that are missing are reported when they are looked for.
        None => Ok(runs.iter().find(|run| store.is_finished(&run.hash)).copied().unwrap_or(runs[0])),
    }
}

fn names<'a>(runs: impl Iterator<Item = &'a Run>) -> Vec<String> {
    let mut names: Vec<String> = runs.map(|run| format!("{}/{}", run.experiment, run.variant)).collect();
    names.dedup();
    names
}

fn unknown(what: &str, name: &str, known: &[&str]) -> Error {
    let more = if known.len() > LISTED { ", …" } else { "" };
    let listed = format!("there are {}{more}", known[..known.len().min(LISTED)].join(", "));
    let help = did_you_mean(name, known.iter().copied()).unwrap_or(listed);
    Error::new(format!("there is no {what} `{name}`")).help(help)
}

/// The number of an image, from its name or its number.
///
/// # Errors
/// When there is none; the message tells the nearest name.
pub fn image(images: &dyn Dataset, wanted: &str) -> Result<usize> {
    let count = images.len();
    if let Some(index) = (0..count).find(|&index| images.id(index) == wanted) {
        return Ok(index);
    }
    if let Ok(number) = wanted.parse::<usize>() {
        return (number < count).then_some(number).ok_or_else(|| {
            Error::new(format!("there is no image number {number}"))
                .help(format!("the {count} images are counted from 0 to {}", count.saturating_sub(1)))
        });
    }
    let ids: Vec<&str> = (0..count).map(|index| images.id(index)).collect();
    Err(unknown("image", wanted, &ids))
}
