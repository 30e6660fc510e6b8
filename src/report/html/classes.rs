//! Accuracy by class: a line per variant, a column per class, coloured within each class.

use crate::draw::escape;
use crate::error::Result;
use crate::metrics::Metric;
use crate::order::position;
use crate::results::Row;
use crate::results::columns::deviation;
use crate::results::tables;
use crate::text::quantity::Scale;

/// The table, from ordered rows; `None` when they tell nothing of classes.
pub fn classes(rows: &[Row]) -> Result<Option<String>> {
    if !tables::has_classes(rows) {
        return Ok(None);
    }
    let table = tables::classes(rows)?;
    let metric = table.task().class_metric();
    let deviation = deviation(metric.name);
    let mut variants: Vec<String> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut found: Vec<(usize, usize, Cell)> = Vec::new();
    for line in 0..table.height() {
        let (Some(variant), Some(class)) = (table.text(line, "variant"), table.text(line, "class")) else {
            continue;
        };
        let Some(mean) = table.number(line, metric.name) else {
            position(&mut variants, variant);
            position(&mut names, class);
            continue;
        };
        let cell = Cell { mean, deviation: table.number(line, &deviation) };
        found.push((position(&mut variants, variant), position(&mut names, class), cell));
    }
    let columns: Vec<Vec<Option<Cell>>> = (0..names.len())
        .map(|class| {
            let cell = |variant| found.iter().find(|f| (f.0, f.1) == (variant, class)).map(|f| f.2);
            (0..variants.len()).map(cell).collect()
        })
        .collect();
    Ok(Some(written(metric, &variants, &names, &columns)))
}

/// A score over seeds, 0 to 1.
#[derive(Clone, Copy)]
struct Cell {
    mean: f64,
    deviation: Option<f64>,
}

fn written(metric: &Metric, variants: &[String], names: &[String], columns: &[Vec<Option<Cell>>]) -> String {
    let (scale, title) = (metric.scale(), metric.scale().heading(metric.title));
    let heads: String = names.iter().map(|name| format!("<th>{}</th>", escape(name))).collect();
    let line = |(number, variant): (usize, &String)| {
        let cells: String = columns.iter().map(|column| cell(column, number, &scale)).collect();
        format!("<tr><th>{}</th>{cells}</tr>\n", escape(variant))
    };
    let lines: String = variants.iter().enumerate().map(line).collect();
    format!(
        "<div class=\"scroll\"><table class=\"heat\">\n<thead><tr><th>{title}</th>{heads}</tr></thead>\n\
         <tbody>\n{lines}</tbody></table></div>\n\
         <p class=\"note\">Means over seeds. The colour goes from a class's lowest score to its highest one, which is bold; \
         the numbers compare classes.</p>\n"
    )
}

/// A cell, coloured by where it stands in its column.
fn cell(column: &[Option<Cell>], line: usize, scale: &Scale) -> String {
    let Some(Cell { mean, deviation }) = column[line] else { return "<td>–</td>".into() };
    // What people see as equal has one colour.
    let shown = |mean: f64| (1000.0 * mean).round();
    let means = column.iter().flatten().map(|cell| shown(cell.mean));
    let low = means.clone().fold(f64::INFINITY, f64::min);
    let high = means.fold(f64::NEG_INFINITY, f64::max);
    let share = if high > low { (shown(mean) - low) / (high - low) } else { 0.5 };
    let text = scale.number(mean);
    let is_best = high > low && shown(mean) == high;
    let cell = if is_best { format!("<b>{text}</b>") } else { text.clone() };
    let tip = deviation.map_or(String::new(), |d| format!(" title=\"{}\"", scale.spread(mean, Some(d))));
    format!("<td style=\"--v:{share:.2}\"{tip}>{cell}</td>")
}
