//! A stretch of a network that runs on one geometry: all of it, or what lies before and behind the decision of a
//! learned mask.

use std::time::Instant;

use super::compute::Run;
use super::run::OnStep;
use super::step::{Step, Value};
use super::values::{Slot, Values};
use crate::Result;
use crate::graph::Geometry;
use crate::grid::Tables;
use crate::kernels::conv::PackedWeight;

/// Steps, what they start from and what they leave.
pub(super) struct Plan<W> {
    pub steps: Vec<Step<W>>,
    /// The image, or values of the plan before.
    pub given: Vec<Value>,
    /// Values that the next plan starts from; the last step's result is not among them.
    pub kept: Vec<Value>,
}

/// One plan, or two where all behind the value `decision` waits for it.
pub(super) fn plans<W>(steps: Vec<Step<W>>, decision: Option<Value>) -> Vec<Plan<W>> {
    let Some(decision) = decision else {
        return vec![Plan { steps, given: vec![0], kept: Vec::new() }];
    };
    let (before, behind): (Vec<Step<W>>, Vec<Step<W>>) =
        steps.into_iter().partition(|step| step.geometry != Geometry::Decided);
    let mut kept: Vec<Value> =
        behind.iter().flat_map(|step| &step.inputs).copied().filter(|&input| input <= decision).collect();
    kept.sort_unstable();
    kept.dedup();
    let first = Plan { steps: before, given: vec![0], kept: kept.clone() };
    vec![first, Plan { steps: behind, given: kept, kept: Vec::new() }]
}

impl Plan<PackedWeight> {
    /// The last step's result, and what the next plan starts from.
    pub(super) fn run(
        &self,
        tables: &Tables,
        given: &[&[f32]],
        memory: &mut Vec<f32>,
        on_step: OnStep<'_>,
    ) -> Result<(Vec<f32>, Vec<Vec<f32>>)> {
        let sizes: Vec<usize> = given.iter().map(|given| given.len()).collect();
        let values = Values::new(self, tables, &sizes, 1)?;
        if memory.len() < values.floats {
            *memory = vec![0.0; values.floats];
        }
        let mut result = vec![0.0; values.result];
        for (number, step) in self.steps.iter().enumerate() {
            let start = Instant::now();
            if !values.is_copy(step.output) {
                let place = match values.slot(step.output) {
                    Slot::Memory(place) => place.clone(),
                    _ => 0..0,
                };
                let is_result = number + 1 == self.steps.len();
                let (before, rest) = memory.split_at_mut(place.start);
                let (output, after) = rest.split_at_mut(place.len());
                let run = Run { tables, given, values: &values, before, after, gap: place };
                run.compute(step, if is_result { &mut result } else { output })?;
            }
            on_step(number, start.elapsed());
        }
        let kept = self.kept.iter().map(|&value| match values.slot(value) {
            Slot::Memory(place) => memory[place.clone()].to_vec(),
            Slot::Given(number) => given[*number].to_vec(),
            Slot::SameAs(_) | Slot::Elsewhere => result.clone(),
        });
        let kept = kept.collect();
        Ok((result, kept))
    }

    pub(super) fn prepare(&self, tables: &Tables) -> Result<()> {
        for route in self.steps.iter().filter_map(Step::route) {
            tables.map(route)?;
        }
        Ok(())
    }
}
