//! One line per layer: rows, both counts, what is written, and its share.

use std::time::Duration;

use crate::cli::Screen;
use crate::cost::Layer;
use crate::graph::Part;
use crate::runner::Estimate;
use crate::text::csv;
use crate::text::out;
use crate::text::quantity::{grouped, percent};
use crate::text::terminal::{Table, table};
use crate::{Error, Result};

const HEADER: [&str; 9] =
    ["layer", "part", "stage", "what", "rows", "MACs", "ptflops", "activations", "share"];

/// What goes first where a terminal is narrow.
const DISPENSABLE: [&str; 5] = ["ptflops", "activations", "part", "stage", "rows"];

/// Prints the layers of every variant, from shapes alone.
///
/// # Errors
/// When a mask's active share is not known.
pub fn print(estimates: &[Estimate<'_>], as_csv: bool, screen: Screen) -> Result<()> {
    if as_csv {
        out::print(csv::line(["variant"].into_iter().chain(HEADER)).to_lowercase());
    }
    for estimate in estimates {
        let variant = &estimate.setup.run.variant;
        let active = estimate.known_active().ok_or_else(|| {
            let what = format!("the layers of `{variant}` depend on how much of an image is active");
            Error::new(what).help("give `--active SHARE`, or `--measure` it on an image")
        })?;
        let layers = estimate.layers(active)?;
        if as_csv {
            let total = total(&layers);
            layers.iter().for_each(|layer| out::print(line(variant, layer, total)));
        } else {
            let [height, width] = estimate.size;
            out::line(format_args!("{variant} on {height}×{width} pixels, {} active", percent(active, 1)));
            out::line(people(&layers, None).fitted(screen.columns));
        }
    }
    Ok(())
}

/// The table that a person reads, with times where they were taken.
pub fn people(layers: &[Layer<'_>], times: Option<&[Duration]>) -> Table {
    let header: Vec<&str> = HEADER.into_iter().chain(times.map(|_| "ms")).collect();
    let mut table = table(&header, 4).dispensable(&DISPENSABLE);
    let total = total(layers);
    for (number, layer) in layers.iter().enumerate() {
        let cells = names(layer).into_iter().chain(counts(layer).map(grouped));
        let time = times.map(|times| format!("{:.1}", 1e3 * times[number].as_secs_f64()));
        table.add_row(cells.chain([percent(layer.count.macs / total, 2)]).chain(time));
    }
    let is_there = |of: &Part| *of != Part::Mask || layers.iter().any(|layer| layer.node.part == *of);
    for of in Part::ALL.into_iter().filter(is_there) {
        let sum = |value: fn(&Layer<'_>) -> f64| {
            grouped(layers.iter().filter(|layer| layer.node.part == of).map(value).sum())
        };
        let share =
            layers.iter().filter(|layer| layer.node.part == of).map(|layer| layer.count.macs).sum::<f64>()
                / total;
        table.add_row([
            "all".to_owned(),
            of.name().to_owned(),
            String::new(),
            String::new(),
            String::new(),
            sum(|layer| layer.count.macs),
            sum(|layer| layer.count.ptflops),
            sum(|layer| layer.activations()),
            percent(share, 2),
        ]);
    }
    table
}

fn line(variant: &str, layer: &Layer<'_>, total: f64) -> String {
    let counts = counts(layer).map(|number| format!("{number:.0}"));
    let share = format!("{:.6}", layer.count.macs / total);
    csv::line([variant.to_owned()].into_iter().chain(names(layer)).chain(counts).chain([share]))
}

/// Layer, part, stage and what it computes.
fn names(layer: &Layer<'_>) -> [String; 4] {
    let node = layer.node;
    [node.name.clone(), node.part.name().to_owned(), node.stage.to_owned(), layer.details()]
}

/// Rows, both counts and what is written.
fn counts(layer: &Layer<'_>) -> [f64; 4] {
    [layer.extent.rows_out, layer.count.macs, layer.count.ptflops, layer.activations()]
}

fn total(layers: &[Layer<'_>]) -> f64 {
    layers.iter().map(|layer| layer.count.macs).sum::<f64>().max(1.0)
}
