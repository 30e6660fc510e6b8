//! Does a training step fit into this machine's memory? Asked before anything is read, as a process that takes all
//! memory is killed without a word, and others with it.

use super::estimate::Estimate;
use super::setup::Setup;
use crate::error::Kind;
use crate::system::memory_capacity;
use crate::text::quantity::gibibytes;
use crate::{Error, Result};

/// A batch that does not fit.
#[derive(Debug, Clone, PartialEq)]
pub struct TooLarge {
    /// Images in a step, as the experiment states it.
    pub batch: usize,
    /// Bytes that a step needs at least.
    pub needed: f64,
    /// Bytes that this process may use.
    pub memory: f64,
    /// The largest batch that may fit, if any does.
    pub fitting: Option<usize>,
}

/// Whether a run's training steps need more main memory than this machine has, by what they need at least; `None` where
/// they may fit, nothing is trained, or nobody can tell.
pub fn too_large(setup: &Setup) -> Option<TooLarge> {
    of(setup, memory_capacity()?.total as f64)
}

fn of(setup: &Setup, memory: f64) -> Option<TooLarge> {
    let settings = &setup.run.settings;
    let batch = settings.training.as_ref()?.batch;
    let crops = Estimate::new(setup, settings.crop_size()).ok()?;
    let least = |batch: f64| -> Option<f64> { Some(crops.training_memory(batch).ok()?[0]) };
    let needed = least(batch as f64)?;
    // Every image needs the same, beside what the parameters need.
    let (none, image) = (least(0.0)?, least(1.0)? - least(0.0)?);
    let fitting = ((memory - none) / image).floor();
    (needed > memory).then_some(TooLarge {
        batch,
        needed,
        memory,
        fitting: (fitting >= 1.0).then_some(fitting as usize),
    })
}

impl TooLarge {
    /// In words, for a plan.
    pub fn note(&self) -> String {
        let TooLarge { batch, needed, memory, fitting } = self;
        let fitting = match fitting {
            Some(fitting) => format!("a batch of {fitting} may fit"),
            None => "not even one image fits".into(),
        };
        let (needed, memory) = (gibibytes(*needed), gibibytes(*memory));
        format!(
            "a training step of {batch} images needs {needed} of memory at least, and {memory} are here: {fitting}"
        )
    }

    /// # Errors
    /// What it says, as the reason why a run is not begun.
    pub fn refuse(self, name: &str) -> Result<()> {
        let help = match self.fitting {
            Some(fitting) => {
                format!("set `training: {{batch: {fitting}}}` or less, or run it on a larger machine")
            }
            None => "run it on a larger machine, or with smaller crops".into(),
        };
        Err(Error::new(self.note()).of_kind(Kind::OutOfMemory).at(name).help(help))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::tests::run_of_batch;

    #[test]
    fn a_batch_beyond_the_memory_is_refused_with_the_one_that_fits() {
        run_of_batch(100_000, |run| {
            let setup = &Setup::new(run).unwrap();
            let found = of(setup, 8e9).unwrap();
            let fitting = found.fitting.unwrap();
            assert!((1..100_000).contains(&fitting), "{found:?}");
            assert!(found.note().contains("a training step of 100000 images needs"), "{}", found.note());
            let error = found.refuse("streets/os8/1").unwrap_err();
            assert_eq!(error.kind(), Kind::OutOfMemory);
            assert!(error.advice().unwrap().contains(&format!("batch: {fitting}")), "{error}");
            assert_eq!(of(setup, 1e18), None);
            assert_eq!(of(setup, 1.0).unwrap().fitting, None);
        });
        run_of_batch(1, |run| assert_eq!(of(&Setup::new(run).unwrap(), 8e9), None));
    }
}
