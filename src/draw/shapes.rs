//! Elements of an SVG: marks, lines and words. Colours are attributes, which every viewer knows; groups also name
//! theirs for style sheets.

use plotters::style::{FontStyle, IntoFont};

use super::colours::Rgb;
use super::escape::escape;
use crate::error::{Error, Result};

/// A place in units of the sheet, from the left and from the top.
pub type Place = (i32, i32);

/// The outline of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Of the families whose colours everybody can tell apart.
    Circle,
    /// Of more families.
    Diamond,
    /// Of those for which no colour is left.
    Square,
}

impl Shape {
    /// The mark with some attributes, all shapes about equally large.
    pub fn svg(self, (x, y): Place, radius: i32, attributes: &str) -> String {
        match self {
            Shape::Circle => format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {attributes}/>"),
            Shape::Diamond => {
                let reach = radius + 1;
                let (left, right, top, bottom) = (x - reach, x + reach, y - reach, y + reach);
                format!("<path d=\"M{left},{y}L{x},{top}L{right},{y}L{x},{bottom}Z\" {attributes}/>")
            }
            Shape::Square => {
                let (left, top, side) = (x - radius + 1, y - radius + 1, 2 * radius - 2);
                format!("<rect x=\"{left}\" y=\"{top}\" width=\"{side}\" height=\"{side}\" {attributes}/>")
            }
        }
    }
}

/// `#D55E00`.
pub fn hex((red, green, blue): Rgb) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

/// The attributes of what is filled with a colour.
pub fn filled(colour: Rgb) -> String {
    format!("fill=\"{}\"", hex(colour))
}

/// The attributes of a line of a colour.
pub fn stroked(colour: Rgb, width: i32) -> String {
    format!("fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"", hex(colour))
}

/// A line through some places.
pub fn polyline(places: &[Place], attributes: &str) -> String {
    let points: Vec<String> = places.iter().map(|(x, y)| format!("{x},{y}")).collect();
    format!("<polyline points=\"{}\" {attributes}/>", points.join(" "))
}

/// Elements that belong together, under a class, with their colour as `--c`.
pub fn group(class: &str, colour: Rgb, inner: &str) -> String {
    format!("<g class=\"{class}\" style=\"--c:{}\">{inner}</g>\n", hex(colour))
}

/// What words look like and where they are held.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// Height of a line, in units.
    pub size: u32,
    /// Are the letters heavy?
    pub bold: bool,
    /// Of the letters.
    pub colour: Rgb,
    /// `start`, `middle` or `end`.
    pub anchor: &'static str,
}

/// The height of a line over that of its capital M.
const LINE: f64 = 1.24;
/// From the middle of a line down to where its letters stand, in heights of a capital M.
const BASE: f64 = 0.36;

impl Words {
    /// Words beginning at a place.
    pub fn new(size: u32, colour: Rgb) -> Words {
        Words { size, bold: false, colour, anchor: "start" }
    }

    /// The words with the middle of their line at a height.
    pub fn svg(&self, text: &str, (x, y): Place) -> String {
        let size = f64::from(self.size) / LINE;
        let base = f64::from(y) + BASE * size;
        let weight = if self.bold { " font-weight=\"bold\"" } else { "" };
        format!(
            "<text x=\"{x}\" y=\"{base:.1}\" text-anchor=\"{}\" font-family=\"sans-serif\" font-size=\"{size:.1}\"{weight} {}>{}</text>",
            self.anchor,
            filled(self.colour),
            escape(text)
        )
    }

    /// Units that a text takes from left to right, rather more than less.
    ///
    /// # Errors
    /// When the font cannot be used; it must be registered.
    pub fn width(&self, text: &str) -> Result<i32> {
        let style = if self.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = ("sans-serif", f64::from(self.size), style).into_font();
        let (width, _) = font.box_size(text).map_err(|_| Error::new("the embedded font cannot be used"))?;
        Ok(width as i32)
    }

    /// The text, or what of its beginning takes no more than so many units.
    ///
    /// # Errors
    /// As [`Words::width`].
    pub fn shortened(&self, text: &str, units: i32) -> Result<String> {
        let mut kept: Vec<char> = text.chars().collect();
        let mut shown = text.to_owned();
        while self.width(&shown)? > units && kept.pop().is_some() {
            shown = kept.iter().collect::<String>().trim_end().to_owned() + "…";
        }
        Ok(shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::register_fonts;

    #[test]
    fn words_are_shortened_to_their_place_and_escaped() {
        register_fonts().unwrap();
        let words = Words::new(13, (0, 0, 0));
        assert_eq!(words.shortened("edges", 200).unwrap(), "edges");
        let short = words.shortened("edges of a very long name", 60).unwrap();
        assert!(short.starts_with("edge") && short.ends_with('…'), "{short}");
        assert!(words.width(&short).unwrap() <= 60);
        assert!(words.svg("a <b>", (1, 2)).ends_with(">a &lt;b&gt;</text>"));
    }

    #[test]
    fn every_shape_lies_around_its_centre() {
        for shape in [Shape::Circle, Shape::Diamond, Shape::Square] {
            assert_ne!(shape.svg((10, 10), 5, ""), shape.svg((11, 10), 5, ""));
        }
        assert_eq!(Shape::Square.svg((10, 10), 5, "a"), "<rect x=\"6\" y=\"6\" width=\"8\" height=\"8\" a/>");
    }
}
