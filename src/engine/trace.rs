//! The backend that writes down what a network asks for, without doing it.

use crate::Result;
use crate::grid::{Place, Window};
use crate::models::{Backend, BatchNorm, Conv, Model, Part};

/// The result of a node.
pub(super) type Value = usize;

/// What a network asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Asked {
    /// The normalised image, the network's only input.
    Pixels,
    Conv {
        conv: Conv,
        from: Place,
        to: Place,
    },
    /// The second input, if any, is the residual.
    BatchNorm {
        norm: BatchNorm,
        relu: bool,
    },
    Relu,
    MaxPool {
        window: Window,
        from: Place,
        to: Place,
    },
    Merge {
        depth: u8,
    },
    ToLattice {
        depth: u8,
    },
    Keep {
        depth: u8,
    },
    Concat,
    MeanOfImages {
        place: Place,
    },
    Broadcast {
        place: Place,
    },
    Resize {
        from: usize,
        to: usize,
    },
}

/// One request.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub asked: Asked,
    pub inputs: Vec<Value>,
    pub channels: usize,
    pub part: Part,
}

/// All requests of a forward pass; the last one's result is the network's.
pub(super) struct Trace {
    pub nodes: Vec<Node>,
    /// The scores of a learned mask: they decide the levels of all nodes behind them.
    pub decision: Option<Value>,
    part: Part,
}

pub(super) fn trace(network: &impl Model) -> Result<Trace> {
    let part = Part::Backbone;
    let pixels = Node { asked: Asked::Pixels, inputs: Vec::new(), channels: 3, part };
    let mut trace = Trace { nodes: vec![pixels], decision: None, part };
    let result = network.forward(&mut trace, &0)?;
    // What nobody reads after the result would be computed for nothing.
    trace.nodes.truncate(result + 1);
    Ok(trace)
}

impl Trace {
    fn add(&mut self, asked: Asked, inputs: Vec<Value>, channels: usize) -> Result<Value> {
        self.nodes.push(Node { asked, inputs, channels, part: self.part });
        Ok(self.nodes.len() - 1)
    }

    /// A request that keeps the channels.
    fn moved(&mut self, asked: Asked, x: Value) -> Result<Value> {
        self.add(asked, vec![x], self.nodes[x].channels)
    }
}

impl Backend for Trace {
    type Rows = Value;

    fn enter(&mut self, part: Part) {
        self.part = part;
    }

    fn decide(&mut self, scores: &Value) -> Result<()> {
        self.decision = Some(*scores);
        Ok(())
    }

    fn conv(&mut self, x: &Value, conv: &Conv, from: Place, to: Place) -> Result<Value> {
        self.add(Asked::Conv { conv: conv.clone(), from, to }, vec![*x], conv.c_out)
    }

    fn batch_norm(
        &mut self,
        x: &Value,
        norm: &BatchNorm,
        residual: Option<&Value>,
        relu: bool,
    ) -> Result<Value> {
        let inputs = [*x].into_iter().chain(residual.copied()).collect();
        self.add(Asked::BatchNorm { norm: norm.clone(), relu }, inputs, norm.channels)
    }

    fn relu(&mut self, x: &Value) -> Result<Value> {
        self.moved(Asked::Relu, *x)
    }

    fn max_pool(&mut self, x: &Value, window: Window, from: Place, to: Place) -> Result<Value> {
        self.moved(Asked::MaxPool { window, from, to }, *x)
    }

    fn merge(&mut self, x: &Value, depth: u8) -> Result<Value> {
        self.moved(Asked::Merge { depth }, *x)
    }

    fn to_lattice(&mut self, x: &Value, depth: u8) -> Result<Value> {
        self.moved(Asked::ToLattice { depth }, *x)
    }

    fn concat(&mut self, parts: &[&Value]) -> Result<Value> {
        let channels = parts.iter().map(|&&part| self.nodes[part].channels).sum();
        self.add(Asked::Concat, parts.iter().map(|&&part| part).collect(), channels)
    }

    fn dropout(&mut self, x: &Value, _: f32) -> Result<Value> {
        Ok(*x)
    }

    fn mean_of_images(&mut self, x: &Value, place: Place) -> Result<Value> {
        self.moved(Asked::MeanOfImages { place }, *x)
    }

    fn broadcast(&mut self, x: &Value, place: Place) -> Result<Value> {
        self.moved(Asked::Broadcast { place }, *x)
    }

    fn keep(&mut self, x: &Value, depth: u8) -> Result<Value> {
        self.moved(Asked::Keep { depth }, *x)
    }

    fn resize(&mut self, x: &Value, from: usize, to: usize) -> Result<Value> {
        self.moved(Asked::Resize { from, to }, *x)
    }
}
