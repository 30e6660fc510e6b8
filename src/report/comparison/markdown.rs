//! A comparison as GitHub Markdown, fit for a job summary: verdicts and what changed first, the rest folded.

use super::groups::Groups;
use super::verdict::verdict;
use crate::compare::{Comparison, Experiment, Line, Mark};
use crate::text::markdown::{Side, Table};
use crate::text::visible;

/// The whole text.
pub fn markdown(comparison: &Comparison) -> String {
    let Comparison { base, head, experiments } = comparison;
    let experiments = experiments.iter().map(|experiment| one(experiment, base, head));
    format!("## {} → {}\n{}", escaped(base), escaped(head), experiments.collect::<String>())
}

fn one(experiment: &Experiment, base: &str, head: &str) -> String {
    let groups = Groups::new(experiment);
    let mut text = format!("\n### {}\n", escaped(&verdict(experiment)));
    let changed = groups.lines(&[Mark::Worse, Mark::Better, Mark::NotComparable]);
    if !changed.is_empty() {
        text += &format!("\n{}", rows(&groups, [base, head], &changed));
    }
    let rest = groups.lines(&[Mark::Gone, Mark::New, Mark::Noise, Mark::Incomplete, Mark::Same]);
    if !rest.is_empty() {
        let folded = rows(&groups, [base, head], &rest);
        text += &format!(
            "\n<details><summary>{} unchanged, new or gone</summary>\n\n{folded}\n</details>\n",
            rest.len()
        );
    }
    let told: Vec<String> =
        groups.remarks().iter().map(|remark| format!("- {}\n", escaped(remark))).collect();
    if told.is_empty() { text } else { format!("{text}\n{}", told.concat()) }
}

fn rows(groups: &Groups, [base, head]: [&str; 2], lines: &[&Line]) -> String {
    let words = |head: &'static str| (head.to_owned(), Side::Left);
    let numbers = |head: &str| (escaped(head), Side::Right);
    let difference = numbers("difference ± 95 %");
    let mut table = Table::new([
        words("metric"),
        words("variant"),
        numbers(base),
        numbers(head),
        difference,
        words("mark"),
    ]);
    for line in lines {
        let [title, variant, base, head, difference, mark] = groups.cells(line).map(|cell| escaped(&cell));
        let mark = if matches!(line.mark, Mark::Worse | Mark::Better) { format!("**{mark}**") } else { mark };
        table.line([title, variant, base, head, difference, mark]);
    }
    table.compact()
}

/// Text in which nothing is an element of HTML.
pub fn escaped(text: &str) -> String {
    visible(text).replace('<', "&lt;")
}
