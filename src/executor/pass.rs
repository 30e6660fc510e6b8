//! A forward pass: the nodes of a graph, one after the other.

use std::sync::Arc;

use super::Parameters;
use super::parameters::name_of_statistics;
use crate::graph::{Geometry, Graph, Node, Part, decided};
use crate::grid::{Levels, Tables};
use crate::ops::{BatchStatistics, Device, Mode, Op, RowOps, Rows, Running, Site, Tape, shape};
use crate::{Error, Result};

/// What a pass starts from.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// The geometry of the batch: its lattices, cells and kernel maps.
    pub tables: &'a Tables,
    /// Normalised, row-major [images·height·width, 3].
    pub pixels: &'a [f32],
    /// Gumbel noise of a learned mask by draw, [boxes, 2] each: of its choices while both branches are trained, and of
    /// its decision where noise is wanted there.
    pub noise: &'a [Vec<f32>],
}

impl<'a> Batch<'a> {
    /// Without noise.
    pub fn new(tables: &'a Tables, pixels: &'a [f32]) -> Self {
        Batch { tables, pixels, noise: &[] }
    }
}

/// Runs graphs through the operations of one device.
pub struct Executor<'a, O: RowOps> {
    ops: &'a O,
    parameters: &'a Parameters<O::Device>,
    mode: Mode,
    keeps_levels: bool,
    is_finite: bool,
}

/// What a forward pass gives.
pub struct Pass<D: Device> {
    /// What the network computes.
    pub output: Rows<D>,
    /// For a backward pass.
    pub tape: Tape<D>,
    /// What each norm found in the batch while training, by its name.
    pub statistics: Vec<(String, BatchStatistics)>,
    /// The geometry that a learned mask decided.
    pub decided: Option<Arc<Tables>>,
    asked: Option<(usize, Rows<D>)>,
}

impl<D: Device> Pass<D> {
    /// The result of the node that was asked for beside the output.
    ///
    /// # Errors
    /// When none was.
    pub fn asked(&self) -> Result<&Rows<D>> {
        let none = || Error::new("nothing was asked of the pass beside its output");
        self.asked.as_ref().map(|(_, rows)| rows).ok_or_else(none)
    }
}

impl<'a, O: RowOps> Executor<'a, O> {
    /// For passes with these parameters.
    pub fn new(ops: &'a O, parameters: &'a Parameters<O::Device>, mode: Mode) -> Self {
        Executor { ops, parameters, mode, keeps_levels: false, is_finite: false }
    }

    /// Stays with the levels of its tables where a learned mask decides otherwise.
    pub fn keeping_levels(self) -> Self {
        Executor { keeps_levels: true, ..self }
    }

    /// Refuses the first node that computes anything but finite numbers.
    pub fn finite_only(self) -> Self {
        Executor { is_finite: true, ..self }
    }

    /// What a network computes of a batch.
    ///
    /// # Errors
    /// When tables or pixels do not fit the network, a node computes other rows than were counted, or the device fails.
    pub fn run(&self, graph: &Graph, batch: Batch<'_>) -> Result<Pass<O::Device>> {
        self.run_and_ask(graph, batch, None, &mut |_, _| {})
    }

    /// The same, which also keeps the result of one more node, and tells of every node but the image, in their order,
    /// and of the geometry that it lies on.
    ///
    /// # Errors
    /// As [`Executor::run`].
    pub fn run_and_ask(
        &self,
        graph: &Graph,
        batch: Batch<'_>,
        asked: Option<usize>,
        on_node: &mut dyn FnMut(&Node, &Tables),
    ) -> Result<Pass<O::Device>> {
        graph.check_tables(batch.tables)?;
        let mut walk = Walk::new(self, graph, batch)?;
        for (number, node) in graph.nodes().iter().enumerate() {
            if node.op != Op::Source(crate::ops::Source) {
                let rows = walk.node(number, node)?;
                on_node(node, walk.tables(node.geometry)?);
                walk.values.push(Some(rows));
            }
            walk.forget_read_for_the_last_time(number, asked);
        }
        let take = |number: usize| walk.values[number].clone().ok_or_else(|| lost(graph, number));
        let asked = match asked {
            Some(number) => Some((number, take(number)?)),
            None => None,
        };
        let output = take(graph.output())?;
        Ok(Pass { output, tape: walk.tape, statistics: walk.statistics, decided: walk.decided, asked })
    }
}

fn lost(graph: &Graph, number: usize) -> Error {
    Error::new(format!("the result of {} is not there when it is read", graph.nodes()[number].name))
}

/// The state of one pass.
struct Walk<'a, O: RowOps> {
    executor: &'a Executor<'a, O>,
    graph: &'a Graph,
    batch: Batch<'a>,
    last_readers: Vec<usize>,
    values: Vec<Option<Rows<O::Device>>>,
    tape: Tape<O::Device>,
    decided: Option<Arc<Tables>>,
    coarse: Option<Tables>,
    dropouts: u64,
    statistics: Vec<(String, BatchStatistics)>,
}

