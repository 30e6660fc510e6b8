//! One line per variant: what the paper counts, and what it leaves out.

use crate::Result;
use crate::cli::Screen;
use crate::cli::estimates::active;
use crate::cost::Cost;
use crate::mask::MaskCost;
use crate::runner::Estimate;
use crate::text::csv;
use crate::text::out;
use crate::text::quantity::{grouped, span};
use crate::text::terminal::table;

/// A column's name and how to read it off a cost and the mask's.
type Column = (&'static str, fn(&Counted) -> f64);

/// What one variant costs on an image.
struct Counted {
    cost: Cost,
    mask: MaskCost,
}

const COLUMNS: [Column; 10] = [
    ("MACs backbone", |c| c.cost.macs_backbone),
    ("MACs head", |c| c.cost.macs_head),
    ("MACs mask", |c| c.cost.macs_mask + c.mask.macs),
    ("MACs total", |c| c.cost.macs() + c.mask.macs),
    ("ptflops backbone", |c| c.cost.ptflops_backbone),
    ("ptflops head", |c| c.cost.ptflops_head),
    ("mask widening", |c| c.mask.widening),
    ("additions", |c| c.cost.additions),
    ("parameters", |c| c.cost.parameters as f64),
    ("activations", |c| c.cost.activations),
];

/// What goes first where a terminal is narrow: what other columns say in other words, then what is alike in most variants.
const DISPENSABLE: [&str; 9] = [
    "additions",
    "mask widening",
    "ptflops head",
    "activations",
    "ptflops backbone",
    "parameters",
    "MACs mask",
    "size",
    "MACs head",
];

/// Prints the table; as CSV, where a cost depends on the image, with a line for either bound.
///
/// # Errors
/// As [`Cost::of_network`].
pub fn print(estimates: &[Estimate<'_>], as_csv: bool, screen: Screen) -> Result<()> {
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    if as_csv {
        let names = names.iter().map(|name| name.replace(' ', "_").to_lowercase());
        let header = ["variant", "height", "width", "active"].map(str::to_owned).into_iter().chain(names);
        out::print(csv::line(header));
        return estimates.iter().try_for_each(print_exact);
    }
    let header = [&["variant", "size", "active"], names.as_slice()].concat();
    let mut people = table(&header, 2).dispensable(&DISPENSABLE);
    for estimate in estimates {
        let [height, width] = estimate.size;
        let bounds = counted(estimate)?;
        let cells = COLUMNS.iter().map(|(_, of)| {
            let [low, high] = [of(&bounds[0]), of(&bounds[1])];
            if estimate.known_active().is_some() { grouped(high) } else { span(low, high) }
        });
        let about = [estimate.setup.run.variant.clone(), format!("{height}×{width}"), active(estimate)];
        people.add_row(about.into_iter().chain(cells));
    }
    out::line(people.fitted(screen.columns));
    out::line(format_args!(
        "MACs are executed multiply–accumulates; ptflops is the paper's count, which has the backbone only. \
         Mask widening: comparisons of the authors' window, and additions: those of means over cells, which no count has."
    ));
    Ok(())
}

fn print_exact(estimate: &Estimate<'_>) -> Result<()> {
    let [height, width] = estimate.size;
    let lines = if estimate.known_active().is_some() { 1 } else { 2 };
    for (counted, active) in counted(estimate)?.iter().zip(estimate.active).take(lines) {
        let numbers = COLUMNS.iter().map(|(_, of)| format!("{:.0}", of(counted)));
        let about =
            [estimate.setup.run.variant.clone(), height.to_string(), width.to_string(), active.to_string()];
        out::print(csv::line(about.into_iter().chain(numbers)));
    }
    Ok(())
}

/// At the least and at the most active share.
fn counted(estimate: &Estimate<'_>) -> Result<[Counted; 2]> {
    Ok(estimate.costs()?.map(|cost| Counted { cost, mask: estimate.mask_cost() }))
}
