//! A network as data: a graph of operations, each with its name, its part and stage of the network, and where and on
//! whose cells its result lies. Knows the operations and the grid, nothing of networks, tensors or data; costs,
//! parameters, training, plans and pictures are walks over it.

mod builder;
mod decision;
mod node;

pub use builder::{Builder, Norm, Value, Window};
pub use decision::{BOX, decided};
pub use node::{Geometry, Node, Part};

use std::collections::BTreeMap;

use crate::grid::{Place, Sides, Tables};
use crate::ops::Op;
use crate::{Error, Result};

/// Operations in an order in which each stands behind its inputs. Node 0 is the image.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    nodes: Vec<Node>,
    output: usize,
    /// The scores of a learned mask: they decide the cells of all nodes of [`Geometry::Decided`].
    decision: Option<usize>,
    marks: BTreeMap<&'static str, usize>,
    fine_stride: usize,
    sides: Sides,
}

impl Graph {
    /// All nodes.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The node whose result is the network's.
    pub fn output(&self) -> usize {
        self.output
    }

    /// Where the result lies.
    pub fn output_place(&self) -> Place {
        self.nodes[self.output].place
    }

    /// The node whose scores decide a learned mask's levels, if they do.
    pub fn decision(&self) -> Option<usize> {
        self.decision
    }

    /// The node that a builder marked.
    pub fn marked(&self, mark: &str) -> Option<usize> {
        self.marks.get(mark).copied()
    }

    /// The network up to a marked node.
    ///
    /// # Errors
    /// When nothing bears that mark.
    pub fn up_to(&self, mark: &str) -> Result<Graph> {
        let none = || Error::new(format!("nothing in the network is marked `{mark}`"));
        let output = self.marked(mark).ok_or_else(none)?;
        Ok(Graph { output, ..self.clone() }.pruned())
    }

    /// The same with operations changed in their places; names and shapes stay.
    pub fn with_changed(&self, change: impl Fn(&mut Op)) -> Graph {
        let mut graph = self.clone();
        graph.nodes.iter_mut().for_each(|node| change(&mut node.op));
        graph
    }

    /// For each node the last one that reads it; itself where none does.
    pub fn last_readers(&self) -> Vec<usize> {
        let mut last: Vec<usize> = (0..self.nodes.len()).collect();
        for (number, node) in self.nodes.iter().enumerate() {
            node.inputs.iter().for_each(|&input| last[input] = number);
        }
        last
    }

    /// Checks that tables were made for a network like this.
    ///
    /// # Errors
    /// When they were made for another fine stride, or for lattices of other sides.
    pub fn check_tables(&self, tables: &Tables) -> Result<()> {
        let (wanted, found) = (self.fine_stride, tables.fine_stride());
        if wanted != found {
            let what = format!("tables of fine stride {found} do not fit a network of fine stride {wanted}");
            return Err(Error::new(what));
        }
        let (wanted, found) = (self.sides, tables.sides());
        if wanted != found {
            let what = format!("tables of {found:?} sides do not fit a network of {wanted:?} ones");
            return Err(Error::new(what));
        }
        Ok(())
    }

    /// Without the nodes behind the output: they would be computed for nothing.
    fn pruned(mut self) -> Self {
        self.nodes.truncate(self.output + 1);
        let within = self.nodes.len();
        self.decision = self.decision.filter(|&decision| decision < within);
        self.marks.retain(|_, node| *node < within);
        self
    }
}
