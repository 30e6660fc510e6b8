//! A white sheet, and what text and lines on it look like.

use plotters::prelude::*;

use super::colours::Rgb;

/// Width and height of a chart, in the units of its SVG; more than one line of legend and many marks make it higher.
pub const SIZE: (u32, u32) = (900, 600);

/// What drawing into a text can fail with.
pub type Drawn<T = ()> = Result<T, DrawingAreaErrorKind<std::io::Error>>;

/// The sheet that a chart is drawn on.
pub type Sheet<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

pub const LIGHT: RGBColor = RGBColor(0xE6, 0xE6, 0xE6);
/// The colour of axes and guides.
pub const FRONT: RGBColor = RGBColor(0x80, 0x80, 0x80);

/// A colour of three bytes.
pub fn rgb((red, green, blue): Rgb) -> RGBColor {
    RGBColor(red, green, blue)
}

/// Text of a height in units.
pub fn text<'a>(size: u32, colour: &'a RGBColor) -> TextStyle<'a> {
    ("sans-serif", size).into_font().color(colour)
}

/// A white sheet.
pub fn blank<'a>(svg: &'a mut String, size: (u32, u32)) -> Drawn<Sheet<'a>> {
    let sheet = SVGBackend::with_string(svg, size).into_drawing_area();
    sheet.fill(&WHITE)?;
    Ok(sheet)
}

/// A finished sheet with more elements above the others.
pub fn with_elements(sheet: &str, elements: &str) -> String {
    const END: &str = "</svg>";
    let start = sheet.rfind(END).unwrap_or(sheet.len());
    format!("{}{elements}{}", &sheet[..start], &sheet[start..])
}
