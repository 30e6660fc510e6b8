//! Charts as SVG text and as PNG: accuracy against cost, and lines through measured points. Knows result
//! tables; equal tables give equal bytes.

mod axes;
mod draw;
mod even;
mod family;
mod labels;
mod legend;
mod lines;
mod names;
mod picture;
mod points;
#[cfg(test)]
mod tests;

use axes::Axis;
pub use lines::{Line, Lines, Scale};
use points::Points;

use crate::error::{Context, Result};
use crate::results::tables::Table;

/// Width and height of a chart, in the units of its SVG.
pub const SIZE: (u32, u32) = (900, 600);

/// The headline metric of the task over total MACs per image: a point per variant of a summary, its error bar the standard deviation
/// over seeds, a dashed line along the Pareto front. Variants without a score or a cost are left out.
pub struct Chart {
    title: String,
    points: Points,
    macs: Axis,
    /// What the task's headline metric is called.
    headline: &'static str,
    score: Axis,
}

impl Chart {
    /// The chart of [`crate::results::tables::summary`].
    pub fn new(title: &str, summary: &Table) -> Chart {
        let points = Points::of(summary);
        let macs = Axis::logarithmic(points.points.iter().map(|point| point.macs));
        let ends = points.points.iter().flat_map(|p| [p.score - p.deviation, p.score + p.deviation]);
        let headline = summary.task().headline().title;
        Chart { title: title.into(), macs, headline, score: Axis::even(ends), points }
    }

    /// The chart as SVG text of [`SIZE`]. Fails only when the font cannot be used.
    pub fn svg(&self) -> Result<String> {
        picture::register_fonts()?;
        let mut svg = String::new();
        draw::draw(self, &mut svg).context("the chart cannot be drawn", &self.title)?;
        Ok(svg)
    }
}

/// An SVG text of [`Chart::svg`] as PNG, twice as wide and high.
pub fn png(svg: &str) -> Result<Vec<u8>> {
    picture::png(svg)
}
