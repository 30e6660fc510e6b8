//! The verdicts on an experiment's claims. What is drawn counts, and so does which images were chosen to test on; who reads
//! many claims at once is kept from taking chance for a finding by Holm's correction, over the claims of an experiment that
//! could have gone either way. docs/comparison.md explains it with an example.

use super::estimate::Estimate;
use super::resample::sampling;
use super::verdict::{Judged, Needs, Verdict};
use super::{Bound, Claim};
use crate::compare::{Record, Runs, hindrance, holm};
use crate::results::columns::{Column, column};
use crate::text::quantity::percent;

/// Judges the claims of an experiment from its runs, paired by seed. Counts are exact; scores of variants of which `draws`
/// says that nothing in them is drawn depend on the choice of images alone.
pub fn judge_all(claims: &[Claim], runs: &Runs, draws: impl Fn(&str) -> bool) -> Vec<Judged> {
    let weighed: Vec<Weighed> = claims.iter().map(|claim| weigh(claim, runs, &draws)).collect();
    let open = || weighed.iter().filter_map(|one| one.estimate);
    let corrected = holm(&open().map(|estimate| estimate.p()).collect::<Vec<f64>>());
    let mut levels = corrected.into_iter();
    let verdicts = weighed.into_iter().map(|one| match one.estimate.and_then(|_| levels.next()) {
        Some(corrected) => one.decided(corrected.p, corrected.level),
        None => one.judged,
    });
    verdicts.collect()
}

/// A claim with what its runs say, before the others are looked at.
struct Weighed {
    /// The verdict, where it does not depend on other claims.
    judged: Judged,
    /// Of the difference on the claim's side; `None` where the verdict is there already.
    estimate: Option<Estimate>,
}

impl Weighed {
    /// Tested at a level.
    fn decided(self, p: f64, level: f64) -> Judged {
        let Some(estimate) = self.estimate else { return self.judged };
        let (mean, width) = (estimate.mean(), estimate.half_width(level));
        let verdict = match () {
            _ if mean - width >= 0.0 => Verdict::Reproduced,
            _ if mean + width < 0.0 => Verdict::NotReproduced,
            _ if estimate.is_hidden_by_images(level) => Verdict::Undecided(Needs::Images),
            _ => Verdict::Undecided(match estimate.seeds_to_see_it(level) {
                Some(seeds) => Needs::Seeds(seeds - self.judged.seeds),
                None => Needs::ManySeeds,
            }),
        };
        let (interval, p, detectable) = (Some(width), Some(p), Some(estimate.detectable(level)));
        Judged { verdict, interval, p, detectable, ..self.judged }
    }
}

fn weigh(claim: &Claim, runs: &Runs, draws: &impl Fn(&str) -> bool) -> Weighed {
    let settled = |judged| Weighed { judged, estimate: None };
    let (Some((bound, above)), Some(metric)) = (claim.bound(), column(&claim.metric)) else {
        return settled(Judged::nothing(Verdict::NotMeasured("the claim has no bound".into())));
    };
    let pairs = pairs(claim, bound, metric, runs);
    if pairs.is_empty() {
        return settled(Judged::nothing(Verdict::NotMeasured(lacking(claim, bound, metric, runs))));
    }
    let value = |record: &Record| record.measured.get(metric.name.as_ref()).copied().unwrap_or(f64::NAN);
    let values: Vec<(f64, f64)> =
        pairs.iter().map(|(of, other)| (value(of), bound.times * value(other) + bound.margin)).collect();
    let mean = |side: fn(&(f64, f64)) -> f64| values.iter().map(side).sum::<f64>() / values.len() as f64;
    let sign = if above { 1.0 } else { -1.0 };
    let differences: Vec<f64> = values.iter().map(|(value, bound)| sign * (value - bound)).collect();
    let judged = |verdict| Judged {
        seeds: values.len(),
        value: Some(mean(|v| v.0)),
        bound: Some(mean(|v| v.1)),
        ..Judged::nothing(verdict)
    };
    if let Some(reason) = unequal_cost(claim, &pairs).or_else(|| hindrance(metric, &pairs)) {
        return settled(judged(Verdict::NotComparable(reason)));
    }
    let terms: Vec<_> = pairs
        .iter()
        .map(|(of, other)| (of.by_image.of(&metric.name), other.by_image.of(&metric.name)))
        .collect();
    let images = if metric.kind.is_exact() { None } else { sampling(&terms, bound.times) };
    let drawn = draws(&claim.variant) || draws(&bound.variant);
    let estimate = if metric.kind.is_exact() { None } else { Estimate::new(&differences, drawn, images) };
    let verdict = match (metric.kind.is_exact(), drawn) {
        (true, _) if differences.iter().sum::<f64>() >= 0.0 => Verdict::Reproduced,
        (true, _) => Verdict::NotReproduced,
        // Nobody knows yet how sure it is.
        (false, true) => Verdict::Undecided(Needs::SecondSeed),
        (false, false) => Verdict::NotMeasured(format!(
            "the tables do not tell what each image adds to {}, and nothing else is chance here",
            metric.title
        )),
    };
    let images = images.map(|sampling| sampling.images);
    Weighed { judged: Judged { images, ..judged(verdict) }, estimate }
}

/// The runs of both sides by seed that have the metric.
fn pairs<'a>(claim: &Claim, bound: &Bound, metric: &Column, runs: &'a Runs) -> Vec<(&'a Record, &'a Record)> {
    let (of, other) = (runs.of(&claim.variant), runs.of(&bound.variant));
    let has = |record: &Record| record.measured.contains_key(metric.name.as_ref());
    let pairs = of.into_iter().filter_map(|(seed, of)| Some((of, *other.get(&seed)?)));
    pairs.filter(|(of, other)| has(of) && has(other)).collect()
}

/// Why there is no pair.
fn lacking(claim: &Claim, bound: &Bound, metric: &Column, runs: &Runs) -> String {
    let sides = [&claim.variant, &bound.variant].into_iter();
    let lacking: Vec<&str> =
        sides.filter(|variant| runs.of(variant).is_empty()).map(String::as_str).collect();
    match lacking.is_empty() {
        true => format!("no {} of both for any seed", metric.title),
        false => format!("no run of {}", lacking.join(" and ")),
    }
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
