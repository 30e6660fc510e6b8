//! YAML whose every value remembers the file, line and column it was written at, read into typed structs.
//! Knows nothing of experiments or data sets.

mod argument;
mod build;
mod folder;
mod lines;
mod node;
mod open;
mod parse;
mod refusal;
mod shown;
mod source;
mod suggest;
mod typed;

pub use argument::argument;
pub use folder::files_in;
pub use node::{Entry, Key, Mapping, Node, Value};
pub use parse::{parse, parse_file};
pub use refusal::Refusal;
pub use source::{Origin, Place, Source, is_yaml};
pub use suggest::{did_you_mean, list};
pub use typed::{refused, typed};

#[cfg(test)]
mod tests;
