//! The verdict on a claim. Each claim is judged by itself, at 95 %, however many there are: it was stated before anything
//! was measured, names one comparison, and gets a verdict of its own, whatever the others show. A correction for many
//! comparisons (as `compare` makes it) guards against looking through many lines for one that stands out; nobody picks
//! here. docs/comparison.md says what follows for someone who counts verdicts.

use serde::Serialize;

use super::Claim;
use crate::compare::{LEVEL, Record, Runs, factor, half_width, hindrance, redefined};
use crate::results::Spread;
use crate::results::columns::column;
use crate::text::quantity::percent;

/// More seeds than this are not worth asking for.
const MOST: usize = 100;

/// What the rows say of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The 95 % interval lies wholly on the claim's side of the bound.
    Reproduced,
    /// It lies wholly on the other side.
    NotReproduced,
    /// It holds the bound. So many more seeds would decide, if mean and spread stayed as they are; `None` where
    /// that is over a hundred.
    Undecided(Option<usize>),
    /// Something that the metric depends on is not the same for both, or the cost is not equal; what.
    NotComparable(String),
    /// Rows or values are missing; which.
    NotMeasured(String),
}

impl Verdict {
    /// In words, without its reason.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Reproduced => "reproduced",
            Verdict::NotReproduced => "not reproduced",
            Verdict::Undecided(_) => "undecided",
            Verdict::NotComparable(_) => "not comparable",
            Verdict::NotMeasured(_) => "not measured",
        }
    }
}

/// A verdict and the numbers behind it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// What follows from the numbers, or why nothing does.
    pub verdict: Verdict,
    /// Pairs of runs with the same seed.
    pub seeds: usize,
    /// Mean over seeds of the variant's value, in the column's unit.
    pub value: Option<f64>,
    /// Mean over seeds of the bound.
    pub bound: Option<f64>,
    /// Half width of the 95 % interval of the mean difference; `None` for exact values and for one seed.
    pub interval: Option<f64>,
}

/// Judges a claim from the runs of its experiment, paired by seed. Counts are exact, and so are scores of variants
/// of which `draws` says that nothing in them is drawn: one pair decides.
pub fn judge(claim: &Claim, runs: &Runs, draws: impl Fn(&str) -> bool) -> Judged {
    let nothing = |verdict| Judged { verdict, seeds: 0, value: None, bound: None, interval: None };
    let (Some((bound, above)), Some(metric)) = (claim.bound(), column(&claim.metric)) else {
        return nothing(Verdict::NotMeasured("the claim has no bound".into()));
    };
    let (of, other) = (runs.of(&claim.variant), runs.of(&bound.variant));
    let pairs: Vec<(&Record, &Record)> =
        of.iter().filter_map(|(seed, of)| Some((*of, *other.get(seed)?))).collect();
    let values: Vec<(f64, f64)> = pairs
        .iter()
        .filter_map(|(of, other)| {
            let value = |record: &Record| record.measured.get(metric.name.as_ref()).copied();
            Some((value(of)?, bound.times * value(other)? + bound.margin))
        })
        .collect();
    if values.is_empty() {
        let lacking = [(&of, &claim.variant), (&other, &bound.variant)];
        let lacking: Vec<&str> =
            lacking.iter().filter(|(runs, _)| runs.is_empty()).map(|(_, name)| name.as_str()).collect();
        return nothing(Verdict::NotMeasured(match lacking.is_empty() {
            true => format!("no {} of both for any seed", metric.title),
            false => format!("no run of {}", lacking.join(" and ")),
        }));
    }
    let mean = |side: fn(&(f64, f64)) -> f64| values.iter().map(side).sum::<f64>() / values.len() as f64;
    let exact = metric.kind.is_exact() || !(draws(&claim.variant) || draws(&bound.variant));
    let sign = if above { 1.0 } else { -1.0 };
    let differences: Vec<f64> = values.iter().map(|(value, bound)| sign * (value - bound)).collect();
    let interval = if exact { None } else { half_width(&differences) };
    let hindered = hindrance(metric.kind, &pairs).or_else(|| redefined(&metric.name, &pairs));
    let verdict = match (unequal_cost(claim, &pairs), hindered) {
        (Some(reason), _) | (None, Some(reason)) => Verdict::NotComparable(reason),
        (None, None) => decided(&differences, exact),
    };
    Judged { verdict, seeds: values.len(), value: Some(mean(|v| v.0)), bound: Some(mean(|v| v.1)), interval }
}

/// From differences on the claim's side (positive) and on the other.
fn decided(differences: &[f64], exact: bool) -> Verdict {
    let mean = differences.iter().sum::<f64>() / differences.len() as f64;
    let side = |holds| if holds { Verdict::Reproduced } else { Verdict::NotReproduced };
    match half_width(differences) {
        _ if exact => side(mean >= 0.0),
        Some(width) if mean - width >= 0.0 => side(true),
        Some(width) if mean + width < 0.0 => side(false),
        _ => Verdict::Undecided(more_seeds(differences, mean)),
    }
}

/// How many more seeds would move the interval off the bound; one seed alone has no spread to tell it from.
fn more_seeds(differences: &[f64], mean: f64) -> Option<usize> {
    let seeds = differences.len();
    let Some(deviation) = Spread::of(differences).and_then(|spread| spread.deviation) else { return Some(1) };
    (1..=MOST).find(|more| factor(seeds + more, LEVEL).is_some_and(|factor| factor * deviation < mean.abs()))
}

/// Why two variants do not cost the same, where the claim asks for it.
fn unequal_cost(claim: &Claim, pairs: &[(&Record, &Record)]) -> Option<String> {
    let share = claim.equal_cost?;
    let cost = |record: &Record| record.measured.get("macs_total").copied();
    pairs.iter().find_map(|(of, other)| {
        let Some((of, other)) = cost(of).zip(cost(other)) else {
            return Some("the MACs of a run are not known".to_owned());
        };
        let off = (of / other - 1.0).abs();
        (off > share).then(|| format!("MACs differ by {}, more than {}", percent(off, 1), percent(share, 1)))
    })
}
