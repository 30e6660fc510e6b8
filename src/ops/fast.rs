//! The operations on a CPU, on this crate's own kernels.

use std::sync::Arc;

use dfdx::prelude::*;

use super::batch_norm::fast::Layer;
use super::conv::fast::InputGradient;
use super::view::view;
use super::{BatchStatistics, Choice, Ending, Graph, RowOps, Rows};
use super::{
    batch_norm, concat, conv, cross_entropy, dropout, gather, gumbel, max_pool, mix, pointwise, pool_images,
    resize,
};
use crate::Result;
use crate::grid::KernelMap;

/// The operations on dfdx's CPU device, each with a backward pass of its own on this crate's kernels.
///
/// A backward operation frees the gradient of its output as soon as it has used it: after
/// [`Graph::backward`] only leaves (parameters) have gradients.
#[derive(Debug, Clone, Default)]
pub struct Fast {
    device: Cpu,
    /// Where the engine runs, which takes parameters from here.
    engine: crate::device::Device,
}

impl Fast {
    /// On the CPU; the number of threads is that of rayon's pool.
    pub fn new() -> Self {
        Self::default()
    }

    /// On the CPU, with the engine elsewhere: for networks that are only evaluated.
    pub fn with_engine_on(engine: crate::device::Device) -> Self {
        Fast { engine, ..Self::default() }
    }
}

impl RowOps for Fast {
    type Device = Cpu;

    fn engine_device(&self) -> Option<crate::device::Device> {
        Some(self.engine)
    }

    fn device(&self) -> &Cpu {
        &self.device
    }

    fn to_vec(&self, rows: &Rows<Cpu>) -> Vec<f32> {
        view(rows).into_owned()
    }

    fn conv(
        &self,
        graph: &mut Graph<Cpu>,
        x: &Rows<Cpu>,
        weight: &Rows<Cpu>,
        bias: Option<&Rows<Cpu>>,
        map: &Arc<KernelMap>,
    ) -> Result<Rows<Cpu>> {
        conv::fast::conv(graph, x, weight, bias, map, InputGradient::Needed)
    }

    fn conv_of_images(
        &self,
        graph: &mut Graph<Cpu>,
        images: &Rows<Cpu>,
        weight: &Rows<Cpu>,
        bias: Option<&Rows<Cpu>>,
        map: &Arc<KernelMap>,
    ) -> Result<Rows<Cpu>> {
        conv::fast::conv(graph, images, weight, bias, map, InputGradient::Unused)
    }

    fn batch_norm_train(
        &self,
        graph: &mut Graph<Cpu>,
        x: &Rows<Cpu>,
        weight: &Rows<Cpu>,
        bias: &Rows<Cpu>,
        eps: f32,
        ending: Ending<'_, Cpu>,
    ) -> Result<(Rows<Cpu>, BatchStatistics)> {
        batch_norm::fast::train(graph, Layer { x, weight, bias, eps, ending })
    }

    fn batch_norm_eval(
        &self,
        graph: &mut Graph<Cpu>,
        x: &Rows<Cpu>,
        weight: &Rows<Cpu>,
        bias: &Rows<Cpu>,
        running: &BatchStatistics,
        eps: f32,
        ending: Ending<'_, Cpu>,
    ) -> Result<Rows<Cpu>> {
        batch_norm::fast::eval(graph, Layer { x, weight, bias, eps, ending }, running)
    }

    fn relu(&self, graph: &mut Graph<Cpu>, x: &Rows<Cpu>) -> Result<Rows<Cpu>> {
        pointwise::fast::relu(graph, x)
    }

    fn add(&self, graph: &mut Graph<Cpu>, a: &Rows<Cpu>, b: &Rows<Cpu>) -> Result<Rows<Cpu>> {
        pointwise::fast::add(graph, a, b)
    }

    fn max_pool(&self, graph: &mut Graph<Cpu>, x: &Rows<Cpu>, map: &Arc<KernelMap>) -> Result<Rows<Cpu>> {
        max_pool::fast::max_pool(graph, x, map)
    }

    fn gather(&self, graph: &mut Graph<Cpu>, x: &Rows<Cpu>, map: &Arc<KernelMap>) -> Result<Rows<Cpu>> {
        gather::fast::gather(graph, x, map)
    }

    fn resize_bilinear(
        &self,
        graph: &mut Graph<Cpu>,
        x: &Rows<Cpu>,
        images: usize,
        from: (usize, usize),
        to: (usize, usize),
    ) -> Result<Rows<Cpu>> {
        resize::fast::resize_bilinear(graph, x, images, from, to)
    }

    fn concat(&self, graph: &mut Graph<Cpu>, parts: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        concat::fast::concat(graph, parts)
    }

    fn dropout(&self, graph: &mut Graph<Cpu>, x: &Rows<Cpu>, p: f32, seed: u64) -> Result<Rows<Cpu>> {
        dropout::fast::dropout(graph, x, p, seed)
    }

    fn pool_images(
        &self,
        graph: &mut Graph<Cpu>,
        x: &Rows<Cpu>,
        start: &[usize],
        weight: &[f32],
    ) -> Result<Rows<Cpu>> {
        pool_images::fast::pool_images(graph, x, start, weight)
    }

    fn mix(
        &self,
        graph: &mut Graph<Cpu>,
        fine: &Rows<Cpu>,
        coarse: &Rows<Cpu>,
        share: &Rows<Cpu>,
    ) -> Result<Rows<Cpu>> {
        mix::fast::mix(graph, fine, coarse, share)
    }

    fn gumbel(&self, graph: &mut Graph<Cpu>, scores: &Rows<Cpu>, choice: Choice<'_>) -> Result<Rows<Cpu>> {
        gumbel::fast::gumbel(graph, scores, choice)
    }

    fn cross_entropy(
        &self,
        graph: &mut Graph<Cpu>,
        logits: &Rows<Cpu>,
        labels: &[u16],
        ignored: u16,
    ) -> Result<Tensor<Rank0, f32, Cpu>> {
        cross_entropy::fast::cross_entropy(graph, logits, labels, ignored)
    }
}
