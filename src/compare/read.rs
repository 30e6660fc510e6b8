//! Reading a runs' table, Parquet or CSV, into records.

use std::collections::BTreeMap;
use std::io::Cursor;

use polars::prelude::{AnyValue, CsvReadOptions, DataFrame, SerReader};

use super::record::{Record, Runs};
use super::source::{Blob, Stored};
use crate::metrics::ByImage;
use crate::results::columns::{column, is_deviation, measures};
use crate::results::tables::{read_images, read_parquet, refuse_pointer};
use crate::{Error, Result};

/// Terms of images that give another score are not those of the run; tables of text round to six decimals.
const SAME_SCORE: f64 = 1e-6;

/// Reads a table: Parquet, which keeps all bits, unless only `csv` can be had on the other side, whose rounded numbers
/// would differ from the full ones. With `images`, what each image added to the scores is read, too.
///
/// # Errors
/// When it is damaged, lacks a column that names runs, or holds a run twice.
pub fn runs(stored: &Stored, csv: bool, images: bool) -> Result<Runs> {
    let (blob, rounded) = match (&stored.csv, &stored.parquet) {
        (Some(csv_blob), None) => (csv_blob, true),
        (Some(csv_blob), Some(_)) if csv => (csv_blob, true),
        (_, Some(parquet)) => (parquet, false),
        (None, None) => return Ok(Runs::default()),
    };
    let twice = |error: Error| error.at(blob.name()).help("rebuild it with `cadbench report`");
    let mut records = records(blob, rounded)?;
    if let Some(images) = stored.images.as_ref().filter(|_| images) {
        let help = "rebuild it with `cadbench report`";
        let read = read_images(images.bytes()?).map_err(|error| error.at(images.name()).or_help(help));
        let mut by_image = read?;
        for record in &mut records {
            let told = by_image.remove(&(record.variant.clone(), record.seed)).unwrap_or_default();
            record.by_image = told.only(|metric, score| {
                record.measured.get(metric).is_some_and(|value| (value - score).abs() < SAME_SCORE)
            });
        }
    }
    Runs::new(records, rounded).map_err(twice)
}

/// The records of a table, in its order.
///
/// # Errors
/// When the bytes are no table, a column that names runs is missing or empty somewhere, or a measured number that this
/// version knows is not finite or out of bounds; with the file and the line.
fn records(blob: &Blob, csv: bool) -> Result<Vec<Record>> {
    let bytes = blob.bytes()?;
    let help = "rebuild it with `cadbench report`";
    let frame = if csv { from_csv(bytes) } else { read_parquet(bytes) };
    let frame = frame.map_err(|error| error.at(blob.name()).or_help(help))?;
    (0..frame.height()).map(|row| record(&frame, row).map_err(|error| error.at(blob.name()))).collect()
}

/// All cells as text: a column of hashes may look like numbers.
fn from_csv(bytes: Vec<u8>) -> Result<DataFrame> {
    refuse_pointer(&bytes)?;
    let read = CsvReadOptions::default()
        .with_infer_schema_length(Some(0))
        .into_reader_with_file_handle(Cursor::new(bytes))
        .finish();
    read.map_err(|cause| {
        let cause = cause.to_string();
        Error::new(format!("the table is damaged: {}", cause.lines().next().unwrap_or_default()))
    })
}

fn record(frame: &DataFrame, row: usize) -> Result<Record> {
    let (mut about, mut measured) = (BTreeMap::new(), BTreeMap::new());
    // A deviation says nothing that a comparison asks.
    for cells in frame.columns().iter().filter(|cells| !is_deviation(cells.name())) {
        let name = cells.name().to_string();
        let value = cells.get(row).map_err(|cause| wrong(&name, row, &cause.to_string()))?;
        match number(&name, row, &value)? {
            Some(number) => measured.extend([(name, number)]),
            None if value.is_null() => {}
            None => about.extend([(name, value.str_value().into_owned())]),
        }
    }
    let needed = |name: &str| about.get(name).cloned().ok_or_else(|| wrong(name, row, "is empty or missing"));
    let (variant, seed) = (needed("variant")?, needed("seed")?);
    let seed = seed.parse().map_err(|_| wrong("seed", row, &format!("is no whole number: `{seed}`")))?;
    Ok(Record { variant, seed, about, measured, by_image: ByImage::default() })
}

/// The number that a cell measures; `None` when it is empty or says something about the run. In a column that
/// this version does not know, text is taken for the latter.
fn number(name: &str, row: usize, value: &AnyValue) -> Result<Option<f64>> {
    if !measures(name) || value.is_null() {
        return Ok(None);
    }
    let number = value.get_str().map_or_else(|| value.extract(), |text| text.parse().ok());
    let known = column(name);
    match (number.filter(|number: &f64| number.is_finite()), known) {
        (None, Some(_)) => Err(wrong(name, row, &format!("is no finite number: `{}`", value.str_value()))),
        (Some(number), Some(column)) if !column.allows(number) => {
            Err(wrong(name, row, &format!("cannot be {number}")))
        }
        (number, _) => Ok(number),
    }
}

/// A wrong cell; the line is counted as in a CSV file, whose first line is the header.
fn wrong(name: &str, row: usize, what: &str) -> Error {
    Error::new(format!("the cell `{name}` of line {} {what}", row + 2))
        .help("rebuild it with `cadbench report`")
}
