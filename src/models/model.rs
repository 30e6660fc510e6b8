//! What every network offers to whoever runs, counts or initialises it.

use super::Resolution;
use super::backend::Backend;
use crate::Result;

/// A network as layers; parameters live elsewhere, under the layers' names.
pub trait Model {
    /// The strides and blocks at which it works.
    fn resolution(&self) -> Resolution;

    /// Norms that keep running statistics of a coarse branch beside their own: those on cells, where a learned
    /// mask is trained.
    fn branched_norms(&self) -> Vec<&str> {
        Vec::new()
    }

    /// What it computes of normalised pixels [images·height·width, 3].
    ///
    /// # Errors
    /// When the backend has no such layer or place, or its device fails.
    fn forward<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<B::Rows>;
}
