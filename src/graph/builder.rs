//! Builds a graph the way a network is read: layer after layer, under names that nest.
//!
//! A builder is cheap to copy; its copies write to the same graph. [`Builder::pp`] gives one whose layers bear a longer
//! name, so that state-dict paths follow from the nesting; others change the part, the stage or the geometry.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::rc::Rc;

use super::{Geometry, Graph, Node, Part};
use crate::grid::{self, Place, Route, Sides};
use crate::ops::{
    Activate, Activation, Add, BatchNorm, Choose, Concat, Conv, Dropout, Gather, LayerNorm, LayerScale,
    MaxPool, MeanOfGrid, MeanOfImages, MeanPool, Mix, Op, Pitch, Relu, Resize, ScaleImages, Source,
};

/// The result of a node, seen as lying at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    node: usize,
    /// Numbers in each of its rows.
    pub channels: usize,
    /// Where its rows lie.
    pub place: Place,
}

impl Value {
    /// The same rows, seen as lying elsewhere: cells at depth 0, or where no box is downsampled at any depth, are the
    /// positions of the lattice in raster order.
    pub fn seen_at(self, place: Place) -> Self {
        Value { place, ..self }
    }
}

/// A convolution to be built: its window, and what it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    channels: usize,
    groups: usize,
    taps: grid::Window,
    pitch: Pitch,
    bias: bool,
}

impl Window {
    /// A k×k convolution to so many channels, k odd unless it starts where it is laid, without dilation and bias.
    pub fn new(channels: usize, kernel: usize) -> Self {
        Window {
            channels,
            groups: 1,
            taps: grid::Window::centred(kernel, 1),
            pitch: Pitch::OfDepth,
            bias: false,
        }
    }

    /// A k×k convolution of every channel by itself.
    pub fn depthwise(channels: usize, kernel: usize) -> Self {
        Window::new(channels, kernel).in_groups(channels)
    }

    /// In so many groups of channels, which do not see each other.
    pub fn in_groups(self, groups: usize) -> Self {
        Window { groups, ..self }
    }

    /// With taps that many steps apart.
    pub fn dilated(self, dilation: usize) -> Self {
        Window { taps: grid::Window { dilation, ..self.taps }, ..self }
    }

    /// With taps apart as a head has them on cells.
    pub fn at_cell_pitch(self) -> Self {
        Window { pitch: Pitch::OfCell, ..self }
    }

    /// Starting where it is laid, without padding.
    pub fn unpadded(self) -> Self {
        Window { taps: grid::Window { padding: 0, ..self.taps }, ..self }
    }

    /// With a bias.
    pub fn biased(self) -> Self {
        Window { bias: true, ..self }
    }

    /// Taps along one side.
    pub fn kernel(&self) -> usize {
        self.taps.kernel
    }
}

/// How a norm ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Norm {
    /// Nothing follows it.
    Plain,
    /// ReLU follows: max(x, 0).
    Relu,
    /// The residual is added.
    Residual(Value),
    /// The residual is added, then ReLU.
    ResidualRelu(Value),
}

#[derive(Debug)]
struct Draft {
    nodes: Vec<Node>,
    decision: Option<usize>,
    marks: BTreeMap<&'static str, usize>,
    fine_stride: usize,
    sides: Sides,
}

/// Adds nodes to a graph under one name.
#[derive(Debug, Clone)]
pub struct Builder {
    draft: Rc<RefCell<Draft>>,
    path: String,
    part: Part,
    stage: &'static str,
    geometry: Geometry,
    reads_blocks: bool,
    eps: f32,
}

impl Builder {
    /// A graph of the image alone, for a network whose adaptive part starts on the lattice of a fine stride.
    pub fn new(fine_stride: usize, sides: Sides) -> (Self, Value) {
        let marks = BTreeMap::new();
        let draft = Draft { nodes: Vec::new(), decision: None, marks, fine_stride, sides };
        let builder = Builder {
            draft: Rc::new(RefCell::new(draft)),
            path: String::new(),
            part: Part::Backbone,
            stage: "",
            geometry: Geometry::Given,
            reads_blocks: false,
            eps: BatchNorm::EPS,
        };
        let pixels = builder.push(Source.into(), &[], 3, Place::Lattice { stride: 1 });
        (builder, pixels)
    }

