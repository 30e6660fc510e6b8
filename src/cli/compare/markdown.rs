//! A comparison as GitHub Markdown, fit for a job summary: verdicts and what changed first, the rest folded.

use super::groups::Groups;
use super::verdict::verdict;
use crate::compare::{Comparison, Experiment, Line, Mark};

/// The whole text.
pub fn markdown(comparison: &Comparison) -> String {
    let Comparison { base, head, experiments } = comparison;
    let experiments = experiments.iter().map(|experiment| one(experiment, base, head));
    format!("## {} → {}\n{}", escaped(base), escaped(head), experiments.collect::<String>())
}

fn one(experiment: &Experiment, base: &str, head: &str) -> String {
    let groups = Groups::new(experiment);
    let header = ["metric", "variant", base, head, "difference ± 95 %", "mark"];
    let mut text = format!("\n### {}\n", escaped(&verdict(experiment)));
    let changed = groups.lines(&[Mark::Worse, Mark::Better, Mark::NotComparable]);
    if !changed.is_empty() {
        text += &format!("\n{}", rows(&groups, &header, &changed));
    }
    let rest = groups.lines(&[Mark::Gone, Mark::New, Mark::Noise, Mark::Same]);
    if !rest.is_empty() {
        let folded = rows(&groups, &header, &rest);
        text += &format!(
            "\n<details><summary>{} unchanged, new or gone</summary>\n\n{folded}\n</details>\n",
            rest.len()
        );
    }
    let told: Vec<String> =
        groups.remarks().iter().map(|remark| format!("- {}\n", escaped(remark))).collect();
    if told.is_empty() { text } else { format!("{text}\n{}", told.concat()) }
}

fn rows(groups: &Groups, header: &[&str], lines: &[&Line]) -> String {
    let rule = "|---|---|---:|---:|---:|---|\n";
    let lines = lines.iter().map(|line| {
        let [title, variant, base, head, difference, mark] = groups.cells(line);
        let mark = if matches!(line.mark, Mark::Worse | Mark::Better) { format!("**{mark}**") } else { mark };
        row(&[title, variant, base, head, difference, mark])
    });
    row(header) + rule + &lines.collect::<String>()
}

/// One line of a table.
pub fn row(cells: &[impl AsRef<str>]) -> String {
    format!("| {} |\n", cells.iter().map(|cell| escaped(cell.as_ref())).collect::<Vec<_>>().join(" | "))
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
