//! Experiments: YAML files as researchers write them, read into a resolved plan of runs.
//! Knows the tasks and the configuration types of data, mask, models and train; runs nothing.
//!
//! A file is what it `extends` plus the difference, and a variant is the file plus the difference:
//! - mappings merge key by key, but one whose `kind` differs replaces the old one;
//! - lists and plain values replace; an empty value (null) removes;
//! - `sweep: {name: [values]}` makes a variant of every combination; `"{name}"` in its settings becomes
//!   the value, `{name}` in its name the value's text;
//! - `role: ablation` lets a report show an experiment behind the main ones;
//! - `family` groups variants in charts; by default the mask's kind, or `regular`.
//! - `--set KEY=VALUE` on the command line is laid over every variant, behind the variant's own difference.
//!
//! Every value remembers where it was written, so an error points into the file it came from.

mod checks;
mod hash;
mod load;
mod merge;
mod names;
mod none;
mod notes;
mod origin;
mod outline;
mod overrides;
mod placeholder;
mod plan;
mod problems;
mod read;
mod role;
mod schema;
mod settings;
mod sweep;
mod variant;

#[cfg(test)]
mod tests;

pub use overrides::Overrides;
pub use plan::{Experiment, Origin, Plan, Run};
pub use read::{read, read_with};
pub use role::Role;
pub use schema::schema;
pub use settings::{DataSettings, Settings};
