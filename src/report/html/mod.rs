//! The page `report.html`: one file that needs no network, in light and dark. Pure: gets rows and what is to be
//! told of their experiments, gives text. Equal rows give equal bytes.

mod chapter;
mod classes;
mod figure;
mod front;
mod layers;
mod markup;
mod page;
#[cfg(test)]
mod tests;
mod training;

pub use chapter::{Material, chapter, earlier};
pub use front::Front;
pub use page::{Chapter, Page};
