//! From the nodes of a graph to the steps of a plan.

use super::step::{Affine, FusedConv, Step, Value, Work};
use crate::Result;
use crate::graph::{Graph, Node};
use crate::ops::{BatchNorm, BatchStatistics, Conv, Op};

/// Where the numbers of a network come from.
pub(super) struct Numbers<'a> {
    /// The values of a parameter, by its name.
    pub values: &'a dyn Fn(&str) -> Result<Vec<f32>>,
    /// The running statistics of a norm, by its name.
    pub running: &'a dyn Fn(&str) -> Result<BatchStatistics>,
    /// Those of its coarse branch, where it keeps them apart.
    pub coarse: &'a dyn Fn(&str) -> Option<BatchStatistics>,
}

/// Fuses; norms and ReLUs go into the convolution before them when that has no other reader. What only training does
/// vanishes.
///
/// # Errors
/// When a parameter is missing.
pub(super) fn lower(graph: &Graph, numbers: &Numbers<'_>) -> Result<Vec<Step<Vec<f32>>>> {
    let nodes = graph.nodes();
    let inputs = inputs_outside_of_training(nodes);
    let taken = taken(nodes, &inputs, numbers);
    let mut steps = Vec::new();
    for (output, node) in nodes.iter().enumerate() {
        if taken[output] || node.inputs.is_empty() || node.op.is_for_training() {
            continue;
        }
        let mut inputs_of_step = inputs[output].clone();
        let before = inputs_of_step[0];
        let conv_before = match &nodes[before].op {
            Op::Conv(conv) if taken[before] => Some((&nodes[before], conv)),
            _ => None,
        };
        if conv_before.is_some() {
            inputs_of_step[0] = inputs[before][0];
        }
        let (work, name) = match (&node.op, conv_before) {
            (Op::Conv(conv), _) => fused(node, conv, None, false, numbers)?,
            (Op::Relu(_), Some((at, conv))) => fused(at, conv, None, true, numbers)?,
            (Op::BatchNorm(norm), Some((at, conv))) => {
                fused(at, conv, Some(&affine(node, norm, numbers)?), norm.relu, numbers)?
            }
            (Op::BatchNorm(norm), None) => (Work::Affine(affine(node, norm, numbers)?), node.name.clone()),
            (op, _) => (Work::Op(op.clone()), node.name.clone()),
        };
        steps.push(Step::new(work, name, inputs_of_step, output, node));
    }
    Ok(steps)
}

/// What every node reads when operations for training hand their input on.
fn inputs_outside_of_training(nodes: &[Node]) -> Vec<Vec<Value>> {
    let mut stands_for: Vec<Value> = (0..nodes.len()).collect();
    let mut all = Vec::with_capacity(nodes.len());
    for (number, node) in nodes.iter().enumerate() {
        let inputs: Vec<Value> = node.inputs.iter().map(|&input| stands_for[input]).collect();
        if node.op.is_for_training() {
            stands_for[number] = inputs[0];
        }
        all.push(inputs);
    }
    all
}

/// Convolutions that the norm or the ReLU after them takes in.
fn taken(nodes: &[Node], inputs: &[Vec<Value>], numbers: &Numbers<'_>) -> Vec<bool> {
    let mut readers = vec![0; nodes.len()];
    let reads = nodes.iter().zip(inputs).filter(|(node, _)| !node.op.is_for_training());
    reads.flat_map(|(_, inputs)| inputs).for_each(|&input| readers[input] += 1);
    let mut taken = vec![false; nodes.len()];
    for (node, inputs) in nodes.iter().zip(inputs) {
        // A norm that differs by level cannot be folded into one weight.
        let folds = match &node.op {
            Op::BatchNorm(_) => (numbers.coarse)(&node.name).is_none(),
            Op::Relu(_) => true,
            _ => false,
        };
        if let (true, Some(&x)) = (folds, inputs.first()) {
            taken[x] = readers[x] == 1 && matches!(nodes[x].op, Op::Conv(_));
        }
    }
    taken
}

/// A convolution with the norm and the ReLU after it: W·s and (b − μ)·s + β with s = γ/√(σ² + ε).
fn fused(
    node: &Node,
    conv: &Conv,
    norm: Option<&Affine>,
    relu: bool,
    numbers: &Numbers<'_>,
) -> Result<(Work<Vec<f32>>, String)> {
    let mut weight = (numbers.values)(&format!("{}.weight", node.name))?;
    let mut bias = conv.bias.then(|| (numbers.values)(&format!("{}.bias", node.name))).transpose()?;
    if let Some(affine) = norm {
        weight.chunks_exact_mut(conv.c_out).for_each(|row| {
            row.iter_mut().zip(&affine.scale).for_each(|(weight, scale)| *weight *= scale);
        });
        bias = Some(folded_bias(bias.as_deref(), affine));
    }
    let [with_bias, with_relu] =
        [(bias.is_some(), ", bias"), (relu, ", ReLU")].map(|(has, text)| if has { text } else { "" });
    let name = format!("{}{with_bias}{with_relu}", node.name);
    Ok((Work::Conv(Box::new(FusedConv { conv: *conv, weight, bias, relu })), name))
}

fn folded_bias(bias: Option<&[f32]>, affine: &Affine) -> Vec<f32> {
    let channel = |i: usize| {
        let own = bias.map_or(0.0, |bias| f64::from(bias[i])) - f64::from(affine.center[i]);
        (own * f64::from(affine.scale[i]) + f64::from(affine.bias[i])) as f32
    };
    (0..affine.scale.len()).map(channel).collect()
}

fn affine(node: &Node, norm: &BatchNorm, numbers: &Numbers<'_>) -> Result<Affine> {
    let weight = (numbers.values)(&format!("{}.weight", node.name))?;
    let center_and_scale = |BatchStatistics { mean, variance }: BatchStatistics| {
        let scale = weight.iter().zip(&variance).map(|(weight, variance)| {
            (f64::from(*weight) / (f64::from(*variance) + f64::from(BatchNorm::EPS)).sqrt()) as f32
        });
        (mean, scale.collect())
    };
    let (center, scale) = center_and_scale((numbers.running)(&node.name)?);
    let coarse = (numbers.coarse)(&node.name).map(center_and_scale);
    let bias = (numbers.values)(&format!("{}.bias", node.name))?;
    Ok(Affine { scale, center, bias, relu: norm.relu, coarse })
}