impl<'a, O: RowOps> Walk<'a, O> {
    fn new(executor: &'a Executor<'a, O>, graph: &'a Graph, batch: Batch<'a>) -> Result<Self> {
        let pixels = executor.ops.rows_from(batch.pixels.to_vec(), batch.pixels.len() / 3, 3)?;
        let tape = match executor.mode {
            Mode::Training { .. } => Tape::training(),
            Mode::Evaluation => Tape::inference(),
        };
        let last_readers = graph.last_readers();
        let (values, statistics) = (vec![Some(pixels)], Vec::new());
        let (decided, coarse, dropouts) = (None, None, 0);
        Ok(Walk { executor, graph, batch, last_readers, values, tape, decided, coarse, dropouts, statistics })
    }

    /// The geometry of nodes.
    fn tables(&self, geometry: Geometry) -> Result<&Tables> {
        match geometry {
            Geometry::Given => Ok(self.batch.tables),
            Geometry::Decided => Ok(self.decided.as_deref().unwrap_or(self.batch.tables)),
            Geometry::Coarse => {
                self.coarse.as_ref().ok_or_else(|| Error::new("there are no coarse cells yet"))
            }
        }
    }

    fn node(&mut self, number: usize, node: &Node) -> Result<Rows<O::Device>> {
        self.lay(node)?;
        if node.op.changes_nothing(self.tables(node.geometry)?)? {
            return self.value(node.inputs[0]).cloned();
        }
        let mode = self.mode_of(node);
        // A mask that decides while a network is trained is a given one: its estimator is not recorded.
        let unrecorded = node.part == Part::Mask && self.graph.decision().is_some();
        let mut own = Tape::inference();
        let mut tape = std::mem::replace(&mut self.tape, Tape::inference());
        let inputs: Vec<&Rows<O::Device>> =
            node.inputs.iter().map(|&input| self.value(input)).collect::<Result<_>>()?;
        let tables = self.tables(node.geometry)?;
        let mut site = Site {
            tape: if unrecorded { &mut own } else { &mut tape },
            tables,
            place: node.place,
            mode,
            parameters: &self.parameters(node)?,
            running: self.running(node)?,
            reads_images: node.inputs == [0],
            noise: self.batch.noise,
            found: None,
        };
        let rows = self.executor.ops.run(&node.op, &mut site, &inputs)?;
        let found = site.found.take();
        check(node, tables, shape(&rows))?;
        if self.executor.is_finite && !self.executor.ops.is_finite(&rows) {
            return Err(Error::new(format!("`{}` computes what is no finite number", node.name)));
        }
        self.tape = tape;
        self.statistics.extend(found.map(|found| (name_of_statistics(node), found)));
        if self.graph.decision() == Some(number) && !self.executor.keeps_levels {
            let noise = self.batch.noise.first().map(Vec::as_slice);
            let scores = self.executor.ops.to_vec(&rows);
            self.decided = Some(Arc::new(decided(self.batch.tables, &scores, noise)?));
        }
        Ok(rows)
    }

    fn value(&self, number: usize) -> Result<&Rows<O::Device>> {
        self.values[number].as_ref().ok_or_else(|| lost(self.graph, number))
    }

    /// Every dropout has draws of its own.
    fn mode_of(&mut self, node: &Node) -> Mode {
        match (self.executor.mode, &node.op) {
            (Mode::Training { dropout_seed }, Op::Dropout(_)) => {
                self.dropouts += 1;
                Mode::Training { dropout_seed: dropout_seed.wrapping_add(self.dropouts) }
            }
            (mode, _) => mode,
        }
    }

    /// Makes the coarse cells at the first node that lies on them.
    fn lay(&mut self, node: &Node) -> Result<()> {
        if node.geometry == Geometry::Coarse && self.coarse.is_none() {
            let tables = self.batch.tables;
            let (height, width) = tables.lattice(tables.fine_stride());
            let levels = vec![Levels::uniform(height, width, 1)?; tables.images()];
            self.coarse = Some(tables.with_levels(levels)?);
        }
        Ok(())
    }

    fn parameters(&self, node: &Node) -> Result<Vec<&'a Rows<O::Device>>> {
        let get = |spec: crate::ops::ParameterSpec| {
            self.executor.parameters.get(&format!("{}.{}", node.name, spec.suffix))
        };
        node.op.parameters().into_iter().map(get).collect()
    }

    fn running(&self, node: &Node) -> Result<Option<Running<'a>>> {
        if node.op.statistics().is_none() {
            return Ok(None);
        }
        let own = self.executor.parameters.running(&node.name)?;
        Ok(Some(Running { own, coarse: self.executor.parameters.coarse_running(&node.name) }))
    }

    /// A feature map lives no longer than its last use.
    fn forget_read_for_the_last_time(&mut self, number: usize, asked: Option<usize>) {
        for &input in &self.graph.nodes()[number].inputs {
            if self.last_readers[input] == number && asked != Some(input) && input != self.graph.output() {
                self.values[input] = None;
            }
        }
    }
}

/// What is counted and what is computed are the same: each node has the rows and channels that the graph says.
fn check(node: &Node, tables: &Tables, found: (usize, usize)) -> Result<()> {
    let counted = (tables.rows(node.place)?, node.channels);
    if found != counted {
        return Err(Error::new(format!("{} computed {found:?} and was counted as {counted:?}", node.name)));
    }
    Ok(())
}
