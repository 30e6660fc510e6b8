//! The same plans on a GPU: weights stay on the GPU, grids and kernel maps are built there from the levels, and
//! nothing waits between the layers. Launches that come a second time are recorded and from then on repeated at once.

mod bind;
mod constants;
mod run;
#[cfg(test)]
mod tests;
mod weight;

use std::sync::{Arc, Mutex};

use super::plan::Plan;
use super::{Precision, StepInfo, lowered, steps_of};
use crate::Result;
use crate::cuda::{Gpu, State};
use crate::executor::Parameters;
use crate::graph::Graph;
use crate::ops::RowOps;
use constants::Constants;
use weight::Weight;

/// A network ready to be run on a GPU.
pub struct GpuEngine<C: Gpu> {
    gpu: Arc<C>,
    /// One, or two with the decision of a learned mask between them.
    plans: Vec<Plan<Weight<C::Memory>>>,
    /// What the steps of every plan keep on the GPU besides weights.
    constants: Vec<Vec<Constants<C::Memory>>>,
    steps: Vec<StepInfo>,
    graph: Graph,
    state: Mutex<State<C>>,
}

impl<C: Gpu> GpuEngine<C> {
    /// Lowers a network with trained parameters and running statistics, and takes them to the GPU.
    ///
    /// # Errors
    /// When the network has a layer without parameters, or the GPU has no memory.
    pub fn new<O: RowOps>(
        gpu: Arc<C>,
        ops: &O,
        graph: &Graph,
        parameters: &Parameters<O::Device>,
        precision: Precision,
    ) -> Result<Self> {
        let plans =
            lowered(ops, graph, parameters, |conv, values| Weight::new(&*gpu, precision, conv, &values))?;
        let constants = |plan: &Plan<_>| plan.steps.iter().map(|step| Constants::new(&*gpu, step)).collect();
        let constants = plans.iter().map(constants).collect::<Result<_>>()?;
        let state = Mutex::new(State::new(&*gpu, plans.iter().map(|plan| plan.kept.len()))?);
        let (steps, graph) = (steps_of(&plans), graph.clone());
        Ok(GpuEngine { gpu, plans, constants, steps, graph, state })
    }
}
