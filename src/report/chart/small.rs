//! A chart in small: marks and lines without words, for a list of experiments.

use super::Chart;
use super::points::Point;
use crate::draw::{GREY, Place, REGULAR_COLOUR, Shape, dashes, filled, group, hex, polyline, stroked};

/// Width and height, and what is free around the marks.
const SIZE: (i32, i32) = (168, 104);
const FREE: f64 = 8.0;
/// Radius of a mark.
const RADIUS: i32 = 3;

impl Chart {
    /// The chart as a small SVG text that says nothing by itself; what it shows must stand beside it.
    pub fn small(&self) -> String {
        let across = |macs: f64| share((self.macs.range.start.ln(), self.macs.range.end.ln()), macs.ln());
        let ends = [self.values.range.start, self.values.range.end].map(|value| self.y.place(value));
        let up = |value: f64| share((ends[0], ends[1]), self.y.place(value));
        let place = |macs: f64, value: f64| -> Place {
            let scaled = |share: f64, extent: i32| {
                (FREE + share.clamp(0.0, 1.0) * (f64::from(extent) - 2.0 * FREE)).round() as i32
            };
            (scaled(across(macs), SIZE.0), scaled(1.0 - up(value), SIZE.1))
        };
        let line = |line: &[(f64, f64)]| line.iter().map(|&(m, v)| place(m, v)).collect::<Vec<Place>>();
        let (width, height) = SIZE;
        let mut svg = format!(
            "<svg viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\"><path d=\"M1,1V{0}H{width}\" \
             fill=\"none\" stroke=\"{1}\"/>",
            height - 1,
            hex(GREY)
        );
        svg += &dashes(&line(&self.guide.corners));
        let regular = polyline(&line(&self.points.regular()), &stroked(REGULAR_COLOUR, 1));
        svg += &group("line", REGULAR_COLOUR, &regular);
        for (macs, value, family) in &self.published {
            let hollow = Shape::Circle.svg(place(*macs, *value), RADIUS, &stroked(family.colour, 1));
            svg += &group("dot", family.colour, &hollow);
        }
        let dot = |Point { family, macs, value, .. }: &Point| {
            group(
                "dot",
                family.colour,
                &family.shape.svg(place(*macs, *value), RADIUS, &filled(family.colour)),
            )
        };
        svg += &self.points.points.iter().map(dot).collect::<String>();
        svg.replace('\n', "") + "</svg>"
    }
}

/// Where between two ends a value lies: 0 at the first, 1 at the second.
fn share((low, high): (f64, f64), value: f64) -> f64 {
    if high > low { (value - low) / (high - low) } else { 0.5 }
}
