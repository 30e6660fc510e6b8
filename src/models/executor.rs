//! The backend that runs a network on tensors, for training and for evaluation.

use std::sync::Arc;

use dfdx::prelude::{HasShape, MeanTo, PutTape, Rank0, Tensor, TryAdd, TryMul, TrySub};

use super::estimator::decided;
use super::parameters::{Parameters, of_coarse_branch};
use super::{Backend, BatchNorm, Conv, Model, Part};
use crate::Result;
use crate::grid::{Place, Tables, Window};
use crate::ops::{BatchStatistics, Choice, Ending, Graph, RowOps, Rows};

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

/// Which of two branches is run, where a learned mask is trained; outside of that there is the fine one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Branch {
    Fine,
    Coarse,
}

/// Runs layers through the operations of one device.
pub struct Executor<'a, O: RowOps> {
    ops: &'a O,
    parameters: &'a Parameters<O::Device>,
    given: &'a Tables,
    /// In place of the given ones.
    own: Option<Arc<Tables>>,
    keeps_levels: bool,
    graph: Graph<O::Device>,
    /// The tape, while what runs is not recorded.
    paused: Option<Graph<O::Device>>,
    mode: Mode,
    branch: Branch,
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
        Executor {
            ops,
            parameters,
            given: tables,
            own: None,
            keeps_levels: false,
            graph,
            paused: None,
            mode,
            branch: Branch::Fine,
            dropouts: 0,
            statistics: Vec::new(),
        }
    }

    /// Stays with the levels of its tables where a learned mask decides otherwise.
    pub fn keeping_levels(self) -> Self {
        Executor { keeps_levels: true, ..self }
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
        network.resolution().check_tables(self.given)?;
        let rows = pixels.len() / 3;
        self.ops.rows_from(pixels, rows, 3)
    }

    /// The geometry of the batch as it was given.
    pub(super) fn given_tables(&self) -> &'a Tables {
        self.given
    }

    /// The geometry on which layers run now.
    pub fn tables(&self) -> &Tables {
        self.own.as_deref().unwrap_or(self.given)
    }

    /// That geometry, where it is not the given one.
    pub fn own_tables(&self) -> Option<Arc<Tables>> {
        self.own.clone()
    }

    /// What follows runs on these tables, or on the given ones, as a branch.
    pub(super) fn lay_on(&mut self, tables: Option<Tables>, branch: Branch) {
        self.own = tables.map(Arc::new);
        self.branch = branch;
    }

    /// The share of the coarse branch in every box, of the scores of a learned mask.
    pub(super) fn choose(&mut self, scores: &Rows<O::Device>, choice: Choice<'_>) -> Result<Rows<O::Device>> {
        self.ops.gumbel(&mut self.graph, scores, choice)
    }

    /// From boxes to the lattice of the fine stride, on tables whose cells are the boxes.
    pub(super) fn spread_boxes(&mut self, boxes: &Rows<O::Device>) -> Result<Rows<O::Device>> {
        let map = self.tables().to_lattice(1)?;
        self.ops.gather(&mut self.graph, boxes, &map)
    }

    /// (1 − share) · fine + share · coarse.
    pub(super) fn mix(
        &mut self,
        fine: &Rows<O::Device>,
        coarse: &Rows<O::Device>,
        share: &Rows<O::Device>,
    ) -> Result<Rows<O::Device>> {
        self.ops.mix(&mut self.graph, fine, coarse, share)
    }

    /// weight · (mean(x) − target)².
    pub(super) fn squared_distance(
        &mut self,
        x: &Rows<O::Device>,
        target: f32,
        weight: f32,
    ) -> Result<Tensor<Rank0, f32, O::Device>> {
        let x = x.clone();
        self.graph.with_dfdx(|tape| {
            let mean: Tensor<Rank0, f32, O::Device, _> = x.put_tape(tape).try_mean()?;
            mean.try_sub(target)?.try_square()?.try_mul(weight)
        })
    }

    /// The sum of two losses.
    pub fn sum(
        &mut self,
        a: Tensor<Rank0, f32, O::Device>,
        b: Tensor<Rank0, f32, O::Device>,
    ) -> Result<Tensor<Rank0, f32, O::Device>> {
        self.graph.with_dfdx(|tape| a.put_tape(tape).try_add(b))
    }

    /// Batch-norm with running statistics; on cells those of the branch that each cell's level is of, where
    /// branches have their own.
    fn batch_norm_eval(
        &mut self,
        x: &Rows<O::Device>,
        norm: &BatchNorm,
        ending: Ending<'_, O::Device>,
    ) -> Result<Rows<O::Device>> {
        let weight = self.parameters.get(&format!("{}.weight", norm.name))?;
        let bias = self.parameters.get(&format!("{}.bias", norm.name))?;
        let (ops, eps) = (self.ops, BatchNorm::EPS);
        let mut norm_by =
            |running| ops.batch_norm_eval(&mut self.graph, x, weight, bias, running, eps, ending);
        let fine = norm_by(self.parameters.running(&norm.name)?)?;
        let Some(coarse) = self.parameters.coarse_running(&norm.name) else { return Ok(fine) };
        let rows = x.shape().0;
        let tables = self.own.as_deref().unwrap_or(self.given);
        let Some(levels) = tables.levels_of_rows(rows)? else { return Ok(fine) };
        let coarse = norm_by(coarse)?;
        let share = levels.iter().map(|&level| f32::from(level.min(1))).collect();
        let share = ops.rows_from(share, rows, 1)?;
        ops.mix(&mut self.graph, &fine, &coarse, &share)
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

    /// A mask that decides while a network is trained is a given one: its estimator is not recorded.
    fn enter(&mut self, part: Part) {
        if part == Part::Mask {
            self.paused = Some(std::mem::replace(&mut self.graph, Graph::inference()));
        } else if let Some(graph) = self.paused.take() {
            self.graph = graph;
        }
    }

    fn decide(&mut self, scores: &Self::Rows) -> Result<()> {
        if !self.keeps_levels {
            self.own = Some(Arc::new(decided(self.given, &self.ops.to_vec(scores))?));
        }
        Ok(())
    }

    fn conv(&mut self, x: &Self::Rows, conv: &Conv, from: Place, to: Place) -> Result<Self::Rows> {
        let map = conv.map(self.tables(), from, to)?;
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
        let ending = Ending { residual, relu };
        if self.mode == Mode::Evaluation {
            return self.batch_norm_eval(x, norm, ending);
        }
        let weight = self.parameters.get(&format!("{}.weight", norm.name))?;
        let bias = self.parameters.get(&format!("{}.bias", norm.name))?;
        let (y, batch) =
            self.ops.batch_norm_train(&mut self.graph, x, weight, bias, BatchNorm::EPS, ending)?;
        let name = match self.branch {
            Branch::Fine => norm.name.clone(),
            Branch::Coarse => of_coarse_branch(&norm.name),
        };
        self.statistics.push((name, batch));
        Ok(y)
    }

    fn relu(&mut self, x: &Self::Rows) -> Result<Self::Rows> {
        self.ops.relu(&mut self.graph, x)
    }

    fn max_pool(&mut self, x: &Self::Rows, window: Window, from: Place, to: Place) -> Result<Self::Rows> {
        let map = self.tables().window(from, to, window)?;
        self.ops.max_pool(&mut self.graph, x, &map)
    }

    fn merge(&mut self, x: &Self::Rows, depth: u8) -> Result<Self::Rows> {
        let map = self.tables().merge(depth)?;
        self.ops.max_pool(&mut self.graph, x, &map)
    }

    fn to_lattice(&mut self, x: &Self::Rows, depth: u8) -> Result<Self::Rows> {
        let tables = self.tables();
        let lattice = Place::Lattice { stride: tables.fine_stride() };
        if tables.rows(Place::Cells { depth })? == tables.rows(lattice)? {
            // Every position has a cell of its own, in raster order: the rows are the lattice already.
            return Ok(x.clone());
        }
        let map = tables.to_lattice(depth)?;
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
        let (start, share) = (self.tables().image_start(place)?, self.tables().area_share(place)?);
        self.ops.pool_images(&mut self.graph, x, &start, &share)
    }

    fn broadcast(&mut self, x: &Self::Rows, place: Place) -> Result<Self::Rows> {
        let map = self.tables().broadcast(place)?;
        self.ops.gather(&mut self.graph, x, &map)
    }

    fn keep(&mut self, x: &Self::Rows, depth: u8) -> Result<Self::Rows> {
        let map = self.tables().keep(depth)?;
        self.ops.gather(&mut self.graph, x, &map)
    }

    fn resize(&mut self, x: &Self::Rows, from: usize, to: usize) -> Result<Self::Rows> {
        let tables = self.tables();
        let (images, from, to) = (tables.images(), tables.lattice(from), tables.lattice(to));
        self.ops.resize_bilinear(&mut self.graph, x, images, from, to)
    }
}
