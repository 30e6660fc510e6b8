//! The heart: which cells exist at which depth, and which row each tap of a convolution reads.
//! Pure integers; knows nothing of tensors, networks or files.
//!
//! A feature map is a list of rows, one per cell. The regular grid is the case of equal levels.

mod blocks;
mod borders;
mod cell_maps;
mod cells;
mod inverse;
mod kernel_map;
mod lattice;
mod levels;
mod maps;
mod place;
#[cfg(test)]
mod properties;
mod regular;
mod resolution;
mod route;
mod routing;
mod rows;
mod sides;
mod tables;
#[cfg(test)]
mod tests;
mod window;

pub use blocks::Blocks;
pub use cells::CellGrid;
pub use inverse::InverseMap;
pub use kernel_map::KernelMap;
pub use levels::{ImportanceMask, Levels};
pub use place::Place;
pub use regular::RegularConv;
pub use resolution::Resolution;
pub use route::Route;
pub use rows::RowCount;
pub use sides::Sides;
pub use tables::Tables;
pub use window::Window;
