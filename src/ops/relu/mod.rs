//! ReLU and the sum of two feature maps.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
mod tests;
