//! Job scripts for Slurm: an array whose tasks divide a plan, and the report that waits for it. Knows nothing of
//! experiments; what a task does is given as a command line.

mod request;
mod scripts;
#[cfg(test)]
mod tests;

pub use request::Request;
pub use scripts::{Job, Scripts};
