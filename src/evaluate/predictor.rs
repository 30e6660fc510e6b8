//! Predicting with the weights that a network has now.

use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;

use super::network::Network;
use crate::batch::Batch;
use crate::engine::{self, Inference, Precision};
use crate::error::{Error, Kind, Result};
use crate::executor::{self, Executor};
use crate::grid::Tables;
use crate::kernels::rows::finite::all_finite;
use crate::ops::{Mode, RowOps};

/// Rows whose best class one task finds: fewer are not worth starting it.
const ROWS_PER_TASK: usize = 4096;

/// By a plan where there is an engine for the operations' device, else layer by layer.
pub enum Predictor<'a, O: RowOps> {
    /// The steps that an engine lowered the graph to, with the weights of that moment.
    Plan(Box<dyn Inference>),
    /// Operation by operation, in float32 only.
    Layers(&'a Network<O>),
}

impl<'a, O: RowOps> Predictor<'a, O> {
    /// With the network's present weights.
    ///
    /// # Errors
    /// When the device fails or has no such precision.
    pub fn new(network: &'a Network<O>, precision: Precision) -> Result<Self> {
        let (ops, graph, parameters) = (network.ops(), network.model().inference(), network.parameters());
        match engine::on(ops.engine_device(), ops, graph, parameters, precision)? {
            Some(engine) => Ok(Predictor::Plan(engine)),
            None if precision == Precision::Float32 => Ok(Predictor::Layers(network)),
            None => Err(Error::new("these operations know float32 only")),
        }
    }

    /// Builds the batch's kernel maps, where a plan knows beforehand which it needs.
    ///
    /// # Errors
    /// When the tables do not fit the network.
    pub fn prepare(&self, batch: &Batch) -> Result<()> {
        match self {
            Predictor::Plan(engine) => engine.prepare(&batch.tables),
            Predictor::Layers(_) => Ok(()),
        }
    }

    /// The most likely class, or output, of every pixel or image: one for each label.
    ///
    /// # Errors
    /// When the device fails.
    pub fn predict(&self, batch: &Batch) -> Result<Vec<u16>> {
        Ok(self.prediction(batch)?.best(batch.labels.count()))
    }

    /// The scores of every pixel or image, and on which cells they were computed.
    ///
    /// # Errors
    /// When the device fails.
    pub fn prediction(&self, batch: &Batch) -> Result<Prediction> {
        match self {
            Predictor::Plan(engine) => {
                let noise = batch.noise_of_decision();
                let ran = engine.run_whole(&batch.tables, &batch.pixels, noise)?;
                let tables = ran.decided.unwrap_or_else(|| batch.tables.clone());
                Ok(Prediction { scores: ran.scores, tables, mask: ran.mask, maps: ran.maps })
            }
            Predictor::Layers(network) => {
                let ops = network.ops();
                let executor = Executor::new(ops, network.parameters(), Mode::Evaluation);
                let given =
                    executor::Batch { tables: &batch.tables, pixels: &batch.pixels, noise: &batch.noise };
                let pass = executor.run(network.model().inference(), given)?;
                let tables = pass.decided.unwrap_or_else(|| batch.tables.clone());
                let [mask, maps] = [Duration::ZERO; 2];
                Ok(Prediction { scores: ops.to_vec(&pass.output), tables, mask, maps })
            }
        }
    }
}

/// What a network says of a batch.
pub struct Prediction {
    /// Row-major, a row for each label.
    pub scores: Vec<f32>,
    /// The batch's, or those that a learned mask decided.
    pub tables: Arc<Tables>,
    /// Time of a learned mask, which is part of the network; zero where layers are not timed.
    pub mask: Duration,
    /// Time of the kernel maps on the cells that it decided.
    pub maps: Duration,
}

impl Prediction {
    /// # Errors
    /// When a score is no finite number; names the image.
    pub fn check(&self, image: &str) -> Result<()> {
        check_scores(&self.scores, image)
    }

    /// The most likely class of each of so many rows.
    pub fn best(&self, rows: usize) -> Vec<u16> {
        // A network has fewer outputs than 16 bits can tell apart: each stands for a class at most.
        best_of_rows(&self.scores, rows, |class| class as u16)
    }
}

/// Refuses scores that are no finite numbers: the first class would win each time.
pub(super) fn check_scores(scores: &[f32], image: &str) -> Result<()> {
    if all_finite(scores) {
        return Ok(());
    }
    Err(Error::new(format!("the network's scores of the image {image} are no finite numbers"))
        .help("its weights are no numbers, or so large that sums overflow: train with a smaller learning_rate, or use other weights")
        .of_kind(Kind::Diverged))
}

/// The first of the largest scores of every row.
pub(super) fn best_of_rows<T: Send>(
    scores: &[f32],
    rows: usize,
    class: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let columns = scores.len() / rows.max(1);
    let rows = scores.par_chunks_exact(columns.max(1)).with_min_len(ROWS_PER_TASK);
    rows.map(|scores| class(largest(scores))).collect()
}

fn largest(scores: &[f32]) -> usize {
    (1..scores.len()).fold(0, |best, class| if scores[class] > scores[best] { class } else { best })
}
