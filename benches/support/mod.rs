//! What benchmarks share: the machine's name, a clock, tables, and one file per subject.

pub mod clock;
pub mod convolutions;
pub mod goals;
pub mod layers;
pub mod machine;
pub mod networks;
pub mod pairs;
pub mod peaks;
pub mod peer;
pub mod scale;
pub mod table;

/// A whole benchmark: its options, its measurement, how it ends.
pub fn run<O: clap::Parser>(measure: fn(&O) -> cadbench::Result<()>) -> std::process::ExitCode {
    cadbench::system::memory::keep_freed_memory();
    match measure(&O::parse()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            std::process::ExitCode::from(2)
        }
    }
}
