//! Verdicts on claims: for people as Markdown, for programs as CSV.

use super::ExperimentInfo;
use crate::claims::{self, Claim, Judged, Needs, Verdict};
use crate::compare::Runs;
use crate::error::Result;
use crate::results::Row;
use crate::results::columns::column;
use crate::text::csv::{Cell, line};
use crate::text::markdown::{Side, Table};
use crate::text::quantity::{Scale, Unit};

/// A claim of an experiment and what its runs say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedClaim<'a> {
    /// Name of the experiment.
    pub experiment: &'a str,
    /// As the experiment file states it.
    pub claim: &'a Claim,
    /// The verdict on it, and the numbers behind that.
    pub outcome: Judged,
}

/// Every claim of an experiment, judged from its runs.
pub fn judge_all<'a>(experiment: &'a ExperimentInfo, runs: &Runs) -> Vec<JudgedClaim<'a>> {
    let draws = |variant: &str| experiment.drawn.contains(variant);
    let outcomes = claims::judge_all(&experiment.claims, runs, draws);
    let one = |(claim, outcome)| JudgedClaim { experiment: &experiment.name, claim, outcome };
    experiment.claims.iter().zip(outcomes).map(one).collect()
}

/// The same from rows that are in no table yet.
///
/// # Errors
/// When two rows are of the same variant and seed.
pub fn judge_rows<'a>(experiment: &'a ExperimentInfo, rows: &[Row]) -> Result<Vec<JudgedClaim<'a>>> {
    Ok(judge_all(experiment, &Runs::of_rows(rows, false)?))
}

impl JudgedClaim<'_> {
    /// "undecided: a difference of 2.1 % would show; needs 5 more seeds".
    pub fn verdict(&self) -> String {
        let word = self.outcome.verdict.word();
        match &self.outcome.verdict {
            Verdict::Reproduced | Verdict::NotReproduced => word.into(),
            Verdict::Undecided(needs) => {
                let shows = self.detectable().map(|least| format!("a difference of {least} would show; "));
                format!("{word}: {}needs {}", shows.unwrap_or_default(), needs_in_words(*needs))
            }
            Verdict::NotComparable(reason) | Verdict::NotMeasured(reason) => format!("{word}: {reason}"),
        }
    }

    /// The smallest difference that would show with a chance of 80 %, as "2.1 %"; `None` where that is not known.
    pub fn detectable(&self) -> Option<String> {
        let scale = self.scale(self.outcome.value?, self.outcome.bound?);
        let finer = Scale { decimals: scale.decimals + 1, ..scale };
        Some(finer.quantity(self.outcome.detectable?))
    }

    /// In which both sides are told.
    fn scale(&self, value: f64, bound: f64) -> Scale {
        Scale::of(column(&self.claim.metric).map_or(Unit::Ratio, |column| column.unit), [value, bound])
    }

    /// "48.3 ≥ 46.9 %; difference +1.4 ± 2.7, 3 seeds"; a dash where nothing was measured.
    pub fn numbers(&self) -> String {
        let Judged { seeds, images, value: Some(value), bound: Some(bound), interval, .. } = self.outcome
        else {
            return "–".into();
        };
        let above = self.claim.bound().is_none_or(|(_, above)| above);
        let scale = self.scale(value, bound);
        let sign = match (above, value >= bound, value <= bound) {
            (true, true, _) => "≥",
            (true, false, _) => "<",
            (false, _, true) => "≤",
            (false, _, false) => ">",
        };
        let mut text = format!("{} {sign} {}", scale.number(value), scale.quantity(bound));
        if let Some(width) = interval {
            // Half points matter where whole ones are shown.
            let finer = Scale { decimals: scale.decimals + 1, ..scale };
            text += &format!("; {}", finer.signed(value - bound, Some(width)));
        }
        text += &format!("; {seeds} seed{}", if seeds == 1 { "" } else { "s" });
        match images {
            Some(images) => text + &format!(", {images} images"),
            None => text,
        }
    }
}

/// What would decide, in words.
pub fn needs_in_words(needs: Needs) -> String {
    match needs {
        Needs::SecondSeed => "another seed before anything can be said".into(),
        Needs::Seeds(1) => "1 more seed".into(),
        Needs::Seeds(seeds) => format!("{seeds} more seeds"),
        Needs::ManySeeds => "over 100 more seeds".into(),
        Needs::Images => "more test images, not seeds".into(),
    }
}

/// A table for people.
pub fn markdown(judged: &[JudgedClaim<'_>]) -> String {
    let header = ["the paper says", "checked here", "measured", "verdict"];
    let mut table = Table::new(header.map(|head| (head, Side::Left)));
    for claim in judged {
        let Claim { says, source, .. } = claim.claim;
        let verdict = claim.verdict();
        let end = verdict.find(':').unwrap_or(verdict.len());
        let (word, rest) = verdict.split_at(end);
        let says = format!("{says} ({source})");
        table.line([says, claim.claim.to_string(), claim.numbers(), format!("**{word}**{rest}")]);
    }
    table.compact()
}

/// A line per claim, numbers in full.
pub fn csv(judged: &[JudgedClaim<'_>]) -> String {
    let header = [
        "experiment",
        "claim",
        "check",
        "verdict",
        "seeds",
        "images",
        "value",
        "bound",
        "interval_95",
        "p",
        "detectable",
    ];
    let one = |judged: &JudgedClaim<'_>| {
        let Judged { seeds, images, value, bound, interval, p, detectable, .. } = judged.outcome;
        line([
            Cell::from(judged.experiment),
            judged.claim.name.as_str().into(),
            judged.claim.to_string().into(),
            judged.verdict().into(),
            seeds.into(),
            images.into(),
            value.into(),
            bound.into(),
            interval.into(),
            p.into(),
            detectable.into(),
        ])
    };
    line(header) + &judged.iter().map(one).collect::<String>()
}
