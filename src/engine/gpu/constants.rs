//! What a step keeps on the GPU besides its weight.

use crate::Result;
use crate::cuda::{Gpu, bytes};
use crate::engine::step::{Step, Work};

/// Vectors of one number for each channel; those that a step does not have are `None`.
pub(super) struct Constants<M> {
    pub bias: Option<M>,
    pub center: Option<M>,
    pub scale: Option<M>,
    pub coarse_center: Option<M>,
    pub coarse_scale: Option<M>,
}

impl<M> Constants<M> {
    pub(super) fn new<C: Gpu<Memory = M>, W>(gpu: &C, step: &Step<W>) -> Result<Self> {
        let upload = |values: &Vec<f32>| gpu.upload(bytes(values)).map(Some);
        let none =
            Constants { bias: None, center: None, scale: None, coarse_center: None, coarse_scale: None };
        Ok(match &step.work {
            Work::Conv(fused) => match &fused.bias {
                Some(bias) => Constants { bias: upload(bias)?, ..none },
                None => none,
            },
            Work::Affine(affine) => {
                let (coarse_center, coarse_scale) = match &affine.coarse {
                    Some((center, scale)) => (upload(center)?, upload(scale)?),
                    None => (None, None),
                };
                let (center, scale) = (upload(&affine.center)?, upload(&affine.scale)?);
                Constants { bias: upload(&affine.bias)?, center, scale, coarse_center, coarse_scale }
            }
            Work::LayerNorm(norm) => {
                Constants { bias: upload(&norm.bias)?, scale: upload(&norm.weight)?, ..none }
            }
            Work::Op(_) => none,
        })
    }
}
