//! The chart of matching beside accuracy over cost: mean matching accuracy over the threshold, a line per variant.

use crate::draw::colours::LINES;
use crate::draw::{Line, Lines, Rgb, Scale};
use crate::metrics::Task;
use crate::results::tables::Table;

/// The lines of the summary's first variants; `None` unless places were matched.
pub fn curves(title: &str, summary: &Table) -> Option<Lines> {
    if summary.task() != Task::Matching {
        return None;
    }
    let metrics = summary.task().metrics().iter();
    let mut thresholds: Vec<_> =
        metrics.filter_map(|metric| Some((metric.threshold()?, metric.name))).collect();
    thresholds.sort_unstable();
    let percent = summary.task().headline().scale();
    let line = |(row, colour): (usize, Rgb)| {
        let point = |(threshold, name): &(usize, &str)| {
            Some((*threshold as f64, percent.scaled(summary.number(row, name)?)))
        };
        let points = thresholds.iter().map(point).collect::<Option<_>>()?;
        Some(Line { name: summary.text(row, "variant")?, colour, points })
    };
    let lines: Vec<Line> = (0..summary.height()).zip(LINES).filter_map(line).collect();
    let scale = |label: &str| Scale { label: label.into(), logarithmic: false };
    let (x, y) = (scale("threshold (pixels)"), scale("mean matching accuracy (%)"));
    let title = match lines.len() {
        drawn if drawn < summary.height() => {
            format!("{title}: the first {drawn} of {} variants", summary.height())
        }
        _ => title.into(),
    };
    (!lines.is_empty()).then_some(Lines { title, x, y, lines })
}
