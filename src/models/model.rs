//! Any network of an experiment: a backbone, the estimator of a learned mask if it has one, and a head, as graphs.

use super::backbone::{Extractor, Features, LOW_LEVEL_STRIDE, MIDDLE_STRIDE, Step, Use};
use super::downsampling::{CoarseTaps, Downsampling, Merging, Strided};
use super::estimator::estimate;
use super::heads::Ground;
use super::network::Network;
use crate::executor::Parameters;
use crate::graph::{Builder, Geometry, Graph, Part, Value};
use crate::grid::{Place, Resolution};
use crate::mask::Learned;
use crate::ops::{Choose, RowOps};
use crate::{Error, Result};

/// Marks the last features of the backbone.
pub const FEATURES: &str = "features";
/// Marks class scores on a regular lattice, before they go up to the pixels.
pub const SCORES: &str = "scores";
/// Marks the share of the coarse branch in every box, [boxes, 1], on which a learned mask's loss is.
pub const DOWNSAMPLED: &str = "downsampled";

/// A network as graphs; parameters live elsewhere, under the nodes' names.
#[derive(Debug, Clone)]
pub struct Model {
    resolution: Resolution,
    inference: Graph,
    /// Both branches of a learned mask, mixed.
    branches: Option<Graph>,
    learned: Option<Learned>,
}

impl Model {
    /// The network of an experiment with that many outputs.
    ///
    /// # Errors
    /// When the configuration names a depth, stride or block that does not exist, or a head that the backbone
    /// does not have.
    pub fn new(network: &Network, downsampling: &Downsampling, outputs: usize) -> Result<Self> {
        let learned = downsampling.learned();
        if learned.is_some() && network.head.used_for() != Use::Segmentation {
            return Err(Error::new("a learned mask is trained with a class for every pixel")
                .help("`head: {kind: fcn}`, `deeplabv3`, `deeplabv3-plus` or `lraspp`"));
        }
        network.backbone.check().into_result()?;
        network.head.check().into_result()?;
        network.backbone.gives(network.head.used_for())?;
        let resolution = network.resolution(downsampling)?;
        let (strided, merging, coarse_taps) = match downsampling {
            Downsampling::Regular(_) => Default::default(),
            Downsampling::Adaptive(adaptive) => (adaptive.strided, adaptive.merging, adaptive.coarse_taps),
        };
        if merging == Merging::Mean && !network.backbone.own().merges_by_mean() {
            return Err(Error::new("the steps of this backbone cannot merge cells by their mean")
                .help("leave out `merging: mean`, or take any backbone but `vgg` and `squeezenet`"));
        }
        let plan = Plan { network, resolution, strided, merging, coarse_taps, outputs };
        let inference = plan.build(|b, trunk| match learned {
            None => plan.cells(b, trunk),
            Some(_) => plan.decided(b, trunk),
        })?;
        let trained = learned.filter(|learned| !learned.frozen);
        let branches =
            trained.map(|learned| plan.build(|b, trunk| plan.mixed(b, trunk, learned))).transpose()?;
        Ok(Model { resolution, inference, branches, learned: learned.cloned() })
    }

    /// The strides and blocks at which it works.
    pub fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// What it computes of normalised pixels.
    pub fn inference(&self) -> &Graph {
        &self.inference
    }

    /// What is trained: the same, or both branches of a learned mask.
    pub fn training(&self) -> &Graph {
        self.branches.as_ref().unwrap_or(&self.inference)
    }

    /// The values that training starts from, drawn from a seed. Norms have running statistics of both branches where a
    /// learned mask trains both, so a plan of [`Model::inference`] has the steps that it has after training.
    ///
    /// # Errors
    /// When the device has no memory.
    pub fn initial<O: RowOps>(&self, ops: &O, seed: u64) -> Result<Parameters<O::Device>> {
        Parameters::initial(ops, self.training(), seed)
    }

    /// Both branches side by side, mixed as a learned mask chooses, where that mask is not given but trained (METHOD
    /// section 5).
    pub fn branches(&self) -> Option<&Graph> {
        self.branches.as_ref()
    }

    /// The settings of its learned mask.
    pub fn learned(&self) -> Option<&Learned> {
        self.learned.as_ref()
    }

    /// The depth whose cells its result lies on; 0 on a lattice.
    pub fn depth(&self) -> u8 {
        match self.inference.output_place() {
            Place::Cells { depth } => depth,
            _ => 0,
        }
    }
}

