//! What the rows say of a claim, in a word and in numbers.

use serde::Serialize;

/// What the rows say of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The interval lies wholly on the claim's side of the bound.
    Reproduced,
    /// It lies wholly on the other side.
    NotReproduced,
    /// It holds the bound; what would decide.
    Undecided(Needs),
    /// Something that the metric depends on is not the same for both, or the cost is not equal; what.
    NotComparable(String),
    /// Rows or values are missing; which.
    NotMeasured(String),
}

/// What an undecided claim needs: to be decided with a chance of 80 %, if the measured difference is the true one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needs {
    /// Another seed, before anything can be said.
    SecondSeed,
    /// So many more seeds.
    Seeds(usize),
    /// More than a hundred more seeds.
    ManySeeds,
    /// More test images: with these, no number of seeds would.
    Images,
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
    /// Images, or pairs of images, whose choice was counted in; `None` where the rows do not tell them.
    pub images: Option<usize>,
    /// Mean over seeds of the variant's value, in the column's unit.
    pub value: Option<f64>,
    /// Mean over seeds of the bound.
    pub bound: Option<f64>,
    /// Half width of the interval of the mean difference, 95 % for all claims of the experiment together (Holm); `None` for
    /// exact values and for one seed.
    pub interval: Option<f64>,
    /// The p-value, adjusted for the claims of the experiment (Holm).
    pub p: Option<f64>,
    /// The smallest true difference that these runs would show, with a chance of 80 %.
    pub detectable: Option<f64>,
}

impl Judged {
    /// Without numbers.
    pub(super) fn nothing(verdict: Verdict) -> Self {
        Judged {
            verdict,
            seeds: 0,
            images: None,
            value: None,
            bound: None,
            interval: None,
            p: None,
            detectable: None,
        }
    }
}
