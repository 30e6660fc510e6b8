//! How long single images take, alone on the machine.

use std::time::{Duration, Instant};

use super::network::Network;
use super::predictor::Predictor;
use crate::Result;
use crate::batch::BatchSource;
use crate::data::Prepared;
use crate::engine::Precision;
use crate::ops::RowOps;

/// How long one image took, alone on the machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Latency {
    /// Mask, levels and cells; the estimator of a learned mask among them.
    pub mask: Duration,
    /// Kernel maps; zero where they are built layer by layer.
    pub maps: Duration,
    /// The network.
    pub network: Duration,
}

impl Latency {
    /// All of it: from a prepared image to its prediction.
    pub fn total(&self) -> Duration {
        self.mask + self.maps + self.network
    }
}

/// Times single images (batch 1), read beforehand so that nothing else runs; the first is a warm-up.
///
/// # Errors
/// As [`evaluate`](super::evaluate).
pub fn latency<O: RowOps>(
    network: &Network<O>,
    source: &BatchSource,
    precision: Precision,
    images: usize,
) -> Result<Vec<Latency>> {
    let predictor = Predictor::new(network, precision)?;
    let count = images.min(source.dataset.len());
    let images: Vec<Prepared> = (0..count).map(|index| source.image(index)).collect::<Result<_>>()?;
    let time = |(index, image): (usize, &Prepared)| {
        let image = image.clone();
        let start = Instant::now();
        let batch = source.evaluation(image, index)?;
        let mask = start.elapsed();
        predictor.prepare(&batch)?;
        let maps = start.elapsed() - mask;
        let prediction = predictor.prediction(&batch)?;
        // Descriptors are no scores of classes.
        if source.dataset.sequences().is_none() {
            prediction.best(batch.labels.count());
        }
        let (mask, maps) = (mask + prediction.mask, maps + prediction.maps);
        Ok(Latency { mask, maps, network: start.elapsed() - mask - maps })
    };
    if let Some(first) = images.first() {
        time((0, first))?;
    }
    images.iter().enumerate().map(time).collect()
}