/// What all graphs of a network share.
struct Plan<'a> {
    network: &'a Network,
    resolution: Resolution,
    strided: Strided,
    merging: Merging,
    coarse_taps: CoarseTaps,
    outputs: usize,
}

impl Plan<'_> {
    fn extractor(&self) -> &dyn Extractor {
        self.network.backbone.own()
    }

    /// Trunk, whatever lies between it and the head, and the head, which lies on the cells that the part between them
    /// leaves it.
    fn build(&self, between: impl Fn(&Builder, Value) -> (Builder, Value)) -> Result<Graph> {
        let (b, pixels) = Builder::new(self.resolution.fine, self.resolution.sides);
        let features = self.trunk(&b, pixels);
        let (b, last) = between(&b, features.last);
        b.mark(FEATURES, last);
        let (extractor, fine_stride, outputs) = (self.extractor(), self.resolution.fine, self.outputs);
        let ground = Ground { extractor, fine_stride, outputs };
        let head = b.part(Part::Head, "head");
        let output = self.network.head.own().build(&head, Features { last, ..features }, &ground)?;
        Ok(b.finish(output))
    }

    /// What does not depend on levels: the features on the lattice of the fine stride.
    fn trunk(&self, b: &Builder, pixels: Value) -> Features {
        let mut features = Features { low_level: None, middle: None, last: pixels };
        for stage in self.extractor().stages(self.network.head.used_for()) {
            let to = Place::of_stride(stage.stride, self.resolution.fine);
            if let Place::Lattice { .. } = to {
                features.last = (stage.build)(&b.stage(stage.name), features.last, self.step(to));
                if stage.stride == LOW_LEVEL_STRIDE {
                    features.low_level = Some(features.last);
                }
                if stage.stride == MIDDLE_STRIDE {
                    features.middle = Some(features.last);
                }
            }
        }
        features
    }

    /// The stages on cells, from the features before them.
    fn cells(&self, b: &Builder, trunk: Value) -> (Builder, Value) {
        let mut x = trunk;
        let on_cells = b.reading_blocks(self.coarse_taps == CoarseTaps::BlockMean);
        for stage in self.extractor().stages(self.network.head.used_for()) {
            let to = Place::of_stride(stage.stride, self.resolution.fine);
            if let Place::Cells { .. } = to {
                if let Place::Lattice { .. } = x.place {
                    // The lattice of the fine stride is what the cells at depth 0 are.
                    x = x.seen_at(Place::Cells { depth: 0 });
                }
                x = (stage.build)(&on_cells.stage(stage.name), x, self.step(to));
            }
        }
        (b.clone(), x)
    }

    fn step(&self, to: Place) -> Step {
        let is_regular = self.resolution.coarse_level == 0;
        Step { to, is_regular, strided: self.strided, merging: self.merging }
    }

    fn scores(&self, b: &Builder, trunk: Value) -> Value {
        estimate(&b.part(Part::Mask, "mask"), trunk, self.extractor().width(), self.resolution.fine)
    }

    /// The cells that the network's own mask decides.
    fn decided(&self, b: &Builder, trunk: Value) -> (Builder, Value) {
        let scores = self.scores(b, trunk);
        self.cells(&b.decide(scores), trunk)
    }

    /// The fine and the coarse branch, with one set of weights, mixed place by place as the mask chooses.
    fn mixed(&self, b: &Builder, trunk: Value, learned: &Learned) -> (Builder, Value) {
        let scores = self.scores(b, trunk);
        let mask = b.part(Part::Mask, "mask");
        let choose = Choose { temperature: learned.temperature, hard: true, draw: 0 };
        let share = mask.choose(scores, choose);
        let of_loss = match learned.second_draw {
            true => mask.choose(scores, Choose { draw: 1, ..choose }),
            false => share,
        };
        b.mark(DOWNSAMPLED, of_loss);
        let (_, fine) = self.cells(b, trunk);
        let coarse_cells = b.on(Geometry::Coarse);
        let (_, coarse) = self.cells(&coarse_cells, trunk);
        let (b, coarse_cells) = (b.stage("mix"), coarse_cells.stage("mix"));
        let coarse = coarse_cells.to_lattice(coarse);
        // Boxes are the coarse cells, in the same order.
        let share = coarse_cells.to_lattice(share.seen_at(Place::Cells { depth: 1 }));
        let mixed = b.mix(fine, coarse, share);
        (b, mixed)
    }
}
