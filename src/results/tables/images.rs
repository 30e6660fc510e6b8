//! What each image added to the scores: what it takes to judge how much a score depends on the choice of images.

use std::collections::BTreeMap;

use polars::prelude::{AnyValue, Column, DataFrame};

use super::sealed;
use crate::error::{Context, Error, Result};
use crate::metrics::{ByImage, Terms};
use crate::results::Row;

/// Of each variant and seed.
pub type OfRuns = BTreeMap<(String, u64), ByImage>;

/// A Parquet table with a line per run, metric, image and class: `variant`, `seed`, `metric`, `image` and `class` (both
/// counted from 0, in the data set's order; in matching a pair of images), `part` and `whole`. A score is the mean over
/// classes of the sum of parts ÷ the sum of wholes. Only Parquet: as text it would be many times as large as all other
/// tables. `None` where no row tells any.
///
/// # Errors
/// When the table cannot be made.
pub fn images(rows: &[Row]) -> Result<Option<Vec<u8>>> {
    let mut lines = Vec::new();
    for row in rows {
        for (metric, images) in row.by_image.metrics() {
            for (image, terms) in (0u32..).zip(images) {
                // A class that an image neither has nor shows adds nothing; an image without any still is one.
                let told = (0u32..).zip(&terms.0).filter(|(_, [_, whole])| *whole > 0.0);
                let mut told = told.map(|(class, term)| (class, *term)).peekable();
                let none = told.peek().is_none().then_some((0, [0.0; 2]));
                lines.extend(
                    told.chain(none).map(|(class, term)| (&row.identity, metric, image, class, term)),
                );
            }
        }
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let columns = vec![
        Column::new("variant".into(), lines.iter().map(|line| line.0.variant.as_str()).collect::<Vec<_>>()),
        Column::new("seed".into(), lines.iter().map(|line| line.0.seed).collect::<Vec<_>>()),
        Column::new("metric".into(), lines.iter().map(|line| line.1).collect::<Vec<_>>()),
        Column::new("image".into(), lines.iter().map(|line| line.2).collect::<Vec<_>>()),
        Column::new("class".into(), lines.iter().map(|line| line.3).collect::<Vec<_>>()),
        Column::new("part".into(), lines.iter().map(|line| line.4[0]).collect::<Vec<_>>()),
        Column::new("whole".into(), lines.iter().map(|line| line.4[1]).collect::<Vec<_>>()),
    ];
    let frame = DataFrame::new(lines.len(), columns).and_then(|frame| sealed::write(&frame));
    frame.map(Some).context("the table cannot be made", "images")
}

/// Reads what [`images`] made.
///
/// # Errors
/// When it is damaged.
pub fn read_images(parquet: Vec<u8>) -> Result<OfRuns> {
    let frame = sealed::read_parquet(parquet)?;
    let damaged = || Error::new("the table is damaged: a column is missing, or a cell is none of its kind");
    let cells = |name: &str| frame.column(name).map_err(|_| damaged());
    let [variants, seeds, metrics] = [cells("variant")?, cells("seed")?, cells("metric")?];
    let [images, classes, parts, wholes] =
        [cells("image")?, cells("class")?, cells("part")?, cells("whole")?];
    let mut found: BTreeMap<(String, u64, String, u64), Terms> = BTreeMap::new();
    for line in 0..frame.height() {
        let cell = |column: &Column| column.get(line).map(AnyValue::into_static).map_err(|_| damaged());
        let text = |column: &Column| cell(column)?.get_str().map(str::to_owned).ok_or_else(damaged);
        let whole = |column: &Column| cell(column)?.extract::<u64>().ok_or_else(damaged);
        let number =
            |column: &Column| cell(column)?.extract::<f64>().filter(|n| n.is_finite()).ok_or_else(damaged);
        let (image, class) = (whole(images)?, whole(classes)? as usize);
        // Every image of a run has a line.
        if image >= frame.height() as u64 || class >= usize::from(u16::MAX) {
            return Err(damaged());
        }
        let terms = found.entry((text(variants)?, whole(seeds)?, text(metrics)?, image)).or_default();
        terms.0.resize(terms.0.len().max(class + 1), [0.0; 2]);
        terms.0[class] = [number(parts)?, number(wholes)?];
    }
    let mut runs = OfRuns::new();
    for ((variant, seed, metric, image), terms) in found {
        runs.entry((variant, seed)).or_default().set(&metric, image as usize, terms);
    }
    Ok(runs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::samples::row;

    #[test]
    fn what_images_added_is_read_as_it_was_written() {
        let mut rows = [row("streets", "os8", 1, 0.0), row("streets", "edges", 2, 0.0)];
        assert_eq!(images(&rows).unwrap(), None, "rows of before it was kept");
        rows[0].by_image.set("miou", 0, Terms(vec![[1.0, 2.0], [1.0 / 3.0, 0.5]]));
        rows[0].by_image.set("miou", 1, Terms(vec![[0.0, 0.0], [0.0, 3.0]]));
        rows[1].by_image.set("boundary_miou_4", 0, Terms(vec![[4.0, 4.0]]));
        rows[1].by_image.set("boundary_miou_4", 1, Terms(vec![[0.0, 0.0]]));
        let read = read_images(images(&rows).unwrap().unwrap()).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[&("os8".to_owned(), 1)], rows[0].by_image);
        assert_eq!(read[&("edges".to_owned(), 2)], rows[1].by_image);
        assert!(read_images(b"PAR1".to_vec()).is_err());
    }
}
