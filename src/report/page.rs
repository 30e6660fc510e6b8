//! The page that shows all experiments, as Markdown.

use super::ExperimentInfo;
use super::made::made;
use crate::results::Row;
use crate::results::tables::{Table, summary_for_markdown};

const HEAD: &str = "# Results\n\n\
    Written by `cadbench report` from the rows of finished runs; edits are lost. Tables with all numbers \
    are in [tables](tables), charts in [charts](charts).\n";

/// The whole page.
pub fn page(sections: &[String]) -> String {
    [HEAD.to_string()].iter().chain(sections).map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// One experiment: title, chart, summary, reading, and what made it.
pub fn section(experiment: &ExperimentInfo, rows: &[Row], summary: &Table) -> String {
    let ExperimentInfo { name, title, reading, .. } = experiment;
    let table = summary_for_markdown(summary).markdown();
    let mut section = format!(
        "## {title}\n\n![{title}: mIoU over MACs per image](charts/{name}.svg)\n\n{table}\n\
         All numbers: [runs](tables/{name}.runs.csv), [summary](tables/{name}.summary.csv), \
         [classes](tables/{name}.classes.csv); the same as Parquet beside them, \
         [for reading](tables/{name}.md); the chart [as PNG](charts/{name}.png).\n"
    );
    if let Some(reading) = reading.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        section += &format!("\n{reading}\n");
    }
    section + &format!("\n{}\n", made(rows))
}
