//! One line per variant: what the paper counts, and what it leaves out.

use super::grouped;
use crate::Result;
use crate::cli::reckon::{Reckoned, active, span};
use crate::cli::table::table;
use crate::cost::Cost;
use crate::experiment::Run;
use crate::mask::MaskCost;

/// A column's name and how to read it off a cost and the mask's.
type Column = (&'static str, fn(&Counted) -> f64);

/// What one variant costs on an image.
struct Counted {
    cost: Cost,
    mask: MaskCost,
}

const COLUMNS: [Column; 9] = [
    ("MACs backbone", |c| c.cost.macs_backbone),
    ("MACs head", |c| c.cost.macs_head),
    ("MACs mask", |c| c.cost.macs_mask + c.mask.macs),
    ("MACs total", |c| c.cost.macs() + c.mask.macs),
    ("ptflops backbone", |c| c.cost.ptflops_backbone),
    ("ptflops head", |c| c.cost.ptflops_head),
    ("mask widening", |c| c.mask.widening),
    ("parameters", |c| c.cost.parameters as f64),
    ("activations", |c| c.cost.activations),
];

/// Prints the table; as CSV, where a cost depends on the image, with a line for either bound.
///
/// # Errors
/// As [`Cost::of_network`].
pub fn print(variants: &[(&Run, Reckoned)], csv: bool) -> Result<()> {
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let mut people = table(&[&["variant", "size", "active"], names.as_slice()].concat(), 2);
    if csv {
        println!("variant,height,width,active,{}", names.join(",").replace(' ', "_").to_lowercase());
    }
    for (run, reckoned) in variants {
        let [height, width] = reckoned.size;
        let bounds = reckoned.costs()?.map(|cost| counted(reckoned, cost));
        if csv {
            let lines = if reckoned.active[0] == reckoned.active[1] { 1 } else { 2 };
            for (counted, active) in bounds.iter().zip(reckoned.active).take(lines) {
                let cells: Vec<String> =
                    COLUMNS.iter().map(|(_, of)| format!("{:.0}", of(counted))).collect();
                println!("{},{height},{width},{active},{}", run.variant, cells.join(","));
            }
            continue;
        }
        let known = reckoned.active[0] == reckoned.active[1];
        let cells = COLUMNS.iter().map(|(_, of)| {
            let [low, high] = [of(&bounds[0]), of(&bounds[1])];
            if known { grouped(high) } else { span(low, high) }
        });
        people.add_row(
            [run.variant.clone(), format!("{height}×{width}"), active(reckoned)].into_iter().chain(cells),
        );
    }
    if !csv {
        println!("{people}");
        println!(
            "MACs are executed multiply–accumulates; ptflops is the paper's count, which has the backbone only. \
             Mask widening: comparisons of the authors' window, which no count has."
        );
    }
    Ok(())
}

fn counted(reckoned: &Reckoned, cost: Cost) -> Counted {
    let [height, width] = reckoned.size;
    let mask = reckoned.mask.as_ref().map(|mask| mask.cost(height, width));
    Counted { cost, mask: mask.unwrap_or_default() }
}
