//! Layer by layer, as networks ask for it.

use std::sync::Arc;

use super::{Branch, Executor, Mode};
use crate::Result;
use crate::grid::{Place, Window};
use crate::models::estimator::decided;
use crate::models::parameters::of_coarse_branch;
use crate::models::{Backend, BatchNorm, Conv, Part};
use crate::ops::{Ending, Graph, RowOps, Rows};

/// Where images lie.
const PIXELS: Place = Place::Lattice { stride: 1 };

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
