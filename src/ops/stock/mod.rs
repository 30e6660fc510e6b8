//! The operations on any dfdx device, made of dfdx's own.

mod rows;

pub(super) use rows::{Taped, apart, for_every_channel, for_every_row, pick, taps, with_row};

use super::{Device, Op, RowOps, Rows, Scalar, Site, Tape, cross_entropy};
use crate::Result;

/// The operations on a dfdx device, made of dfdx's own operations, whose backward passes are dfdx's too.
///
/// Slow on a CPU, where it is the yardstick for [`Fast`](super::Fast); the way onto other devices.
#[derive(Debug, Clone, Default)]
pub struct Stock<D> {
    device: D,
    /// The number of the GPU that the device is.
    gpu: Option<usize>,
}

impl<D: Device> Stock<D> {
    /// On this device.
    pub fn new(device: D) -> Self {
        Stock { device, gpu: None }
    }
}

#[cfg(feature = "cuda")]
impl Stock<dfdx::prelude::Cuda> {
    /// On the GPU of a number.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn on_gpu(number: usize) -> Result<Self> {
        // Nothing is drawn on the device: every draw comes from the run's seed.
        let device = dfdx::prelude::Cuda::try_build(number, 0)
            .map_err(|cause| crate::Error::new(format!("GPU {number} cannot be used: {cause:?}")))?;
        Ok(Stock { device, gpu: Some(number) })
    }
}

impl<D: Device> RowOps for Stock<D> {
    type Device = D;

    fn engine_device(&self) -> Option<crate::device::Device> {
        self.gpu.map(crate::device::Device::Cuda)
    }

    fn device(&self) -> &D {
        &self.device
    }

    fn run(&self, op: &Op, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        op.stock(site, inputs)
    }

    fn cross_entropy(
        &self,
        tape: &mut Tape<D>,
        logits: &Rows<D>,
        labels: &[u16],
        ignored: u16,
    ) -> Result<Scalar<D>> {
        cross_entropy::stock::cross_entropy(tape, logits, labels, ignored)
    }
}
