//! Writes the tables and the chart of one experiment.

use std::path::{Path, PathBuf};

use super::ExperimentInfo;
use super::chart::Chart;
use crate::draw::png;
use crate::error::Result;
use crate::files::write_whole;
use crate::results::Row;
use crate::results::tables::{self, Table, classes_for_people, has_classes};

/// Writes everything made of the ordered `rows` (not empty), adds the names of the files to `files` and
/// returns the summary over seeds.
pub fn experiment(
    experiment: &ExperimentInfo,
    rows: &[Row],
    results: &Path,
    files: &mut Vec<PathBuf>,
) -> Result<Table> {
    let name = &experiment.name;
    let runs = tables::runs(rows)?;
    let summary = tables::summary(&runs)?;
    let classes = has_classes(rows).then(|| tables::classes(rows)).transpose()?;
    let mut write = |file: String, bytes: &[u8]| -> Result<()> {
        let path = results.join(file);
        write_whole(&path, bytes)?;
        files.push(path);
        Ok(())
    };
    let all = [("runs", Some(&runs)), ("summary", Some(&summary)), ("classes", classes.as_ref())];
    for (kind, table) in all.into_iter().filter_map(|(kind, table)| Some((kind, table?))) {
        write(format!("tables/{name}.{kind}.csv"), &table.csv()?)?;
        write(format!("tables/{name}.{kind}.parquet"), &table.parquet()?)?;
    }
    let images = format!("tables/{name}.images.parquet");
    match tables::images(rows)? {
        Some(bytes) => write(images, &bytes)?,
        // What earlier rows told of their images says nothing of these.
        None => drop(std::fs::remove_file(results.join(images))),
    }
    let people = [Some(tables::summary_for_markdown(&summary)), classes.as_ref().map(classes_for_people)];
    let markdown: Vec<String> = people.into_iter().flatten().map(|table| table.markdown()).collect();
    write(format!("tables/{name}.md"), markdown.join("\n").as_bytes())?;
    let svg =
        Chart::new(&experiment.title, &summary).with_published(&summary, &experiment.published).svg()?;
    write(format!("charts/{name}.svg"), svg.as_bytes())?;
    write(format!("charts/{name}.png"), &png(&svg)?)?;
    if let Some(lines) = super::curve::curves(&experiment.title, &summary) {
        let svg = lines.svg()?;
        write(format!("charts/{name}-mma.svg"), svg.as_bytes())?;
        write(format!("charts/{name}-mma.png"), &png(&svg)?)?;
    }
    Ok(summary)
}
