//! A chart of horizontal bars made of parts.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axes::Axis;
use super::colours::Rgb;
use super::picture;
use super::shapes::Words;
use super::sheet::{Drawn, FRONT, LIGHT, rgb, text};
use crate::error::{Context, Result};

/// Bars over a common axis from zero.
pub struct Bars {
    /// What is measured, with its unit.
    pub label: String,
    /// From top to bottom.
    pub bars: Vec<Bar>,
}

/// One bar.
pub struct Bar {
    /// Stands left of the bar.
    pub name: String,
    /// Length and colour of every part, from left to right; drawn in this order, last of all rectangles.
    pub parts: Vec<(f64, Rgb)>,
}

const WIDTH: u32 = 900;
/// Up to where bars may reach, and from where at the earliest and at the latest: names of any length stay on the sheet.
const RIGHT: i32 = 820;
const LEFT: (i32, i32) = (110, 400);
/// Free at the left of a name and between it and its bar.
const GAP: i32 = 10;
/// Height of a bar with the room around it, and of the bar alone.
const STEP: i32 = 30;
const BAR: i32 = 20;
const TOP: i32 = 14;

impl Bars {
    /// The chart as SVG text, 900 units wide. Fails only when the font cannot be used.
    ///
    /// # Errors
    /// When the font cannot be used.
    pub fn svg(&self) -> Result<String> {
        picture::register_fonts()?;
        let words = Words::new(14, (0, 0, 0));
        let room = LEFT.1 - 2 * GAP;
        let names = self.bars.iter().map(|bar| words.shortened(&bar.name, room));
        let names = names.collect::<Result<Vec<String>>>()?;
        let widths = names.iter().map(|name| words.width(name)).collect::<Result<Vec<i32>>>()?;
        let left = widths.into_iter().fold(LEFT.0, |left, width| left.max(width + 2 * GAP));
        let mut svg = String::new();
        self.draw(&mut svg, &names, left).context("the chart cannot be drawn", &self.label)?;
        Ok(svg)
    }

    fn draw(&self, svg: &mut String, names: &[String], left: i32) -> Drawn {
        let bottom = TOP + STEP * self.bars.len() as i32;
        let sheet = SVGBackend::with_string(svg, (WIDTH, bottom as u32 + 56)).into_drawing_area();
        sheet.fill(&WHITE)?;
        let total = |bar: &Bar| bar.parts.iter().map(|part| part.0).sum::<f64>();
        let longest = self.bars.iter().map(total).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
        let x = |value: f64| left + (f64::from(RIGHT - left) * value / longest).round() as i32;
        let axis = Axis::even([0.0, longest].into_iter());
        let under = |anchor| text(14, &BLACK).pos(Pos::new(anchor, VPos::Top));
        for &tick in axis.ticks.iter().filter(|&&tick| tick <= longest) {
            sheet.draw(&PathElement::new([(x(tick), TOP), (x(tick), bottom)], LIGHT.stroke_width(1)))?;
            sheet.draw(&Text::new(axis.label(tick), (x(tick), bottom + 6), under(HPos::Center)))?;
        }
        let middle = ((left + RIGHT) / 2, bottom + 28);
        sheet.draw(&Text::new(self.label.clone(), middle, under(HPos::Center)))?;
        let line = |number: usize| TOP + STEP * number as i32 + STEP / 2;
        for (number, (bar, name)) in self.bars.iter().zip(names).enumerate() {
            let beside = |anchor| text(14, &BLACK).pos(Pos::new(anchor, VPos::Center));
            sheet.draw(&Text::new(name.clone(), (left - GAP, line(number)), beside(HPos::Right)))?;
            let sum = total(bar);
            let digits = if longest < 10.0 { 2 } else { 0 };
            let written = format!("{sum:.digits$}");
            sheet.draw(&Text::new(written, (x(sum) + 8, line(number)), beside(HPos::Left)))?;
        }
        sheet.draw(&PathElement::new([(left, TOP), (left, bottom)], FRONT.stroke_width(1)))?;
        for (number, bar) in self.bars.iter().enumerate() {
            let mut start = 0.0;
            for &(length, colour) in &bar.parts {
                let top = line(number) - BAR / 2;
                let corners = [(x(start), top), (x(start + length), top + BAR)];
                sheet.draw(&Rectangle::new(corners, rgb(colour).filled()))?;
                start += length;
            }
        }
        sheet.present()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_a_rectangle_and_every_bar_has_its_name_and_sum() {
        let bar = |name: &str, parts| Bar { name: name.into(), parts };
        let bars =
            vec![bar("one", vec![(10.0, (1, 2, 3)), (20.0, (4, 5, 6))]), bar("two", vec![(15.0, (1, 2, 3))])];
        let svg = Bars { label: "M MACs".into(), bars }.svg().unwrap();
        assert_eq!(svg.matches("<rect").count(), 1 + 3, "the sheet and the parts");
        assert!(["one", "two", "30", "15", "M MACs"].iter().all(|word| svg.contains(word)), "{svg}");
        assert!(Bars { label: "nothing".into(), bars: Vec::new() }.svg().is_ok());
    }
}
