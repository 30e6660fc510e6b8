//! Invented tables for the tests of this room and of the command.

use std::path::Path;

use super::{Loaded, Runs};
use crate::files::write_whole;
use crate::results::samples::row;
use crate::results::{Row, tables};

/// Rows of a variant with three seeds, whose mIoU is shifted by `points` and a little more by seed.
pub fn variant(name: &str, points: [f64; 3]) -> Vec<Row> {
    // The samples shift in steps of 1/128.
    (0..).zip(points).map(|(seed, points)| row("streets", name, seed, points * 1.28)).collect()
}

/// Writes the table of some rows of one experiment into a folder.
pub fn write(folder: &Path, rows: &[Row], parquet: bool) {
    let table = tables::runs(rows).unwrap();
    let file = |ending: &str| folder.join(format!("{}.runs.{ending}", rows[0].identity.experiment));
    write_whole(&file("csv"), &table.csv().unwrap()).unwrap();
    if let Some(images) = tables::images(rows).unwrap() {
        let name = format!("{}.images.parquet", rows[0].identity.experiment);
        write_whole(&folder.join(name), &images).unwrap();
    }
    if parquet {
        write_whole(&file("parquet"), &table.parquet().unwrap()).unwrap();
    }
}

/// A source's tables as they are loaded.
pub fn loaded(label: &str, rows: &[Row]) -> Loaded {
    let name = rows[0].identity.experiment.clone();
    let experiments = [(name, Runs::of_rows(rows, false).unwrap())].into();
    Loaded { label: label.into(), experiments }
}

/// A base, and a head that loses a point, wins one, changes nothing, varies; one variant comes, one goes.
pub fn pair() -> [Loaded; 2] {
    let same = [0.0, 0.25, -0.25];
    let base = [variant("regular-16", same), variant("edges", same), variant("random", same)];
    let base = [base.concat(), variant("blocks", same), variant("oracle", same)].concat();
    let edges = variant("edges", [-1.0, -0.85, -1.35]);
    let random = variant("random", [1.0, 1.25, 0.85]);
    let head = [variant("regular-16", same), edges, random, variant("blocks", [1.0, -1.0, 0.0])].concat();
    let head = [head, variant("learned", same)].concat();
    let faster = head.into_iter().map(|mut row| {
        if let Some(latency) = row.speed.latency.as_mut().filter(|_| row.identity.variant == "edges") {
            latency.median_ms *= 0.8 + 0.01 * row.identity.seed as f64;
        }
        row.identity.config_hash += "-changed";
        row
    });
    [loaded("v1", &base), loaded("v2", &faster.collect::<Vec<Row>>())]
}
