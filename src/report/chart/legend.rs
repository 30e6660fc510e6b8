//! What the legend of a chart explains.

use super::Chart;
use crate::draw::{Entry, Sign};

/// The families, the line to judge by, and what else there is to see.
pub fn entries(chart: &Chart) -> Vec<Entry> {
    let family = |family: &crate::draw::Family| Entry {
        name: family.name.clone(),
        sign: Sign::Mark(family.shape, family.colour),
    };
    let mut entries: Vec<Entry> = chart.points.families().into_iter().map(family).collect();
    entries.push(Entry { name: chart.guide.meaning.into(), sign: Sign::Dashes });
    // One seed has no deviation, so there is no bar to explain.
    if chart.points.points.iter().any(|point| point.deviation > 0.0) {
        entries.push(Entry { name: "standard deviation over seeds".into(), sign: Sign::Bar });
    }
    if !chart.published.is_empty() {
        entries.push(Entry { name: "published by the authors".into(), sign: Sign::Hollow });
    }
    entries
}
