//! Atrous spatial pyramid pooling: five parallel branches (1×1, three dilated 3×3, the image's mean),
//! projected to one.

use super::conv_norm;
use crate::Result;
use crate::grid::Place;
use crate::models::backend::Backend;
use crate::models::layer::{BatchNorm, Conv};

/// The pyramid of both DeepLab heads.
#[derive(Debug, Clone)]
pub struct Pyramid {
    branches: Vec<(Conv, BatchNorm)>,
    image_mean: (Conv, BatchNorm),
    project: (Conv, BatchNorm),
    dropout: f32,
}

impl Pyramid {
    /// Named under `path`, for features of a lattice of `stride`: the rates 3, 6, 9 are meant at stride 32.
    pub fn new(path: &str, c_in: usize, channels: usize, stride: usize, dropout: f32) -> Self {
        let named = |part: &str, number: usize, c_in: usize, kernel: usize, dilation: usize| {
            let conv = Conv::new(format!("{path}.{part}.{number}"), c_in, channels, kernel);
            let norm = BatchNorm::new(format!("{path}.{part}.{}", number + 1), channels);
            (conv.dilated(dilation).at_cell_pitch(), norm)
        };
        let mut branches = vec![named("convs.0", 0, c_in, 1, 1)];
        for (number, rate) in [3, 6, 9].into_iter().enumerate() {
            branches.push(named(&format!("convs.{}", number + 1), 0, c_in, 3, rate * 32 / stride));
        }
        Pyramid {
            branches,
            // Number 0 is the pooling itself.
            image_mean: named("convs.4", 1, c_in, 1, 1),
            project: named("project", 0, 5 * channels, 1, 1),
            dropout,
        }
    }

    /// [rows, c_in] → [rows, channels] at `place`.
    pub fn forward<B: Backend>(&self, backend: &mut B, x: B::Rows, place: Place) -> Result<B::Rows> {
        let mut parts = Vec::new();
        for branch in &self.branches {
            parts.push(conv_norm(backend, &x, branch, place)?);
        }
        let mean = backend.mean_of_images(&x, place)?;
        drop(x);
        let mean = conv_norm(backend, &mean, &self.image_mean, Place::Image)?;
        parts.push(backend.broadcast(&mean, place)?);
        let x = backend.concat(&parts.iter().collect::<Vec<_>>())?;
        drop(parts);
        let x = conv_norm(backend, &x, &self.project, place)?;
        backend.dropout(&x, self.dropout)
    }
}
