//! The operations on a CPU, on this crate's own kernels.

use super::{Cpu, Op, RowOps, Rows, Scalar, Site, Tape, cross_entropy, view::view};
use crate::Result;
use crate::kernels::rows::finite::all_finite;

/// The operations on dfdx's CPU device, each with a backward pass of its own on this crate's kernels.
///
/// A backward operation frees the gradient of its output as soon as it has used it: after
/// [`Tape::backward`] only leaves (parameters) have gradients.
#[derive(Debug, Clone, Default)]
pub struct Fast {
    device: Cpu,
    /// Where the engine runs, which takes parameters from here.
    engine: crate::device::Device,
}

impl Fast {
    /// On the CPU; the number of threads is that of rayon's pool.
    pub fn new() -> Self {
        Self::default()
    }

    /// On the CPU, with the engine elsewhere: for networks that are only evaluated.
    pub fn with_engine_on(engine: crate::device::Device) -> Self {
        Fast { engine, ..Self::default() }
    }
}

impl RowOps for Fast {
    type Device = Cpu;

    fn engine_device(&self) -> Option<crate::device::Device> {
        Some(self.engine)
    }

    fn device(&self) -> &Cpu {
        &self.device
    }

    fn to_vec(&self, rows: &Rows<Cpu>) -> Vec<f32> {
        view(rows).into_owned()
    }

    /// Without a copy.
    fn is_finite(&self, rows: &Rows<Cpu>) -> bool {
        all_finite(&view(rows))
    }

    fn run(&self, op: &Op, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        op.fast(site, inputs)
    }

    fn cross_entropy(
        &self,
        tape: &mut Tape<Cpu>,
        logits: &Rows<Cpu>,
        labels: &[u16],
        ignored: u16,
    ) -> Result<Scalar<Cpu>> {
        cross_entropy::fast::cross_entropy(tape, logits, labels, ignored)
    }
}
