//! The network of a finished run, with the weights that the run reports.

use crate::error::{Error, Kind, Result};
use crate::evaluate::checkpoint::file_name;
use crate::evaluate::{Competing, Network, Prediction, Predictor};
use crate::experiment::Run;
use crate::ops::Fast;
use crate::results::Store;
use crate::runner::setup::Setup;
use crate::runner::start::StartWeights;

/// A run's set-up, and its network with the values that its row is about.
pub(super) struct Reported<'a> {
    pub setup: Setup<'a>,
    network: Network<Fast>,
}

impl<'a> Reported<'a> {
    /// # Errors
    /// When the weights are not in the store or of another network, or the run's card cannot be read.
    pub fn load(run: &'a Run, store: &Store, ops: Fast) -> Result<Self> {
        let setup = Setup::new(run)?;
        let mut network = Network::new(ops, setup.model.clone(), run.seed)?;
        weights(run, store, &mut network)?;
        Ok(Reported { setup, network })
    }

    /// # Errors
    /// When the device fails or lacks the precision that the run is evaluated with.
    pub fn predictor(&self) -> Result<Predictor<'_, Fast>> {
        Predictor::new(&self.network, self.setup.run.settings.evaluation.precision)
    }

    /// The best output in each of so many rows.
    pub fn best(&self, prediction: &Prediction, rows: usize) -> Vec<u16> {
        match self.setup.run.settings.evaluation.competing {
            Competing::All => prediction.best(rows),
            Competing::Classes => best_of(&prediction.scores, rows, self.setup.outputs.all()),
        }
    }
}

/// The best of some outputs in each row.
fn best_of(scores: &[f32], rows: usize, among: &[u16]) -> Vec<u16> {
    let columns = (scores.len() / rows.max(1)).max(1);
    let best = |scores: &[f32]| {
        let score = |output: u16| scores.get(usize::from(output)).copied().unwrap_or(f32::NEG_INFINITY);
        among.iter().copied().reduce(|best, next| if score(next) > score(best) { next } else { best })
    };
    scores.chunks_exact(columns).map(|scores| best(scores).unwrap_or_default()).collect()
}

/// Its checkpoint, or what it started from when it trains nothing.
fn weights(run: &Run, store: &Store, network: &mut Network<Fast>) -> Result<()> {
    let file = store.path(&run.hash)?.join(file_name(run.settings.evaluation.checkpoint));
    if file.is_file() {
        network.load(&file)?;
        return Ok(());
    }
    let start = if run.settings.training.is_none() { StartWeights::find(run, store)? } else { None };
    let start = start.ok_or_else(|| {
        let command = format!("cadbench run experiments/{}.yaml --variant {}", run.experiment, run.variant);
        let help = match store.is_finished(&run.hash) {
            true => format!("`{command} --force` trains it again"),
            false => format!("the run is not finished; `{command}` does it"),
        };
        Error::new(format!("the weights of {} are not in the store", run.name()))
            .at(file.display())
            .help(help)
            .of_kind(Kind::NotHere)
    })?;
    start.load(network).map(|_| ())
}
