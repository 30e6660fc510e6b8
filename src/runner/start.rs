//! The weights that a run starts from: a file's, or those of another run.

use std::path::PathBuf;

use super::{fingerprints, project};
use crate::error::{Error, Kind, Result};
use crate::evaluate::Network;
use crate::evaluate::checkpoint::file_name;
use crate::executor::{Loaded, Portion};
use crate::experiment::{Origin, Run};
use crate::ops::RowOps;
use crate::results::Store;
use crate::weights::{OtherSet, WeightsFile, locate};

/// How many names a line shows before it only counts.
const SHOWN: usize = 3;

/// A weights file that is there.
#[derive(Debug, Clone)]
pub struct StartWeights {
    /// Of the file, as rows name it.
    pub fingerprint: String,
    path: PathBuf,
    set: Option<String>,
    portion: Portion,
}

impl StartWeights {
    /// What a run starts from; `None` when all is drawn.
    ///
    /// # Errors
    /// When the file is not there or cannot be read, or the other run is not finished.
    pub fn find(run: &Run, store: &Store) -> Result<Option<Self>> {
        let Some(weights) = &run.settings.network.weights else { return Ok(None) };
        let (path, fingerprint) = match (&run.origin, &weights.file) {
            (Some(origin), _) => reported(origin, weights.variant.as_deref().unwrap_or_default(), store)?,
            (None, Some(file)) => {
                let path = locate(file, project::root())?;
                let fingerprint = fingerprints::of_weights(&path)?;
                (path, fingerprint)
            }
            (None, None) => return Ok(None),
        };
        let (set, portion) = (weights.set.clone(), weights.portion());
        Ok(Some(StartWeights { fingerprint, path, set, portion }))
    }

    /// Puts the values into a network; says what was taken and what was not.
    ///
    /// # Errors
    /// When the file is no weights file, or does not fit the network.
    pub fn load<O: RowOps>(self, network: &mut Network<O>) -> Result<String> {
        let file = WeightsFile::read(&self.path, self.set.as_deref())?;
        let (format, skipped, other_sets) = (file.format, file.skipped.len(), file.other_sets.clone());
        let loaded = network.start_from(&file.into_arrays()?, self.portion).map_err(|error| {
            let error = error.at(self.path.display());
            match self.portion {
                Portion::Backbone => error,
                Portion::All => error.help(
                    "`part: backbone` leaves the head as it is drawn; \
                     `cadbench weights inspect FILE` shows what the file holds",
                ),
            }
        })?;
        let set = self.set.map_or(String::new(), |set| format!(", set `{set}`"));
        let told = summary(&loaded, &format!("{} ({format}{set})", self.path.display()), skipped);
        let others = other_sets.iter().map(|OtherSet { name, tensors }| {
            format!("; not used: a further set of weights, `{name}` ({tensors} tensors), which `weights: {{…, set: {name}}}` takes")
        });
        Ok(told + &others.collect::<String>())
    }
}

/// The weights that a finished run reports, and their fingerprint.
fn reported(origin: &Origin, variant: &str, store: &Store) -> Result<(PathBuf, String)> {
    let path = store.path(&origin.hash)?.join(file_name(origin.checkpoint));
    let again = format!("repeat that run: `cadbench run … --variant {variant} --force`");
    let refuse = |what: String, help: &str| Err(Error::new(what).help(help).of_kind(Kind::NotHere));
    if !store.is_finished(&origin.hash) {
        return refuse(
            format!("it starts from `{variant}` of the same seed, which is not finished"),
            "run it again when that one is",
        );
    }
    if !path.is_file() {
        return refuse(
            format!("it starts from `{variant}`, whose weights {} are gone", path.display()),
            &again,
        );
    }
    let fingerprint = fingerprints::of_checkpoint(&path).map_err(|damaged| damaged.help(again))?;
    Ok((path, fingerprint))
}

fn summary(loaded: &Loaded, file: &str, skipped: usize) -> String {
    let mut line = format!("starts from {file}; tensors taken: {}", loaded.loaded.len());
    for (what, names) in [("drawn", &loaded.fresh), ("not used", &loaded.extra)] {
        if !names.is_empty() {
            let more = if names.len() > SHOWN { ", …" } else { "" };
            let shown = names[..names.len().min(SHOWN)].join(", ");
            line += &format!("; {what}: {} ({shown}{more})", names.len());
        }
    }
    if skipped > 0 {
        line += &format!("; integers skipped: {skipped}");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_counts_what_was_taken_drawn_and_left() {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let loaded =
            Loaded { loaded: names(&["a", "b"]), fresh: names(&["c"]), extra: names(&["d", "e", "f", "g"]) };
        insta::assert_snapshot!(summary(&loaded, "w.pth (PyTorch)", 2), @"starts from w.pth (PyTorch); tensors taken: 2; drawn: 1 (c); not used: 4 (d, e, f, …); integers skipped: 2");
        insta::assert_snapshot!(summary(&Loaded { loaded: names(&["a"]), ..Loaded::default() }, "w.pth", 0), @"starts from w.pth; tensors taken: 1");
    }
}
