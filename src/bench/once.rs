//! Runs networks once on one image with random weights: seconds, memory, and whether the fast operations
//! agree with dfdx's own on a crop.

use std::time::{Duration, Instant};

use super::picture;
use crate::batch::Batch;
use crate::cost::{Cost, Layer, layer};
use crate::data::SingleImage;
use crate::executor::{Batch as Given, Executor, Parameters};
use crate::graph::Node;
use crate::grid::Tables;
use crate::ops::{Cpu, Fast, Mode, RowOps, Stock};
use crate::runner::Setup;
use crate::system::memory::release_freed_memory;
use crate::system::{peak_memory, reset_peak_memory};
use crate::{Error, Result};

/// Largest sides of the crop on which scores are checked: dfdx's own convolutions are slow.
const CROP: [usize; 2] = [128, 256];
/// Largest difference of scores between both implementations, relative to the largest score.
const TOLERANCE: f64 = 1e-4;

/// What one forward pass took, and how far the fast operations are from dfdx's own.
pub struct Once<'a> {
    /// The cost of every layer, in the order in which they were computed.
    pub layers: Vec<Layer<'a>>,
    /// The time of every layer.
    pub times: Vec<Duration>,
    /// Time of the mask, levels and cells of the image.
    pub mask: Duration,
    /// Time of the network, counting between the layers included.
    pub network: Duration,
    /// Peak resident memory in bytes, where the system tells.
    pub peak: Option<u64>,
    /// Share of the lattice at level 0.
    pub active: f64,
    /// The largest difference of scores on a crop, relative to the largest score.
    pub difference: f64,
}

impl Once<'_> {
    /// Multiply–accumulates of all layers.
    pub fn macs(&self) -> f64 {
        self.layers.iter().map(|layer| layer.count.macs).sum()
    }
}

/// Called with the multiply–accumulates that the network has in all, and then after every layer with its own.
pub type OnWork<'a> = &'a mut dyn FnMut(f64);

/// Runs a network once on an image; `active` puts random blocks in the place of its mask.
///
/// # Errors
/// When the device fails, a score is no number, or the fast operations and dfdx's own disagree.
pub fn once<'a>(
    setup: &'a Setup<'_>,
    image: &SingleImage,
    active: Option<f64>,
    on_work: OnWork<'_>,
) -> Result<Once<'a>> {
    release_freed_memory();
    reset_peak_memory();
    let once = forward(setup, image, active, on_work)?;
    let difference = difference_on_crop(setup, image, active)?;
    Ok(Once { difference, ..once })
}

fn forward<'a>(
    setup: &'a Setup<'_>,
    image: &SingleImage,
    active: Option<f64>,
    on_work: OnWork<'_>,
) -> Result<Once<'a>> {
    let ops = Fast::new();
    let graph = setup.model.inference();
    let parameters = setup.model.initial(&ops, 0)?;
    let source = picture::source(image, setup, active);
    let prepared = source.image(0)?;
    let start = Instant::now();
    let batch = source.evaluation(prepared, 0)?;
    let mask = start.elapsed();
    on_work(Cost::of_network(graph, &*batch.tables)?.macs());
    let start = Instant::now();
    let (mut clock, mut times) = (start, Vec::new());
    let mut on_node = |node: &Node, tables: &Tables| {
        times.push(clock.elapsed());
        on_work(layer(graph, node, tables).ok().flatten().map_or(0.0, |layer| layer.count.macs));
        // Counting is not in the times.
        clock = Instant::now();
    };
    let given = Given { tables: &batch.tables, pixels: &batch.pixels, noise: &batch.noise };
    let pass = executor(&ops, &parameters, active).run_and_ask(graph, given, None, &mut on_node)?;
    let took = start.elapsed();
    if ops.to_vec(&pass.output).iter().any(|score| !score.is_finite()) {
        return Err(Error::new(format!("`{}` computed scores that are no numbers", setup.run.variant)));
    }
    let tables = pass.decided.unwrap_or(batch.tables);
    let computed = graph.nodes().iter().filter(|node| !node.inputs.is_empty());
    let (mut layers, mut times_of_layers) = (Vec::new(), Vec::new());
    for (node, time) in computed.zip(times) {
        if let Some(layer) = layer(graph, node, &*tables)? {
            layers.push(layer);
            times_of_layers.push(time);
        }
    }
    let active = tables.levels()[0].active_fraction();
    let (times, network, peak) = (times_of_layers, took, peak_memory());
    Ok(Once { layers, times, mask, network, peak, active, difference: 0.0 })
}

/// The largest difference between scores of the fast operations and of dfdx's own, relative to the largest
/// score, on the top left of the image.
fn difference_on_crop(setup: &Setup<'_>, image: &SingleImage, active: Option<f64>) -> Result<f64> {
    let crop = image.crop(CROP);
    let source = picture::source(&crop, setup, active);
    let batch = source.evaluation(source.image(0)?, 0)?;
    let fast = scores(&Fast::new(), setup, &batch, active)?;
    let stock = scores(&Stock::<Cpu>::default(), setup, &batch, active)?;
    let largest = stock.iter().fold(f32::MIN_POSITIVE, |m, score| m.max(score.abs()));
    let difference = fast.iter().zip(&stock).fold(0.0f32, |m, (a, b)| m.max((a - b).abs()));
    let relative = f64::from(difference / largest);
    if relative.is_nan() || relative > TOLERANCE {
        return Err(Error::new(format!("the fast operations differ from dfdx's own by {relative:.1e}"))
            .help("please report this with the experiment file and the processor"));
    }
    Ok(relative)
}

/// A share of active places that is asked for is kept against a learned mask.
fn executor<'a, O: RowOps>(
    ops: &'a O,
    parameters: &'a Parameters<O::Device>,
    active: Option<f64>,
) -> Executor<'a, O> {
    let executor = Executor::new(ops, parameters, Mode::Evaluation);
    if active.is_some() { executor.keeping_levels() } else { executor }
}

fn scores<O: RowOps>(ops: &O, setup: &Setup<'_>, batch: &Batch, active: Option<f64>) -> Result<Vec<f32>> {
    let graph = setup.model.inference();
    let parameters = setup.model.initial(ops, 0)?;
    let given = Given { tables: &batch.tables, pixels: &batch.pixels, noise: &batch.noise };
    Ok(ops.to_vec(&executor(ops, &parameters, active).run(graph, given)?.output))
}
