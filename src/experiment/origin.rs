//! From variants to runs, some of which start from the weights of another variant's run of the same seed.

use super::hash::hash;
use super::problems::Problems;
use super::variant::Resolved;
use super::{Origin, Run};
use crate::executor::Portion;
use crate::yaml::did_you_mean;
use crate::{Error, Result};

/// The runs of all variants, each with its seeds in order; `None` when a variant's origin is refused.
pub(super) fn runs(
    experiment: &str,
    variants: &[Resolved],
    seeds: &[u64],
    problems: &mut Problems,
) -> Option<Vec<Run>> {
    let refused = variants.iter().filter_map(|variant| check(variants, variant).err());
    let mut found = Problems::default();
    refused.for_each(|error| found.push(error));
    if found.any() {
        problems.extend(found);
        return None;
    }
    let run = |variant: &Resolved, &seed: &u64| {
        let origin = origin(variants, variant, seed);
        Run {
            experiment: experiment.into(),
            variant: variant.name.clone(),
            family: variant.family.clone(),
            seed,
            hash: hash(&variant.settings, origin.as_ref(), seed),
            settings: variant.settings.clone(),
            origin,
        }
    };
    Some(variants.iter().flat_map(|variant| seeds.iter().map(move |seed| run(variant, seed))).collect())
}

/// The run that a variant's run starts from; its chain of origins is known to end.
fn origin(variants: &[Resolved], variant: &Resolved, seed: u64) -> Option<Origin> {
    let start = find(variants, variant.settings.origin()?)?;
    let before = origin(variants, start, seed);
    let hash = hash(&start.settings, before.as_ref(), seed);
    Some(Origin { hash, checkpoint: start.settings.evaluation.checkpoint })
}

fn find<'a>(variants: &'a [Resolved], name: &str) -> Option<&'a Resolved> {
    variants.iter().find(|variant| variant.name == name)
}

/// Are the weights of a learned mask's estimator taken from the origin?
fn wants_mask(variant: &Resolved) -> bool {
    let all =
        variant.settings.network.weights.as_ref().is_some_and(|weights| weights.portion() == Portion::All);
    all && variant.settings.downsampling.learned().is_some()
}

/// Refuses a variant whose origin is not there, trains nothing, or lacks a mask that it should give, or that is, by others, its own origin.
fn check(variants: &[Resolved], variant: &Resolved) -> Result<()> {
    let refuse = |what: String, help: String| Err(variant.key.place.mark(Error::new(what)).help(help));
    let Some(name) = variant.settings.origin() else { return Ok(()) };
    let Some(start) = find(variants, name) else {
        let names = || variants.iter().map(|variant| variant.name.as_str());
        let known = || format!("the variants are {}", names().collect::<Vec<_>>().join(", "));
        let what = format!("`{}` starts from `{name}`, which is no variant", variant.name);
        return refuse(what, did_you_mean(name, names()).unwrap_or_else(known));
    };
    if start.settings.training.is_none() {
        let what = format!("`{}` starts from `{name}`, which trains nothing", variant.name);
        return refuse(what, "name the variant that trained the weights".into());
    }
    if wants_mask(variant) && start.settings.downsampling.learned().is_none() {
        let what = format!("`{}` starts from all weights of `{name}`, which learns no mask", variant.name);
        return refuse(what, "name a variant with a learned mask, or take its `part: backbone` only".into());
    }
    let mut passed = vec![variant.name.as_str()];
    let mut next = Some(start);
    while let Some(start) = next.filter(|start| !passed[1..].contains(&start.name.as_str())) {
        passed.push(&start.name);
        if start.name == variant.name {
            let what = format!("weights go in a circle: {}", passed.join(" → "));
            return refuse(what, "one of them must draw its weights or take a file".into());
        }
        next = start.settings.origin().and_then(|name| find(variants, name));
    }
    Ok(())
}
