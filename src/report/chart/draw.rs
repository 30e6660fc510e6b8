//! Draws a chart: title and legend above, then axes, lines, marks and their names.

use std::ops::Range;

use plotters::coord::combinators::WithKeyPoints;
use plotters::prelude::*;

use super::points::Point;
use super::{Chart, legend};
use crate::draw::{
    Drawn, Even, FRONT, LIGHT, Mark, Place, REGULAR_COLOUR, SIZE, Shape, blank, dashes, error_bar, escape,
    filled, group, head, names, polyline, stroked, text, with_elements,
};
use crate::error::{Context, Result};

/// The plotted part of a chart.
type Plot<'s, 'a> = ChartContext<'s, SVGBackend<'a>, Cartesian2d<WithKeyPoints<LogCoord<f64>>, Even>>;

/// Height of axes and plot, and how much higher it is for each point above so many, whose names need room.
const BODY: u32 = SIZE.1 - 66;
const MORE: u32 = 12;
const MANY: usize = 12;
/// Free above a plot without title and legend.
const TOP: u32 = 14;
/// Radius of a mark.
const RADIUS: i32 = 5;

/// A dashed line to judge points by.
pub struct Guide {
    /// (MACs, value), from left to right.
    pub corners: Vec<(f64, f64)>,
    /// What the legend calls it.
    pub meaning: &'static str,
}

/// Where a chart stands.
pub enum Setting<'t> {
    /// Alone: with its title and its legend.
    Alone,
    /// On a page that has both; a mark shows what this says of its variant.
    Page(&'t dyn Fn(&str) -> String),
}

/// What is shown over the axes, in units of the sheet.
struct Places {
    points: Vec<(Place, Range<i32>)>,
    published: Vec<Place>,
    guide: Vec<Place>,
    regular: Vec<Place>,
    plot: (Range<i32>, Range<i32>),
}

/// The whole chart as SVG text; the font must be registered.
pub fn draw(chart: &Chart, setting: &Setting) -> Result<String> {
    let (above, height) = match setting {
        Setting::Alone => {
            let head = head(&chart.title, &legend::entries(chart))?;
            (head.svg, head.height)
        }
        Setting::Page(_) => (String::new(), TOP),
    };
    let crowd = chart.points.points.len().saturating_sub(MANY) as u32;
    let mut sheet = String::new();
    let size = (SIZE.0, height + BODY + MORE * crowd);
    let places = axes(chart, &mut sheet, size, height).context("the chart cannot be drawn", &chart.title)?;
    let marks = marks(chart, &places);
    let regular = polyline(&places.regular, &stroked(REGULAR_COLOUR, 1));
    let mut svg = above;
    svg += &format!("<g class=\"guide\">{}</g>\n", dashes(&places.guide));
    if let Some(family) = chart.points.families().into_iter().find(|family| family.is_regular()) {
        svg += &group(&chart.class(family), family.colour, &regular);
    }
    for ((_, _, family), &place) in chart.published.iter().zip(&places.published) {
        let hollow = Shape::Circle.svg(place, RADIUS, &stroked(family.colour, 2));
        svg += &group(&chart.class(family), family.colour, &hollow);
    }
    for (point, mark) in chart.points.points.iter().zip(&marks) {
        svg += &drawn(point, mark, setting);
    }
    svg += &names(&marks, &[&places.guide, &places.regular], places.plot)?;
    Ok(with_elements(&sheet, &svg))
}

/// Draws the axes; returns where on the sheet everything else belongs.
fn axes(chart: &Chart, svg: &mut String, size: (u32, u32), head: u32) -> Drawn<Places> {
    let sheet = blank(svg, size)?;
    let mut plot: Plot = ChartBuilder::on(&sheet)
        .margin_top(head)
        .margin_right(24)
        .margin_bottom(12)
        .margin_left(12)
        .x_label_area_size(48)
        .y_label_area_size(58)
        .build_cartesian_2d(
            chart.macs.range.clone().log_scale().with_key_points(chart.macs.ticks.clone()),
            chart.y.even(&chart.values),
        )?;
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
        .draw()?;
    let low = chart.values.range.start;
    let place = |macs: f64, value: f64| plot.backend_coord(&(macs, chart.y.place(value.max(low))));
    let line = |line: &[(f64, f64)]| line.iter().map(|&(macs, value)| place(macs, value)).collect();
    let point = |point: &Point| {
        let end = |deviation: f64| place(point.macs, point.value + deviation).1;
        (place(point.macs, point.value), end(point.deviation)..end(-point.deviation))
    };
    let places = Places {
        points: chart.points.points.iter().map(point).collect(),
        published: chart.published.iter().map(|&(macs, value, _)| place(macs, value)).collect(),
        guide: line(&chart.guide.corners),
        regular: line(&chart.points.regular()),
        plot: plot.plotting_area().get_pixel_range(),
    };
    drop(plot);
    sheet.present()?;
    drop(sheet);
    Ok(places)
}

fn marks<'c>(chart: &'c Chart, places: &Places) -> Vec<Mark<'c>> {
    let mark = |(point, (centre, bar)): (&'c Point, &(Place, Range<i32>))| Mark {
        name: &point.variant,
        class: chart.class(&point.family),
        colour: point.family.colour,
        centre: *centre,
        top: bar.start,
        bottom: bar.end,
    };
    chart.points.points.iter().zip(&places.points).map(mark).collect()
}

/// A mark with its error bar; on a page also its tip, and a larger one that is easy to point at.
fn drawn(point: &Point, mark: &Mark, setting: &Setting) -> String {
    let shape = point.family.shape;
    let mut inner = shape.svg(mark.centre, RADIUS, &filled(mark.colour));
    if mark.top < mark.bottom {
        inner = error_bar(mark.centre.0, (mark.top, mark.bottom), mark.colour) + &inner;
    }
    let Setting::Page(tip) = setting else { return group(&mark.class, mark.colour, &inner) };
    let reach = shape.svg(mark.centre, 2 * RADIUS, "class=\"reach\"");
    let tip = escape(&tip(&point.variant));
    let inner = format!("<g class=\"mark\" tabindex=\"0\"><title>{tip}</title>{inner}{reach}</g>");
    group(&mark.class, mark.colour, &inner)
}
