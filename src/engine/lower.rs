//! From the nodes of a graph to the steps of a plan.

use super::step::{Affine, FusedConv, LayerNorm, Step, Value, Work};
use crate::graph::{Graph, Node};
use crate::ops::{Activation, BatchNorm, BatchStatistics, Op};
use crate::{Error, Result};

/// Where the numbers of a network come from.
pub(super) struct Numbers<'a> {
    /// The values of a parameter, by its name.
    pub values: &'a dyn Fn(&str) -> Result<Vec<f32>>,
    /// The running statistics of a norm, by its name.
    pub running: &'a dyn Fn(&str) -> Result<BatchStatistics>,
    /// Those of its coarse branch, where it keeps them apart.
    pub coarse: &'a dyn Fn(&str) -> Option<BatchStatistics>,
}

/// Fuses; norms, factors of channels and activations go into the convolution before them when that has no other reader.
/// What only training does vanishes.
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
        let chain = Chain::ending_with(output, nodes, &inputs, &taken);
        let (work, name) = match chain.conv {
            Some(_) => fused(&chain, nodes, numbers)?,
            None => alone(node, numbers)?,
        };
        steps.push(Step::new(work, name, chain.reads(&inputs), output, node));
    }
    Ok(steps)
}

/// What one step does: a convolution with all that it takes in, or an operation alone.
struct Chain {
    conv: Option<Value>,
    /// A norm, factors of channels or a ReLU behind it.
    end: Option<Value>,
    activation: Option<Activation>,
}

impl Chain {
    fn ending_with(output: Value, nodes: &[Node], inputs: &[Vec<Value>], taken: &[bool]) -> Self {
        let before = |node: Value| inputs[node].first().copied().filter(|&input| taken[input]);
        let (activation, last) = match (&nodes[output].op, before(output)) {
            (Op::Activate(activate), Some(input)) => (Some(activate.activation), input),
            _ => (None, output),
        };
        let is_conv = |node: Value| matches!(nodes[node].op, Op::Conv(_));
        if is_conv(last) {
            return Chain { conv: Some(last), end: None, activation };
        }
        Chain { conv: before(last), end: Some(last), activation }
    }

    /// What the step reads: the convolution's input, and the residual of what stands behind it.
    fn reads(&self, inputs: &[Vec<Value>]) -> Vec<Value> {
        let own = self.conv.map(|conv| inputs[conv][0]);
        let mut reads = self.end.map_or_else(Vec::new, |end| inputs[end].clone());
        match (own, reads.first_mut()) {
            (Some(own), Some(first)) => *first = own,
            (Some(own), None) => reads.push(own),
            (None, _) => {}
        }
        reads
    }
}

/// An operation that no convolution takes in.
fn alone(node: &Node, numbers: &Numbers<'_>) -> Result<(Work<Vec<f32>>, String)> {
    let work = match &node.op {
        Op::BatchNorm(norm) => Work::Affine(affine(node, norm, numbers)?),
        Op::LayerScale(_) => Work::Affine(factors(node, numbers)?),
        Op::LayerNorm(norm) => {
            let [weight, bias] =
                ["weight", "bias"].map(|suffix| (numbers.values)(&format!("{}.{suffix}", node.name)));
            Work::LayerNorm(LayerNorm { weight: weight?, bias: bias?, eps: norm.eps })
        }
        op => Work::Op(op.clone()),
    };
    Ok((work, node.name.clone()))
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

/// Convolutions that what stands behind them takes in, and the norms of those whose activation takes them in.
fn taken(nodes: &[Node], all_inputs: &[Vec<Value>], numbers: &Numbers<'_>) -> Vec<bool> {
    let mut readers = vec![0; nodes.len()];
    let reads = nodes.iter().zip(all_inputs).filter(|(node, _)| !node.op.is_for_training());
    reads.flat_map(|(_, inputs)| inputs).for_each(|&input| readers[input] += 1);
    let mut taken = vec![false; nodes.len()];
    for (node, inputs) in nodes.iter().zip(all_inputs) {
        let Some(&x) = inputs.first() else { continue };
        let is_conv = matches!(nodes[x].op, Op::Conv(_));
        // A norm that has become part of a convolution; its input stands before it.
        let is_norm =
            matches!(nodes[x].op, Op::BatchNorm(_)) && all_inputs[x].first().is_some_and(|&x| taken[x]);
        let folds = match &node.op {
            // A norm that differs by level cannot be folded into one weight.
            Op::BatchNorm(_) => is_conv && (numbers.coarse)(&node.name).is_none(),
            Op::Relu(_) | Op::LayerScale(_) => is_conv,
            Op::Activate(_) => is_conv || is_norm,
            _ => false,
        };
        if folds {
            taken[x] = readers[x] == 1;
        }
    }
    taken
}

/// A convolution with what it takes in. Of a norm: W·s and (b − μ)·s + β with s = γ/√(σ² + ε).
fn fused(chain: &Chain, nodes: &[Node], numbers: &Numbers<'_>) -> Result<(Work<Vec<f32>>, String)> {
    let end = chain.end.map(|end| &nodes[end]);
    let (affine, relu) = match end.map(|node| (node, &node.op)) {
        Some((node, Op::BatchNorm(norm))) => (Some(affine(node, norm, numbers)?), norm.relu),
        Some((node, Op::LayerScale(_))) => (Some(factors(node, numbers)?), false),
        Some((_, Op::Relu(_))) => (None, true),
        _ => (None, false),
    };
    let Some((node, Op::Conv(conv))) = chain.conv.map(|conv| (&nodes[conv], &nodes[conv].op)) else {
        return Err(Error::new("a step without a convolution has nothing to take in"));
    };
    let mut weight = (numbers.values)(&format!("{}.weight", node.name))?;
    let mut bias = conv.bias.then(|| (numbers.values)(&format!("{}.bias", node.name))).transpose()?;
    if let Some(affine) = affine {
        weight.chunks_exact_mut(conv.c_out).for_each(|row| {
            row.iter_mut().zip(&affine.scale).for_each(|(weight, scale)| *weight *= scale);
        });
        bias = Some(folded_bias(bias.as_deref(), &affine));
    }
    let activation = chain.activation;
    let mut name = node.name.clone();
    for (has, text) in [(bias.is_some(), "bias"), (relu, "ReLU")] {
        name += &if has { format!(", {text}") } else { String::new() };
    }
    name += &activation.map_or_else(String::new, |activation| format!(", {}", activation.name()));
    Ok((Work::Conv(Box::new(FusedConv { conv: *conv, weight, bias, relu, activation })), name))
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
            (f64::from(*weight) / (f64::from(*variance) + f64::from(norm.eps)).sqrt()) as f32
        });
        (mean, scale.collect())
    };
    let (center, scale) = center_and_scale((numbers.running)(&node.name)?);
    let coarse = (numbers.coarse)(&node.name).map(center_and_scale);
    let bias = (numbers.values)(&format!("{}.bias", node.name))?;
    Ok(Affine { scale, center, bias, relu: norm.relu, coarse })
}

/// Trained factors of channels.
fn factors(node: &Node, numbers: &Numbers<'_>) -> Result<Affine> {
    let scale = (numbers.values)(&format!("{}.layer_scale", node.name))?;
    let none = vec![0.0; scale.len()];
    Ok(Affine { center: none.clone(), bias: none, scale, relu: false, coarse: None })
}
