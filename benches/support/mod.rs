//! What benchmarks share: the machine's name, a clock, and one table per subject.

pub mod clock;
pub mod convolutions;
pub mod layers;
pub mod machine;
pub mod networks;
