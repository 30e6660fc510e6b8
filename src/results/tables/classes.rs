//! Scores by class.

use polars::prelude::{Column, DataFrame, IntoLazy, col};

use super::text::percent;
use super::{Table, TextTable};
use crate::error::{Context, Result};
use crate::results::Row;

/// A table row per variant and class, in the order of `rows` and of the data set: `variant`, `family`,
/// `class`, `n` (seeds in which the class has a score), `iou` (mean over seeds, 0 to 1) and `iou_deviation`
/// (n − 1).
pub fn classes(rows: &[Row]) -> Result<Table> {
    let entries: Vec<(&Row, &str, Option<f64>)> = rows
        .iter()
        .flat_map(|row| row.accuracy.class_iou.0.iter().map(move |(class, iou)| (row, class.as_str(), *iou)))
        .collect();
    let text = |name: &str, cell: fn(&(&Row, &str, Option<f64>)) -> String| {
        Column::new(name.into(), entries.iter().map(cell).collect::<Vec<_>>())
    };
    let columns = vec![
        text("variant", |(row, ..)| row.identity.variant.clone()),
        text("family", |(row, ..)| row.identity.family.clone()),
        text("class", |(_, class, _)| class.to_string()),
        Column::new("iou".into(), entries.iter().map(|(.., iou)| *iou).collect::<Vec<_>>()),
    ];
    let cells = [col("iou").count().alias("n"), col("iou").mean(), col("iou").std(1).alias("iou_deviation")];
    let frame = DataFrame::new(entries.len(), columns)
        .and_then(|frame| {
            let keys = [col("variant"), col("family"), col("class")];
            frame.lazy().group_by_stable(keys).agg(cells).collect()
        })
        .context("the classes cannot be summarised", "classes")?;
    Ok(Table::new(frame, Default::default()))
}

/// The same for people: a line per class, a column per variant, in percent, the best of each line in bold.
pub fn classes_for_people(classes: &Table) -> TextTable {
    let cells = (0..classes.height()).filter_map(|row| {
        let iou = (classes.number(row, "iou"), classes.number(row, "iou_deviation"));
        Some((classes.text(row, "variant")?, classes.text(row, "class")?, iou))
    });
    let (mut variants, mut names, mut scores) = (Vec::new(), Vec::new(), Vec::new());
    for (variant, class, iou) in cells {
        let column = position_or_push(&mut variants, variant);
        let line = position_or_push(&mut names, class);
        scores.push((line, column, iou));
    }
    let mut table = TextTable::new("IoU (%)", names);
    for (column, variant) in variants.into_iter().enumerate() {
        let mut values = vec![(None, None); table.height()];
        scores.iter().filter(|score| score.1 == column).for_each(|&(line, _, iou)| values[line] = iou);
        table.push(variant, values.into_iter().map(|(mean, deviation)| percent(mean, deviation)).collect());
    }
    table.mark_best_of_lines();
    table
}

fn position_or_push(names: &mut Vec<String>, name: String) -> usize {
    names.iter().position(|known| *known == name).unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    })
}
