//! The backend that runs a network on tensors, for training and for evaluation.

mod backend;
mod branches;

use std::sync::Arc;

use dfdx::prelude::{PutTape, Rank0, Tensor, TryAdd};

use super::Model;
use super::parameters::Parameters;
use crate::Result;
use crate::grid::Tables;
use crate::ops::{BatchStatistics, Graph, RowOps, Rows};

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

    /// The sum of two losses.
    pub fn sum(
        &mut self,
        a: Tensor<Rank0, f32, O::Device>,
        b: Tensor<Rank0, f32, O::Device>,
    ) -> Result<Tensor<Rank0, f32, O::Device>> {
        self.graph.with_dfdx(|tape| a.put_tape(tape).try_add(b))
    }

    /// The tape, and what each norm found in the batch.
    pub fn finish(self) -> (Graph<O::Device>, Vec<(String, BatchStatistics)>) {
        (self.graph, self.statistics)
    }
}
