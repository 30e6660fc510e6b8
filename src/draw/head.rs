//! What stands above a chart: its title and its legend, in as many lines as it takes.

use super::colours::{GREY, Rgb};
use super::shapes::{Place, Shape, Words, filled, polyline, stroked};
use super::sheet::SIZE;
use crate::error::Result;
use crate::text::visible;

/// Free at either side.
const MARGIN: i32 = 24;
/// Middles of the title and of the legend's first line, and from line to line.
const TITLE: i32 = 22;
const FIRST: i32 = 46;
const STEP: i32 = 20;
/// Height of a title, at most and before it is shortened.
const LARGE: u32 = 20;
const SMALL: u32 = 15;
const BLACK: Rgb = (0, 0, 0);
/// Between an entry and the next.
const GAP: i32 = 20;

/// What a legend explains.
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// What it looks like.
    pub sign: Sign,
}

/// What an entry shows before its name.
pub enum Sign {
    /// A mark of a family or a line.
    Mark(Shape, Rgb),
    /// A mark that is not filled.
    Hollow,
    /// A line to judge by.
    Dashes,
    /// An error bar.
    Bar,
}

/// Title and legend, and the height that they take.
pub struct Head {
    /// Elements.
    pub svg: String,
    /// In units, with the space below.
    pub height: u32,
}

impl Sign {
    /// Units from left to right, with the space before the name.
    fn width(&self) -> i32 {
        if matches!(self, Sign::Dashes) { 33 } else { 16 }
    }

    fn svg(&self, (x, y): Place) -> String {
        let centre = (x + 5, y);
        match self {
            Sign::Mark(shape, colour) => shape.svg(centre, 5, &filled(*colour)),
            Sign::Hollow => Shape::Circle.svg(centre, 4, &stroked(GREY, 2)),
            Sign::Dashes => dashes(&[(x, y), (x + 26, y)]),
            Sign::Bar => error_bar(x + 5, (y - 6, y + 6), GREY),
        }
    }
}

/// A dashed grey line to judge by.
pub fn dashes(places: &[Place]) -> String {
    polyline(places, &format!("{} stroke-dasharray=\"6 4\"", stroked(GREY, 1)))
}

/// An error bar between two heights.
pub fn error_bar(x: i32, (top, bottom): (i32, i32), colour: Rgb) -> String {
    const CAP: i32 = 4;
    let cap = |y: i32| format!("M{},{y}H{}", x - CAP, x + CAP);
    format!("<path d=\"M{x},{top}V{bottom}{}{}\" {}/>", cap(top), cap(bottom), stroked(colour, 1))
}

/// Draws both on a sheet as wide as [`SIZE`]; the font must be registered.
///
/// # Errors
/// When the font cannot be used.
pub fn head(title: &str, entries: &[Entry]) -> Result<Head> {
    let full = SIZE.0 as i32 - 2 * MARGIN;
    let title = &*visible(title);
    let mut words = Words { bold: true, ..Words::new(LARGE, BLACK) };
    while words.size > SMALL && words.width(title)? > full {
        words.size -= 1;
    }
    let mut svg = words.svg(&words.shortened(title, full)?, (MARGIN, TITLE)) + "\n";
    let words = Words::new(13, BLACK);
    let (mut x, mut y) = (MARGIN, FIRST);
    for Entry { name, sign } in entries {
        let name = words.shortened(name, full - sign.width())?;
        let width = sign.width() + words.width(&name)?;
        if x > MARGIN && x + width > MARGIN + full {
            (x, y) = (MARGIN, y + STEP);
        }
        svg += &format!("{}{}\n", sign.svg((x, y)), words.svg(&name, (x + sign.width(), y)));
        x += width + GAP;
    }
    let bottom = if entries.is_empty() { FIRST } else { y + STEP };
    Ok(Head { svg, height: bottom as u32 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::register_fonts;

    fn entries(count: usize) -> Vec<Entry> {
        let entry = |n| Entry { name: format!("family {n}"), sign: Sign::Mark(Shape::Circle, BLACK) };
        (0..count).map(entry).collect()
    }

    /// Where the marks stand.
    fn places(svg: &str) -> Vec<(i32, i32)> {
        let number = |text: &str, name: &str| {
            let (_, rest) = text.split_once(&format!("{name}=\"")).unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        };
        svg.split("<circle ").skip(1).map(|mark| (number(mark, "cx"), number(mark, "cy"))).collect()
    }

    #[test]
    fn a_legend_of_many_entries_takes_more_lines_and_stays_on_the_sheet() {
        register_fonts().unwrap();
        let (few, many) = (head("t", &entries(3)).unwrap(), head("t", &entries(40)).unwrap());
        assert_eq!((head("t", &[]).unwrap().height, few.height), (46, 66));
        let places = places(&many.svg);
        let last = Words::new(13, BLACK).width("family 39").unwrap();
        assert!(places.iter().all(|&(x, y)| x + 11 + last <= 900 && y < many.height as i32), "{places:?}");
        assert!(places.len() == 40 && many.height > 100);
    }

    #[test]
    fn a_long_title_is_made_small_before_it_is_shortened() {
        register_fonts().unwrap();
        let title = |words: usize| head(&vec!["word"; words].join(" "), &[]).unwrap().svg;
        assert!(title(18).ends_with("word word</text>\n"), "{}", title(18));
        assert!(title(60).ends_with("…</text>\n"), "{}", title(60));
    }
}
