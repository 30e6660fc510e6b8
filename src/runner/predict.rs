//! What a finished run predicts of one image.

use std::sync::Arc;

use super::setup::Setup;
use super::start::StartWeights;
use crate::batch::{BatchLabels, Outputs};
use crate::data::{Dataset, Prepared};
use crate::error::{Error, Kind, Result};
use crate::evaluate::checkpoint::file_name;
use crate::evaluate::{Competing, Network, Predictor};
use crate::experiment::Run;
use crate::grid::Levels;
use crate::ops::Fast;
use crate::results::Store;

/// A prediction and where it was computed.
pub struct ImagePrediction {
    /// As the network and its mask see it.
    pub image: Prepared,
    /// Of the padded image.
    pub labels: BatchLabels,
    /// A class or an output for every pixel of the padded image, or for the image.
    pub predicted: Vec<u16>,
    /// Which output stands for which class.
    pub outputs: Outputs,
    /// Of the blocks of the lattice.
    pub levels: Levels,
    /// Pixels per lattice position.
    pub stride: usize,
}

/// Predicts an image with the weights that the run reports.
///
/// # Errors
/// When they are not in the store, or the image cannot be read.
pub fn predict_image(
    run: &Run,
    images: &Arc<dyn Dataset>,
    index: usize,
    store: &Store,
) -> Result<ImagePrediction> {
    let setup = Setup::new(run)?;
    let mut network = Network::new(Fast::new(), setup.model.clone(), run.seed)?;
    weights(run, store, &mut network)?;
    let evaluation = &run.settings.evaluation;
    let predictor = Predictor::new(&network, evaluation.precision)?;
    let source = setup.source(images.clone());
    let image = source.image(index)?;
    let batch = source.evaluation(image.clone(), index)?;
    let prediction = predictor.prediction(&batch)?;
    let rows = match &batch.labels {
        BatchLabels::Pixels(labels) => labels.len(),
        BatchLabels::Images(labels) => labels.len(),
    };
    let predicted = match evaluation.competing {
        Competing::All => prediction.best(rows),
        Competing::Classes => best_of(&prediction.scores, rows, setup.outputs.all()),
    };
    let tables = &prediction.tables;
    let levels = tables.levels().first().cloned().ok_or_else(|| Error::new("the batch has no image"))?;
    let (outputs, stride) = (setup.outputs, tables.fine_stride());
    Ok(ImagePrediction { image, labels: batch.labels, predicted, outputs, levels, stride })
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

/// The weights that the run reports: its checkpoint, or what it started from when it trains nothing.
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
