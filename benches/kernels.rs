//! Measures the convolution kernels, whole networks and training steps, and holds them against goals:
//! `cargo bench --bench kernels`, with `-- --quick` for fewer repeats.

#[allow(dead_code)] // The benchmarks share their support; each uses a part of it.
mod support;

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use cadbench::files::write_whole;
use cadbench::kernels::peak;
use clap::Parser;
use support::networks::{self, maps, training};
use support::peer::Peer;
use support::{convolutions, goals, machine};

/// How fast are the convolution kernels and whole networks on this machine?
#[derive(Parser)]
struct Options {
    /// Repeat each measurement fewer times.
    #[arg(long)]
    quick: bool,
    /// Times of a peer that benches/peer/networks.py wrote
    #[arg(long, value_name = "JSON")]
    peer: Option<PathBuf>,
    /// Write everything into this folder too, as a page of its own for each class of machines
    #[arg(long, value_name = "DIR")]
    save: Option<PathBuf>,
    /// Cargo passes this to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

/// How long the machine's peak is looked for, before and behind all else.
const PEAK_TIME: Duration = Duration::from_secs(2);
/// A share by which it may change.
const DISTURBED: f64 = 0.05;

fn main() -> std::process::ExitCode {
    support::run(measure)
}

fn measure(options: &Options) -> cadbench::Result<()> {
    let repeats = if options.quick { 3 } else { 9 };
    let peer = options.peer.as_deref().map(Peer::read).transpose()?;
    let before = peak::best_within(PEAK_TIME);
    // A virtual machine's neighbours are heard in whole networks: more rounds find a quiet moment.
    let networks = networks::measure(2 * repeats)?;
    let steps = training::measure(repeats)?;
    let maps = maps::seconds(repeats)?;
    let (layers, convolutions) = convolutions::measure(repeats)?;
    let after = peak::best_within(PEAK_TIME);
    let (peer, peak) = (peer.as_ref(), before.max(after));
    let measured =
        goals::Measured { convolutions: &convolutions, networks: &networks, steps: &steps, maps, peak, peer };
    // Heads of large dilation skip taps outside the image, and bfloat16 has a peak of its own.
    let plain = networks.iter().filter(|timed| timed.case.head.is_none() && !timed.case.is_bfloat16());
    let beyond = plain.into_iter().any(|timed| timed.gflops() > peak);
    let mut page = format!(
        "# Speed\n{}\n\nFastest matrix product: {before:.0} GFLOP/s before all other measurements, {after:.0} behind them, each the best of \
         two seconds; shares of the peak are of the larger one.{}\n",
        machine::description(),
        disturbed(before, after, beyond)
    );
    let made_by = peer.map_or("none (see benches/peer/networks.py)", |peer| &peer.made_by);
    let sections = [
        ("Goals", goals::table(&measured), format!("Peer: {made_by}.")),
        ("Networks", networks::table(&networks, peak), networks::EXPLANATION.to_owned()),
        ("Training", training::table(&steps), training::EXPLANATION.to_owned()),
        ("Layers", layers, convolutions::EXPLANATION.to_owned()),
    ];
    for (title, table, explanation) in sections {
        // Writing to a string cannot fail.
        let _ = write!(page, "\n## {title}\n{explanation}\n\n{table}\n");
    }
    print!("{page}");
    let Some(folder) = &options.save else { return Ok(()) };
    write_whole(&folder.join(format!("speed-{}.md", machine::class())), page.as_bytes())
}

/// What to think of the page where the machine did not hold its speed; nothing where it did.
fn disturbed(before: f64, after: f64, beyond: bool) -> &'static str {
    let kept = (before / after).max(after / before) < 1.0 + DISTURBED;
    match (kept, beyond) {
        (true, false) => "",
        (false, _) => " **The machine was disturbed**: the two differ, and so may everything between them.",
        (true, true) => {
            " **The machine was disturbed**: a network is beyond the peak, which no kernel is but by taps outside the image."
        }
    }
}
