//! The device that runs are done on, found before the first one begins.

use crate::cuda::{self, GpuInfo};
use crate::device::Device;
use crate::error::Kind;
use crate::experiment::Settings;
use crate::ops::Fast;
use crate::text::out;
use crate::{Error, Result};

/// A device that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Processor {
    /// The kernels of this crate.
    Cpu,
    /// A GPU.
    Gpu {
        /// From 0.
        number: usize,
        /// What the driver says of it.
        gpu: GpuInfo,
    },
}

impl Processor {
    /// The device, for work with training in it or without.
    ///
    /// # Errors
    /// When it is not there, or this program cannot use it.
    pub fn find(device: Device, trains: bool) -> Result<Processor> {
        match device {
            Device::Cpu => Ok(Processor::Cpu),
            Device::Cuda(number) => Processor::gpu(number, trains),
            Device::CudaOrCpu => Ok(Processor::gpu(0, trains).unwrap_or_else(|missing| {
                out::remark(format_args!("on the CPU: {}", missing.what()));
                Processor::Cpu
            })),
        }
    }

    fn gpu(number: usize, trains: bool) -> Result<Processor> {
        if trains && !cfg!(feature = "cuda") {
            return Err(Error::new(format!(
                "this program was built without CUDA, so it cannot train on GPU {number}"
            ))
            .help(
                "build it with `cargo build --release --features cuda` (docs/gpu.md), or use `--device cpu`",
            ));
        }
        Ok(Processor::Gpu { number, gpu: cuda::info(number)? })
    }

    /// The operations that predict on it; nothing can be trained with them.
    pub(super) fn inference(&self) -> Fast {
        match self {
            Processor::Cpu => Fast::new(),
            Processor::Gpu { number, .. } => Fast::with_engine_on(Device::Cuda(*number)),
        }
    }

    /// As experiments and command lines name it.
    pub fn device(&self) -> Device {
        match self {
            Processor::Cpu => Device::Cpu,
            Processor::Gpu { number, .. } => Device::Cuda(*number),
        }
    }

    /// As rows name it.
    pub fn name(&self) -> String {
        match self {
            Processor::Cpu => "cpu".into(),
            Processor::Gpu { gpu, .. } => gpu.to_string(),
        }
    }
}

/// What to do when the GPU's memory is too small.
pub(super) fn out_of_memory(error: Error, settings: &Settings) -> Error {
    if error.kind() != Kind::OutOfMemory {
        return error;
    }
    match settings.training.as_ref().map(|training| training.batch) {
        Some(batch) if batch > 1 => {
            Error::new(format!("the GPU's memory is too small for a batch of {batch}"))
                .help(format!("try `training: {{batch: {}}}`, or smaller crops", batch / 2))
        }
        _ => Error::new("the GPU's memory is too small for one image")
            .help("use smaller images, or `--device cpu`"),
    }
}
