//! Writes the names of marks where there is room for them.

use std::ops::Range;

use super::colours::{Rgb, legible};
use super::labels::{Area, Obstacles, along, place};
use super::shapes::{Place, Words, group, polyline, stroked};
use crate::error::Result;

/// A mark with an error bar, in units of the sheet.
pub struct Mark<'c> {
    pub name: &'c str,
    /// What its elements are grouped under.
    pub class: String,
    pub colour: Rgb,
    pub centre: Place,
    /// Ends of the error bar.
    pub top: i32,
    pub bottom: i32,
}

/// Height of a name.
const SIZE: u32 = 13;
/// Farther from its mark than this, a name needs a line to it.
const NEAR: i32 = 12;

/// The names of the marks; `lines` are polylines that names should not cross, the ranges are those of the plot.
///
/// # Errors
/// When the font cannot be used.
pub fn names(marks: &[Mark], lines: &[&[Place]], (x, y): (Range<i32>, Range<i32>)) -> Result<String> {
    let bounds = Area { left: x.start + 2, top: y.start + 2, right: x.end - 2, bottom: y.end - 2 };
    let areas_of = |mark: &Mark| {
        let (x, _) = mark.centre;
        [Area::around(mark.centre, 6), Area { left: x - 4, top: mark.top, right: x + 4, bottom: mark.bottom }]
    };
    let pieces = lines.iter().flat_map(|line| line.windows(2)).flat_map(|ends| along(ends[0], ends[1]));
    let obstacles = Obstacles { marks: marks.iter().flat_map(areas_of).collect(), lines: pieces.collect() };
    let label = |mark: &Mark| -> Result<(Place, Place)> {
        let width = Words::new(SIZE, mark.colour).width(mark.name)?;
        Ok((mark.centre, (width + 4, SIZE as i32 + 3)))
    };
    let labels = marks.iter().map(label).collect::<Result<Vec<_>>>()?;
    let written = marks.iter().zip(place(&labels, &obstacles, &bounds)).map(|(mark, area)| {
        let middle = ((area.left + area.right) / 2, (area.top + area.bottom) / 2);
        let words = Words { anchor: "middle", ..Words::new(SIZE, legible(mark.colour)) };
        let inner = connection(mark, &area) + &words.svg(mark.name, middle);
        group(&mark.class, mark.colour, &inner)
    });
    Ok(written.collect())
}

/// A thin line from a mark to its name, when the name is not beside it.
fn connection(mark: &Mark, area: &Area) -> String {
    let (x, y) = mark.centre;
    let end = area.nearest(mark.centre);
    if (end.0 - x).abs().max((end.1 - y).abs()) <= NEAR {
        return String::new();
    }
    polyline(&[mark.centre, end], &format!("{} opacity=\"0.6\"", stroked(mark.colour, 1)))
}
