//! The legend: a line of colours and their families.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::points::Points;
use crate::draw::{Drawn, FRONT, Sheet, entry, rgb, text};

/// Height of the text.
const SIZE: u32 = 13;
/// Where the guide's text begins behind its dashes.
const TEXT: i32 = 34;
/// Free at the right.
const MARGIN: i32 = 24;
/// From the legend's line up to the title's.
const ABOVE: i32 = 22;

/// Draws the legend from a place at its left, in the middle of its height.
pub fn legend(sheet: &Sheet, points: &Points, guide: &str, (mut x, y): (i32, i32)) -> Drawn {
    let style = text(SIZE, &BLACK).pos(Pos::new(HPos::Left, VPos::Center));
    for family in points.families() {
        x = entry(sheet, &family.name, rgb(family.colour), (x, y))?;
    }
    let text = format!("{guide}; bars: standard deviation over seeds");
    // Many families leave no room behind them: then it stands above, at the right.
    let width = TEXT + sheet.estimate_text_size(&text, &style)?.0 as i32;
    let right = sheet.dim_in_pixel().0 as i32 - MARGIN;
    let (x, y) = if x + width > right { (right - width, y - ABOVE) } else { (x, y) };
    let dash = |start: i32| PathElement::new([(start, y), (start + 6, y)], FRONT.stroke_width(1));
    [x, x + 10, x + 20].into_iter().try_for_each(|start| sheet.draw(&dash(start)))?;
    sheet.draw(&Text::new(text, (x + TEXT, y), style))
}
