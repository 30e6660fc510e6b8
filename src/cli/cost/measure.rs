//! Runs networks once on one image with random weights: seconds, memory, and whether the fast operations
//! agree with dfdx's own on a crop.

use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use super::{grouped, layers, picture};
use crate::batch::Batch;
use crate::cli::data::style;
use crate::cli::reckon::Reckoned;
use crate::cli::table::table;
use crate::cost::{Cost, Layer, layer};
use crate::data::SingleImage;
use crate::executor::{Batch as Given, Executor, Parameters};
use crate::experiment::Run;
use crate::graph::Node;
use crate::grid::Tables;
use crate::ops::{Cpu, Fast, Mode, RowOps, Stock};
use crate::system::memory::release_freed_memory;
use crate::system::{peak_memory, reset_peak_memory};
use crate::{Error, Result};

/// Largest sides of the crop on which scores are checked: dfdx's own convolutions are slow.
const CROP: [usize; 2] = [128, 256];
/// Largest difference of scores between both implementations, relative to the largest score.
const TOLERANCE: f64 = 1e-4;
const HEADER: [&str; 8] =
    ["variant", "active", "MACs", "mask", "network", "GMAC/s", "peak memory", "difference on a crop"];

/// What one forward pass took.
struct Measured<'a> {
    layers: Vec<Layer<'a>>,
    times: Vec<Duration>,
    mask: Duration,
    network: Duration,
    peak: Option<u64>,
    active: f64,
}

/// Measures every variant in turn.
///
/// # Errors
/// When the device fails, or the fast operations and dfdx's own disagree.
pub fn measure(
    variants: &[(&Run, Reckoned)],
    image: Option<SingleImage>,
    active: Option<f64>,
    by_layer: bool,
) -> Result<()> {
    let mut people = table(&HEADER, 1);
    for (run, reckoned) in variants {
        let image = image.clone().map_or_else(|| picture::scene(reckoned.size, 0), Ok)?;
        release_freed_memory();
        reset_peak_memory();
        let found = forward(&run.variant, &image, reckoned, active)?;
        let difference = check_on_crop(&image, reckoned, active)?;
        if by_layer {
            println!("{}\n{}", run.variant, layers::people(&found.layers, Some(&found.times)));
        }
        let macs: f64 = found.layers.iter().map(|layer| layer.count.macs).sum();
        people.add_row([
            run.variant.clone(),
            format!("{:.1} %", 100.0 * found.active),
            grouped(macs),
            format!("{:.1} ms", 1e3 * found.mask.as_secs_f64()),
            format!("{:.3} s", found.network.as_secs_f64()),
            format!("{:.0}", macs / found.network.as_secs_f64() / 1e9),
            found
                .peak
                .map_or("unknown".into(), |bytes| format!("{:.2} GiB", bytes as f64 / f64::from(1 << 30))),
            format!("{difference:.1e}"),
        ]);
    }
    println!("{people}");
    Ok(())
}

fn forward<'a>(
    name: &str,
    image: &SingleImage,
    reckoned: &'a Reckoned,
    active: Option<f64>,
) -> Result<Measured<'a>> {
    let ops = Fast::new();
    let graph = reckoned.model.inference();
    let parameters = reckoned.model.initial(&ops, 0)?;
    let source = picture::source(image, reckoned, active);
    let prepared = source.image(0)?;
    let start = Instant::now();
    let batch = source.evaluation(prepared, 0)?;
    let mask = start.elapsed();
    let all = Cost::of_network(graph, &*batch.tables)?.macs();
    let bar = ProgressBar::new(all as u64).with_style(style("MACs")).with_message(name.to_owned());
    let start = Instant::now();
    let (mut clock, mut times) = (start, Vec::new());
    let mut on_node = |node: &Node, tables: &Tables| {
        times.push(clock.elapsed());
        bar.inc(layer(graph, node, tables).ok().flatten().map_or(0, |layer| layer.count.macs as u64));
        // Counting is not in the times.
        clock = Instant::now();
    };
    let given = Given { tables: &batch.tables, pixels: &batch.pixels, noise: &batch.noise };
    let pass = executor(&ops, &parameters, active).run_and_ask(graph, given, None, &mut on_node)?;
    let took = start.elapsed();
    bar.finish_and_clear();
    if ops.to_vec(&pass.output).iter().any(|score| !score.is_finite()) {
        return Err(Error::new(format!("`{name}` computed scores that are no numbers")));
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
    Ok(Measured { layers, times: times_of_layers, mask, network: took, peak: peak_memory(), active })
}

/// The largest difference between scores of the fast operations and of dfdx's own, relative to the largest
/// score, on the top left of the image.
fn check_on_crop(image: &SingleImage, reckoned: &Reckoned, active: Option<f64>) -> Result<f64> {
    let crop = image.crop(CROP);
    let source = picture::source(&crop, reckoned, active);
    let batch = source.evaluation(source.image(0)?, 0)?;
    let fast = scores(&Fast::new(), reckoned, &batch, active)?;
    let stock = scores(&Stock::<Cpu>::default(), reckoned, &batch, active)?;
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

fn scores<O: RowOps>(ops: &O, reckoned: &Reckoned, batch: &Batch, active: Option<f64>) -> Result<Vec<f32>> {
    let graph = reckoned.model.inference();
    let parameters = reckoned.model.initial(ops, 0)?;
    let given = Given { tables: &batch.tables, pixels: &batch.pixels, noise: &batch.noise };
    Ok(ops.to_vec(&executor(ops, &parameters, active).run(graph, given)?.output))
}
