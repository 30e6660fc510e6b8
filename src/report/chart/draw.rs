//! Draws a chart: title and legend above, then axes, lines, points and their names.

use plotters::coord::combinators::WithKeyPoints;
use plotters::prelude::*;

use super::Chart;
use super::legend::legend;
use crate::draw::{Drawn, Even, FRONT, HEAD, LEGEND, LIGHT, Mark, REGULAR_COLOUR, Sheet};
use crate::draw::{dashed, names, rgb, text, titled};

/// The plotted part of a chart.
type Plot<'s, 'a> = ChartContext<'s, SVGBackend<'a>, Cartesian2d<WithKeyPoints<LogCoord<f64>>, Even>>;

/// Half the width of the caps of an error bar.
const CAP: i32 = 4;
/// Radius of a marker.
const RADIUS: i32 = 5;
/// A dashed line to judge points by.
pub struct Guide {
    /// (MACs, value), from left to right.
    pub corners: Vec<(f64, f64)>,
    /// What the legend calls it.
    pub meaning: &'static str,
}

/// Draws the whole chart into `svg`.
pub fn draw(chart: &Chart, svg: &mut String) -> Drawn {
    let sheet = titled(svg, &chart.title)?;
    let hollow = if chart.published.is_empty() { "" } else { "; hollow: published by the authors" };
    legend(&sheet, &chart.points, &format!("{}{hollow}", chart.guide.meaning), LEGEND)?;
    let mut plot: Plot = ChartBuilder::on(&sheet)
        .margin_top(HEAD)
        .margin_right(24)
        .margin_bottom(12)
        .margin_left(12)
        .x_label_area_size(48)
        .y_label_area_size(58)
        .build_cartesian_2d(
            chart.macs.range.clone().log_scale().with_key_points(chart.macs.ticks.clone()),
            chart.y.even(&chart.values),
        )?;
    axes(chart, &mut plot)?;
    lines(chart, &mut plot)?;
    // Before the points, which are the last circles.
    for &(macs, value, colour) in &chart.published {
        let centre = plot.backend_coord(&place(chart, (macs, value)));
        sheet.draw(&Circle::new(centre, RADIUS, rgb(colour).stroke_width(2)))?;
    }
    let marks = marks(chart, &plot);
    marks.iter().try_for_each(|mark| draw_mark(&sheet, mark))?;
    let pixels = |line: &[(f64, f64)]| line.iter().map(|&at| plot.backend_coord(&place(chart, at))).collect();
    let lines: [Vec<(i32, i32)>; 2] = [pixels(&chart.guide.corners), pixels(&chart.points.regular())];
    names(&sheet, &marks, &lines, plot.plotting_area().get_pixel_range())?;
    drop(plot);
    sheet.present()
}

fn axes(chart: &Chart, plot: &mut Plot) -> Drawn {
    plot.configure_mesh()
        .bold_line_style(LIGHT)
        .light_line_style(TRANSPARENT)
        .axis_style(FRONT)
        .x_labels(chart.macs.ticks.len())
        .y_labels(chart.values.ticks.len())
        .x_label_formatter(&|tick| chart.macs.label(*tick))
        .y_label_formatter(&|tick| chart.y.label_at(&chart.values, *tick))
        .label_style(text(14, &BLACK))
        .axis_desc_style(text(15, &BLACK))
        .x_desc(format!("MACs per image ({}), logarithmic", chart.points.prefix))
        .y_desc(&chart.y.label)
        .draw()
}

fn lines(chart: &Chart, plot: &mut Plot) -> Drawn {
    let placed = |line: Vec<(f64, f64)>| line.into_iter().map(|at| place(chart, at)).collect::<Vec<_>>();
    plot.draw_series(dashed(placed(chart.guide.corners.clone())))?;
    let colour = rgb(REGULAR_COLOUR);
    plot.draw_series(LineSeries::new(placed(chart.points.regular()), colour.stroke_width(1)))?;
    Ok(())
}

/// Where MACs and a value stand on the axes.
fn place(chart: &Chart, (macs, value): (f64, f64)) -> (f64, f64) {
    (macs, chart.y.place(value))
}

/// The points in pixels.
fn marks<'c>(chart: &'c Chart, plot: &Plot) -> Vec<Mark<'c>> {
    let at = |point: &'c super::points::Point, value: f64| {
        let low = chart.values.range.start;
        plot.backend_coord(&place(chart, (point.macs, value.max(low))))
    };
    let mark = |point: &'c super::points::Point| Mark {
        name: &point.variant,
        colour: rgb(point.family.colour),
        centre: at(point, point.value),
        top: at(point, point.value + point.deviation).1,
        bottom: at(point, point.value - point.deviation).1,
    };
    chart.points.points.iter().map(mark).collect()
}

fn draw_mark(sheet: &Sheet, mark: &Mark) -> Drawn {
    let (x, y) = mark.centre;
    let line = |from, to| sheet.draw(&PathElement::new([from, to], mark.colour.stroke_width(1)));
    if mark.top < mark.bottom {
        line((x, mark.top), (x, mark.bottom))?;
        line((x - CAP, mark.top), (x + CAP, mark.top))?;
        line((x - CAP, mark.bottom), (x + CAP, mark.bottom))?;
    }
    sheet.draw(&Circle::new((x, y), RADIUS, mark.colour.filled()))
}
