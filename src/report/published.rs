//! What the authors published in the setting of an experiment, beside what was measured here.

use crate::claims::Published;
use crate::compare::metrics::{Unit, metric};
use crate::order::distinct;
use crate::results::tables::Table;

/// A table for people: "their number (here: ours)", a line for each variant and a column for each metric.
pub fn published(published: &[Published], summary: &Table) -> String {
    let (variants, metrics) = (
        distinct(published.iter().map(|one| &one.variant)),
        distinct(published.iter().map(|one| one.metric.as_str())),
    );
    let title = |column: &&str| metric(column).map_or(column.to_string(), |metric| metric.title.to_owned());
    let sources = distinct(published.iter().map(|one| one.source.as_str())).join(", ");
    let heads: Vec<String> = metrics.iter().map(title).collect();
    let mut text = format!(
        "Published in this setting ({sources}), and here.\n\n| variant | {} |\n|---|{}\n",
        heads.join(" | "),
        "---:|".repeat(metrics.len())
    );
    for variant in variants {
        let cell = |column: &&str| {
            let theirs = published.iter().find(|one| one.variant == *variant && one.metric == **column);
            let here =
                (0..summary.height()).find(|&line| summary.text(line, "variant").as_ref() == Some(variant));
            let ours = here.and_then(|line| summary.number(line, column));
            theirs.map_or("–".to_owned(), |theirs| match ours {
                Some(ours) => format!("{} (here: {})", shown(column, theirs.value), shown(column, ours)),
                None => shown(column, theirs.value),
            })
        };
        text += &format!("| {variant} | {} |\n", metrics.iter().map(cell).collect::<Vec<_>>().join(" | "));
    }
    text
}

fn shown(column: &str, value: f64) -> String {
    match metric(column).map(|metric| metric.unit) {
        Some(Unit::Percent) => format!("{:.1} %", 100.0 * value),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::samples::row;
    use crate::results::tables::{runs, summary};

    #[test]
    fn their_numbers_stand_beside_ours_where_there_are_any() {
        let table = summary(&runs(&[row("streets", "regular-16", 0, 0.0)]).unwrap()).unwrap();
        let one = |variant: &str, metric: &str, value| Published {
            variant: variant.into(),
            metric: metric.into(),
            value,
            source: "a paper".into(),
        };
        let all =
            [one("regular-16", "miou", 0.9), one("edges", "miou", 0.8), one("edges", "pixel_accuracy", 0.95)];
        insta::assert_snapshot!(published(&all, &table), @"
        Published in this setting (a paper), and here.

        | variant | mIoU | pixel acc. |
        |---|---:|---:|
        | regular-16 | 90.0 % (here: 40.6 %) | – |
        | edges | 80.0 % | 95.0 % |
        ");
    }
}
