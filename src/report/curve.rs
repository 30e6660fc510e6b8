//! The chart of matching beside accuracy over cost: mean matching accuracy over the threshold, a line per variant.

use super::chart::{Line, Lines, Scale};
use crate::metrics::{THRESHOLDS, Task};
use crate::results::tables::Table;

/// Okabe and Ito's palette and grey: as many lines as can be told apart.
const COLOURS: [(u8, u8, u8); 8] = [
    (0x00, 0x72, 0xB2),
    (0x56, 0xB4, 0xE9),
    (0x00, 0x9E, 0x73),
    (0xD5, 0x5E, 0x00),
    (0xE6, 0x9F, 0x00),
    (0xCC, 0x79, 0xA7),
    (0x00, 0x00, 0x00),
    (0x80, 0x80, 0x80),
];

/// The lines of the summary's first variants; `None` unless places were matched.
pub fn curves(title: &str, summary: &Table) -> Option<Lines> {
    if summary.task() != Task::Matching {
        return None;
    }
    let line = |(row, colour): (usize, (u8, u8, u8))| {
        let point = |threshold: usize| {
            Some((threshold as f64, 100.0 * summary.number(row, &format!("mma_{threshold}"))?))
        };
        let points = (1..=THRESHOLDS).map(point).collect::<Option<_>>()?;
        Some(Line { name: summary.text(row, "variant")?, colour, points })
    };
    let lines: Vec<Line> = (0..summary.height()).zip(COLOURS).filter_map(line).collect();
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
