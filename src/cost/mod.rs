//! What a network costs, without running it: conventions on the layers that it would execute.

mod expected;
mod layers;
mod realised;
mod total;

pub use expected::Expected;
pub use layers::{Layer, layer, layers, layers_on};
pub use realised::Spent;
pub use total::Cost;

#[cfg(test)]
mod tests;
