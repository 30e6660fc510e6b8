//! A chart of lines through measured points, on even or logarithmic axes.

use plotters::prelude::*;

use super::axes::Axis;
use super::colours::Rgb;
use super::even::Even;
use super::head::{Entry, Sign, head};
use super::picture;
use super::shapes::Shape;
use super::sheet::{Drawn, FRONT, LIGHT, SIZE, blank, rgb, text, with_elements};
use crate::error::{Context, Result};

/// Height of axes and plot.
const BODY: u32 = SIZE.1 - 66;

/// Lines over common axes.
pub struct Lines {
    /// Stands above the chart.
    pub title: String,
    /// The axis from left to right.
    pub x: Scale,
    /// The axis from bottom to top.
    pub y: Scale,
    /// In the order in which they are drawn and the legend names them.
    pub lines: Vec<Line>,
}

/// What an axis shows.
pub struct Scale {
    /// What is measured, with its unit.
    pub label: String,
    /// Equal ratios are equally long; all values must be positive.
    pub logarithmic: bool,
}

/// One line.
pub struct Line {
    /// What the legend calls it.
    pub name: String,
    /// In the chart and its legend.
    pub colour: Rgb,
    /// From left to right.
    pub points: Vec<(f64, f64)>,
}

impl Lines {
    /// The chart as SVG text as wide as [`super::SIZE`]. Fails only when the font cannot be used.
    ///
    /// # Errors
    /// When the font cannot be used.
    pub fn svg(&self) -> Result<String> {
        self.drawn(true)
    }

    /// The same for where a legend stands beside: lines alone, the last of all polylines, in their order. Those of
    /// fewer than two points are none.
    ///
    /// # Errors
    /// As [`Lines::svg`].
    pub fn plain(&self) -> Result<String> {
        self.drawn(false)
    }

    fn drawn(&self, full: bool) -> Result<String> {
        picture::register_fonts()?;
        let entry =
            |line: &Line| Entry { name: line.name.clone(), sign: Sign::Mark(Shape::Circle, line.colour) };
        let entries: Vec<Entry> = self.lines.iter().filter(|_| full).map(entry).collect();
        let head = head(&self.title, &entries)?;
        let mut svg = String::new();
        self.draw(&mut svg, head.height, full).context("the chart cannot be drawn", &self.title)?;
        Ok(with_elements(&svg, &head.svg))
    }

    fn draw(&self, svg: &mut String, head: u32, full: bool) -> Drawn {
        let sheet = blank(svg, (SIZE.0, head + BODY))?;
        let all = || self.lines.iter().flat_map(|line| &line.points);
        let (across, up) = (self.x.axis(all().map(|point| point.0)), self.y.axis(all().map(|point| point.1)));
        let mut plot = ChartBuilder::on(&sheet)
            .margin_top(head)
            .margin_right(24)
            .margin_bottom(12)
            .margin_left(12)
            .x_label_area_size(48)
            .y_label_area_size(70)
            .build_cartesian_2d(self.x.even(&across), self.y.even(&up))?;
        plot.configure_mesh()
            .bold_line_style(LIGHT)
            .light_line_style(TRANSPARENT)
            .axis_style(FRONT)
            .x_labels(across.ticks.len())
            .y_labels(up.ticks.len())
            .x_label_formatter(&|place| self.x.label_at(&across, *place))
            .y_label_formatter(&|place| self.y.label_at(&up, *place))
            .label_style(text(14, &BLACK))
            .axis_desc_style(text(15, &BLACK))
            .x_desc(&self.x.label)
            .y_desc(&self.y.label)
            .draw()?;
        for line in &self.lines {
            let place = |&(x, y): &(f64, f64)| (self.x.place(x), self.y.place(y));
            let colour = rgb(line.colour);
            plot.draw_series(LineSeries::new(line.points.iter().map(place), colour.stroke_width(2)))?;
            let dots = line.points.iter().filter(|_| full);
            plot.draw_series(dots.map(|point| Circle::new(place(point), 4, colour.filled())))?;
        }
        drop(plot);
        sheet.present()
    }
}

impl Scale {
    fn axis(&self, values: impl Iterator<Item = f64>) -> Axis {
        if self.logarithmic { Axis::logarithmic(values) } else { Axis::even(values) }
    }

    /// Where a value stands on an even axis.
    pub(crate) fn place(&self, value: f64) -> f64 {
        if self.logarithmic { value.log10() } else { value }
    }

    /// What a tick is called; over decades every one has decimals of its own.
    pub(crate) fn label_at(&self, axis: &Axis, place: f64) -> String {
        if !self.logarithmic {
            return axis.label(place);
        }
        let value = 10f64.powf(place);
        let decimals = (1.0 - place.floor()).max(0.0) as usize;
        let text = format!("{value:.decimals$}");
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    }

    pub(crate) fn even(&self, axis: &Axis) -> Even {
        Even::from(&Axis {
            range: self.place(axis.range.start)..self.place(axis.range.end),
            ticks: axis.ticks.iter().map(|&tick| self.place(tick)).collect(),
            decimals: axis.decimals,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_named_and_drawn_inside_its_axes() {
        let scale = |label: &str, logarithmic| Scale { label: label.into(), logarithmic };
        let line = |name: &str, points| Line { name: name.into(), colour: (1, 2, 3), points };
        let lines = vec![line("small", vec![(1.0, 0.1), (100.0, 3.0)]), line("large", vec![(10.0, 2.0)])];
        let chart = Lines { title: "growth".into(), x: scale("cells", true), y: scale("ms", false), lines };
        let svg = chart.svg().unwrap();
        for text in ["growth", "small", "large", "cells", "ms"] {
            assert!(svg.contains(text), "{text}");
        }
        assert_eq!(chart.x.label_at(&Axis::even([1.0].into_iter()), -2.0), "0.01");
        assert_eq!(chart.x.label_at(&Axis::even([1.0].into_iter()), 3.0), "1000");
        assert_eq!(svg.matches("<circle").count(), 3 + 2, "points and legend");
        assert!(!chart.plain().unwrap().contains("<circle"));
        assert!(super::picture::png(&svg).unwrap().starts_with(b"\x89PNG"));
    }
}
