//! `cadbench claims --plan`: what it takes to decide the undecided claims, before a run is made for it.

use std::collections::BTreeMap;
use std::time::Duration;

use indicatif::HumanDuration;

use crate::claims::{Needs, Verdict};
use crate::compare::{Record, Runs};
use crate::report::claims::{JudgedClaim, needs_in_words};
use crate::text::terminal::table;

/// A table of an experiment's undecided claims and one line on all of them; empty where none is undecided.
pub fn plan(experiment: &str, judged: &[JudgedClaim<'_>], runs: &Runs) -> String {
    let mut shown = table(&[experiment, "measured", "detectable", "needs", "time"], 4);
    // By variant, the most seeds that a claim needs of it.
    let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut undecided, mut beyond) = (0, 0);
    for claim in judged {
        let Verdict::Undecided(needs) = claim.outcome.verdict else { continue };
        undecided += 1;
        let variants: Vec<&str> =
            [Some(&claim.claim.variant), claim.claim.bound().map(|(bound, _)| &bound.variant)]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect();
        let time = match needs {
            Needs::Seeds(more) => {
                let seeds = claim.outcome.seeds + more;
                // A side may have seeds that the other lacks.
                let lacking = |variant: &str| seeds.saturating_sub(runs.of(variant).len());
                for &variant in &variants {
                    let most = wanted.entry(variant).or_default();
                    *most = lacking(variant).max(*most);
                }
                total(variants.iter().map(|&variant| (variant, lacking(variant))), runs)
            }
            Needs::SecondSeed | Needs::ManySeeds | Needs::Images => {
                beyond += 1;
                None
            }
        };
        shown.add_row([
            claim.claim.to_string(),
            claim.numbers(),
            claim.detectable().unwrap_or("–".into()),
            needs_in_words(needs),
            time.map_or("–".into(), in_words),
        ]);
    }
    if undecided == 0 {
        return String::new();
    }
    let mut text = format!("{shown}\n");
    let runs_wanted: usize = wanted.values().sum();
    if let Some(seconds) = total(wanted.into_iter(), runs).filter(|_| runs_wanted > 0) {
        text += &format!(
            "{runs_wanted} more runs decide {} of {undecided} undecided claims with a chance of 80 % each, if what was measured is true; \
             about {} on the machine of the table\n",
            undecided - beyond,
            in_words(seconds)
        );
    }
    text
}

/// Seconds that so many runs of some variants take; `None` where the table does not tell how long one took.
fn total<'a>(wanted: impl Iterator<Item = (&'a str, usize)>, runs: &Runs) -> Option<f64> {
    let seconds = |record: &&Record| {
        let part = |column: &str| record.measured.get(column).copied();
        Some(part("host_training_seconds").unwrap_or(0.0) + part("host_evaluation_seconds")?)
    };
    let of = |(variant, more): (&str, usize)| {
        let all: Vec<f64> = runs.of(variant).values().filter_map(seconds).collect();
        (!all.is_empty()).then(|| more as f64 * all.iter().sum::<f64>() / all.len() as f64)
    };
    wanted.map(of).sum()
}

fn in_words(seconds: f64) -> String {
    HumanDuration(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)).to_string()
}
