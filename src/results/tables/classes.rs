//! Scores by class.

use polars::prelude::{Column, DataFrame, IntoLazy, col};

use super::runs::task;
use super::text::TextCell;
use super::{Table, TextTable};
use crate::error::{Context, Result};
use crate::metrics::Metric;
use crate::order::position;
use crate::results::Row;
use crate::results::columns::deviation;
use crate::text::quantity::Scale;

/// A table row per variant and class, in the order of `rows` and of the data set: `variant`, `family`,
/// `class`, `n` (seeds in which the class has a score), then under the name of the task's
/// [class metric](crate::metrics::Task::class_metric) its mean over seeds, 0 to 1, and `…_deviation` (n − 1).
///
/// # Errors
/// When the scores cannot be put into a table or summarised.
pub fn classes(rows: &[Row]) -> Result<Table> {
    let task = task(rows);
    let metric = task.class_metric().name;
    let entries: Vec<(&Row, &str, Option<f64>)> = rows
        .iter()
        .flat_map(|row| {
            let classes = row.accuracy.scores.classes().0.iter();
            classes.map(move |(class, score)| (row, class.as_str(), *score))
        })
        .collect();
    let text = |name: &str, cell: fn(&(&Row, &str, Option<f64>)) -> String| {
        Column::new(name.into(), entries.iter().map(cell).collect::<Vec<_>>())
    };
    let columns = vec![
        text("variant", |(row, ..)| row.identity.variant.clone()),
        text("family", |(row, ..)| row.identity.family.clone()),
        text("class", |(_, class, _)| class.to_string()),
        Column::new(metric.into(), entries.iter().map(|(.., score)| *score).collect::<Vec<_>>()),
    ];
    let deviation = col(metric).std(1).alias(deviation(metric));
    let cells = [col(metric).count().alias("n"), col(metric).mean(), deviation];
    let frame = DataFrame::new(entries.len(), columns)
        .and_then(|frame| {
            let keys = [col("variant"), col("family"), col("class")];
            frame.lazy().group_by_stable(keys).agg(cells).collect()
        })
        .context("the classes cannot be summarised", "classes")?;
    Ok(Table::new(task, frame, Default::default()))
}

/// The same for people: a line per class, a column per variant, in percent, the best of each line in bold.
pub fn classes_for_people(classes: &Table) -> TextTable {
    let Metric { name, title, unit, .. } = classes.task().class_metric();
    let deviation = deviation(name);
    let cells = (0..classes.height()).filter_map(|row| {
        let score = (classes.number(row, name), classes.number(row, &deviation));
        Some((classes.text(row, "variant")?, classes.text(row, "class")?, score))
    });
    let (mut variants, mut names, mut scores) = (Vec::new(), Vec::new(), Vec::new());
    for (variant, class, score) in cells {
        let column = position(&mut variants, variant);
        let line = position(&mut names, class);
        scores.push((line, column, score));
    }
    let scale = Scale::brief(*unit, scores.iter().filter_map(|(_, _, score)| score.0));
    let mut table = TextTable::new(scale.heading(title), names);
    for (column, variant) in variants.into_iter().enumerate() {
        let mut values = vec![(None, None); table.height()];
        scores.iter().filter(|score| score.1 == column).for_each(|&(line, _, score)| values[line] = score);
        table.push(
            variant,
            values.into_iter().map(|(mean, deviation)| TextCell::measured(mean, deviation, &scale)).collect(),
        );
    }
    table.mark_best_of_lines();
    table
}

/// Do the rows tell scores by class?
pub fn has_classes(rows: &[Row]) -> bool {
    rows.iter().any(|row| !row.accuracy.scores.classes().0.is_empty())
}
