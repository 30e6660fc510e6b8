//! Measures the convolution kernels, whole networks and training steps, and holds them against goals:
//! `cargo bench --bench kernels`, with `-- --quick` for fewer repeats.

#[allow(dead_code)] // The benchmarks share their support; each uses a part of it.
mod support;

use std::fmt::Write;
use std::path::PathBuf;

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
    /// Write everything into this Markdown file too
    #[arg(long, value_name = "FILE")]
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
    let peer = options.peer.as_deref().map(Peer::read).transpose()?;
    // A virtual machine's neighbours are heard in whole networks: more rounds find a quiet moment.
    let networks = networks::measure(2 * repeats)?;
    let steps = training::measure(repeats)?;
    let maps = maps::seconds(repeats)?;
    let (layers, convolutions) = convolutions::measure(repeats)?;
    let (peer, peak) = (peer.as_ref(), peak::gemm());
    let measured =
        goals::Measured { convolutions: &convolutions, networks: &networks, steps: &steps, maps, peak, peer };
    let mut page = format!("# Speed\n{}\n", machine::description());
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
    options.save.as_ref().map_or(Ok(()), |path| write_whole(path, page.as_bytes()))
}
