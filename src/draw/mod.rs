//! What pictures are drawn with: sheets of SVG text, axes, lines, bars, names beside marks, colours, the embedded
//! font, and the way to PNG. Knows numbers and words only, nothing of results; equal input gives equal bytes.

mod axes;
mod bars;
pub(crate) mod colours;
mod escape;
mod even;
mod labels;
mod legend;
mod lines;
mod names;
mod picture;
mod sheet;

pub(crate) use axes::Axis;
pub use bars::{Bar, Bars};
pub use colours::{Family, REGULAR_COLOUR, Rgb, colour, families};
pub use escape::{escape, unescape};
pub(crate) use even::Even;
pub(crate) use legend::entry;
pub use lines::{Line, Lines, Scale};
pub(crate) use names::{Mark, names};
pub use picture::png;
pub(crate) use picture::register_fonts;
pub use sheet::SIZE;
pub(crate) use sheet::{Drawn, FRONT, HEAD, LEGEND, LIGHT, Sheet, dashed, rgb, text, titled};
