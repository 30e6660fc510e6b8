//! One line per layer: rows, both counts, what is written, and its share.

use std::time::Duration;

use super::grouped;
use crate::cli::reckon::Reckoned;
use crate::cli::table::table;
use crate::experiment::Run;
use crate::models::{Layer, LayerKind, Part, Survey};
use crate::{Error, Result};

const HEADER: [&str; 8] = ["layer", "part", "what", "rows", "MACs", "ptflops", "activations", "share"];

/// Prints the layers of every variant, from shapes alone.
///
/// # Errors
/// When a mask's active share is not known.
pub fn print(variants: &[(&Run, Reckoned)], csv: bool) -> Result<()> {
    if csv {
        println!("variant,layer,part,what,rows,macs,ptflops,activations,share");
    }
    for (run, reckoned) in variants {
        let [active, most] = reckoned.active;
        if active != most {
            let what = format!("the layers of `{}` depend on how much of an image is active", run.variant);
            return Err(Error::new(what).help("give `--active SHARE`, or `--measure` it on an image"));
        }
        let layers = Survey::layers(&reckoned.network, &reckoned.rows(active))?;
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
pub fn people(layers: &[Layer], times: Option<&[Duration]>) -> comfy_table::Table {
    let header: Vec<&str> = HEADER.into_iter().chain(times.map(|_| "ms")).collect();
    let mut table = table(&header, 3);
    for (number, layer) in layers.iter().enumerate() {
        let share = format!("{:.2} %", 100.0 * layer.macs() / total(layers));
        let cells = [
            layer.name.clone(),
            part(layer.part).to_owned(),
            what(layer),
            grouped(layer.rows_out),
            grouped(layer.macs()),
            grouped(layer.ptflops()),
            grouped(layer.activations()),
            share,
        ];
        let time = times.map(|times| format!("{:.1}", 1e3 * times[number].as_secs_f64()));
        table.add_row(cells.into_iter().chain(time));
    }
    let is_there = |of: &Part| *of != Part::Mask || layers.iter().any(|layer| layer.part == *of);
    for of in [Part::Backbone, Part::Mask, Part::Head].into_iter().filter(is_there) {
        let sum = |value: fn(&Layer) -> f64| {
            grouped(layers.iter().filter(|layer| layer.part == of).map(value).sum())
        };
        let share =
            layers.iter().filter(|layer| layer.part == of).map(Layer::macs).sum::<f64>() / total(layers);
        table.add_row([
            "all".to_owned(),
            part(of).to_owned(),
            String::new(),
            String::new(),
            sum(Layer::macs),
            sum(Layer::ptflops),
            sum(Layer::activations),
            format!("{:.2} %", 100.0 * share),
        ]);
    }
    table
}

fn line(layer: &Layer, total: f64) -> String {
    let (macs, ptflops) = (layer.macs(), layer.ptflops());
    let (name, part, what) = (&layer.name, part(layer.part), what(layer));
    let (rows, activations, share) = (layer.rows_out, layer.activations(), macs / total);
    format!("{name},{part},{what},{rows:.0},{macs:.0},{ptflops:.0},{activations:.0},{share:.6}")
}

fn total(layers: &[Layer]) -> f64 {
    layers.iter().map(Layer::macs).sum::<f64>().max(1.0)
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Backbone => "backbone",
        Part::Mask => "mask",
        Part::Head => "head",
    }
}

fn what(layer: &Layer) -> String {
    match layer.kind {
        LayerKind::Conv { kernel, bias } => {
            let bias = if bias { " with bias" } else { "" };
            format!("{kernel}×{kernel} {}→{}{bias}", layer.c_in, layer.c_out)
        }
        LayerKind::BatchNorm { relu: true } => "norm and ReLU".to_owned(),
        LayerKind::BatchNorm { relu: false } => "norm".to_owned(),
        LayerKind::Relu => "ReLU".to_owned(),
        LayerKind::MaxPool | LayerKind::MeanPool | LayerKind::Other => format!("{} channels", layer.c_out),
    }
}
