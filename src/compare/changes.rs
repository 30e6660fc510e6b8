//! What else changed between two runs that are compared, and which metrics that makes incomparable.

use super::record::Record;
use crate::results::columns::{About, Kind, Role, about};

/// Why values of a kind cannot be compared over some pairs of runs, as `threads 2 → 8`; `None` when they can.
pub fn hindrance(kind: Kind, pairs: &[(&Record, &Record)]) -> Option<String> {
    let roles: &[Role] = match kind {
        Kind::Accuracy => &[Role::TrainingData, Role::EvaluatedData],
        Kind::Work => &[Role::EvaluatedData],
        Kind::Size => &[],
        // How long an adaptive network takes depends on the images.
        Kind::Time => &[Role::EvaluatedData, Role::Machine],
        Kind::Memory => &[Role::Machine],
    };
    about().filter(|about| roles.contains(&about.role)).find_map(|About { name, title, .. }| {
        let (base, head) = pairs.iter().find(|(base, head)| base.about(name) != head.about(name))?;
        let value = |record: &Record| record.about(name).unwrap_or("unknown").to_owned();
        Some(format!("{title} {} → {}", value(base), value(head)))
    })
}

/// What changed between pairs of runs of a variant without hindering a comparison.
pub fn changes(pairs: &[(&Record, &Record)]) -> Vec<&'static str> {
    let changed = |column: &str| pairs.iter().any(|(base, head)| base.about(column) != head.about(column));
    let remarks = about().filter(|about| about.role == Role::Remark && changed(about.name));
    remarks.map(|about| about.title).collect()
}
