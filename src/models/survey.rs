//! The backend that runs a network on shapes alone and writes down every layer.

use std::sync::Arc;

use super::rows::RowCount;
use super::{Backend, BatchNorm, Conv, Model, Part};
use crate::Result;
use crate::grid::{Place, Window};

/// What a layer computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerKind {
    Conv {
        kernel: usize,
        bias: bool,
    },
    BatchNorm {
        relu: bool,
    },
    Relu,
    MaxPool,
    /// The mean over whole images.
    MeanPool,
    Other,
}

/// One layer of an executed graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// State-dict path without `.weight`; of layers without parameters what they do.
    pub name: String,
    pub part: Part,
    pub kind: LayerKind,
    pub c_in: usize,
    pub c_out: usize,
    /// Rows that are read.
    pub rows_in: f64,
    /// Rows that are computed and kept.
    pub rows_out: f64,
    /// Rows for which the authors run the layer: in a strided convolution on cells all of the depth before;
    /// in a pool the rows that they read.
    pub rows_authors: f64,
}

/// Lists the layers of a forward pass with their rows.
#[derive(Debug)]
pub struct Survey<'a, R> {
    given: &'a R,
    /// In place of the given ones, from a decision on.
    decided: Option<Arc<R>>,
    part: Part,
    layers: Vec<Layer>,
}

/// A feature map without its values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    pub rows: f64,
    pub channels: usize,
}

impl<'a, R: RowCount> Survey<'a, R> {
    /// The layers of a network on the given rows.
    ///
    /// # Errors
    /// When the network asks for a place that the rows do not have.
    pub fn layers(network: &impl Model, rows: &'a R) -> Result<Vec<Layer>> {
        let mut survey = Survey::new(rows);
        let pixels = survey.pixels();
        network.forward(&mut survey, &pixels)?;
        Ok(survey.layers)
    }

    /// Nothing listed yet.
    pub fn new(rows: &'a R) -> Self {
        Survey { given: rows, decided: None, part: Part::Backbone, layers: Vec::new() }
    }

    /// What follows is on these rows.
    pub(super) fn go_on(&mut self, rows: Arc<R>) {
        self.decided = Some(rows);
    }

    fn rows(&self) -> &R {
        self.decided.as_deref().unwrap_or(self.given)
    }

    /// What a network starts from.
    pub fn pixels(&self) -> Shape {
        Shape { rows: self.rows().pixels(), channels: 3 }
    }

    /// The layers so far.
    pub fn so_far(&self) -> &[Layer] {
        &self.layers
    }

    fn add(&mut self, name: &str, kind: LayerKind, x: Shape, out: Shape, rows_authors: f64) -> Shape {
        self.layers.push(Layer {
            name: name.to_owned(),
            part: self.part,
            kind,
            c_in: x.channels,
            c_out: out.channels,
            rows_in: x.rows,
            rows_out: out.rows,
            rows_authors,
        });
        out
    }

    fn moved(&mut self, name: &str, x: &Shape, rows: f64) -> Shape {
        let out = Shape { rows, ..*x };
        self.add(name, LayerKind::Other, *x, out, rows)
    }
}

impl<R: RowCount> Backend for Survey<'_, R> {
    type Rows = Shape;

    fn enter(&mut self, part: Part) {
        self.part = part;
    }

    /// The rows are those of the levels already, or [`Survey::go_on`] gives them.
    fn decide(&mut self, _: &Shape) -> Result<()> {
        Ok(())
    }

    fn conv(&mut self, x: &Shape, conv: &Conv, from: Place, to: Place) -> Result<Shape> {
        let out = Shape { rows: self.rows().rows(to)?, channels: conv.c_out };
        let on_cells = matches!(from, Place::Cells { .. });
        // The authors run a strided k×k on all cells before the step, but a 1×1 after it (METHOD section 5).
        let authors = if on_cells && conv.kernel > 1 { self.rows().rows(from)? } else { out.rows };
        Ok(self.add(&conv.name, LayerKind::Conv { kernel: conv.kernel, bias: conv.bias }, *x, out, authors))
    }

    fn batch_norm(&mut self, x: &Shape, norm: &BatchNorm, _: Option<&Shape>, relu: bool) -> Result<Shape> {
        Ok(self.add(&norm.name, LayerKind::BatchNorm { relu }, *x, *x, x.rows))
    }

    fn relu(&mut self, x: &Shape) -> Result<Shape> {
        Ok(self.add("relu", LayerKind::Relu, *x, *x, x.rows))
    }

    fn max_pool(&mut self, x: &Shape, _: Window, _: Place, to: Place) -> Result<Shape> {
        let out = Shape { rows: self.rows().rows(to)?, ..*x };
        Ok(self.add("max-pool", LayerKind::MaxPool, *x, out, x.rows))
    }

    fn merge(&mut self, x: &Shape, depth: u8) -> Result<Shape> {
        let out = Shape { rows: self.rows().rows(Place::Cells { depth })?, ..*x };
        // The authors lay the cells out on the regular lattice of the depth before and pool all of it.
        let stride = self.rows().fine_stride() << depth.saturating_sub(1);
        let authors = self.rows().rows(Place::Lattice { stride })?;
        Ok(self.add("merge", LayerKind::MaxPool, *x, out, authors))
    }

    fn to_lattice(&mut self, x: &Shape, _: u8) -> Result<Shape> {
        let rows = self.rows().rows(Place::Lattice { stride: self.rows().fine_stride() })?;
        if rows == x.rows {
            // Every position has a cell of its own: nothing to do.
            return Ok(*x);
        }
        Ok(self.moved("to lattice", x, rows))
    }

    fn concat(&mut self, parts: &[&Shape]) -> Result<Shape> {
        let out = Shape { rows: parts[0].rows, channels: parts.iter().map(|part| part.channels).sum() };
        Ok(self.add("concatenate", LayerKind::Other, out, out, out.rows))
    }

    fn dropout(&mut self, x: &Shape, _: f32) -> Result<Shape> {
        Ok(self.moved("dropout", x, x.rows))
    }

    fn mean_of_images(&mut self, x: &Shape, _: Place) -> Result<Shape> {
        let out = Shape { rows: self.rows().images(), ..*x };
        Ok(self.add("mean of images", LayerKind::MeanPool, *x, out, out.rows))
    }

    fn broadcast(&mut self, x: &Shape, place: Place) -> Result<Shape> {
        let rows = self.rows().rows(place)?;
        Ok(self.moved("broadcast", x, rows))
    }

    fn keep(&mut self, x: &Shape, depth: u8) -> Result<Shape> {
        let rows = self.rows().rows(Place::Cells { depth })?;
        Ok(self.moved("keep top-left", x, rows))
    }

    fn resize(&mut self, x: &Shape, _: usize, to: usize) -> Result<Shape> {
        let rows = self.rows().rows(Place::Lattice { stride: to })?;
        Ok(self.moved("resize", x, rows))
    }
}
