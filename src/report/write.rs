//! Writes the tables and the chart of one experiment.

use std::path::{Path, PathBuf};

use super::ExperimentInfo;
use super::chart::{Chart, png};
use crate::error::Result;
use crate::files::write_whole;
use crate::results::Row;
use crate::results::tables::{self, Table};

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
    let classes = tables::classes(rows)?;
    let mut write = |file: String, bytes: &[u8]| -> Result<()> {
        let path = results.join(file);
        write_whole(&path, bytes)?;
        files.push(path);
        Ok(())
    };
    for (kind, table) in [("runs", &runs), ("summary", &summary), ("classes", &classes)] {
        write(format!("tables/{name}.{kind}.csv"), &table.csv()?)?;
        write(format!("tables/{name}.{kind}.parquet"), &table.parquet()?)?;
    }
    let markdown = [tables::summary_for_markdown(&summary), tables::classes_for_people(&classes)]
        .map(|table| table.markdown())
        .join("\n");
    write(format!("tables/{name}.md"), markdown.as_bytes())?;
    let svg = Chart::new(&experiment.title, &summary).svg()?;
    write(format!("charts/{name}.svg"), svg.as_bytes())?;
    write(format!("charts/{name}.png"), &png(&svg)?)?;
    Ok(summary)
}
