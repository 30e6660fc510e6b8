//! The page that shows all experiments, as Markdown: a section each between markers, the rest left alone.

use std::path::Path;

use super::ExperimentInfo;
use super::claims::{self, Told};
use super::made::made;
use crate::error::{Context, Error, Result};
use crate::results::Row;
use crate::results::tables::{Table, has_classes, summary_for_markdown};

/// What a new page begins with.
const HEAD: &str = "# Results\n\n\
    Written by `cadbench report` from the rows of finished runs; text outside the marked sections is kept. \
    Tables with all numbers are in [tables](tables), charts in [charts](charts).\n";

/// The page as it is, or the beginning of a new one.
pub fn read(path: &Path) -> Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(HEAD.into()),
        Err(e) => Err(e).context("the results page cannot be read", path.display()),
    }
}

/// The page with the section of an experiment replaced, or appended when it has none: a report on some
/// experiments, or in a checkout without the runs of the others, leaves theirs as they are.
pub fn with_section(page: &str, name: &str, section: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- cadbench: begin {name} -->"), format!("<!-- cadbench: end {name} -->"));
    let marked = format!("{begin}\n{}\n{end}", section.trim());
    let Some(start) = page.find(&begin) else {
        return Ok(format!("{}\n\n{marked}\n", page.trim_end()));
    };
    let after = page[start..].find(&end).map(|offset| start + offset + end.len()).ok_or_else(|| {
        Error::new(format!("the section of `{name}` has no end"))
            .help(format!("put `{end}` behind its last line, or delete the section"))
    })?;
    Ok(format!("{}{marked}{}", &page[..start], &page[after..]))
}

/// One experiment: title, chart, summary, reading, and what made it.
pub fn section(experiment: &ExperimentInfo, rows: &[Row], summary: &Table, told: &[Told<'_>]) -> String {
    let ExperimentInfo { name, title, reading, .. } = experiment;
    let headline = summary.task().headline().title;
    let classes = match has_classes(rows) {
        true => format!(", [classes](tables/{name}.classes.csv)"),
        false => String::new(),
    };
    let table = summary_for_markdown(summary).markdown();
    let mut section = format!(
        "## {title}\n\n![{title}: {headline} over MACs per image](charts/{name}.svg)\n\n{table}\n\
         All numbers: [runs](tables/{name}.runs.csv), [summary](tables/{name}.summary.csv){classes}; the same as Parquet beside them, \
         [for reading](tables/{name}.md); the chart [as PNG](charts/{name}.png).\n"
    );
    if let Some(reading) = reading.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        section += &format!("\n{reading}\n");
    }
    if !told.is_empty() {
        section += &format!("\n### Claims\n{}\n", claims::markdown(told));
    }
    if !experiment.published.is_empty() {
        section += &format!("\n{}\n", claims::published(&experiment.published));
    }
    let planned = experiment.runs.len();
    if rows.len() < planned {
        section += &format!("\n{} of {planned} runs are finished.\n", rows.len());
    }
    section + &format!("\n{}\n", made(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_replaced_where_it_stands_and_the_rest_is_kept() {
        let page = with_section("# Mine\n\nintro\n", "a", "first").unwrap();
        let page = with_section(&page, "b", "other").unwrap() + "\nmy conclusion\n";
        let again = with_section(&page, "a", "second").unwrap();
        assert_eq!(again, page.replace("first", "second"));
        assert_eq!(with_section(&again, "a", "second").unwrap(), again);
        assert!(again.starts_with("# Mine\n\nintro\n\n<!-- cadbench: begin a -->\nsecond\n"));
        assert!(again.ends_with("my conclusion\n"));
    }

    #[test]
    fn a_section_without_an_end_is_reported_instead_of_eating_the_page() {
        let error = with_section("<!-- cadbench: begin a -->\ntext", "a", "new").unwrap_err();
        assert_eq!(error.what(), "the section of `a` has no end");
    }
}
