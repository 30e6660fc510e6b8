//! On this crate's kernels.

use dfdx::prelude::*;

use super::{BatchNorm, Layer, Ways, check_batch, check_running};
use crate::Result;
use crate::kernels::rows::batch_norm::{Affine, DataGradient, gradient_sums, masked_gradient_sums, moments};
use crate::kernels::rows::pointwise;
use crate::ops::gradient::{GradientOf, accumulate};
use crate::ops::memory::numbers;
use crate::ops::mix::fast::mix;
use crate::ops::view::{from_vec, view};
use crate::ops::{BatchStatistics, FastOp, Rows, Site, Tape};

/// With the statistics of the rows themselves.
pub(in crate::ops) fn train(
    tape: &mut Tape<Cpu>,
    layer: Layer<'_, Cpu>,
) -> Result<(Rows<Cpu>, BatchStatistics)> {
    layer.check()?;
    check_batch(*layer.x.shape())?;
    let x = tape.contiguous(layer.x)?;
    let moments = moments(&view(&x), x.shape().1);
    let (rows, eps) = (moments.rows as f64, f64::from(layer.eps));
    let normalization = Normalization {
        inverse_deviation: moments.squares.iter().map(|sum| 1.0 / (sum / rows + eps).sqrt()).collect(),
        batch: Some(rows),
        mean: moments.mean,
    };
    let statistics = BatchStatistics {
        mean: normalization.mean.iter().map(|&mean| mean as f32).collect(),
        variance: moments.squares.iter().map(|sum| (sum / (rows - 1.0)) as f32).collect(),
    };
    Ok((normalize(tape, Layer { x: &x, ..layer }, normalization)?, statistics))
}

/// With given statistics.
pub(in crate::ops) fn eval(
    tape: &mut Tape<Cpu>,
    layer: Layer<'_, Cpu>,
    running: &BatchStatistics,
) -> Result<Rows<Cpu>> {
    layer.check()?;
    check_running(running, layer.x.shape().1)?;
    let x = tape.contiguous(layer.x)?;
    let eps = f64::from(layer.eps);
    let inverse = |&variance: &f32| 1.0 / (f64::from(variance) + eps).sqrt();
    let normalization = Normalization {
        mean: running.mean.iter().map(|&mean| f64::from(mean)).collect(),
        inverse_deviation: running.variance.iter().map(inverse).collect(),
        batch: None,
    };
    normalize(tape, Layer { x: &x, ..layer }, normalization)
}

/// x̂ = (x − mean) · inverse_deviation, per channel.
struct Normalization {
    mean: Vec<f64>,
    inverse_deviation: Vec<f64>,
    /// How many rows the statistics come from; `None` when they do not depend on x.
    batch: Option<f64>,
}

fn normalize(tape: &mut Tape<Cpu>, layer: Layer<'_, Cpu>, normalization: Normalization) -> Result<Rows<Cpu>> {
    let (weight, bias) = (tape.contiguous(layer.weight)?, tape.contiguous(layer.bias)?);
    let residual = layer.ending.residual.map(|residual| tape.contiguous(residual)).transpose()?;
    let (x, relu) = (layer.x.clone(), layer.ending.relu);
    let residual_view = residual.as_ref().map(view);
    let (center, scale) = (normalization.center(), normalization.scale(&view(&weight)));
    let mut y = numbers(x.shape().num_elements());
    let affine = Affine {
        center: &center,
        scale: &scale,
        bias: &view(&bias),
        residual: residual_view.as_deref(),
        relu,
    };
    affine.apply(&view(&x), &mut y);
    let y = from_vec(x.device(), y, *x.shape())?;

    let (of_x, of_y) = (GradientOf::rows(&x), GradientOf::rows(&y));
    let (of_weight, of_bias) = (GradientOf::rows(&weight), GradientOf::rows(&bias));
    let of_residual = residual.as_ref().map(GradientOf::rows);
    let rectified = relu.then(|| y.clone());
    tape.record(move |gradients| {
        let mut g = of_y.take(gradients)?;
        let (sums, products) = match &rectified {
            Some(y) => masked_gradient_sums(&mut g, &view(y), &view(&x), &center),
            None => gradient_sums(&g, &view(&x), &center),
        };
        let inverse = &normalization.inverse_deviation;
        accumulate(products.iter().zip(inverse).map(|(p, i)| p * i), of_weight.sum(gradients)?);
        let of_data = normalization.data_gradient(&view(&weight), &sums, &products);
        accumulate(sums, of_bias.sum(gradients)?);
        of_data.accumulate(&g, &view(&x), of_x.sum(gradients)?);
        if let Some(of_residual) = of_residual {
            pointwise::accumulate(&g, of_residual.sum(gradients)?);
        }
        Ok(())
    });
    Ok(y)
}

impl Normalization {
    fn center(&self) -> Vec<f32> {
        self.mean.iter().map(|&mean| mean as f32).collect()
    }

    /// Normalisation and weight together.
    fn scale(&self, weight: &[f32]) -> Vec<f32> {
        weight.iter().zip(&self.inverse_deviation).map(|(w, i)| (f64::from(*w) * i) as f32).collect()
    }

    /// With a = Σ g and b = Σ g·(x − mean): weight · i · (g − a/n − (x − mean) · i² · b/n) where i is the
    /// inverse deviation; without the means' and deviations' own gradients when they are given.
    fn data_gradient(&self, weight: &[f32], sums: &[f64], products: &[f64]) -> DataGradient {
        let channels = weight.len();
        let (mut of_x, mut constant) = (vec![0.0; channels], vec![0.0; channels]);
        if let Some(rows) = self.batch {
            for channel in 0..channels {
                let inverse = self.inverse_deviation[channel];
                let scale = f64::from(weight[channel]) * inverse / rows;
                of_x[channel] = (-scale * inverse * inverse * products[channel]) as f32;
                constant[channel] = (-scale * sums[channel]) as f32;
            }
        }
        DataGradient { center: self.center(), of_g: self.scale(weight), of_x, constant }
    }
}

impl FastOp for BatchNorm {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        self.run(site, inputs, &Ways { train, eval, mix })
    }
}
