//! One plan on one batch, on the CPU.

use std::time::Instant;

use super::compute::Run;
use super::plan::Plan;
use super::step::{OnStep, Step};
use super::values::{Slot, Values};
use crate::Result;
use crate::grid::Tables;
use crate::kernels::conv::Weight;

impl Plan<Weight> {
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
