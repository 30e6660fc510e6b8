//! Inference: a network with its parameters, lowered once to a plan of few large steps and then run on any
//! batch. Batch-norm is folded into convolutions, residual and ReLU are added where a convolution writes its
//! result, weights are packed once, and feature maps use each other's memory. Regular and adaptive networks
//! go the same way; what differs is in the tables of a batch. Knows networks and kernels, nothing of training.

mod compute;
mod layout;
mod lower;
mod plan;
mod precision;
mod run;
mod step;
#[cfg(test)]
mod tests;
mod trace;
mod values;

use std::sync::Mutex;

use crate::Result;
use crate::models::{Model, Parameters, Resolution};
use crate::ops::RowOps;
use plan::Plan;
pub use precision::Precision;
pub use run::{Purpose, Ran};

/// A network ready to be run on the CPU.
pub struct Engine {
    /// One, or two with the decision of a learned mask between them.
    plans: Vec<Plan>,
    resolution: Resolution,
    /// Feature maps of the last run, whose memory the next one takes over.
    memory: Mutex<Vec<f32>>,
}

impl Engine {
    /// Lowers a network with trained parameters and running statistics.
    ///
    /// # Errors
    /// When the network has a layer without parameters, or the CPU lacks the precision.
    pub fn new<O: RowOps>(
        ops: &O,
        network: &impl Model,
        parameters: &Parameters<O::Device>,
        precision: Precision,
    ) -> Result<Self> {
        let source = lower::Source {
            values: &|name| parameters.get(name).map(|tensor| ops.to_vec(tensor)),
            running: &|norm| parameters.running(norm).cloned(),
            coarse: &|norm| parameters.coarse_running(norm).cloned(),
            bfloat16: precision.proof()?,
        };
        let trace = trace::trace(network)?;
        let plans = plan::plans(lower::lower(trace.nodes, &source)?, trace.decision);
        Ok(Engine { plans, resolution: network.resolution(), memory: Mutex::default() })
    }

    /// Steps of the plan, in their order: what they do and which layer they come from.
    pub fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.purposes().map(|(name, _)| name)
    }

    /// The same, with what each step serves. Behind the estimator of a learned mask stand two that are no layers:
    /// its decision, from scores to cells, and the kernel maps on these.
    pub fn purposes(&self) -> impl Iterator<Item = (String, Purpose)> + '_ {
        self.plans.iter().enumerate().flat_map(|(number, plan)| {
            let decision = [("levels and cells", Purpose::Mask), ("kernel maps", Purpose::Maps)];
            let decision = decision.into_iter().filter(move |_| number > 0);
            let steps = plan.steps.iter().map(|step| (step.work.to_string(), Purpose::of(step.part)));
            decision.map(|(name, purpose)| (name.to_owned(), purpose)).chain(steps)
        })
    }
}
