//! What is worth knowing about a comparison besides its numbers, a sentence each.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::changes::changes;
use super::interval::{LEVEL, factor};
use super::judge::Mark;
use super::line::{Line, Seeds};
use crate::order::distinct;
use crate::results::columns::column;

/// Fewer pairs than this tell large differences only.
const FEW: usize = 4;

/// Both sides of a variant.
#[derive(Debug)]
pub struct Variant<'a> {
    pub name: String,
    pub base: Seeds<'a>,
    pub head: Seeds<'a>,
}

/// Changes that hinder no comparison.
pub fn of_changes(variants: &[Variant]) -> Vec<String> {
    let both: Vec<&Variant> =
        variants.iter().filter(|variant| !variant.base.is_empty() && !variant.head.is_empty()).collect();
    let mut changed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Variant { name, base, head } in &both {
        let pairs: Vec<_> = base.iter().filter_map(|(seed, base)| Some((*base, *head.get(seed)?))).collect();
        changes(&pairs).into_iter().for_each(|title| changed.entry(title).or_default().push(name));
    }
    let changed = changed.into_iter().map(|(title, names)| match names.len() == both.len() {
        true => format!("{title} changed: of all compared variants"),
        false => format!("{title} changed: of {}", names.join(", ")),
    });
    changed.collect()
}

/// How many comparisons the intervals and marks are corrected over, metric by metric.
pub fn of_correction(lines: &[Line]) -> Option<String> {
    let title = |metric: &str| column(metric).map_or(metric.to_owned(), |column| column.title.to_string());
    let several = lines.iter().filter_map(|line| Some((title(&line.metric), line.comparisons?)));
    let several = distinct(several.filter(|(_, comparisons)| *comparisons > 1));
    let told: Vec<String> = several.iter().map(|(title, number)| format!("{number} of {title}")).collect();
    (!told.is_empty()).then(|| {
        let told = told.join(", ");
        format!("intervals and marks are corrected (Holm) for the number of comparisons of a metric: {told}")
    })
}

/// What so few seeds can tell, where a difference was not told from noise.
pub fn of_seeds(lines: &[Line]) -> Option<String> {
    let doubtful = lines.iter().filter(|line| {
        line.mark == Mark::Noise && column(&line.metric).is_some_and(|column| !column.kind.is_exact())
    });
    let few = doubtful.min_by_key(|line| (line.seeds, Reverse(line.comparisons)));
    let few = few.filter(|line| line.seeds < FEW)?;
    let seeds = few.seeds;
    let comparisons = few.comparisons.unwrap_or(1);
    let among = if comparisons > 1 { format!(" and {comparisons} comparisons") } else { String::new() };
    Some(match factor(seeds, LEVEL / comparisons as f64) {
        None => "with one seed no accuracy and no time can be told from noise".into(),
        Some(factor) => format!(
            "with {seeds} seeds{among} a mean difference must exceed {factor:.1} times the deviation of the \
             differences to be significant"
        ),
    })
}