    /// The graph whose result is a value.
    pub fn finish(self, output: Value) -> Graph {
        let draft = self.draft.borrow();
        let graph = Graph {
            nodes: draft.nodes.clone(),
            output: output.node,
            decision: draft.decision,
            marks: draft.marks.clone(),
            fine_stride: draft.fine_stride,
            sides: draft.sides,
        };
        graph.pruned()
    }

    /// Under a longer name.
    pub fn pp(&self, name: impl Display) -> Self {
        let path = if self.path.is_empty() { name.to_string() } else { format!("{}.{name}", self.path) };
        Builder { path, ..self.clone() }
    }

    /// In another part and stage.
    pub fn part(&self, part: Part, stage: &'static str) -> Self {
        Builder { part, stage, ..self.clone() }
    }

    /// In another stage.
    pub fn stage(&self, stage: &'static str) -> Self {
        Builder { stage, ..self.clone() }
    }

    /// On other cells.
    pub fn on(&self, geometry: Geometry) -> Self {
        Builder { geometry, ..self.clone() }
    }

    /// Whether coarse cells read blocks of finer cells as a whole, in convolutions with several taps.
    pub fn reading_blocks(&self, reads_blocks: bool) -> Self {
        Builder { reads_blocks, ..self.clone() }
    }

    /// With another number that batch-norms add to the variance.
    pub fn with_eps(&self, eps: f32) -> Self {
        Builder { eps, ..self.clone() }
    }

    /// Gives a value a name by which walks find it.
    pub fn mark(&self, mark: &'static str, x: Value) {
        self.draft.borrow_mut().marks.insert(mark, x.node);
    }

    /// Scores of a learned mask, [boxes, 2], decide the cells of what the given builder adds.
    pub fn decide(&self, scores: Value) -> Self {
        self.draft.borrow_mut().decision = Some(scores.node);
        self.on(Geometry::Decided)
    }

    /// A convolution that stays where its input lies.
    pub fn conv(&self, x: Value, window: Window) -> Value {
        self.conv_to(x, x.place, window)
    }

    /// A convolution to another place: the next lattice or the next depth.
    pub fn conv_to(&self, x: Value, to: Place, window: Window) -> Value {
        let Window { channels, groups, taps, pitch, bias } = window;
        let grid::Window { kernel, padding, dilation } = taps;
        let x = match x.place {
            Place::Cells { depth } if self.reads_blocks && depth > 0 && kernel > 1 => {
                self.add(MeanPool { route: Route::Blocks { depth } }.into(), &[x])
            }
            _ => x,
        };
        let (c_in, from) = (x.channels, x.place);
        let conv = Conv { c_in, c_out: channels, groups, kernel, padding, dilation, pitch, bias, from, to };
        self.add(conv.into(), &[x])
    }

    /// A batch-norm.
    pub fn norm(&self, x: Value, end: Norm) -> Value {
        let relu = matches!(end, Norm::Relu | Norm::ResidualRelu(_));
        let op = BatchNorm { channels: x.channels, eps: self.eps, relu };
        match end {
            Norm::Residual(residual) | Norm::ResidualRelu(residual) => self.add(op.into(), &[x, residual]),
            Norm::Plain | Norm::Relu => self.add(op.into(), &[x]),
        }
    }

    /// max(x, 0).
    pub fn relu(&self, x: Value) -> Value {
        self.add(Relu.into(), &[x])
    }

    /// Another function of every number.
    pub fn activate(&self, x: Value, activation: Activation) -> Value {
        self.add(Activate { activation }.into(), &[x])
    }

    /// A norm over the channels of every row.
    pub fn layer_norm(&self, x: Value, eps: f32) -> Value {
        self.add(LayerNorm { channels: x.channels, eps }.into(), &[x])
    }

    /// Every channel times a trained factor, and a residual added.
    pub fn layer_scale(&self, x: Value, residual: Value) -> Value {
        self.add(LayerScale { channels: x.channels }.into(), &[x, residual])
    }

    /// Every row times the factors of its image, [images, channels].
    pub fn scale_images(&self, x: Value, factors: Value) -> Value {
        self.add(ScaleImages { from: x.place }.into(), &[x, factors])
    }

