//! Verdicts for programs, as JSON.

use serde::Serialize;

use crate::claims::Verdict;
use crate::error::{Context, Result};
use crate::report::claims::Told;

/// A claim with its verdict. Numbers are in the metric's unit.
#[derive(Serialize)]
struct Line<'a> {
    experiment: &'a str,
    claim: &'a str,
    says: &'a str,
    source: &'a str,
    check: String,
    metric: &'a str,
    verdict: &'static str,
    /// Why nothing was compared.
    reason: Option<&'a str>,
    /// How many more seeds an undecided claim needs; `null` where that is over a hundred, or none are needed.
    more_seeds: Option<usize>,
    /// Pairs of runs.
    seeds: usize,
    value: Option<f64>,
    bound: Option<f64>,
    interval_95: Option<f64>,
}

/// A list with an object per claim.
///
/// # Errors
/// When a number cannot be written.
pub fn json(told: &[Told<'_>]) -> Result<String> {
    let lines: Vec<Line<'_>> = told.iter().map(line).collect();
    serde_json::to_string_pretty(&lines).context("the verdicts cannot be written", "JSON")
}

fn line<'a>(told: &'a Told<'_>) -> Line<'a> {
    let (verdict, reason, more_seeds) = match &told.judged.verdict {
        Verdict::Reproduced => ("reproduced", None, None),
        Verdict::NotReproduced => ("not-reproduced", None, None),
        Verdict::Undecided(more) => ("undecided", None, *more),
        Verdict::NotComparable(reason) => ("not-comparable", Some(reason.as_str()), None),
        Verdict::NotMeasured(reason) => ("not-measured", Some(reason.as_str()), None),
    };
    Line {
        experiment: told.experiment,
        claim: &told.claim.name,
        says: &told.claim.says,
        source: &told.claim.source,
        check: told.claim.to_string(),
        metric: &told.claim.metric,
        verdict,
        reason,
        more_seeds,
        seeds: told.judged.seeds,
        value: told.judged.value,
        bound: told.judged.bound,
        interval_95: told.judged.interval,
    }
}
