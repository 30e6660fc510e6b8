//! The comparison of two sources, or of a source's variants with one of them.

use std::collections::BTreeSet;

use serde::Serialize;

use super::judge::Mark;
use super::line::{Line, line};
use super::loaded::Loaded;
use super::record::Runs;
use super::remark::{self, Variant};
use super::selection::Selection;
use super::tolerance::Tolerances;
use crate::yaml::did_you_mean;
use crate::{Error, Result};

/// Everything that was found out about two sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// What people call the side that is compared with: a source, or a variant of one.
    pub base: String,
    /// What people call the side that is compared: a source, or each variant of the base's.
    pub head: String,
    /// Those with the most important marks first; those with nothing to compare are left out.
    pub experiments: Vec<Experiment>,
}

/// One experiment of both sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Experiment {
    /// Name of the experiment, as its tables have it.
    pub name: String,
    /// Metric by metric, each variant by variant in the order of the table.
    pub lines: Vec<Line>,
    /// What is worth knowing besides, a sentence each.
    pub remarks: Vec<String>,
}

/// How to compare.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// Which experiments, variants and metrics are compared.
    pub selection: Selection,
    /// How large a difference of each metric must be to be relevant.
    pub tolerances: Tolerances,
}

impl Comparison {
    /// Experiments with the most important marks first.
    fn new(base: String, head: String, mut experiments: Vec<Experiment>) -> Comparison {
        experiments.sort_by_key(|experiment| experiment.lines.iter().map(|line| line.mark).min());
        Comparison { base, head, experiments }
    }

    /// All lines of all experiments.
    pub fn marks(&self) -> impl Iterator<Item = Mark> {
        self.experiments.iter().flat_map(|experiment| experiment.lines.iter().map(|line| line.mark))
    }
}

/// Compares each experiment and variant of two sources, paired by seed.
pub fn between(base: &Loaded, head: &Loaded, terms: &Terms) -> Comparison {
    let names: BTreeSet<&String> = base.experiments.keys().chain(head.experiments.keys()).collect();
    let nothing = Runs::default();
    let experiments = names.into_iter().filter_map(|name| {
        let [base, head] = [base, head].map(|source| source.experiments.get(name).unwrap_or(&nothing));
        let mut variants = head.variants();
        variants.extend(base.variants().into_iter().filter(|variant| head.of(variant).is_empty()));
        variants.retain(|variant| terms.selection.takes(name, variant));
        let pair = |name: &&str| Variant { name: (*name).into(), base: base.of(name), head: head.of(name) };
        let variants: Vec<Variant> = variants.iter().map(pair).collect();
        let columns = terms.selection.columns(&[base, head]);
        let mut experiment = experiment(name, &columns, &variants, terms)?;
        experiment.remarks.extend(remark::of_variants(&variants));
        if base.rounded || head.rounded {
            experiment
                .remarks
                .push("read from CSV, whose numbers are rounded: one side has no Parquet".into());
        }
        Some(experiment)
    });
    Comparison::new(base.label.clone(), head.label.clone(), experiments.collect())
}

/// Compares each variant of a source with the variant `base` of the same experiment, paired by seed.
///
/// # Errors
/// When no experiment has that variant.
pub fn within(source: &Loaded, base: &str, terms: &Terms) -> Result<Comparison> {
    let all: Vec<&str> = source.experiments.values().flat_map(Runs::variants).collect();
    if !all.contains(&base) {
        let help = did_you_mean(base, all.iter().copied())
            .unwrap_or_else(|| format!("the variants are {}", all.join(", ")));
        return Err(Error::new(format!("{} has no variant `{base}`", source.label)).help(help));
    }
    let with_base = source.experiments.iter().filter(|(_, runs)| !runs.of(base).is_empty());
    let experiments = with_base.filter_map(|(name, runs)| {
        let others = runs.variants().into_iter().filter(|other| *other != base);
        let others = others.filter(|variant| terms.selection.takes(name, variant));
        let pair = |name: &str| Variant { name: name.into(), base: runs.of(base), head: runs.of(name) };
        let variants: Vec<Variant> = others.map(pair).collect();
        experiment(name, &terms.selection.columns(&[runs]), &variants, terms)
    });
    let label = format!("{base} of {}", source.label);
    Ok(Comparison::new(label, "each variant".into(), experiments.collect()))
}

fn experiment(name: &str, columns: &[&str], variants: &[Variant], terms: &Terms) -> Option<Experiment> {
    let lines = columns.iter().flat_map(|column| {
        let line = move |variant: &Variant| {
            let Variant { name, base, head } = variant;
            line(name, column, base, head, &terms.tolerances)
        };
        variants.iter().filter_map(line)
    });
    let lines: Vec<Line> = lines.collect();
    let remarks = remark::of_seeds(&lines).into_iter().collect();
    (!lines.is_empty()).then(|| Experiment { name: name.to_owned(), lines, remarks })
}
