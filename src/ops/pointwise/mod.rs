//! ReLU and the sum of two feature maps.

pub(super) mod fast;
