//! What pictures are drawn with: sheets of SVG text, axes, lines, bars, names beside marks, colours, the embedded
//! font, and the way to PNG. Knows numbers and words only, nothing of results; equal input gives equal bytes.

mod axes;
mod bars;
pub(crate) mod colours;
mod escape;
mod even;
mod families;
mod head;
mod labels;
mod lines;
mod names;
mod picture;
mod shapes;
mod sheet;

pub(crate) use axes::Axis;
pub use bars::{Bar, Bars};
pub(crate) use colours::GREY;
pub use colours::{COLOURS, Rgb, colour};
pub use escape::{escape, unescape};
pub(crate) use even::Even;
pub use families::{Family, REGULAR_COLOUR, families};
pub(crate) use head::{Entry, Sign, dashes, error_bar, head};
pub use lines::{Line, Lines, Scale};
pub(crate) use names::{Mark, names};
pub use picture::png;
pub(crate) use picture::register_fonts;
pub use shapes::Shape;
pub(crate) use shapes::{Place, filled, group, hex, polyline, stroked};
pub use sheet::SIZE;
pub(crate) use sheet::{Drawn, FRONT, LIGHT, blank, text, with_elements};
