//! Running a plan on one batch.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::plan::Plan;
use super::step::OnStep;
use super::values::Values;
use super::{Engine, Inference, check};
use crate::graph::{Part, decided};
use crate::grid::{Place, Tables};
use crate::{Error, Result};

/// What a step serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The layers of the backbone and the head.
    Network,
    /// A learned mask: its estimator and what it decides.
    Mask,
    /// Kernel maps on the cells of a learned mask.
    Maps,
}

impl Purpose {
    pub(super) fn of(part: Part) -> Self {
        if part == Part::Mask { Purpose::Mask } else { Purpose::Network }
    }
}

/// What is known of a step beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepInfo {
    /// What it does and which layer it comes from.
    pub name: String,
    /// What its time counts to.
    pub purpose: Purpose,
    /// The stage of the network.
    pub stage: &'static str,
}

/// What a run gives.
#[derive(Debug)]
pub struct Ran {
    /// What the network computes, row-major.
    pub scores: Vec<f32>,
    /// The geometry that a learned mask decided; `None` without one.
    pub decided: Option<Arc<Tables>>,
    /// Time of a learned mask, which is part of the network.
    pub mask: Duration,
    /// Time of the kernel maps on the cells that it decided.
    pub maps: Duration,
    /// Time of copying pixels to a GPU and scores back.
    pub copies: Duration,
}

impl Inference for Engine {
    fn run_whole(&self, tables: &Tables, pixels: &[f32], noise: Option<&[f32]>) -> Result<Ran> {
        let [mut mask, mut maps] = [Duration::ZERO; 2];
        let mut on_step = |step: usize, took| match self.steps[step].purpose {
            Purpose::Network => {}
            Purpose::Mask => mask += took,
            Purpose::Maps => maps += took,
        };
        let ran = self.run_timed(tables, pixels, noise, &mut on_step)?;
        Ok(Ran { mask, maps, ..ran })
    }

    fn run_timed(
        &self,
        tables: &Tables,
        pixels: &[f32],
        noise: Option<&[f32]>,
        on_step: OnStep<'_>,
    ) -> Result<Ran> {
        check(&self.graph, tables, pixels)?;
        // A poisoned lock only means that another run panicked; the memory holds no meaning between runs.
        let mut memory = std::mem::take(&mut *self.memory.lock().unwrap_or_else(PoisonError::into_inner));
        let [first, behind @ ..] = self.plans.as_slice() else { return Err(Error::new("there is no plan")) };
        let (mut result, mut kept) = first.run(tables, &[pixels], &mut memory, on_step)?;
        let (mut done, mut own) = (first.steps.len(), None);
        for plan in behind {
            let start = Instant::now();
            let tables = Arc::new(decided(tables, &result, noise)?);
            tables.grid(1)?;
            on_step(done, start.elapsed());
            let start = Instant::now();
            plan.prepare(&tables)?;
            on_step(done + 1, start.elapsed());
            let given: Vec<&[f32]> = kept.iter().map(Vec::as_slice).collect();
            let shifted = &mut |step: usize, took| on_step(done + 2 + step, took);
            (result, kept) = plan.run(&tables, &given, &mut memory, shifted)?;
            done += 2 + plan.steps.len();
            own = Some(tables);
        }
        *self.memory.lock().unwrap_or_else(PoisonError::into_inner) = memory;
        let [mask, maps, copies] = [Duration::ZERO; 3];
        Ok(Ran { scores: result, decided: own, mask, maps, copies })
    }

    fn prepare(&self, tables: &Tables) -> Result<()> {
        self.plans.iter().take(1).try_for_each(|plan| plan.prepare(tables))
    }

    fn feature_bytes(&self, tables: &Tables) -> Result<usize> {
        feature_bytes(&self.plans, tables, 1)
    }

    fn steps(&self) -> &[StepInfo] {
        &self.steps
    }
}

/// Bytes of the feature maps of plans, each at a multiple of so many floats.
pub(super) fn feature_bytes<W>(plans: &[Plan<W>], tables: &Tables, alignment: usize) -> Result<usize> {
    let mut given = vec![3 * tables.rows(Place::Lattice { stride: 1 })?];
    let mut most = 0;
    for (number, plan) in plans.iter().enumerate() {
        let values = Values::new(plan, tables, &given, alignment)?;
        let copies = if number > 0 { given.iter().sum() } else { 0 };
        most = most.max(values.floats + copies);
        given = plan.kept.iter().map(|&value| values.size(value)).collect();
    }
    Ok(most * size_of::<f32>())
}
