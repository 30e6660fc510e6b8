//! What each layer of a network costs on given rows: a walk over its graph.

use crate::Result;
use crate::graph::{Geometry, Graph, Node};
use crate::grid::RowCount;
use crate::ops::{Count, Extent};

/// One layer on a batch, or on the rows to be expected of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layer<'a> {
    /// The operation, with its name and its place in the network.
    pub node: &'a Node,
    /// Rows and channels that it reads and writes.
    pub extent: Extent,
    /// What it costs, in both conventions.
    pub count: Count,
}

impl Layer<'_> {
    /// What it is, in a few words: `3×3 64→128`.
    pub fn details(&self) -> String {
        self.node.op.details(&self.extent)
    }

    /// Trained elements.
    pub fn parameters(&self) -> usize {
        self.node.op.parameters().iter().map(crate::ops::ParameterSpec::elements).sum()
    }

    /// Elements that it writes.
    pub fn activations(&self) -> f64 {
        self.extent.rows_out * self.extent.c_out as f64
    }
}

/// The layers of a network whose nodes all lie on the same rows; those that change nothing there are left out.
///
/// # Errors
/// When the network asks for a place that the rows do not have.
pub fn layers<'a>(graph: &'a Graph, rows: &dyn RowCount) -> Result<Vec<Layer<'a>>> {
    layers_on(graph, &|_| rows)
}

/// The same where rows differ by the nodes' geometry.
///
/// # Errors
/// As [`layers`].
pub fn layers_on<'a, 'r>(
    graph: &'a Graph,
    rows: &dyn Fn(Geometry) -> &'r dyn RowCount,
) -> Result<Vec<Layer<'a>>> {
    let mut layers = Vec::with_capacity(graph.nodes().len());
    for node in graph.nodes().iter().filter(|node| !node.inputs.is_empty()) {
        layers.extend(layer(graph, node, rows(node.geometry))?);
    }
    Ok(layers)
}

/// One node's layer; `None` where it changes nothing.
///
/// # Errors
/// As [`layers`].
pub fn layer<'a>(graph: &Graph, node: &'a Node, rows: &dyn RowCount) -> Result<Option<Layer<'a>>> {
    if node.op.changes_nothing(rows)? {
        return Ok(None);
    }
    let input = &graph.nodes()[node.inputs[0]];
    let extent = Extent {
        rows_in: rows.rows(input.place)?,
        rows_out: rows.rows(node.place)?,
        c_in: input.channels,
        c_out: node.channels,
    };
    Ok(Some(Layer { node, extent, count: node.op.count(&extent, rows)? }))
}
