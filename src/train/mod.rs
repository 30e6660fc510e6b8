//! Training of a network, with evaluations in between and at the end. Knows batches and evaluation, nothing of experiments or
//! results.

mod divergence;
mod job;
mod keeper;
mod labelled;
mod learner;
mod loss;
mod progress;
mod run;
mod schedule;
mod settings;
mod steps;

pub use job::{Job, Outcome};
pub use learner::Learner;
pub use progress::{Observer, Progress};
pub use run::run;
pub use settings::Training;
