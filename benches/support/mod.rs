//! What benchmarks share: the machine's name, a clock, tables, and one file per subject.

pub mod clock;
pub mod convolutions;
pub mod goals;
pub mod layers;
pub mod machine;
pub mod networks;
pub mod peer;
pub mod scale;
pub mod table;

/// How a benchmark ends.
pub fn exit(result: cadbench::Result<()>) -> std::process::ExitCode {
    match result {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            std::process::ExitCode::from(2)
        }
    }
}
