//! The heads that turn features into class scores: FCN and DeepLabv3, on the lattice of the fine stride.

use super::backend::Backend;
use super::config::{Deeplabv3 as DeeplabConfig, Fcn as FcnConfig};
use super::layer::{BatchNorm, Conv};
use crate::Result;
use crate::grid::Place;

/// FCN: 3×3 to a quarter of the channels, dropout, classes.
#[derive(Debug, Clone)]
pub struct Fcn {
    inner: (Conv, BatchNorm),
    classes: Conv,
    dropout: f32,
}

impl Fcn {
    pub fn new(config: &FcnConfig, c_in: usize, classes: usize) -> Self {
        let inner = (c_in / 4).max(1);
        Fcn {
            inner: (
                Conv::new("classifier.classifier.0", c_in, inner, 3),
                BatchNorm::new("classifier.classifier.1", inner),
            ),
            classes: Conv::new("classifier.classifier.4", inner, classes, 1).biased(),
            dropout: config.dropout,
        }
    }

    /// Class scores at `place`.
    pub fn forward<B: Backend>(&self, backend: &mut B, x: &B::Rows, place: Place) -> Result<B::Rows> {
        let x = conv_norm(backend, x, &self.inner, place)?;
        let x = backend.dropout(&x, self.dropout)?;
        backend.conv(&x, &self.classes, place, place)
    }
}

/// DeepLabv3: five parallel branches (1×1, three dilated 3×3, the image's mean), projected and refined.
#[derive(Debug, Clone)]
pub struct Deeplabv3 {
    branches: Vec<(Conv, BatchNorm)>,
    image_mean: (Conv, BatchNorm),
    project: (Conv, BatchNorm),
    refine: (Conv, BatchNorm),
    classes: Conv,
    dropout: f32,
}

impl Deeplabv3 {
    /// For features on the lattice of `stride`: the rates 3, 6, 9 are meant at stride 32.
    pub fn new(config: &DeeplabConfig, c_in: usize, classes: usize, stride: usize) -> Self {
        let channels = config.channels;
        let named = |path: &str, conv: usize, norm: usize, c_in: usize, kernel: usize, dilation: usize| {
            (
                Conv::new(format!("classifier.classifier.{path}{conv}"), c_in, channels, kernel)
                    .dilated(dilation),
                BatchNorm::new(format!("classifier.classifier.{path}{norm}"), channels),
            )
        };
        let mut branches = vec![named("0.convs.0.", 0, 1, c_in, 1, 1)];
        for (number, rate) in [3, 6, 9].into_iter().enumerate() {
            branches.push(named(&format!("0.convs.{}.", number + 1), 0, 1, c_in, 3, rate * 32 / stride));
        }
        Deeplabv3 {
            branches,
            image_mean: named("0.convs.4.", 1, 2, c_in, 1, 1),
            project: named("0.project.", 0, 1, 5 * channels, 1, 1),
            refine: named("", 1, 2, channels, 3, 1),
            classes: Conv::new("classifier.classifier.4", channels, classes, 1).biased(),
            dropout: config.dropout,
        }
    }

    /// Class scores at `place`.
    pub fn forward<B: Backend>(&self, backend: &mut B, x: &B::Rows, place: Place) -> Result<B::Rows> {
        let mut parts = Vec::new();
        for branch in &self.branches {
            parts.push(conv_norm(backend, x, branch, place)?);
        }
        let mean = backend.mean_of_images(x, place)?;
        let mean = conv_norm(backend, &mean, &self.image_mean, Place::Image)?;
        parts.push(backend.broadcast(&mean, place)?);
        let x = backend.concat(&parts.iter().collect::<Vec<_>>())?;
        drop(parts);
        let x = conv_norm(backend, &x, &self.project, place)?;
        let x = backend.dropout(&x, self.dropout)?;
        let x = conv_norm(backend, &x, &self.refine, place)?;
        backend.conv(&x, &self.classes, place, place)
    }
}

fn conv_norm<B: Backend>(
    backend: &mut B,
    x: &B::Rows,
    (conv, norm): &(Conv, BatchNorm),
    place: Place,
) -> Result<B::Rows> {
    let x = backend.conv(x, conv, place, place)?;
    backend.batch_norm(&x, norm, None, true)
}
