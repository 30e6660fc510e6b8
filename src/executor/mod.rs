//! Networks with values: parameters and running statistics under state-dict names, and the walk that runs a graph on them,
//! node by node, with gradients while training. Knows graphs and operations, nothing of networks or data.

mod finite;
mod initial;
mod load;
mod parameters;
mod pass;
mod state;

pub use load::{Loaded, Portion};
pub use parameters::{Parameter, Parameters};
pub use pass::{Batch, Executor, Pass};
pub use state::Array;
