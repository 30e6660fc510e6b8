//! What kernels are handed of a batch's geometry.

use super::tasks::Window;
use crate::Result;
use crate::grid::{Place, Route};

/// Tables of a batch on the GPU, built there at their first use.
pub trait DeviceTables {
    /// Which rows the taps of a route read.
    ///
    /// # Errors
    /// When the batch has no such table, or the GPU no memory.
    fn window(&mut self, route: Route) -> Result<Window>;

    /// Address of the cells at a place, for kernels that ask for a row's level; 0 where every row has level 0.
    ///
    /// # Errors
    /// As [`DeviceTables::window`].
    fn cells(&mut self, place: Place) -> Result<u64>;
}
