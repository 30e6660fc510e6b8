//! Seeds and cells that only one side of a comparison has, a sentence each.

use super::line::{Line, Seeds};
use super::remark::Variant;
use crate::order::{distinct, grouped};
use crate::results::columns::column;

/// What the sides of a comparison are.
#[derive(Debug, Clone, Copy)]
pub enum Sides<'a> {
    /// Two sources: base and head.
    Sources,
    /// The variant of this name, and each other of the same source.
    Variants(&'a str),
}

impl Sides<'_> {
    fn seeds(self, in_base: bool) -> String {
        match (self, in_base) {
            (Sides::Sources, true) => "only in the base".into(),
            (Sides::Sources, false) => "only in the head".into(),
            (Sides::Variants(base), true) => format!("only {base} has them"),
            (Sides::Variants(base), false) => format!("{base} lacks them"),
        }
    }

    /// Whose cell of a line of `variant` is empty.
    fn cell(self, in_base: bool, variant: &str) -> String {
        match (self, in_base) {
            (Sides::Sources, true) => format!("{variant} in the base"),
            (Sides::Sources, false) => format!("{variant} in the head"),
            (Sides::Variants(base), true) => base.to_owned(),
            (Sides::Variants(_), false) => variant.to_owned(),
        }
    }
}

/// Seeds of which one side has no run.
pub fn seeds(variants: &[Variant], sides: Sides) -> Vec<String> {
    let both = variants.iter().filter(|variant| !variant.base.is_empty() && !variant.head.is_empty());
    let found = both.flat_map(|Variant { name, base, head }| {
        [(true, alone(base, head), name), (false, alone(head, base), name)]
    });
    let found = grouped(found.filter(|(_, seeds, _)| !seeds.is_empty()), |(in_base, seeds, _)| {
        (*in_base, seeds.clone())
    });
    let told = found.into_iter().map(|((in_base, seeds), variants)| {
        let names: Vec<&str> = variants.iter().map(|(.., name)| name.as_str()).collect();
        format!("{} of {}: {}, left out", numbers(&seeds), names.join(", "), sides.seeds(in_base))
    });
    told.collect()
}

/// Values that the run of a seed lacks while others of the same variant and metric have them.
pub fn cells(variants: &[Variant], lines: &[Line], sides: Sides) -> Vec<String> {
    let found = lines.iter().filter(|line| line.base.is_some() && line.head.is_some()).flat_map(|line| {
        let variant = variants.iter().find(|variant| variant.name == line.variant);
        let both = variant.map(|variant| [(true, &variant.base), (false, &variant.head)]);
        let empty = both.into_iter().flatten().map(|(in_base, side)| (in_base, empty(side, &line.metric)));
        empty
            .filter(|(_, seeds)| !seeds.is_empty())
            .map(move |(in_base, seeds)| (seeds, sides.cell(in_base, &line.variant), &line.metric))
    });
    let found = grouped(found, |(seeds, whose, _)| (seeds.clone(), whose.clone()));
    let told = found.into_iter().map(|((seeds, whose), metrics)| {
        let title =
            |metric: &str| column(metric).map_or(metric.to_owned(), |column| column.title.to_string());
        let metrics = distinct(metrics.iter().map(|(.., metric)| title(metric)));
        format!("no {} for {} of {whose}: left out", metrics.join(", "), numbers(&seeds))
    });
    told.collect()
}

fn alone(of: &Seeds, without: &Seeds) -> Vec<u64> {
    of.keys().filter(|seed| !without.contains_key(seed)).copied().collect()
}

fn empty(side: &Seeds, metric: &str) -> Vec<u64> {
    side.iter().filter(|(_, run)| !run.measured.contains_key(metric)).map(|(seed, _)| *seed).collect()
}

/// "seeds 1, 2".
fn numbers(seeds: &[u64]) -> String {
    let word = if seeds.len() == 1 { "seed" } else { "seeds" };
    format!("{word} {}", seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", "))
}
