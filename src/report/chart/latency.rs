//! Latency over MACs: how much of the saved work is saved time.

use super::Chart;
use super::draw::Guide;
use super::points::Points;
use crate::draw::{Axis, Scale};
use crate::results::columns::{column, realised};
use crate::results::tables::Table;
use crate::text::quantity;

/// Median time of an image in milliseconds.
const LATENCY: &str = "host_latency_median_ms";

impl Chart {
    /// The latency of one image over its MACs, both logarithmic, with the line on which every saved
    /// multiply–accumulate is saved time (realised ÷ saved = 1.0), through the regular variant with the most
    /// of them. `None` when fewer than two variants have times that compare with that one's.
    pub fn latency(title: &str, summary: &Table) -> Option<Chart> {
        let compares = |line: usize| summary.number(line, &realised().name).is_some();
        let timed: Vec<String> = (0..summary.height())
            .filter(|&line| compares(line))
            .filter_map(|line| summary.text(line, "variant"))
            .collect();
        let latency = column(LATENCY)?;
        let unit = quantity::Scale::of(latency.unit, []);
        let mut points = Points::of(summary, LATENCY, &unit);
        points.points.retain(|point| timed.contains(&point.variant));
        let (most, slowest) = *points.regular().last()?;
        let macs = || points.points.iter().map(|point| point.macs);
        let ideal = |macs: f64| (macs, slowest * macs / most);
        let (least, greatest) = (macs().fold(most, f64::min), macs().fold(most, f64::max));
        let corners = vec![ideal(least), ideal(greatest)];
        let ends = points.points.iter().flat_map(|point| {
            [(point.value - point.deviation).max(point.value / 10.0), point.value + point.deviation]
        });
        let values = Axis::logarithmic(ends.chain(corners.iter().map(|corner| corner.1)));
        let guide = Guide { corners, meaning: "the 1.0 line" };
        let y = Scale { label: format!("{}, logarithmic", unit.heading(&latency.title)), logarithmic: true };
        let enough = points.points.len() > 1;
        let chart = Chart {
            title: title.into(),
            macs: Axis::logarithmic(macs()),
            y,
            values,
            guide,
            points,
            published: Vec::new(),
        };
        enough.then_some(chart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::samples::row;
    use crate::results::tables::{runs, summary};

    #[test]
    fn the_line_goes_through_the_largest_regular_variant_and_is_left_out_without_times() {
        let mut rows = vec![row("a", "regular-16", 0, 0.0), row("a", "edges", 0, 1.0)];
        let table = |rows: &[_]| summary(&runs(rows).unwrap()).unwrap();
        let chart = Chart::latency("times", &table(&rows)).unwrap();
        assert_eq!(chart.guide.corners[0], (389.0, 12.5));
        assert_eq!(chart.guide.corners[1].1, 12.5 * 622.25 / 389.0);
        assert_eq!(chart.points.points.len(), 2);
        assert!(chart.svg().unwrap().contains("latency (ms)"));
        rows[1].speed.latency = None;
        assert!(Chart::latency("times", &table(&rows)).is_none());
        assert!(Chart::latency("times", &table(&[])).is_none());
    }
}
