//! The operations on any dfdx device, made of dfdx's own.

mod rows;

use std::sync::Arc;

use dfdx::prelude::*;

pub(super) use rows::{Taped, apart, for_every_channel, for_every_row, pick, taps, with_row};

use super::batch_norm::stock::Layer;
use super::{BatchStatistics, Choice, Ending, Graph, RowOps, Rows};
use super::{
    batch_norm, concat, conv, cross_entropy, dropout, gather, gumbel, max_pool, mix, pointwise, pool_images,
    resize,
};
use crate::Result;
use crate::grid::KernelMap;

/// The operations on a dfdx device, made of dfdx's own operations, whose backward passes are dfdx's too.
///
/// Slow on a CPU, where it is the yardstick for [`Fast`](super::Fast); the way onto other devices.
#[derive(Debug, Clone, Default)]
pub struct Stock<D> {
    device: D,
    /// The number of the GPU that the device is.
    gpu: Option<usize>,
}

impl<D: Device<f32>> Stock<D> {
    /// On this device.
    pub fn new(device: D) -> Self {
        Stock { device, gpu: None }
    }

    /// On this device, which is the GPU of a number.
    pub fn on_gpu(device: D, number: usize) -> Self {
        Stock { device, gpu: Some(number) }
    }
}

impl<D: Device<f32>> RowOps for Stock<D> {
    type Device = D;

    fn engine_device(&self) -> Option<crate::device::Device> {
        self.gpu.map(crate::device::Device::Cuda)
    }

    fn device(&self) -> &D {
        &self.device
    }

    fn conv(
        &self,
        graph: &mut Graph<D>,
        x: &Rows<D>,
        weight: &Rows<D>,
        bias: Option<&Rows<D>>,
        map: &Arc<KernelMap>,
    ) -> Result<Rows<D>> {
        conv::stock::conv(graph, x, weight, bias, map)
    }

    fn conv_of_images(
        &self,
        graph: &mut Graph<D>,
        images: &Rows<D>,
        weight: &Rows<D>,
        bias: Option<&Rows<D>>,
        map: &Arc<KernelMap>,
    ) -> Result<Rows<D>> {
        // dfdx's own operations always go back to the data.
        conv::stock::conv(graph, images, weight, bias, map)
    }

    fn batch_norm_train(
        &self,
        graph: &mut Graph<D>,
        x: &Rows<D>,
        weight: &Rows<D>,
        bias: &Rows<D>,
        eps: f32,
        ending: Ending<'_, D>,
    ) -> Result<(Rows<D>, BatchStatistics)> {
        batch_norm::stock::train(graph, Layer { x, weight, bias, eps, ending })
    }

    fn batch_norm_eval(
        &self,
        graph: &mut Graph<D>,
        x: &Rows<D>,
        weight: &Rows<D>,
        bias: &Rows<D>,
        running: &BatchStatistics,
        eps: f32,
        ending: Ending<'_, D>,
    ) -> Result<Rows<D>> {
        batch_norm::stock::eval(graph, Layer { x, weight, bias, eps, ending }, running)
    }

    fn relu(&self, graph: &mut Graph<D>, x: &Rows<D>) -> Result<Rows<D>> {
        pointwise::stock::relu(graph, x)
    }

    fn add(&self, graph: &mut Graph<D>, a: &Rows<D>, b: &Rows<D>) -> Result<Rows<D>> {
        pointwise::stock::add(graph, a, b)
    }

    fn max_pool(&self, graph: &mut Graph<D>, x: &Rows<D>, map: &Arc<KernelMap>) -> Result<Rows<D>> {
        max_pool::stock::max_pool(graph, x, map)
    }

    fn gather(&self, graph: &mut Graph<D>, x: &Rows<D>, map: &Arc<KernelMap>) -> Result<Rows<D>> {
        gather::stock::gather(graph, x, map)
    }

    fn resize_bilinear(
        &self,
        graph: &mut Graph<D>,
        x: &Rows<D>,
        images: usize,
        from: (usize, usize),
        to: (usize, usize),
    ) -> Result<Rows<D>> {
        resize::stock::resize_bilinear(graph, x, images, from, to)
    }

    fn concat(&self, graph: &mut Graph<D>, parts: &[&Rows<D>]) -> Result<Rows<D>> {
        concat::stock::concat(graph, parts)
    }

    fn dropout(&self, graph: &mut Graph<D>, x: &Rows<D>, p: f32, seed: u64) -> Result<Rows<D>> {
        dropout::stock::dropout(graph, x, p, seed)
    }

    fn pool_images(
        &self,
        graph: &mut Graph<D>,
        x: &Rows<D>,
        start: &[usize],
        weight: &[f32],
    ) -> Result<Rows<D>> {
        pool_images::stock::pool_images(graph, x, start, weight)
    }

    fn mix(
        &self,
        graph: &mut Graph<D>,
        fine: &Rows<D>,
        coarse: &Rows<D>,
        share: &Rows<D>,
    ) -> Result<Rows<D>> {
        mix::stock::mix(graph, fine, coarse, share)
    }

    fn gumbel(&self, graph: &mut Graph<D>, scores: &Rows<D>, choice: Choice<'_>) -> Result<Rows<D>> {
        gumbel::stock::gumbel(graph, scores, choice)
    }

    fn cross_entropy(
        &self,
        graph: &mut Graph<D>,
        logits: &Rows<D>,
        labels: &[u16],
        ignored: u16,
    ) -> Result<Tensor<Rank0, f32, D>> {
        cross_entropy::stock::cross_entropy(graph, logits, labels, ignored)
    }
}
