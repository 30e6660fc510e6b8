//! A weights file as a person reads it: a few lines about the whole and a table of its tensors.

use crate::text::terminal::{Table, table};
use crate::weights::{Inspected, OtherSet, TensorSummary};

/// The lines and the table.
pub fn page(inspected: &Inspected) -> String {
    let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { format!("`{text}`") };
    let dtypes: Vec<String> =
        inspected.dtypes.iter().map(|(dtype, count)| format!("{count} {dtype}")).collect();
    let family = inspected.family.map_or("unknown; names are kept".to_owned(), |family| family.to_string());
    let mut lines = vec![
        format!("file         {}", inspected.file),
        format!("format       {}, {} bytes", inspected.format, inspected.bytes),
        format!("fingerprint  {}", inspected.fingerprint),
        format!("prefix       {}", or_none(&inspected.prefix)),
        format!("family       {family}"),
        format!(
            "tensors      {} ({}), {} elements",
            inspected.tensors.len(),
            dtypes.join(", "),
            inspected.elements
        ),
    ];
    if let Some(key) = &inspected.nested_under {
        lines.insert(3, format!("nested under `{key}`"));
    }
    lines.extend(inspected.other_sets.iter().map(|other| {
        let OtherSet { name, tensors } = other;
        format!(
            "not used     a further set of weights, `{name}` ({tensors} tensors): `--set {name}` shows it, \
             `weights: {{…, set: {name}}}` starts from it"
        )
    }));
    lines.extend(tensors(&inspected.tensors).to_string().lines().map(|line| line.trim_end().to_owned()));
    lines.extend(inspected.tensors.iter().filter(|tensor| tensor.non_finite > 0).map(|tensor| {
        format!("not usable: {} holds {} values that are NaN or infinite", tensor.name, tensor.non_finite)
    }));
    lines.extend(
        inspected
            .skipped
            .iter()
            .map(|one| format!("skipped: {} ({}, {})", one.name, shape(&one.shape), one.dtype)),
    );
    lines.join("\n")
}

fn tensors(lines: &[TensorSummary]) -> Table {
    let mut table = table(&["name", "shape", "dtype", "min", "max", "mean"], 3);
    for line in lines {
        let [min, max, mean] = [line.min.map(f64::from), line.max.map(f64::from), line.mean].map(number);
        table.add_row([line.name.clone(), shape(&line.shape), line.dtype.to_string(), min, max, mean]);
    }
    table
}

/// `64×3×7×7`, or `scalar`.
pub fn shape(sides: &[usize]) -> String {
    match sides {
        [] => "scalar".to_owned(),
        sides => sides.iter().map(usize::to_string).collect::<Vec<_>>().join("×"),
    }
}

/// Four digits that count, whatever the size.
fn number(value: Option<f64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) if value == 0.0 || (1e-2..1e5).contains(&value.abs()) || !value.is_finite() => {
            format!("{value:.4}")
        }
        Some(value) => format!("{value:.3e}"),
    }
}
