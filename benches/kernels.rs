//! Measures the convolution kernels: `cargo bench --bench kernels`, with `-- --quick` for fewer repeats.

mod support;

use clap::Parser;
use support::{convolutions, machine};

/// How fast are the convolution kernels on this machine?
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
    println!("{}", convolutions::EXPLANATION);
    Ok(())
}
