//! Running a plan on one batch.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::Engine;
use super::values::Values;
use crate::grid::{Place, Tables};
use crate::models::{Part, decided};
use crate::{Error, Result};

/// What a step serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
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

/// What a run gives.
#[derive(Debug)]
pub struct Ran {
    /// What the network computes, row-major.
    pub scores: Vec<f32>,
    /// The geometry that a learned mask decided; `None` without one.
    pub decided: Option<Arc<Tables>>,
}

/// Told after every step its number and how long it took.
pub(super) type OnStep<'a> = &'a mut dyn FnMut(usize, Duration);

impl Engine {
    /// What the network computes of normalised pixels, row-major [images·height·width, 3].
    ///
    /// # Errors
    /// When the tables were made for another fine stride or another number of pixels.
    pub fn run(&self, tables: &Tables, pixels: &[f32]) -> Result<Vec<f32>> {
        Ok(self.run_timed(tables, pixels, &mut |_, _| {})?.scores)
    }

    /// The same, telling after every step its number and how long it took, tables that it was the first to
    /// need included. A learned mask decides the levels, whatever those of the tables are.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn run_timed(&self, tables: &Tables, pixels: &[f32], on_step: OnStep<'_>) -> Result<Ran> {
        self.check(tables, pixels)?;
        // A poisoned lock only means that another run panicked; the memory holds no meaning between runs.
        let mut memory = std::mem::take(&mut *self.memory.lock().unwrap_or_else(PoisonError::into_inner));
        let [first, behind @ ..] = self.plans.as_slice() else { return Err(Error::new("there is no plan")) };
        let (mut result, mut kept) = first.run(tables, &[pixels], &mut memory, on_step)?;
        let (mut done, mut own) = (first.steps.len(), None);
        for plan in behind {
            let start = Instant::now();
            let tables = Arc::new(decided(tables, &result)?);
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
        Ok(Ran { scores: result, decided: own })
    }

    /// Builds every table of a batch that the plan needs and that is not there yet, which a run would do
    /// at the first step that needs it; those of a learned mask's cells are not known yet.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn prepare(&self, tables: &Tables) -> Result<()> {
        self.plans.iter().take(1).try_for_each(|plan| plan.prepare(tables))
    }

    /// Bytes of feature maps that are alive at the same time in a run on such tables, its result not among
    /// them; where a learned mask decides, on those that it decided.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn feature_bytes(&self, tables: &Tables) -> Result<usize> {
        let mut given = vec![3 * tables.rows(Place::Lattice { stride: 1 })?];
        let mut most = 0;
        for (number, plan) in self.plans.iter().enumerate() {
            let values = Values::new(plan, tables, &given)?;
            let copies = if number > 0 { given.iter().sum() } else { 0 };
            most = most.max(values.floats + copies);
            given = plan.kept.iter().map(|&value| values.size(value)).collect();
        }
        Ok(most * size_of::<f32>())
    }

    fn check(&self, tables: &Tables, pixels: &[f32]) -> Result<()> {
        self.resolution.check_tables(tables)?;
        let (height, width) = tables.image_size();
        let wanted = 3 * tables.images() * height * width;
        if pixels.len() != wanted {
            return Err(Error::new(format!("{} pixel values instead of {wanted}", pixels.len())));
        }
        Ok(())
    }
}
