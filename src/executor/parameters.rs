//! The trained values of a network and its running statistics, under state-dict names.

use std::collections::BTreeMap;

use super::initial;
use crate::graph::{Geometry, Graph, Node, Part};
use crate::ops::{BatchStatistics, Device, ParameterSpec, RowOps, Rows};
use crate::{Error, Result};

/// One trained tensor.
#[derive(Debug, Clone)]
pub struct Parameter<D: Device> {
    /// State-dict name, as in `backbone.layer1.0.conv1.weight`.
    pub name: String,
    /// PyTorch's shape: [c_out, c_in, k, k], or [channels].
    pub shape: Vec<usize>,
    /// The part of the network that it belongs to, on which its learning rate depends.
    pub part: Part,
    /// Convolutions as [k²·c_in, c_out], vectors as [1, channels].
    pub tensor: Rows<D>,
}

/// What a tensor of a name and a part begins as, in this crate's layout.
type Values<'a> = &'a dyn Fn(&str, &ParameterSpec, Part) -> Vec<f32>;

/// All trained tensors of a network, in the order of its layers, and the running statistics of its norms.
#[derive(Debug, Clone)]
pub struct Parameters<D: Device> {
    list: Vec<Parameter<D>>,
    position: BTreeMap<String, usize>,
    statistics: BTreeMap<String, BatchStatistics>,
}

impl<D: Device> Parameters<D> {
    /// Fresh values drawn from `seed`: every tensor's draws depend on the seed and its name alone. A layer that stands
    /// in several branches of a graph has its parameters once, and running statistics by branch.
    ///
    /// # Errors
    /// When the device has no memory.
    pub fn initial<O: RowOps<Device = D>>(ops: &O, graph: &Graph, seed: u64) -> Result<Self> {
        Self::of(ops, graph, &|name, spec, part| initial::values(name, spec, part, seed))
    }

    /// All zeros, for values that are to be loaded: nothing is drawn.
    ///
    /// # Errors
    /// When the device has no memory.
    pub fn zeroed<O: RowOps<Device = D>>(ops: &O, graph: &Graph) -> Result<Self> {
        Self::of(ops, graph, &|_, spec, _| vec![0.0; spec.elements()])
    }

    fn of<O: RowOps<Device = D>>(ops: &O, graph: &Graph, values: Values<'_>) -> Result<Self> {
        let mut parameters =
            Parameters { list: Vec::new(), position: BTreeMap::new(), statistics: BTreeMap::new() };
        for node in graph.nodes() {
            for spec in node.op.parameters() {
                parameters.add(ops, node, &spec, values)?;
            }
            if let Some(channels) = node.op.statistics() {
                let running = BatchStatistics { mean: vec![0.0; channels], variance: vec![1.0; channels] };
                parameters.statistics.insert(name_of_statistics(node), running);
            }
        }
        Ok(parameters)
    }

    fn add<O: RowOps<Device = D>>(
        &mut self,
        ops: &O,
        node: &Node,
        spec: &ParameterSpec,
        values: Values<'_>,
    ) -> Result<()> {
        let (name, part) = (format!("{}.{}", node.name, spec.suffix), node.part);
        if self.position.contains_key(&name) {
            return Ok(());
        }
        let values = values(&name, spec, part);
        let channels = spec.shape[0];
        let tensor = ops.rows_from(values, spec.elements() / channels, channels)?;
        self.position.insert(name.clone(), self.list.len());
        self.list.push(Parameter { name, shape: spec.shape.clone(), part, tensor });
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

/// What the running statistics of a norm are called: those of a coarse branch lie beside its own.
pub(super) fn name_of_statistics(node: &Node) -> String {
    match node.geometry {
        Geometry::Coarse => of_coarse_branch(&node.name),
        Geometry::Given | Geometry::Decided => node.name.clone(),
    }
}

/// What the coarse branch's statistics of a norm are called.
fn of_coarse_branch(norm: &str) -> String {
    format!("{norm}{COARSE}")
}

/// Behind a norm's name.
pub(super) const COARSE: &str = ".coarse";
