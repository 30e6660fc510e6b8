//! Networks run once on one image with random weights.

use super::layers;
use crate::Result;
use crate::bench::{once, scene};
use crate::cli::Screen;
use crate::cli::progress::bar;
use crate::data::SingleImage;
use crate::runner::Estimate;
use crate::text::out;
use crate::text::quantity::{gibibytes, grouped, percent};
use crate::text::terminal::table;

const HEADER: [&str; 8] =
    ["variant", "active", "MACs", "mask", "network", "GMAC/s", "peak memory", "difference on a crop"];

/// What goes first where a terminal is narrow.
const DISPENSABLE: [&str; 2] = ["MACs", "mask"];

/// Measures every variant in turn.
///
/// # Errors
/// When the device fails, or the fast operations and dfdx's own disagree.
pub fn measure(
    estimates: &[Estimate<'_>],
    image: Option<SingleImage>,
    active: Option<f64>,
    by_layer: bool,
    screen: Screen,
) -> Result<()> {
    let mut people = table(&HEADER, 1).dispensable(&DISPENSABLE);
    for estimate in estimates {
        let image = image.clone().map_or_else(|| scene(estimate.size, 0), Ok)?;
        let variant = estimate.setup.run.variant.clone();
        let mut work = None;
        let mut on_work = |macs: f64| match &work {
            None => work = Some(bar(macs as usize, "MACs").with_message(variant.clone())),
            Some(bar) => bar.inc(macs as u64),
        };
        let found = once(estimate.setup, &image, active, &mut on_work)?;
        if let Some(bar) = work {
            bar.finish_and_clear();
        }
        if by_layer {
            out::line(format_args!(
                "{variant}\n{}",
                layers::people(&found.layers, Some(&found.times)).fitted(screen.columns)
            ));
        }
        let seconds = found.network.as_secs_f64();
        people.add_row([
            variant,
            percent(found.active, 1),
            grouped(found.macs()),
            format!("{:.1} ms", 1e3 * found.mask.as_secs_f64()),
            format!("{seconds:.3} s"),
            format!("{:.0}", found.macs() / seconds / 1e9),
            found.peak.map_or("unknown".into(), |bytes| gibibytes(bytes as f64)),
            format!("{:.1e}", found.difference),
        ]);
    }
    out::line(people.fitted(screen.columns));
    Ok(())
}
