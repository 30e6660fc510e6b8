//! Writes the names of the points where there is room for them.

use std::ops::Range;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::labels::{Area, Obstacles, along, place};
use super::sheet::{Drawn, Sheet, text};

/// A point in pixels.
pub struct Mark<'c> {
    pub name: &'c str,
    pub colour: RGBColor,
    pub centre: (i32, i32),
    /// Ends of the error bar.
    pub top: i32,
    pub bottom: i32,
}

/// Height of a name.
const SIZE: u32 = 13;
/// Farther from its point than this, a name needs a line to it.
const NEAR: i32 = 12;

/// Names the marks; `lines` are polylines that names should not cross, the ranges are those of the plot.
pub fn names(
    sheet: &Sheet,
    marks: &[Mark],
    lines: &[Vec<(i32, i32)>],
    (x, y): (Range<i32>, Range<i32>),
) -> Drawn {
    let bounds = Area { left: x.start + 2, top: y.start + 2, right: x.end - 2, bottom: y.end - 2 };
    let areas_of = |mark: &Mark| {
        let (x, _) = mark.centre;
        [Area::around(mark.centre, 6), Area { left: x - 4, top: mark.top, right: x + 4, bottom: mark.bottom }]
    };
    let pieces = lines.iter().flat_map(|line| line.windows(2)).flat_map(|ends| along(ends[0], ends[1]));
    let obstacles = Obstacles { marks: marks.iter().flat_map(areas_of).collect(), lines: pieces.collect() };
    let size = |mark: &Mark| -> Drawn<((i32, i32), (i32, i32))> {
        let (width, _) = sheet.estimate_text_size(mark.name, &text(SIZE, &mark.colour))?;
        Ok((mark.centre, (width as i32 + 4, SIZE as i32 + 3)))
    };
    let labels: Vec<_> = marks.iter().map(size).collect::<Drawn<_>>()?;
    for (mark, area) in marks.iter().zip(place(&labels, &obstacles, &bounds)) {
        connect(sheet, mark, &area)?;
        let middle = ((area.left + area.right) / 2, (area.top + area.bottom) / 2);
        let style = text(SIZE, &mark.colour).pos(Pos::new(HPos::Center, VPos::Center));
        sheet.draw(&Text::new(mark.name.to_string(), middle, style))?;
    }
    Ok(())
}

/// A thin line from a point to its name, when the name is not beside it.
fn connect(sheet: &Sheet, mark: &Mark, area: &Area) -> Drawn {
    let (x, y) = mark.centre;
    let end = (x.clamp(area.left, area.right), y.clamp(area.top, area.bottom));
    if (end.0 - x).abs().max((end.1 - y).abs()) <= NEAR {
        return Ok(());
    }
    sheet.draw(&PathElement::new([mark.centre, end], mark.colour.mix(0.5).stroke_width(1)))
}
