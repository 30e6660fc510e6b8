//! Which variants a command is about.

use crate::experiment::{Experiment, Run};
use crate::yaml::did_you_mean;
use crate::{Error, Result};

/// The first run of every wanted variant (of all, when none is named): costs do not depend on the seed.
///
/// # Errors
/// When a variant does not exist.
pub fn variants<'a>(experiments: &'a [Experiment], wanted: &[String]) -> Result<Vec<&'a Run>> {
    let runs =
        experiments.iter().flat_map(|experiment| experiment.variants().filter_map(|runs| runs.first()));
    let runs: Vec<&Run> = runs.collect();
    for name in wanted {
        let mut names = runs.iter().map(|run| run.variant.as_str());
        if !names.clone().any(|known| known == name) {
            let known = names.clone().collect::<Vec<_>>().join(", ");
            let help = did_you_mean(name, &mut names).unwrap_or(format!("the variants are {known}"));
            return Err(Error::new(format!("there is no variant `{name}`")).help(help));
        }
    }
    let is_wanted = |run: &&Run| wanted.is_empty() || wanted.contains(&run.variant);
    Ok(runs.into_iter().filter(is_wanted).collect())
}