    /// Two maps added.
    pub fn sum(&self, a: Value, b: Value) -> Value {
        self.add(Add.into(), &[a, b])
    }

    /// Max-pooling to another place; taps outside the image are left out.
    pub fn max_pool(&self, x: Value, to: Place, window: grid::Window) -> Value {
        self.add(MaxPool { route: Route::Window { from: x.place, to, window } }.into(), &[x])
    }

    /// Adaptive 2×2 max-pooling into a depth: merged cells take the largest value of their four, the others
    /// stay (METHOD section 4).
    pub fn merge(&self, x: Value, depth: u8) -> Value {
        self.add(MaxPool { route: Route::Merge { depth } }.into(), &[x])
    }

    /// The downsampling step into a depth where merged cells take the mean of their four.
    pub fn merge_by_mean(&self, x: Value, depth: u8) -> Value {
        self.add(MeanPool { route: Route::Merge { depth } }.into(), &[x])
    }

    /// The downsampling step into a depth by itself: merged cells take the value of their top-left one.
    pub fn keep(&self, x: Value, depth: u8) -> Value {
        self.add(Gather { route: Route::Keep { depth } }.into(), &[x])
    }

    /// From cells to the regular lattice of the fine stride.
    pub fn to_lattice(&self, x: Value) -> Value {
        let depth = match x.place {
            Place::Cells { depth } => depth,
            // A lattice is what the cells at depth 0 are.
            _ => 0,
        };
        self.add(Gather { route: Route::ToLattice { depth } }.into(), &[x])
    }

    /// One row per image to every row of the image.
    pub fn broadcast(&self, x: Value, place: Place) -> Value {
        self.add(Gather { route: Route::Broadcast { place } }.into(), &[x])
    }

    /// Channels side by side.
    pub fn concat(&self, parts: &[Value]) -> Value {
        self.add(Concat.into(), parts)
    }

    /// Dropout while training, nothing otherwise.
    pub fn dropout(&self, x: Value, probability: f32) -> Value {
        self.add(Dropout { probability }.into(), &[x])
    }

    /// The mean over each image, weighted by area: one row per image.
    pub fn mean_of_images(&self, x: Value) -> Value {
        self.add(MeanOfImages { from: x.place }.into(), &[x])
    }

    /// The means of side² parts of each image, one row per image; cells go back to the lattice before.
    pub fn mean_of_grid(&self, x: Value, side: usize) -> Value {
        let (x, stride) = match x.place {
            Place::Lattice { stride } => (x, stride),
            _ => (self.to_lattice(x), self.draft.borrow().fine_stride),
        };
        self.add(MeanOfGrid { stride, side }.into(), &[x])
    }

    /// Bilinear, between regular lattices.
    pub fn resize(&self, x: Value, from: usize, to: usize) -> Value {
        self.add(Resize { from, to }.into(), &[x])
    }

    /// The choice of a learned mask: scores [boxes, 2] to the share downsampled [boxes, 1].
    pub fn choose(&self, scores: Value, choose: Choose) -> Value {
        self.add(choose.into(), &[scores])
    }

    /// Two branches mixed by the coarse one's share.
    pub fn mix(&self, fine: Value, coarse: Value, share: Value) -> Value {
        self.add(Mix.into(), &[fine, coarse, share])
    }

    /// Any operation on values; its first input says where it starts from.
    pub fn add(&self, op: Op, inputs: &[Value]) -> Value {
        let fine_stride = self.draft.borrow().fine_stride;
        let channels = op.channels(&inputs.iter().map(|input| input.channels).collect::<Vec<_>>());
        let place = op.place(inputs[0].place, fine_stride);
        self.push(op, inputs, channels, place)
    }

    fn push(&self, op: Op, inputs: &[Value], channels: usize, place: Place) -> Value {
        let name = if op.parameters().is_empty() { op.label() } else { self.path.clone() };
        let inputs = inputs.iter().map(|input| input.node).collect();
        let Builder { part, stage, geometry, .. } = *self;
        let mut draft = self.draft.borrow_mut();
        draft.nodes.push(Node { op, name, inputs, channels, place, part, stage, geometry });
        Value { node: draft.nodes.len() - 1, channels, place }
    }
}
