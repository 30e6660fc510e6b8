//! The same plans on a GPU: weights stay on the card, grids and kernel maps are built there from the levels, and
//! nothing waits between the layers. Launches that come a second time are recorded and from then on repeated at once.

mod bind;
mod constants;
mod grids;
mod maps;
mod run;
mod state;
#[cfg(test)]
mod tests;
mod weight;

use std::sync::{Arc, Mutex};

use super::plan::Plan;
use super::{Precision, StepInfo, lowered, steps_of};
use crate::Result;
use crate::executor::Parameters;
use crate::graph::Graph;
use crate::kernels::cuda::Card;
use crate::ops::RowOps;
use constants::Constants;
use state::State;
use weight::Weight;

/// A network ready to be run on a card.
pub struct GpuEngine<C: Card> {
    card: Arc<C>,
    /// One, or two with the decision of a learned mask between them.
    plans: Vec<Plan<Weight<C::Memory>>>,
    /// What the steps of every plan keep on the card besides weights.
    constants: Vec<Vec<Constants<C::Memory>>>,
    steps: Vec<StepInfo>,
    graph: Graph,
    state: Mutex<State<C>>,
}

impl<C: Card> GpuEngine<C> {
    /// Lowers a network with trained parameters and running statistics, and takes them to the card.
    ///
    /// # Errors
    /// When the network has a layer without parameters, or the card has no memory.
    pub fn new<O: RowOps>(
        card: Arc<C>,
        ops: &O,
        graph: &Graph,
        parameters: &Parameters<O::Device>,
        precision: Precision,
    ) -> Result<Self> {
        let plans =
            lowered(ops, graph, parameters, |conv, values| Weight::new(&*card, precision, conv, &values))?;
        let constants = |plan: &Plan<_>| plan.steps.iter().map(|step| Constants::new(&*card, step)).collect();
        let constants = plans.iter().map(constants).collect::<Result<_>>()?;
        let state = Mutex::new(State::new(&*card, plans.iter().map(|plan| plan.kept.len()))?);
        let (steps, graph) = (steps_of(&plans), graph.clone());
        Ok(GpuEngine { card, plans, constants, steps, graph, state })
    }
}
