//! The comparison of two sources, or of a source's variants with one of them.

use std::collections::BTreeSet;

use serde::Serialize;

use super::correction::correct;
use super::judge::Mark;
use super::line::Line;
use super::loaded::Loaded;
use super::missing::{self, Sides};
use super::pairing::line;
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
    /// All lines of all experiments.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.experiments.iter().flat_map(|experiment| &experiment.lines)
    }

    /// Their marks.
    pub fn marks(&self) -> impl Iterator<Item = Mark> {
        self.lines().map(|line| line.mark)
    }
}

/// Compares each experiment and variant of a source with those of others, paired by seed: a comparison for each head,
/// corrected for all that are shown of a metric in one table.
pub fn between(base: &Loaded, heads: &[Loaded], terms: &Terms) -> Vec<Comparison> {
    corrected(heads.iter().map(|head| with(base, head, terms)).collect())
}

/// Compares each variant of a source with the variant `base` of the same experiment, paired by seed.
///
/// # Errors
/// When no experiment has that variant.
pub fn within(source: &Loaded, base: &str, terms: &Terms) -> Result<Vec<Comparison>> {
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
        let mut experiment = experiment(name, &terms.selection.columns(&[runs]), &variants, terms)?;
        experiment.remarks.extend(missing::seeds(&variants, Sides::Variants(base)));
        experiment.remarks.extend(missing::cells(&variants, &experiment.lines, Sides::Variants(base)));
        Some(experiment)
    });
    let base = format!("{base} of {}", source.label);
    let comparison = Comparison { base, head: "each variant".into(), experiments: experiments.collect() };
    Ok(corrected(vec![comparison]))
}

/// Corrected for what is shown together; experiments with the most important marks first.
fn corrected(mut comparisons: Vec<Comparison>) -> Vec<Comparison> {
    let experiments = comparisons.iter_mut().flat_map(|comparison| &mut comparison.experiments);
    correct(experiments.flat_map(|Experiment { name, lines, .. }| {
        let name = name.as_str();
        lines.iter_mut().map(move |line| (name, line))
    }));
    for comparison in &mut comparisons {
        for experiment in &mut comparison.experiments {
            let first = remark::of_correction(&experiment.lines).into_iter();
            let first = first.chain(remark::of_seeds(&experiment.lines)).collect::<Vec<_>>();
            experiment.remarks.splice(..0, first);
        }
        comparison.experiments.sort_by_key(|experiment| experiment.lines.iter().map(|line| line.mark).min());
    }
    comparisons
}

fn with(base: &Loaded, head: &Loaded, terms: &Terms) -> Comparison {
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
        experiment.remarks.extend(remark::of_changes(&variants));
        experiment.remarks.extend(missing::seeds(&variants, Sides::Sources));
        experiment.remarks.extend(missing::cells(&variants, &experiment.lines, Sides::Sources));
        if base.rounded || head.rounded {
            let csv = "read from CSV, whose numbers are rounded: one side has no Parquet";
            experiment.remarks.push(csv.into());
        }
        Some(experiment)
    });
    let experiments = experiments.collect();
    Comparison { base: base.label.clone(), head: head.label.clone(), experiments }
}

/// Not yet corrected, and without remarks; `None` with nothing to compare.
fn experiment(name: &str, columns: &[&str], variants: &[Variant], terms: &Terms) -> Option<Experiment> {
    let lines = columns.iter().flat_map(|column| {
        let line = move |variant: &Variant| {
            let Variant { name, base, head } = variant;
            line(name, column, base, head, &terms.tolerances)
        };
        variants.iter().filter_map(line)
    });
    let lines: Vec<Line> = lines.collect();
    (!lines.is_empty()).then(|| Experiment { name: name.to_owned(), lines, remarks: Vec::new() })
}
