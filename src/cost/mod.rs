//! What a network costs, without running it: conventions on the layers that it would execute.

mod expected;
mod realised;
mod total;

pub use expected::Expected;
pub use realised::Spent;
pub use total::Cost;

#[cfg(test)]
mod tests;
