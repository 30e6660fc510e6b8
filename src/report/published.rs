//! What the authors published in the setting of an experiment, beside what was measured here.

use crate::claims::Published;
use crate::order::distinct;
use crate::results::columns::column;
use crate::results::tables::Table;
use crate::text::markdown::{self, Side};
use crate::text::quantity::{Scale, Unit};

/// A table for people: "their number (here: ours)", a line for each variant and a column for each metric.
pub fn published(published: &[Published], summary: &Table) -> String {
    let (variants, metrics) = (
        distinct(published.iter().map(|one| &one.variant)),
        distinct(published.iter().map(|one| one.metric.as_str())),
    );
    let title = |name: &&str| column(name).map_or(name.to_string(), |column| column.title.to_string());
    let headers = metrics.iter().map(|name| (title(name), Side::Right));
    let mut table = markdown::Table::new([("variant".to_owned(), Side::Left)].into_iter().chain(headers));
    for variant in variants {
        let here =
            (0..summary.height()).find(|&line| summary.text(line, "variant").as_ref() == Some(variant));
        let cell = |name: &&str| {
            let theirs = published.iter().find(|one| one.variant == *variant && one.metric == **name)?.value;
            Some(match here.and_then(|line| summary.number(line, name)) {
                Some(ours) => format!("{} (here: {})", shown(name, theirs), shown(name, ours)),
                None => shown(name, theirs),
            })
        };
        let cells = metrics.iter().map(|name| cell(name).unwrap_or_else(|| "–".into()));
        table.line([variant.clone()].into_iter().chain(cells));
    }
    let sources = distinct(published.iter().map(|one| one.source.as_str())).join(", ");
    format!("Published in this setting ({sources}), and here.\n\n{}", table.compact())
}

fn shown(name: &str, value: f64) -> String {
    let unit = column(name).map_or(Unit::Ratio, |column| column.unit);
    Scale::of(unit, [value]).quantity(value)
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
