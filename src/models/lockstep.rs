//! The backend that runs a network on tensors and on shapes at once and holds them against each other: the
//! cost of a network *is* that of the graph that was executed.

use super::backend::{Backend, Part};
use super::executor::Executor;
use super::layer::{BatchNorm, Conv};
use super::model::Model;
use super::survey::{Layer, Shape, Survey};
use crate::grid::{Place, Tables, Window};
use crate::ops::{RowOps, Rows};
use crate::{Error, Result};
use dfdx::prelude::HasShape;

/// An executor with a survey beside it; `on_layer` is told of every layer that has been executed.
pub struct Lockstep<'a, O: RowOps, F> {
    executor: Executor<'a, O>,
    survey: Survey<'a, Tables>,
    on_layer: F,
    told: usize,
}

impl<'a, O: RowOps, F: FnMut(&Layer)> Lockstep<'a, O, F> {
    /// Beside an executor that has not run yet.
    pub fn new(executor: Executor<'a, O>, on_layer: F) -> Self {
        let survey = Survey::new(executor.given_tables());
        Lockstep { executor, survey, on_layer, told: 0 }
    }

    /// What the network computes of normalised pixels, row-major [images·height·width, 3].
    ///
    /// # Errors
    /// As [`Executor::run`], and when a layer computed other rows or channels than were counted.
    pub fn run(&mut self, network: &impl Model, pixels: Vec<f32>) -> Result<Rows<O::Device>> {
        let pixels = self.executor.pixels(network, pixels)?;
        let shape = self.survey.pixels();
        Ok(network.forward(self, &(pixels, shape))?.0)
    }

    /// The geometry of the batch, with the levels that the network's own mask decided if it has one.
    pub fn tables(&self) -> &Tables {
        self.executor.tables()
    }

    /// The layers that were executed.
    pub fn layers(&self) -> &[Layer] {
        self.survey.so_far()
    }

    fn both(&mut self, rows: Rows<O::Device>, shape: Shape) -> Result<(Rows<O::Device>, Shape)> {
        let (found, counted) = (*rows.shape(), (shape.rows, shape.channels));
        if (found.0 as f64, found.1) != counted {
            let layer = self.layers().last().map_or("the first layer", |layer| &layer.name);
            return Err(Error::new(format!("{layer} computed {found:?} and was counted as {counted:?}")));
        }
        if let Some(layer) = self.survey.so_far().get(self.told) {
            self.told += 1;
            (self.on_layer)(layer);
        }
        Ok((rows, shape))
    }
}

impl<O: RowOps, F: FnMut(&Layer)> Backend for Lockstep<'_, O, F> {
    type Rows = (Rows<O::Device>, Shape);

    fn enter(&mut self, part: Part) {
        self.executor.enter(part);
        self.survey.enter(part);
    }

    fn decide(&mut self, scores: &Self::Rows) -> Result<()> {
        self.executor.decide(&scores.0)?;
        if let Some(tables) = self.executor.own_tables() {
            self.survey.go_on(tables);
        }
        Ok(())
    }

    fn conv(&mut self, x: &Self::Rows, conv: &Conv, from: Place, to: Place) -> Result<Self::Rows> {
        let rows = self.executor.conv(&x.0, conv, from, to)?;
        let shape = self.survey.conv(&x.1, conv, from, to)?;
        self.both(rows, shape)
    }

    fn batch_norm(
        &mut self,
        x: &Self::Rows,
        norm: &BatchNorm,
        residual: Option<&Self::Rows>,
        relu: bool,
    ) -> Result<Self::Rows> {
        let rows = self.executor.batch_norm(&x.0, norm, residual.map(|r| &r.0), relu)?;
        let shape = self.survey.batch_norm(&x.1, norm, residual.map(|r| &r.1), relu)?;
        self.both(rows, shape)
    }

    fn max_pool(&mut self, x: &Self::Rows, window: Window, from: Place, to: Place) -> Result<Self::Rows> {
        let rows = self.executor.max_pool(&x.0, window, from, to)?;
        let shape = self.survey.max_pool(&x.1, window, from, to)?;
        self.both(rows, shape)
    }

    fn relu(&mut self, x: &Self::Rows) -> Result<Self::Rows> {
        let rows = self.executor.relu(&x.0)?;
        let shape = self.survey.relu(&x.1)?;
        self.both(rows, shape)
    }

    fn merge(&mut self, x: &Self::Rows, depth: u8) -> Result<Self::Rows> {
        let rows = self.executor.merge(&x.0, depth)?;
        let shape = self.survey.merge(&x.1, depth)?;
        self.both(rows, shape)
    }

    fn to_lattice(&mut self, x: &Self::Rows, depth: u8) -> Result<Self::Rows> {
        let rows = self.executor.to_lattice(&x.0, depth)?;
        let shape = self.survey.to_lattice(&x.1, depth)?;
        self.both(rows, shape)
    }

    fn concat(&mut self, parts: &[&Self::Rows]) -> Result<Self::Rows> {
        let rows = self.executor.concat(&parts.iter().map(|part| &part.0).collect::<Vec<_>>())?;
        let shape = self.survey.concat(&parts.iter().map(|part| &part.1).collect::<Vec<_>>())?;
        self.both(rows, shape)
    }

    fn dropout(&mut self, x: &Self::Rows, p: f32) -> Result<Self::Rows> {
        let rows = self.executor.dropout(&x.0, p)?;
        let shape = self.survey.dropout(&x.1, p)?;
        self.both(rows, shape)
    }

    fn mean_of_images(&mut self, x: &Self::Rows, place: Place) -> Result<Self::Rows> {
        let rows = self.executor.mean_of_images(&x.0, place)?;
        let shape = self.survey.mean_of_images(&x.1, place)?;
        self.both(rows, shape)
    }

    fn broadcast(&mut self, x: &Self::Rows, place: Place) -> Result<Self::Rows> {
        let rows = self.executor.broadcast(&x.0, place)?;
        let shape = self.survey.broadcast(&x.1, place)?;
        self.both(rows, shape)
    }

    fn keep(&mut self, x: &Self::Rows, depth: u8) -> Result<Self::Rows> {
        let rows = self.executor.keep(&x.0, depth)?;
        let shape = self.survey.keep(&x.1, depth)?;
        self.both(rows, shape)
    }

    fn resize(&mut self, x: &Self::Rows, from: usize, to: usize) -> Result<Self::Rows> {
        let rows = self.executor.resize(&x.0, from, to)?;
        let shape = self.survey.resize(&x.1, from, to)?;
        self.both(rows, shape)
    }
}
