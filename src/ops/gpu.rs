//! What an operation may ask of a GPU's engine to launch its kernels.

use crate::Result;
use crate::grid::{Place, Route, Tables};
use crate::kernels::cuda::Window;

/// Tables of a batch on the card, built there at their first use.
pub trait OnCardTables {
    /// Which rows the taps of a route read.
    ///
    /// # Errors
    /// When the batch has no such table, or the card no memory.
    fn window(&mut self, route: Route) -> Result<Window>;

    /// Address of the cells at a place, for kernels that ask for a row's level; 0 where every row has level 0.
    ///
    /// # Errors
    /// As [`OnCardTables::window`].
    fn cells(&mut self, place: Place) -> Result<u64>;
}

/// A feature map on the card: its address and how many numbers it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Map {
    /// Of its first number, on the card.
    pub address: u64,
    /// Rows times channels; each is a `f32`.
    pub numbers: usize,
}

/// One step on a card.
pub struct OnCard<'a> {
    /// The geometry of the batch.
    pub tables: &'a Tables,
    /// The tables of the batch on the card.
    pub maps: &'a mut dyn OnCardTables,
    /// The feature maps that it reads, in the order of the operation's inputs.
    pub inputs: &'a [Map],
    /// Where the result goes.
    pub output: Map,
    /// Channels of the result.
    pub channels: usize,
    /// Address of the first rows of the images, where a plan takes a mean.
    pub starts: u64,
}
