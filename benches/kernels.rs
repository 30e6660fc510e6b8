//! Measures the convolution kernels and whole networks: `cargo bench --bench kernels`, with `-- --quick` for fewer repeats.

mod support;

use clap::Parser;
use support::{convolutions, machine, networks};

/// How fast are the convolution kernels and whole networks on this machine?
#[derive(Parser)]
struct Options {
    /// Repeat each measurement fewer times.
    #[arg(long)]
    quick: bool,
    /// Cargo passes this to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> cadbench::Result<()> {
    cadbench::kernels::memory::keep_freed_memory();
    let repeats = if Options::parse().quick { 3 } else { 9 };
    println!("{}\n", machine::description());
    println!("{}\n", convolutions::table(repeats)?);
    println!("{}\n", convolutions::EXPLANATION);
    println!("{}\n", networks::table(repeats)?);
    println!("{}", networks::EXPLANATION);
    Ok(())
}
