//! One line per layer: rows, both counts, what is written, and its share.

use std::time::Duration;

use super::grouped;
use crate::cli::reckon::Reckoned;
use crate::cli::table::table;
use crate::cost::{self, Layer};
use crate::experiment::Run;
use crate::graph::Part;
use crate::{Error, Result};

const HEADER: [&str; 9] =
    ["layer", "part", "stage", "what", "rows", "MACs", "ptflops", "activations", "share"];

/// Prints the layers of every variant, from shapes alone.
///
/// # Errors
/// When a mask's active share is not known.
pub fn print(variants: &[(&Run, Reckoned)], csv: bool) -> Result<()> {
    if csv {
        println!("variant,layer,part,stage,what,rows,macs,ptflops,activations,share");
    }
    for (run, reckoned) in variants {
        let [active, most] = reckoned.active;
        if active != most {
            let what = format!("the layers of `{}` depend on how much of an image is active", run.variant);
            return Err(Error::new(what).help("give `--active SHARE`, or `--measure` it on an image"));
        }
        let rows = reckoned.rows(active);
        let layers = cost::layers(reckoned.model.inference(), &rows)?;
        if csv {
            layers.iter().for_each(|layer| println!("{},{}", run.variant, line(layer, total(&layers))));
        } else {
            let [height, width] = reckoned.size;
            println!("{} on {height}×{width} pixels, {:.1} % active", run.variant, 100.0 * active);
            println!("{}", people(&layers, None));
        }
    }
    Ok(())
}

/// The table that a person reads, with times where they were taken.
pub fn people(layers: &[Layer<'_>], times: Option<&[Duration]>) -> comfy_table::Table {
    let header: Vec<&str> = HEADER.into_iter().chain(times.map(|_| "ms")).collect();
    let mut table = table(&header, 4);
    for (number, layer) in layers.iter().enumerate() {
        let share = format!("{:.2} %", 100.0 * layer.count.macs / total(layers));
        let cells = [
            layer.node.name.clone(),
            layer.node.part.name().to_owned(),
            layer.node.stage.to_owned(),
            layer.details(),
            grouped(layer.extent.rows_out),
            grouped(layer.count.macs),
            grouped(layer.count.ptflops),
            grouped(layer.activations()),
            share,
        ];
        let time = times.map(|times| format!("{:.1}", 1e3 * times[number].as_secs_f64()));
        table.add_row(cells.into_iter().chain(time));
    }
    let is_there = |of: &Part| *of != Part::Mask || layers.iter().any(|layer| layer.node.part == *of);
    for of in Part::ALL.into_iter().filter(is_there) {
        let sum = |value: fn(&Layer<'_>) -> f64| {
            grouped(layers.iter().filter(|layer| layer.node.part == of).map(value).sum())
        };
        let share =
            layers.iter().filter(|layer| layer.node.part == of).map(|layer| layer.count.macs).sum::<f64>()
                / total(layers);
        table.add_row([
            "all".to_owned(),
            of.name().to_owned(),
            String::new(),
            String::new(),
            String::new(),
            sum(|layer| layer.count.macs),
            sum(|layer| layer.count.ptflops),
            sum(|layer| layer.activations()),
            format!("{:.2} %", 100.0 * share),
        ]);
    }
    table
}

fn line(layer: &Layer<'_>, total: f64) -> String {
    let (macs, ptflops) = (layer.count.macs, layer.count.ptflops);
    let (name, part, stage) = (&layer.node.name, layer.node.part.name(), layer.node.stage);
    let what = layer.details();
    let (rows, activations, share) = (layer.extent.rows_out, layer.activations(), macs / total);
    format!("{name},{part},{stage},{what},{rows:.0},{macs:.0},{ptflops:.0},{activations:.0},{share:.6}")
}

fn total(layers: &[Layer<'_>]) -> f64 {
    layers.iter().map(|layer| layer.count.macs).sum::<f64>().max(1.0)
}
