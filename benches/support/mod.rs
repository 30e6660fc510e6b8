//! What benchmarks share: the machine's name, a clock, tables, and one file per subject.

pub mod clock;
pub mod convolutions;
pub mod goals;
pub mod layers;
pub mod machine;
pub mod networks;
pub mod peer;
pub mod table;
