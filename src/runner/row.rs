//! From what a run found to its row.

use std::time::Duration;

use super::processor::Processor;
use crate::evaluate::{self, ImageCost};
use crate::experiment::Run;
use crate::kernels::peak;
use crate::results::{Accuracy, Cost, Latency, Provenance, Row, Speed, Spread};
use crate::system::peak_memory;
use crate::train::{Job, Outcome};
use crate::{Error, Result};

/// The row of a finished run.
///
/// # Errors
/// When nothing was evaluated.
pub fn row(
    run: &Run,
    job: &Job<'_>,
    outcome: &Outcome,
    provenance: Provenance,
    processor: &Processor,
) -> Result<Row> {
    Ok(Row {
        identity: run.identity(),
        accuracy: accuracy(job, outcome),
        by_image: outcome.evaluated.by_image.clone(),
        cost: cost(&outcome.evaluated.images, job.validation.source.mask.is_some())?,
        speed: speed(job, outcome, processor),
        provenance,
    })
}

fn accuracy(job: &Job<'_>, outcome: &Outcome) -> Accuracy {
    Accuracy {
        scores: outcome.evaluated.scores.clone(),
        two_branch: outcome.two_branch.clone(),
        absent_classes: outcome.evaluated.absent_classes.clone(),
        checkpoint: job.validation.settings.checkpoint,
        step: job.training.as_ref().map(|_| outcome.step),
        final_loss: outcome.final_loss,
    }
}

fn cost(images: &[ImageCost], masked: bool) -> Result<Cost> {
    let spread = |of: fn(&ImageCost) -> f64| {
        let values: Vec<f64> = images.iter().map(of).collect();
        Spread::of(&values).ok_or_else(|| Error::new("no image was evaluated"))
    };
    Ok(Cost {
        macs_total: spread(|i| i.cost.macs() + i.mask.macs)?,
        macs_backbone: spread(|i| i.cost.macs_backbone)?,
        macs_head: spread(|i| i.cost.macs_head)?,
        macs_mask: spread(|i| i.cost.macs_mask + i.mask.macs)?,
        mask_widening: spread(|i| i.mask.widening)?,
        additions: spread(|i| i.cost.additions)?,
        ptflops_backbone: spread(|i| i.cost.ptflops_backbone)?,
        ptflops_head: spread(|i| i.cost.ptflops_head)?,
        active_fraction: masked.then(|| spread(|i| i.active)).transpose()?,
        parameters: images.first().map_or(0, |image| image.cost.parameters as u64),
    })
}

fn speed(job: &Job<'_>, outcome: &Outcome, processor: &Processor) -> Speed {
    let milliseconds = |time: Duration| 1e3 * time.as_secs_f64();
    let latency = |of: fn(&evaluate::Latency) -> Duration| {
        Latency::of(&outcome.latency.iter().map(|latency| milliseconds(of(latency))).collect::<Vec<_>>())
    };
    let of_mask = |of: fn(&evaluate::Latency) -> Duration| {
        job.validation.source.mask.as_ref().and_then(|_| latency(of)).map(|part| part.median_ms)
    };
    let trained = outcome.final_loss.is_some();
    Speed {
        latency: latency(evaluate::Latency::total),
        mask_ms: of_mask(|latency| latency.mask),
        maps_ms: of_mask(|latency| latency.maps),
        peak_gflops: (!outcome.latency.is_empty() && *processor == Processor::Cpu).then(peak::gemm),
        peak_memory: peak_memory(),
        training_seconds: trained.then_some(outcome.training_seconds),
        evaluation_seconds: outcome.evaluation_seconds,
        waiting_share: (trained && outcome.training_seconds > 0.0)
            .then(|| outcome.waiting_seconds / outcome.training_seconds),
    }
}
