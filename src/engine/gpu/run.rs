//! Running the plans on one batch.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::GpuEngine;
use super::bind::{Binding, copy};
use crate::cuda::{DeviceTables as _, Gpu, Launch, Maps, PlanState, State, bytes};
use crate::engine::run::{Purpose, feature_bytes};
use crate::engine::step::{Step, Work};
use crate::engine::values::Values;
use crate::engine::{Inference, OnStep, Ran, StepInfo, check};
use crate::graph::decided;
use crate::grid::{Place, Tables};
use crate::ops::Op;
use crate::{Error, Result};

/// Every map begins at a multiple of so many floats: 256 bytes, as memory of its own would.
const ALIGNMENT: usize = 64;

/// What a plan leaves.
struct Left {
    result: Vec<f32>,
    /// Addresses and floats of what the next plan starts from.
    kept: Vec<(u64, usize)>,
    /// Time of its steps of a mask.
    mask: Duration,
    /// Time of reading the result.
    copy: Duration,
}

impl<C: Gpu> GpuEngine<C> {
    fn plan(
        &self,
        number: usize,
        state: &mut PlanState<C>,
        (tables, maps): (&Tables, &mut Maps<'_, C>),
        given: &[(u64, usize)],
        on_step: Option<OnStep<'_>>,
    ) -> Result<Left> {
        let (gpu, plan) = (&*self.gpu, &self.plans[number]);
        let sizes: Vec<usize> = given.iter().map(|given| given.1).collect();
        let addresses: Vec<u64> = given.iter().map(|given| given.0).collect();
        let values = Values::new(plan, tables, &sizes, ALIGNMENT)?;
        let float = size_of::<f32>();
        let binding = Binding {
            gpu,
            tables,
            values: &values,
            given: &addresses,
            memory: state.memory.of(gpu, values.floats * float)?,
            result: state.result.of(gpu, values.result * float)?,
            starts: self.starts(number, state, tables)?,
        };
        let mut steps = Vec::new();
        for (step, constants) in plan.steps.iter().zip(&self.constants[number]) {
            steps.push(binding.launches(step, constants, maps)?);
        }
        let mut kept = Vec::new();
        let mut copies = Vec::new();
        for (&value, room) in plan.kept.iter().zip(&mut state.kept) {
            let size = values.size(value);
            let address = room.of(gpu, size * float)?;
            copies.push(copy((binding.address(value), address), size));
            kept.push((address, size));
        }
        let mask = self.launch(number, state, steps, copies, on_step)?;
        let mut result = vec![0.0; values.result];
        gpu.wait()?;
        let start = Instant::now();
        gpu.read(&state.result.memory, bytemuck::cast_slice_mut(&mut result))?;
        Ok(Left { result, kept, mask, copy: start.elapsed() })
    }

    /// Runs the launches of all steps; the time of those that are a mask's, where a decision waits for them.
    fn launch(
        &self,
        number: usize,
        state: &mut PlanState<C>,
        steps: Vec<Vec<Launch>>,
        copies: Vec<Launch>,
        on_step: Option<OnStep<'_>>,
    ) -> Result<Duration> {
        let gpu = &*self.gpu;
        if let Some(on_step) = on_step {
            gpu.wait()?;
            for (step, launches) in steps.iter().enumerate() {
                let start = Instant::now();
                launches.iter().try_for_each(|launch| gpu.launch(launch))?;
                gpu.wait()?;
                on_step(step, start.elapsed());
            }
            copies.iter().try_for_each(|launch| gpu.launch(launch))?;
            return Ok(Duration::ZERO);
        }
        let of_mask = |step: usize| Purpose::of(self.plans[number].steps[step].part) == Purpose::Mask;
        let first = (0..steps.len()).find(|&step| number + 1 < self.plans.len() && of_mask(step));
        let mut steps = steps;
        let masks: Vec<Launch> = steps.split_off(first.unwrap_or(steps.len())).concat();
        state.run(gpu, steps.concat())?;
        if masks.is_empty() {
            copies.iter().try_for_each(|launch| gpu.launch(launch))?;
            return Ok(Duration::ZERO);
        }
        gpu.wait()?;
        let start = Instant::now();
        masks.iter().chain(&copies).try_for_each(|launch| gpu.launch(launch))?;
        gpu.wait()?;
        Ok(start.elapsed())
    }

    /// First rows of the images, at every place where the plan takes a mean; written only when they change.
    fn starts(&self, number: usize, state: &mut PlanState<C>, tables: &Tables) -> Result<Vec<(Place, u64)>> {
        let mut places = Vec::new();
        for step in &self.plans[number].steps {
            if let Work::Op(Op::MeanOfImages(mean)) = &step.work
                && !places.contains(&mean.from)
            {
                places.push(mean.from);
            }
        }
        let mut starts: Vec<i32> = Vec::new();
        for &place in &places {
            starts.extend(tables.image_start(place)?.into_iter().map(|row| row as i32));
        }
        let address = match starts == state.started {
            true => self.gpu.address(&state.starts.memory),
            false => state.starts.with(&self.gpu, bytes(&starts))?,
        };
        state.started = starts;
        let of_place = (tables.images() + 1) * size_of::<i32>();
        let address = |number: usize| address + (number * of_place) as u64;
        Ok(places.into_iter().enumerate().map(|(number, place)| (place, address(number))).collect())
    }

    fn all(
        &self,
        tables: &Tables,
        pixels: &[f32],
        noise: Option<&[f32]>,
        mut on_step: Option<OnStep<'_>>,
    ) -> Result<Ran> {
        check(&self.graph, tables, pixels)?;
        // A poisoned lock only means that another run panicked; what it leaves is overwritten.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { pixels: room, plans } = &mut *state;
        let start = Instant::now();
        let mut given = vec![(room.with(&self.gpu, bytes(pixels))?, pixels.len())];
        self.gpu.wait()?;
        let mut copies = start.elapsed();
        let mut maps = Maps::new(&*self.gpu, tables);
        let [first, behind @ ..] = plans.as_mut_slice() else { return Err(Error::new("there is no plan")) };
        let mut left = self.plan(0, first, (tables, &mut maps), &given, again(&mut on_step))?;
        copies += left.copy;
        let (mut done, mut own) = (self.plans[0].steps.len(), None);
        let (mut mask, mut time_of_maps) = (left.mask, Duration::ZERO);
        for (number, state) in behind.iter_mut().enumerate() {
            let start = Instant::now();
            let tables = Arc::new(decided(tables, &left.result, noise)?);
            mask += start.elapsed();
            if let Some(on_step) = again(&mut on_step) {
                on_step(done, start.elapsed());
            }
            let start = Instant::now();
            let mut maps = Maps::new(&*self.gpu, &tables);
            self.prepare_plan(number + 1, &mut maps)?;
            self.gpu.wait()?;
            time_of_maps += start.elapsed();
            given = left.kept;
            left = match again(&mut on_step) {
                None => self.plan(number + 1, state, (&tables, &mut maps), &given, None)?,
                Some(on_step) => {
                    on_step(done + 1, start.elapsed());
                    let shifted = &mut |step: usize, took| on_step(done + 2 + step, took);
                    self.plan(number + 1, state, (&tables, &mut maps), &given, Some(shifted))?
                }
            };
            copies += left.copy;
            done += 2 + self.plans[number + 1].steps.len();
            own = Some(tables);
        }
        Ok(Ran { scores: left.result, decided: own, mask, maps: time_of_maps, copies })
    }

    /// Builds all maps that a plan needs.
    fn prepare_plan(&self, number: usize, maps: &mut Maps<'_, C>) -> Result<()> {
        for route in self.plans[number].steps.iter().filter_map(Step::route) {
            maps.window(route)?;
        }
        Ok(())
    }
}

/// The same listener for a shorter time.
fn again<'a>(on_step: &'a mut Option<OnStep<'_>>) -> Option<OnStep<'a>> {
    match on_step {
        Some(on_step) => Some(&mut **on_step),
        None => None,
    }
}

impl<C: Gpu> Inference for GpuEngine<C> {
    fn run_whole(&self, tables: &Tables, pixels: &[f32], noise: Option<&[f32]>) -> Result<Ran> {
        self.all(tables, pixels, noise, None)
    }

    fn run_timed(
        &self,
        tables: &Tables,
        pixels: &[f32],
        noise: Option<&[f32]>,
        on_step: OnStep<'_>,
    ) -> Result<Ran> {
        self.all(tables, pixels, noise, Some(on_step))
    }

    /// Nothing: maps are built on the GPU, in the stream of a run.
    fn prepare(&self, _: &Tables) -> Result<()> {
        Ok(())
    }

    fn feature_bytes(&self, tables: &Tables) -> Result<usize> {
        feature_bytes(&self.plans, tables, ALIGNMENT)
    }

    fn steps(&self) -> &[StepInfo] {
        &self.steps
    }
}
