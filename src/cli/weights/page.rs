//! A weights file as a person reads it: a few lines about the whole and a table of its tensors.

use comfy_table::{CellAlignment, Table, TableComponent, presets};

use super::inspect::{Inspected, Line};

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
    lines.push(table(&inspected.tensors).trim_fmt());
    lines.extend(
        inspected
            .skipped
            .iter()
            .map(|one| format!("skipped: {} ({}, {})", one.name, shape(&one.shape), one.dtype)),
    );
    lines.join("\n")
}

fn table(lines: &[Line]) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::UTF8_HORIZONTAL_ONLY)
        .set_header(["name", "shape", "dtype", "min", "max", "mean"]);
    // A network has hundreds of tensors: no rules between them.
    let rules = [
        TableComponent::HorizontalLines,
        TableComponent::MiddleIntersections,
        TableComponent::LeftBorderIntersections,
        TableComponent::RightBorderIntersections,
    ];
    for rule in rules {
        table.remove_style(rule);
    }
    for line in lines {
        let [min, max, mean] = [line.min.map(f64::from), line.max.map(f64::from), line.mean].map(number);
        table.add_row([line.name.clone(), shape(&line.shape), line.dtype.to_string(), min, max, mean]);
    }
    table.column_iter_mut().skip(3).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
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
