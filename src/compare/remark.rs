//! What is worth knowing about a comparison besides its numbers, a sentence each.

use std::collections::BTreeMap;

use super::changes::changes;
use super::interval::factor;
use super::judge::Mark;
use super::line::{Line, Seeds};
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

/// Changes that hinder no comparison, and seeds that only one side has.
pub fn of_variants(variants: &[Variant]) -> Vec<String> {
    let both: Vec<&Variant> =
        variants.iter().filter(|variant| !variant.base.is_empty() && !variant.head.is_empty()).collect();
    let mut changed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut remarks = Vec::new();
    for Variant { name, base, head } in &both {
        let pairs: Vec<_> = base.iter().filter_map(|(seed, base)| Some((*base, *head.get(seed)?))).collect();
        changes(&pairs).into_iter().for_each(|title| changed.entry(title).or_default().push(name));
        for (side, of, without) in [("base", base, head), ("head", head, base)] {
            let alone: Vec<String> =
                of.keys().filter(|seed| !without.contains_key(seed)).map(u64::to_string).collect();
            if !alone.is_empty() {
                let seeds = if alone.len() == 1 { "seed" } else { "seeds" };
                let numbers = alone.join(", ");
                remarks.push(format!("{seeds} {numbers} of {name}: only in the {side}, left out"));
            }
        }
    }
    let changed = changed.into_iter().map(|(title, names)| match names.len() == both.len() {
        true => format!("{title} changed: of all compared variants"),
        false => format!("{title} changed: of {}", names.join(", ")),
    });
    changed.chain(remarks).collect()
}

/// What so few seeds can tell, where a difference was not told from noise.
pub fn of_seeds(lines: &[Line]) -> Option<String> {
    let doubtful = lines.iter().filter(|line| {
        line.mark == Mark::Noise && column(&line.metric).is_some_and(|column| !column.kind.is_exact())
    });
    let seeds = doubtful.map(|line| line.seeds).min().filter(|&seeds| seeds < FEW)?;
    Some(match factor(seeds) {
        None => "with one seed no accuracy and no time can be told from noise".into(),
        Some(factor) => format!(
            "with {seeds} seeds a mean difference must exceed {factor:.1} times the deviation of the \
             differences to be significant"
        ),
    })
}
