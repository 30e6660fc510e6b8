//! Verdicts for programs, as JSON.

use serde::Serialize;

use crate::claims::{Needs, Verdict};
use crate::error::{Context, Result};
use crate::report::claims::{JudgedClaim, needs_in_words};

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
    /// Why nothing was compared, or what would decide beside seeds.
    reason: Option<String>,
    /// How many more seeds an undecided claim needs; `null` where that is over a hundred, or none are needed.
    more_seeds: Option<usize>,
    /// Pairs of runs.
    seeds: usize,
    /// Images or pairs of images whose choice was counted in.
    images: Option<usize>,
    value: Option<f64>,
    bound: Option<f64>,
    /// Half width, 95 % for all claims of the experiment together.
    interval_95: Option<f64>,
    /// Adjusted for the claims of the experiment.
    p: Option<f64>,
    /// The smallest difference that would show with a chance of 80 %.
    detectable: Option<f64>,
}

/// A list with an object per claim.
///
/// # Errors
/// When a number cannot be written.
pub fn json(judged: &[JudgedClaim<'_>]) -> Result<String> {
    let lines: Vec<Line<'_>> = judged.iter().map(line).collect();
    serde_json::to_string_pretty(&lines).context("the verdicts cannot be written", "JSON")
}

fn line<'a>(judged: &'a JudgedClaim<'_>) -> Line<'a> {
    let (verdict, reason, more_seeds) = match &judged.outcome.verdict {
        Verdict::Reproduced => ("reproduced", None, None),
        Verdict::NotReproduced => ("not-reproduced", None, None),
        Verdict::Undecided(Needs::Seeds(more)) => ("undecided", None, Some(*more)),
        Verdict::Undecided(needs) => {
            ("undecided", Some(needs_in_words(*needs)), (*needs == Needs::SecondSeed).then_some(1))
        }
        Verdict::NotComparable(reason) => ("not-comparable", Some(reason.clone()), None),
        Verdict::NotMeasured(reason) => ("not-measured", Some(reason.clone()), None),
    };
    Line {
        experiment: judged.experiment,
        claim: &judged.claim.name,
        says: &judged.claim.says,
        source: &judged.claim.source,
        check: judged.claim.to_string(),
        metric: &judged.claim.metric,
        verdict,
        reason,
        more_seeds,
        seeds: judged.outcome.seeds,
        images: judged.outcome.images,
        value: judged.outcome.value,
        bound: judged.outcome.bound,
        interval_95: judged.outcome.interval,
        p: judged.outcome.p,
        detectable: judged.outcome.detectable,
    }
}
