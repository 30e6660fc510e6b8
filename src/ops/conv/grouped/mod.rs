//! Convolution in groups of channels, depthwise among them.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
mod tests;

use super::check_shapes;
