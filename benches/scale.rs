//! How time and memory grow with the number of cells, from 256×512 to 2048×4096 pixels:
//! `cargo bench --bench scale`, with `-- --save DIR` for a table and charts.

#[allow(dead_code)] // The benchmarks share their support; each uses a part of it.
mod support;

use std::path::PathBuf;

use cadbench::files::write_whole;
use clap::Parser;
use support::{machine, scale};

/// How do time and memory grow with the number of cells?
#[derive(Parser)]
struct Options {
    /// Longest side of the largest image, in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = 4096)]
    largest: usize,
    /// Write the table and its charts into this folder
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
    let sizes = scale::measure(options.largest)?;
    let page = format!(
        "# Time and memory against cells\n{}\n\n{}\n\n{}\n",
        machine::description(),
        scale::EXPLANATION,
        scale::table(&sizes)
    );
    print!("{page}");
    let Some(folder) = &options.save else { return Ok(()) };
    write_whole(&folder.join("scale.md"), page.as_bytes())?;
    for (name, chart) in scale::charts(&sizes) {
        let svg = chart.svg()?;
        write_whole(&folder.join(format!("{name}.svg")), svg.as_bytes())?;
        write_whole(&folder.join(format!("{name}.png")), &cadbench::draw::png(&svg)?)?;
    }
    Ok(())
}
