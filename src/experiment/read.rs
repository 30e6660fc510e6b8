//! From experiment files to the plan.

use std::path::{Path, PathBuf};

use super::load::load;
use super::outline::Outline;
use super::overrides::{Overrides, Set};
use super::problems::Problems;
use super::variant::{Resolved, Variant};
use super::{Experiment, Plan, names, notes, origin};
use crate::claims;
use crate::yaml::Value;
use crate::{Error, Result};

/// Reads, merges and checks experiment files and lists their runs.
///
/// # Errors
/// Everything that is wrong in any of the files, together, each with its place.
pub fn read(files: &[PathBuf]) -> Result<Plan> {
    read_with(files, &Overrides::default())
}

/// Reads experiment files as if they said what the command line sets.
///
/// # Errors
/// As [`read`], and everything that is wrong with an override.
pub fn read_with(files: &[PathBuf], overrides: &Overrides) -> Result<Plan> {
    let mut problems = Problems::default();
    let set = overrides.read(&mut problems);
    let mut experiments: Vec<Experiment> = Vec::new();
    for file in files {
        let Some(experiment) = read_file(file, &set, &mut problems) else { continue };
        if let Some(other) = experiments.iter().find(|other| other.name == experiment.name) {
            let what = format!("two experiments are called `{}`", experiment.name);
            let help = format!("{} has this name already; rename one of the files", other.file.display());
            problems.push(Error::new(what).at(file.display()).help(help));
        }
        experiments.push(experiment);
    }
    // The variants of a file that is refused are not known.
    if !problems.any() {
        let runs = experiments.iter().flat_map(|experiment| &experiment.runs);
        let mut variants: Vec<&str> = runs.map(|run| run.variant.as_str()).collect();
        variants.dedup();
        set.check_used(&variants, &mut problems);
    }
    problems.none_or(Plan { experiments })
}

fn read_file(file: &Path, set: &Set, problems: &mut Problems) -> Option<Experiment> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut node = set.over_file(problems.keep(load(file))?);
    let Value::Mapping(mapping) = &mut node.value else { return None };
    let outline = problems.keep(Outline::take(mapping, &node.place))?;
    let (mut variants, mut count) = (Vec::new(), 0);
    let before = problems.count();
    for entry in outline.variants {
        if let Some(variant) = problems.keep(Variant::read(entry)) {
            problems.keep(variant.check_count(count))?;
            count += variant.count();
            variants.extend(variant.resolve(&node, set, problems));
        }
    }
    let all_read = problems.count() == before;
    names::check(&variants, !set.is_empty(), problems);
    let notes = set.note().into_iter().chain(notes::notes(&variants)).collect();
    let draws_nothing = |variant: &Resolved| !variant.settings.draws();
    let seeds = match outline.seeds {
        Some(seeds) => seeds,
        None if variants.iter().all(draws_nothing) => vec![1],
        None => {
            let help = "one run is made for each: `seeds: [1, 2, 3]`";
            problems.push(node.place.mark(Error::new("missing field `seeds`")).help(help));
            return None;
        }
    };
    if !all_read {
        // Claims of variants that are refused would look as if they were of none.
        return None;
    }
    let named: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
    let claims = problems.keep(claims::read(outline.claims, &named));
    let published = problems.keep(claims::read_published(outline.published, &named));
    let runs = origin::runs(&name, &variants, &seeds, problems)?;
    let title = outline.title.unwrap_or_else(|| name.clone());
    let (claims, published) = (claims?, published?);
    Some(Experiment {
        name,
        title,
        role: outline.role,
        file: file.to_owned(),
        runs,
        notes,
        slurm: outline.slurm,
        device: outline.device,
        claims,
        published,
    })
}
