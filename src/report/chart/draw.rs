//! Draws a chart: title and legend above, then axes, lines, points and their names.

use plotters::coord::combinators::WithKeyPoints;
use plotters::prelude::*;

use super::even::Even;
use super::legend::legend;
use super::names::{Mark, names};
use super::{Chart, SIZE};

/// What drawing into a text can fail with.
pub type Drawn<T = ()> = Result<T, DrawingAreaErrorKind<std::io::Error>>;

/// The sheet that a chart is drawn on.
pub type Sheet<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// The plotted part of a chart.
type Plot<'s, 'a> = ChartContext<'s, SVGBackend<'a>, Cartesian2d<WithKeyPoints<LogCoord<f64>>, Even>>;

const FONT: &str = "sans-serif";
/// Height of title and legend.
pub const HEAD: u32 = 66;
/// Where the legend begins.
pub const LEGEND: (i32, i32) = (24, 46);
/// Half the width of the caps of an error bar.
const CAP: i32 = 4;
/// Radius of a marker.
const RADIUS: i32 = 5;
pub const LIGHT: RGBColor = RGBColor(0xE6, 0xE6, 0xE6);
/// The colour of axes and of the Pareto front.
pub const FRONT: RGBColor = RGBColor(0x80, 0x80, 0x80);

/// A colour of three bytes.
pub fn rgb((red, green, blue): (u8, u8, u8)) -> RGBColor {
    RGBColor(red, green, blue)
}

/// Text of a height in units.
pub fn text<'a>(size: u32, colour: &'a RGBColor) -> TextStyle<'a> {
    (FONT, size).into_font().color(colour)
}

/// A dashed grey line as the Pareto front has it.
pub fn dashed(places: Vec<(f64, f64)>) -> DashedLineSeries<std::vec::IntoIter<(f64, f64)>, u32> {
    DashedLineSeries::new(places, 6, 4, FRONT.stroke_width(1))
}

/// A white sheet with a title.
pub fn titled<'a>(svg: &'a mut String, title: &str) -> Drawn<Sheet<'a>> {
    let sheet = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    sheet.fill(&WHITE)?;
    let style = (FONT, 20, FontStyle::Bold).into_font().color(&BLACK);
    sheet.draw(&Text::new(title.to_owned(), (24, 14), style))?;
    Ok(sheet)
}

/// Draws the whole chart into `svg`.
pub fn draw(chart: &Chart, svg: &mut String) -> Drawn {
    let sheet = titled(svg, &chart.title)?;
    legend(&sheet, &chart.points, LEGEND)?;
    let mut plot: Plot = ChartBuilder::on(&sheet)
        .margin_top(HEAD)
        .margin_right(24)
        .margin_bottom(12)
        .margin_left(12)
        .x_label_area_size(48)
        .y_label_area_size(58)
        .build_cartesian_2d(
            chart.macs.range.clone().log_scale().with_key_points(chart.macs.ticks.clone()),
            Even::from(&chart.score),
        )?;
    axes(chart, &mut plot)?;
    lines(chart, &mut plot)?;
    let marks = marks(chart, &plot);
    marks.iter().try_for_each(|mark| draw_mark(&sheet, mark))?;
    let front: Vec<(i32, i32)> = front(chart).iter().map(|place| plot.backend_coord(place)).collect();
    let regular: Vec<(i32, i32)> =
        chart.points.regular().iter().map(|place| plot.backend_coord(place)).collect();
    names(&sheet, &marks, &[front, regular], plot.plotting_area().get_pixel_range())?;
    drop(plot);
    sheet.present()
}

fn axes(chart: &Chart, plot: &mut Plot) -> Drawn {
    plot.configure_mesh()
        .bold_line_style(LIGHT)
        .light_line_style(TRANSPARENT)
        .axis_style(FRONT)
        .x_labels(chart.macs.ticks.len())
        .y_labels(chart.score.ticks.len())
        .x_label_formatter(&|tick| chart.macs.label(*tick))
        .y_label_formatter(&|tick| chart.score.label(*tick))
        .label_style(text(14, &BLACK))
        .axis_desc_style(text(15, &BLACK))
        .x_desc(format!("MACs per image ({}), logarithmic", chart.points.prefix))
        .y_desc(format!("{} (%)", chart.headline))
        .draw()
}

fn lines(chart: &Chart, plot: &mut Plot) -> Drawn {
    plot.draw_series(dashed(front(chart)))?;
    let colour = rgb(super::family::REGULAR_COLOUR);
    plot.draw_series(LineSeries::new(chart.points.regular(), colour.stroke_width(1)))?;
    Ok(())
}

/// The corners of the Pareto front's steps: what the best affordable variant reaches at any cost.
fn front(chart: &Chart) -> Vec<(f64, f64)> {
    let front = chart.points.pareto_front();
    let ends = front.iter().skip(1).map(|place| place.0).chain([chart.macs.range.end]);
    front.iter().zip(ends).flat_map(|(&(macs, score), end)| [(macs, score), (end, score)]).collect()
}

/// The points in pixels.
fn marks<'c>(chart: &'c Chart, plot: &Plot) -> Vec<Mark<'c>> {
    let mark = |point: &'c super::points::Point| Mark {
        name: &point.variant,
        colour: rgb(point.family.colour),
        centre: plot.backend_coord(&(point.macs, point.score)),
        top: plot.backend_coord(&(point.macs, point.score + point.deviation)).1,
        bottom: plot.backend_coord(&(point.macs, point.score - point.deviation)).1,
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
