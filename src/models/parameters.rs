//! The trained values of a network and its running statistics, under state-dict names.

use std::collections::BTreeMap;

use dfdx::prelude::*;

use super::initial;
use super::survey::{Layer, LayerKind, Survey};
use super::{Model, Part, Resolution, RowCount};
use crate::grid::Place;
use crate::ops::{BatchStatistics, RowOps, Rows};
use crate::{Error, Result};

/// One trained tensor.
#[derive(Debug, Clone)]
pub struct Parameter<D: Device<f32>> {
    /// State-dict name, as in `backbone.layer1.0.conv1.weight`.
    pub name: String,
    /// PyTorch's shape: [c_out, c_in, k, k], or [channels].
    pub shape: Vec<usize>,
    pub part: Part,
    /// Convolutions as [k²·c_in, c_out], vectors as [1, channels].
    pub tensor: Rows<D>,
}

/// All trained tensors of a network, in the order of its layers, and the running statistics of its norms.
#[derive(Debug, Clone)]
pub struct Parameters<D: Device<f32>> {
    list: Vec<Parameter<D>>,
    position: BTreeMap<String, usize>,
    statistics: BTreeMap<String, BatchStatistics>,
}

impl<D: Device<f32>> Parameters<D> {
    /// Fresh values drawn from `seed`: every tensor's draws depend on the seed and its name alone.
    ///
    /// # Errors
    /// When the device has no memory.
    pub fn initial<O: RowOps<Device = D>>(ops: &O, network: &impl Model, seed: u64) -> Result<Self> {
        let mut parameters =
            Parameters { list: Vec::new(), position: BTreeMap::new(), statistics: BTreeMap::new() };
        for layer in layers(network)? {
            match layer.kind {
                LayerKind::Conv { kernel, bias } => {
                    let shape = vec![layer.c_out, layer.c_in, kernel, kernel];
                    let values = initial::conv(&layer, kernel, seed);
                    parameters.add(ops, &layer, "weight", shape, &values)?;
                    if bias {
                        let values = initial::conv_bias(&layer, kernel, seed);
                        parameters.add(ops, &layer, "bias", vec![layer.c_out], &values)?;
                    }
                }
                LayerKind::BatchNorm { .. } => {
                    parameters.add(ops, &layer, "weight", vec![layer.c_out], &vec![1.0; layer.c_out])?;
                    parameters.add(ops, &layer, "bias", vec![layer.c_out], &vec![0.0; layer.c_out])?;
                    let running =
                        BatchStatistics { mean: vec![0.0; layer.c_out], variance: vec![1.0; layer.c_out] };
                    parameters.statistics.insert(layer.name, running);
                }
                LayerKind::Relu | LayerKind::MaxPool | LayerKind::MeanPool | LayerKind::Other => {}
            }
        }
        for norm in network.branched_norms() {
            let running = parameters.running(norm)?.clone();
            parameters.statistics.insert(of_coarse_branch(norm), running);
        }
        Ok(parameters)
    }

    fn add<O: RowOps<Device = D>>(
        &mut self,
        ops: &O,
        layer: &Layer,
        suffix: &str,
        shape: Vec<usize>,
        values: &[f32],
    ) -> Result<()> {
        let name = format!("{}.{suffix}", layer.name);
        let tensor = ops.rows_from(values.to_vec(), values.len() / layer.c_out, layer.c_out)?;
        self.position.insert(name.clone(), self.list.len());
        self.list.push(Parameter { name, shape, part: layer.part, tensor });
        Ok(())
    }

    /// The tensor of a name.
    ///
    /// # Errors
    /// When the network has no such parameter.
    pub fn get(&self, name: &str) -> Result<&Rows<D>> {
        let position = self.position.get(name);
        let position =
            position.ok_or_else(|| Error::new(format!("the network has no parameter `{name}`")))?;
        Ok(&self.list[*position].tensor)
    }

    /// All trained tensors, in the order of the layers.
    pub fn list(&self) -> &[Parameter<D>] {
        &self.list
    }

    /// All trained tensors, to be updated.
    pub fn list_mut(&mut self) -> &mut [Parameter<D>] {
        &mut self.list
    }

    /// The running statistics of a norm.
    ///
    /// # Errors
    /// When the network has no such norm.
    pub fn running(&self, norm: &str) -> Result<&BatchStatistics> {
        self.statistics.get(norm).ok_or_else(|| Error::new(format!("the network has no norm `{norm}`")))
    }

    /// Those of the coarse branch, where the norm keeps them apart.
    pub fn coarse_running(&self, norm: &str) -> Option<&BatchStatistics> {
        self.statistics.get(&of_coarse_branch(norm))
    }

    /// All running statistics, by the norm's name.
    pub fn statistics(&self) -> &BTreeMap<String, BatchStatistics> {
        &self.statistics
    }

    pub(super) fn statistics_mut(&mut self) -> &mut BTreeMap<String, BatchStatistics> {
        &mut self.statistics
    }

    /// Moves the running statistics towards those of a batch: running += momentum · (batch − running).
    ///
    /// # Errors
    /// When a batch's norm is not one of this network.
    pub fn update_running(&mut self, batch: &[(String, BatchStatistics)], momentum: f32) -> Result<()> {
        let blend = |running: &mut [f32], new: &[f32]| {
            running
                .iter_mut()
                .zip(new)
                .for_each(|(old, new)| *old = (1.0 - momentum) * *old + momentum * new);
        };
        for (name, new) in batch {
            let unknown = || Error::new(format!("the network has no norm `{name}`"));
            let running = self.statistics.get_mut(name).ok_or_else(unknown)?;
            blend(&mut running.mean, &new.mean);
            blend(&mut running.variance, &new.variance);
        }
        Ok(())
    }
}

/// What the coarse branch's statistics of a norm are called.
pub(super) fn of_coarse_branch(norm: &str) -> String {
    format!("{norm}{COARSE}")
}

/// Behind a norm's name.
pub(super) const COARSE: &str = ".coarse";

/// The layers of a network; how many rows they have does not matter here, so the smallest image will do.
fn layers(network: &impl Model) -> Result<Vec<Layer>> {
    Survey::layers(network, &OneRow(network.resolution()))
}

/// One row at every place.
struct OneRow(Resolution);

impl RowCount for OneRow {
    fn rows(&self, _: Place) -> Result<f64> {
        Ok(1.0)
    }
    fn images(&self) -> f64 {
        1.0
    }
    fn pixels(&self) -> f64 {
        1.0
    }
    fn fine_stride(&self) -> usize {
        self.0.fine
    }
}
