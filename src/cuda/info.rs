//! What is known of a GPU before anything runs on it. The driver's library is loaded when it is asked for, so a
//! program that can use GPUs starts where there are none.

use std::fmt;

use cudarc::driver::{CudaContext, DriverError, result, sys};

use crate::{Error, Result};

/// The oldest compute capability that anything here runs on: dfdx with the feature `cuda`, else the engine only.
const OLDEST: (i32, i32) = if cfg!(feature = "cuda") { (6, 0) } else { super::OLDEST };

/// A GPU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GpuInfo {
    /// What the driver calls it.
    pub name: String,
    /// Compute capability, major and minor.
    pub capability: (i32, i32),
    /// The CUDA version that the driver supports, major and minor.
    pub driver: (i32, i32),
    /// Memory of the whole GPU, in bytes.
    pub memory: usize,
}

/// How many GPUs the driver shows this process; `None` when this machine has no driver.
///
/// # Errors
/// When there is a driver and it does not answer.
pub fn count() -> Result<Option<usize>> {
    // SAFETY: it loads the driver's library and lets go of it; its initialisers are the vendor's own.
    if !unsafe { sys::is_culib_present() } {
        return Ok(None);
    }
    let count = CudaContext::device_count().map_err(refused)?;
    Ok(Some(usize::try_from(count).unwrap_or_default()))
}

/// What is known of the GPU of a number, from 0.
///
/// # Errors
/// When there is no driver, no such GPU, or one that is too old.
pub fn info(number: usize) -> Result<GpuInfo> {
    let Some(count) = count()? else {
        return Err(Error::new("this machine has no NVIDIA driver")
            .help("run on the CPU with `--device cpu`, or install the driver (libcuda.so is not found)"));
    };
    if number >= count {
        return Err(Error::new(format!("there is no GPU {number}: this machine has {count}"))
            .help("the first is `cuda:0`; CUDA_VISIBLE_DEVICES hides some; `--device cpu` needs none"));
    }
    let context = CudaContext::new(number).map_err(refused)?;
    let capability = context.compute_capability().map_err(refused)?;
    let name = context.name().map_err(refused)?;
    if capability < OLDEST {
        let (major, minor) = capability;
        return Err(Error::new(format!("{name} is too old: compute capability {major}.{minor}"))
            .help(format!("{}.{} is the oldest that runs; use `--device cpu`", OLDEST.0, OLDEST.1)));
    }
    let (_, memory) = result::mem_get_info().map_err(refused)?;
    Ok(GpuInfo { name, capability, driver: driver_version()?, memory })
}

/// The CUDA version that the driver supports, major and minor.
///
/// # Errors
/// When the driver does not answer. It must be there ([`info`] tells).
pub(super) fn driver_version() -> Result<(i32, i32)> {
    let mut version = 0;
    // SAFETY: the driver is loaded and writes one integer to the given place.
    unsafe { sys::cuDriverGetVersion(&mut version) }.result().map_err(refused)?;
    Ok((version / 1000, version % 1000 / 10))
}

fn refused(cause: DriverError) -> Error {
    Error::new(format!("the GPU cannot be used: {cause}"))
        .help("`nvidia-smi` tells whether the driver works; `--device cpu` does without")
}

impl fmt::Display for GpuInfo {
    /// As rows name it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let GpuInfo { name, capability: (major, minor), driver: (cuda, release), memory } = self;
        let gib = *memory as f64 / f64::from(1 << 30);
        write!(f, "{name}, capability {major}.{minor}, driver for CUDA {cuda}.{release}, {gib:.1} GiB")
    }
}

#[cfg(test)]
mod tests {
    use super::GpuInfo;

    #[test]
    fn a_row_names_card_capability_driver_and_memory() {
        let gpu = GpuInfo {
            name: "NVIDIA H100 80GB HBM3".into(),
            capability: (9, 0),
            driver: (12, 8),
            memory: 85_029_158_912,
        };
        assert_eq!(gpu.to_string(), "NVIDIA H100 80GB HBM3, capability 9.0, driver for CUDA 12.8, 79.2 GiB");
    }
}
