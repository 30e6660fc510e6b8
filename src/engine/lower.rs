//! From what a network asked for to the steps of a plan.

use super::step::{Affine, FusedConv, Route, Step, Work};
use super::trace::{Asked, Node};
use crate::Result;
use crate::grid::Place;
use crate::models::{BatchNorm, Conv};
use crate::ops::BatchStatistics;

/// Where the numbers of a network come from.
pub(super) struct Source<'a> {
    /// The values of a parameter, by its name.
    pub values: &'a dyn Fn(&str) -> Result<Vec<f32>>,
    /// The running statistics of a norm, by its name.
    pub running: &'a dyn Fn(&str) -> Result<BatchStatistics>,
    /// Those of its coarse branch, where it keeps them apart.
    pub coarse: &'a dyn Fn(&str) -> Option<BatchStatistics>,
}

/// Fuses; norms and ReLUs go into the convolution before them when that has no other reader.
///
/// # Errors
/// When a parameter is missing.
pub(super) fn lower(nodes: Vec<Node>, source: &Source<'_>) -> Result<Vec<Step<Vec<f32>>>> {
    let mut readers = vec![0; nodes.len()];
    nodes.iter().flat_map(|node| &node.inputs).for_each(|&input| readers[input] += 1);
    // Convolutions that the norm or the ReLU after them takes in.
    let mut taken = vec![false; nodes.len()];
    for node in &nodes {
        // A norm that differs by level cannot be folded into one weight.
        let folds = match &node.asked {
            Asked::BatchNorm { norm, .. } => (source.coarse)(&norm.name).is_none(),
            Asked::Relu => true,
            _ => false,
        };
        if let (true, Some(&x)) = (folds, node.inputs.first()) {
            taken[x] = readers[x] == 1 && matches!(nodes[x].asked, Asked::Conv { .. });
        }
    }
    let mut steps = Vec::new();
    for (output, node) in nodes.iter().enumerate() {
        if taken[output] {
            continue;
        }
        let mut inputs = node.inputs.clone();
        let work = match &node.asked {
            Asked::Pixels => continue,
            Asked::Conv { conv, from, to } => fused(conv, (*from, *to), None, false, source)?,
            Asked::Relu => {
                let before = &nodes[inputs[0]];
                match &before.asked {
                    Asked::Conv { conv, from, to } if taken[inputs[0]] => {
                        inputs[0] = before.inputs[0];
                        fused(conv, (*from, *to), None, true, source)?
                    }
                    _ => Work::Relu,
                }
            }
            Asked::BatchNorm { norm, relu } => {
                let before = &nodes[inputs[0]];
                let affine = affine(norm, *relu, source)?;
                match &before.asked {
                    Asked::Conv { conv, from, to } if taken[inputs[0]] => {
                        inputs[0] = before.inputs[0];
                        fused(conv, (*from, *to), Some(&affine), *relu, source)?
                    }
                    _ => Work::Affine(affine),
                }
            }
            Asked::MaxPool { window, from, to } => {
                Work::MaxPool(Route::Pool { window: *window, from: *from, to: *to })
            }
            Asked::Merge { depth } => Work::MaxPool(Route::Merge { depth: *depth }),
            Asked::ToLattice { depth } => Work::Gather(Route::ToLattice { depth: *depth }),
            Asked::Keep { depth } => Work::Gather(Route::Keep { depth: *depth }),
            Asked::Concat => Work::Concat,
            Asked::MeanOfImages { place } => Work::MeanOfImages(*place),
            Asked::Broadcast { place } => Work::Gather(Route::Broadcast { place: *place }),
            Asked::Resize { from, to } => Work::Resize { from: *from, to: *to },
        };
        steps.push(Step { work, inputs, output, channels: node.channels, part: node.part });
    }
    Ok(steps)
}

/// A convolution with the norm and the ReLU after it: W·s and (b − μ)·s + β with s = γ/√(σ² + ε).
fn fused(
    conv: &Conv,
    (from, to): (Place, Place),
    norm: Option<&Affine>,
    relu: bool,
    source: &Source<'_>,
) -> Result<Work<Vec<f32>>> {
    let mut weight = (source.values)(&format!("{}.weight", conv.name))?;
    let mut bias = conv.bias.then(|| (source.values)(&format!("{}.bias", conv.name))).transpose()?;
    if let Some(affine) = norm {
        weight.chunks_exact_mut(conv.c_out).for_each(|row| {
            row.iter_mut().zip(&affine.scale).for_each(|(weight, scale)| *weight *= scale);
        });
        bias = Some(folded_bias(bias.as_deref(), affine));
    }
    Ok(Work::Conv(Box::new(FusedConv { conv: conv.clone(), from, to, weight, bias, relu })))
}

fn folded_bias(bias: Option<&[f32]>, affine: &Affine) -> Vec<f32> {
    let channel = |i: usize| {
        let own = bias.map_or(0.0, |bias| f64::from(bias[i])) - f64::from(affine.center[i]);
        (own * f64::from(affine.scale[i]) + f64::from(affine.bias[i])) as f32
    };
    (0..affine.scale.len()).map(channel).collect()
}

fn affine(norm: &BatchNorm, relu: bool, source: &Source<'_>) -> Result<Affine> {
    let weight = (source.values)(&format!("{}.weight", norm.name))?;
    let center_and_scale = |BatchStatistics { mean, variance }: BatchStatistics| {
        let scale = weight.iter().zip(&variance).map(|(weight, variance)| {
            (f64::from(*weight) / (f64::from(*variance) + f64::from(BatchNorm::EPS)).sqrt()) as f32
        });
        (mean, scale.collect())
    };
    let (center, scale) = center_and_scale((source.running)(&norm.name)?);
    let coarse = (source.coarse)(&norm.name).map(center_and_scale);
    let (name, bias) = (norm.name.clone(), (source.values)(&format!("{}.bias", norm.name))?);
    Ok(Affine { scale, name, center, bias, relu, coarse })
}
