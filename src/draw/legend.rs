//! An entry of a legend.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::sheet::{Drawn, Sheet, text};

/// Draws one colour and its name; returns where the next may begin.
pub fn entry(sheet: &Sheet, name: &str, colour: RGBColor, (x, y): (i32, i32)) -> Drawn<i32> {
    let style = text(13, &BLACK).pos(Pos::new(HPos::Left, VPos::Center));
    sheet.draw(&Circle::new((x + 5, y), 5, colour.filled()))?;
    sheet.draw(&Text::new(name.to_owned(), (x + 16, y), style.clone()))?;
    Ok(x + 16 + sheet.estimate_text_size(name, &style)?.0 as i32 + 22)
}
