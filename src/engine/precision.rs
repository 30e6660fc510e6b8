//! Which numbers a plan multiplies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::device::Device;
use crate::kernels::conv::{GroupedWeight, PackedWeight, Weight};
use crate::ops::Conv;
use crate::system::isa::Bfloat16;
use crate::{Error, Result};

/// Below this many input channels a convolution stays in float32: it takes little time, and what it loses
/// is lost to all layers after it.
pub(super) const FEWEST_CHANNELS: usize = 8;

/// The numbers that convolutions multiply (`float32`, `bfloat16`, or `tf32` on a GPU); sums, feature maps and everything else are float32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// Weights and inputs as they are stored, with 24 significant bits; every device has them.
    #[default]
    Float32,
    /// Weights and inputs rounded to 8 significant bits; needs a CPU with AVX-512 BF16, or a GPU.
    Bfloat16,
    /// Weights and inputs rounded to 11 significant bits; needs a GPU.
    Tf32,
}

impl Precision {
    /// Whether a device multiplies such numbers, as far as that is known before it is asked to.
    ///
    /// # Errors
    /// When it does not; that is said with what to do.
    pub fn check(self, device: Device) -> Result<()> {
        match device {
            Device::Cpu => self.proof().map(drop),
            Device::Cuda(_) | Device::CudaOrCpu => Ok(()),
        }
    }

    /// The proof that this machine multiplies bfloat16, where that is asked for.
    ///
    /// # Errors
    /// When the CPU cannot.
    pub(super) fn proof(self) -> Result<Option<Bfloat16>> {
        match self {
            Precision::Float32 => Ok(None),
            Precision::Bfloat16 => Bfloat16::available().map(Some).ok_or_else(|| {
                Error::new("this processor cannot multiply bfloat16 (no AVX-512 BF16)")
                    .help("leave `precision` out, or use a processor that has it")
            }),
            Precision::Tf32 => Err(Error::new("a processor has no TF32, only a GPU has")
                .help("leave `precision` out, or run on a GPU (`--device cuda`)")),
        }
    }
}

/// A weight [taps·c_in/groups, c_out] as the CPU multiplies it. Groups have few channels each and stay in float32.
pub(super) fn pack(proof: Option<Bfloat16>, conv: &Conv, weight: &[f32]) -> Weight {
    let Conv { c_in, c_out, groups, .. } = *conv;
    if groups > 1 {
        return Weight::Grouped(GroupedWeight::new(weight, conv.taps(), c_in, c_out, groups));
    }
    Weight::Dense(match proof {
        Some(proof) if c_in >= FEWEST_CHANNELS => {
            PackedWeight::bfloat16(proof, weight, conv.taps(), c_in, c_out)
        }
        _ => PackedWeight::new(weight, conv.taps(), c_in, c_out),
    })
}
