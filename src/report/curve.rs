//! The chart of matching beside accuracy over cost: mean matching accuracy over the threshold, a line per variant.

use crate::draw::colours::LINES;
use crate::draw::{Line, Lines, Rgb, Scale};
use crate::metrics::{THRESHOLDS, Task};
use crate::results::tables::Table;

/// The lines of the summary's first variants; `None` unless places were matched.
pub fn curves(title: &str, summary: &Table) -> Option<Lines> {
    if summary.task() != Task::Matching {
        return None;
    }
    let line = |(row, colour): (usize, Rgb)| {
        let point = |threshold: usize| {
            Some((threshold as f64, 100.0 * summary.number(row, &format!("mma_{threshold}"))?))
        };
        let points = (1..=THRESHOLDS).map(point).collect::<Option<_>>()?;
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
