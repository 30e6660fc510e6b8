//! Atrous spatial pyramid pooling: five parallel branches (1×1, three dilated 3×3, the image's mean),
//! projected to one.

use super::conv_norm;
use crate::graph::{Builder, Value, Window};

/// The pyramid of both DeepLab heads.
#[derive(Debug, Clone, Copy)]
pub struct Pyramid {
    /// Of every branch, and of the result.
    pub channels: usize,
    pub dropout: f32,
    /// Of the lattice on which the features lie, or on whose cells: the rates 3, 6, 9 are meant at stride 32.
    pub stride: usize,
}

impl Pyramid {
    /// [rows, c_in] → [rows, channels], where the features lie.
    pub fn build(&self, b: &Builder, x: Value) -> Value {
        let branch = |name: &Builder, first: usize, x, kernel, dilation| {
            let window = Window::new(self.channels, kernel).dilated(dilation).at_cell_pitch();
            conv_norm(&name.pp(first), &name.pp(first + 1), x, window)
        };
        let convs = b.pp("convs");
        let mut parts = vec![branch(&convs.pp(0), 0, x, 1, 1)];
        for (number, rate) in [3, 6, 9].into_iter().enumerate() {
            parts.push(branch(&convs.pp(number + 1), 0, x, 3, rate * 32 / self.stride));
        }
        let mean = b.mean_of_images(x);
        // Number 0 is the pooling itself.
        let mean = branch(&convs.pp(4), 1, mean, 1, 1);
        parts.push(b.broadcast(mean, x.place));
        let x = b.concat(&parts);
        let x = branch(&b.pp("project"), 0, x, 1, 1);
        b.dropout(x, self.dropout)
    }
}
