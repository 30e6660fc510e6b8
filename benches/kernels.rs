//! Measures the convolution kernels, whole networks and training steps, and holds them against goals:
//! `cargo bench --bench kernels`, with `-- --quick` for fewer repeats.

#[allow(dead_code)] // The benchmarks share their support; each uses a part of it.
mod support;

use std::fmt::Write;
use std::path::PathBuf;

use cadbench::files::write_whole;
use clap::Parser;
use support::networks::{self, maps, training};
use support::peaks::{self, Peaks};
use support::peer::Peer;
use support::{convolutions, goals, machine};

/// How fast are the convolution kernels and whole networks on this machine?
#[derive(Parser)]
struct Options {
    /// Repeat each measurement fewer times.
    #[arg(long)]
    quick: bool,
    /// A Python with PyTorch: benches/peer/networks.py is timed in turn
    #[arg(long, value_name = "PYTHON")]
    peer: Option<String>,
    /// Write everything into this folder too, as a page of its own for each class of machines
    #[arg(long, value_name = "DIR")]
    save: Option<PathBuf>,
    /// Cargo passes this to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> std::process::ExitCode {
    support::run(measure)
}

fn measure(options: &Options) -> cadbench::Result<()> {
    let repeats = if options.quick { 3 } else { 9 };
    let mut peer = options.peer.as_deref().map(Peer::start).transpose()?;
    let before = Peaks::find();
    // A virtual machine's neighbours are heard in whole networks: more rounds find a quiet moment.
    let networks = networks::measure(2 * repeats, peer.as_mut())?;
    let steps = training::measure(repeats, peer.as_mut())?;
    let made_by = peer.map_or("none (see benches/peer/networks.py)".to_owned(), |peer| {
        format!(
            "{}, its fastest way, in turn with ours: round by round, the ratio's middle counts",
            peer.made_by
        )
    });
    let maps = maps::seconds(repeats)?;
    let (layers, convolutions) = convolutions::measure(repeats)?;
    let peaks = [before, Peaks::find()];
    let best = peaks[0].best(peaks[1]);
    let measured = goals::Measured {
        convolutions: &convolutions,
        networks: &networks,
        steps: &steps,
        maps,
        product: best.product,
    };
    let mut page =
        format!("# Speed\n{}\n\n{}\n", machine::description(), peaks::explanation(peaks, &networks));
    let sections = [
        ("Goals", goals::table(&measured), format!("Peer: {made_by}.")),
        ("Networks", networks::table(&networks, best.registers), networks::EXPLANATION.to_owned()),
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
