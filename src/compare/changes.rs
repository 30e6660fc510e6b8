//! What else changed between two runs that are compared, and which metrics that makes incomparable.

use super::metrics::Kind;
use super::record::Record;

/// The columns that make a machine class, and what people call them.
const MACHINE: [(&str, &str); 5] = [
    ("host_class", "machine class"),
    ("host_cpu", "processor"),
    ("host_isa", "instruction set"),
    ("host_device", "device"),
    ("host_threads", "threads"),
];
const VALIDATION: [(&str, &str); 1] = [("data_validation", "validation data")];
const DATA: [(&str, &str); 2] = [("data_train", "training data"), VALIDATION[0]];

/// Changes that hinder no comparison but are worth knowing.
const REMARKS: [(&str, &str); 3] =
    [("config_hash", "configuration"), ("weights", "weights file"), ("checkpoint", "evaluated checkpoint")];

/// Why values of a kind cannot be compared over some pairs of runs, as `threads 2 → 8`; `None` when they can.
pub fn hindrance(kind: Kind, pairs: &[(&Record, &Record)]) -> Option<String> {
    let columns: Vec<_> = match kind {
        Kind::Accuracy => DATA.to_vec(),
        Kind::Work => VALIDATION.to_vec(),
        Kind::Size => Vec::new(),
        // How long an adaptive network takes depends on the images.
        Kind::Time => [&VALIDATION[..], &MACHINE].concat(),
        Kind::Memory => MACHINE.to_vec(),
    };
    columns.iter().find_map(|(column, title)| {
        let (base, head) = pairs.iter().find(|(base, head)| base.about(column) != head.about(column))?;
        let value = |record: &Record| record.about(column).unwrap_or("unknown").to_owned();
        Some(format!("{title} {} → {}", value(base), value(head)))
    })
}

/// What changed between pairs of runs of a variant without hindering a comparison.
pub fn changes(pairs: &[(&Record, &Record)]) -> Vec<&'static str> {
    let changed = |column: &str| pairs.iter().any(|(base, head)| base.about(column) != head.about(column));
    REMARKS.iter().filter(|(column, _)| changed(column)).map(|(_, title)| *title).collect()
}
