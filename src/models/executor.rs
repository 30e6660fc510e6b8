//! The backend that runs a network on tensors, for training and for evaluation.

use dfdx::prelude::{Rank0, Tensor};

use super::parameters::Parameters;
use super::{Backend, BatchNorm, Conv, Model, Part};
use crate::Result;
use crate::grid::{Place, Tables, Window};
use crate::ops::{BatchStatistics, Ending, Graph, RowOps, Rows};

/// Where images lie.
const PIXELS: Place = Place::Lattice { stride: 1 };

/// What a forward pass is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Records a tape, normalises by the batch, drops out with draws from this seed.
    Training { dropout_seed: u64 },
    /// Records nothing, normalises by the running statistics.
    Evaluation,
}

/// Runs layers through the operations of one device.
pub struct Executor<'a, O: RowOps> {
    ops: &'a O,
    parameters: &'a Parameters<O::Device>,
    tables: &'a Tables,
    graph: Graph<O::Device>,
    mode: Mode,
    dropouts: u64,
    statistics: Vec<(String, BatchStatistics)>,
}

impl<'a, O: RowOps> Executor<'a, O> {
    /// For one forward pass over the batch that the tables were made for.
    pub fn new(ops: &'a O, parameters: &'a Parameters<O::Device>, tables: &'a Tables, mode: Mode) -> Self {
        let graph = match mode {
            Mode::Training { .. } => Graph::training(),
            Mode::Evaluation => Graph::inference(),
        };
        Executor { ops, parameters, tables, graph, mode, dropouts: 0, statistics: Vec::new() }
    }

    /// What the network computes of normalised pixels, row-major [images·height·width, 3].
    ///
    /// # Errors
    /// When tables or pixels do not fit the network, or the device fails.
    pub fn run(&mut self, network: &impl Model, pixels: Vec<f32>) -> Result<Rows<O::Device>> {
        let pixels = self.pixels(network, pixels)?;
        network.forward(self, &pixels)
    }

    /// Pixels as a tensor, for a network that the tables fit.
    pub(super) fn pixels(&self, network: &impl Model, pixels: Vec<f32>) -> Result<Rows<O::Device>> {
        network.resolution().check_tables(self.tables)?;
        let rows = pixels.len() / 3;
        self.ops.rows_from(pixels, rows, 3)
    }

    /// The geometry of the batch.
    pub(super) fn tables(&self) -> &'a Tables {
        self.tables
    }

    /// Mean cross-entropy of scores; one label for each row of them.
    ///
    /// # Errors
    /// When there are not as many labels as scores.
    pub fn loss(
        &mut self,
        scores: &Rows<O::Device>,
        labels: &[u16],
        ignored: u16,
    ) -> Result<Tensor<Rank0, f32, O::Device>> {
        self.ops.cross_entropy(&mut self.graph, scores, labels, ignored)
    }

    /// The tape, and what each norm found in the batch.
    pub fn finish(self) -> (Graph<O::Device>, Vec<(String, BatchStatistics)>) {
        (self.graph, self.statistics)
    }
}

impl<O: RowOps> Backend for Executor<'_, O> {
    type Rows = Rows<O::Device>;

    fn enter(&mut self, _: Part) {}

    fn conv(&mut self, x: &Self::Rows, conv: &Conv, from: Place, to: Place) -> Result<Self::Rows> {
        let map = conv.map(self.tables, from, to)?;
        let weight = self.parameters.get(&format!("{}.weight", conv.name))?;
        let bias = conv.bias.then(|| self.parameters.get(&format!("{}.bias", conv.name))).transpose()?;
        if from == PIXELS && conv.c_in == 3 {
            // Images: nothing before the first layer learns, so its data needs no gradient.
            return self.ops.conv_of_images(&mut self.graph, x, weight, bias, &map);
        }
        self.ops.conv(&mut self.graph, x, weight, bias, &map)
    }

    fn batch_norm(
        &mut self,
        x: &Self::Rows,
        norm: &BatchNorm,
        residual: Option<&Self::Rows>,
        relu: bool,
    ) -> Result<Self::Rows> {
        let weight = self.parameters.get(&format!("{}.weight", norm.name))?;
        let bias = self.parameters.get(&format!("{}.bias", norm.name))?;
        let ending = Ending { residual, relu };
        match self.mode {
            Mode::Evaluation => {
                let running = self.parameters.running(&norm.name)?;
                self.ops.batch_norm_eval(&mut self.graph, x, weight, bias, running, BatchNorm::EPS, ending)
            }
            Mode::Training { .. } => {
                let (y, batch) =
                    self.ops.batch_norm_train(&mut self.graph, x, weight, bias, BatchNorm::EPS, ending)?;
                self.statistics.push((norm.name.clone(), batch));
                Ok(y)
            }
        }
    }

    fn relu(&mut self, x: &Self::Rows) -> Result<Self::Rows> {
        self.ops.relu(&mut self.graph, x)
    }

    fn max_pool(&mut self, x: &Self::Rows, window: Window, from: Place, to: Place) -> Result<Self::Rows> {
        let map = self.tables.window(from, to, window)?;
        self.ops.max_pool(&mut self.graph, x, &map)
    }

    fn merge(&mut self, x: &Self::Rows, depth: u8) -> Result<Self::Rows> {
        let map = self.tables.merge(depth)?;
        self.ops.max_pool(&mut self.graph, x, &map)
    }

    fn to_lattice(&mut self, x: &Self::Rows, depth: u8) -> Result<Self::Rows> {
        let lattice = Place::Lattice { stride: self.tables.fine_stride() };
        if self.tables.rows(Place::Cells { depth })? == self.tables.rows(lattice)? {
            // Every position has a cell of its own, in raster order: the rows are the lattice already.
            return Ok(x.clone());
        }
        let map = self.tables.to_lattice(depth)?;
        self.ops.gather(&mut self.graph, x, &map)
    }

    fn concat(&mut self, parts: &[&Self::Rows]) -> Result<Self::Rows> {
        self.ops.concat(&mut self.graph, parts)
    }

    fn dropout(&mut self, x: &Self::Rows, p: f32) -> Result<Self::Rows> {
        let Mode::Training { dropout_seed } = self.mode else { return Ok(x.clone()) };
        self.dropouts += 1;
        self.ops.dropout(&mut self.graph, x, p, dropout_seed.wrapping_add(self.dropouts))
    }

    fn mean_of_images(&mut self, x: &Self::Rows, place: Place) -> Result<Self::Rows> {
        let (start, share) = (self.tables.image_start(place)?, self.tables.area_share(place)?);
        self.ops.pool_images(&mut self.graph, x, &start, &share)
    }

    fn broadcast(&mut self, x: &Self::Rows, place: Place) -> Result<Self::Rows> {
        let map = self.tables.broadcast(place)?;
        self.ops.gather(&mut self.graph, x, &map)
    }

    fn keep(&mut self, x: &Self::Rows, depth: u8) -> Result<Self::Rows> {
        let map = self.tables.keep(depth)?;
        self.ops.gather(&mut self.graph, x, &map)
    }

    fn resize(&mut self, x: &Self::Rows, from: usize, to: usize) -> Result<Self::Rows> {
        let (images, from, to) = (self.tables.images(), self.tables.lattice(from), self.tables.lattice(to));
        self.ops.resize_bilinear(&mut self.graph, x, images, from, to)
    }
}
