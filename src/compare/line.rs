//! One metric of one variant, on both sides.

use std::collections::BTreeMap;

use serde::Serialize;

use super::holm::Corrected;
use super::judge::{Judgement, Mark};
use super::record::Record;

/// The runs of a variant by seed.
pub type Seeds<'a> = BTreeMap<u64, &'a Record>;

/// A line of the comparison. Numbers are in the column's unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Name of the variant that is compared.
    pub variant: String,
    /// The metric's column.
    pub metric: String,
    /// Seeds that both sides have; for `new` and `gone`, those of the one side.
    pub seeds: usize,
    /// Seeds with a value in the base and none in the head.
    pub lost: Vec<u64>,
    /// Seeds with a value in the head and none in the base.
    pub gained: Vec<u64>,
    /// Mean over these seeds; `None` for a side without the metric.
    pub base: Option<f64>,
    /// The same for the head.
    pub head: Option<f64>,
    /// Mean over seeds of head − base.
    pub difference: Option<f64>,
    /// Half width of its 95 % interval, corrected for `comparisons`; `None` for exact metrics and for one seed.
    pub interval: Option<f64>,
    /// How likely such a difference would be by chance, corrected for `comparisons`; `None` as for `interval`.
    pub p: Option<f64>,
    /// The comparisons of this metric in this table, over which both are corrected.
    pub comparisons: Option<usize>,
    /// The smallest relevant difference.
    pub tolerance: Option<f64>,
    /// What became of the metric.
    pub mark: Mark,
    /// What changed that makes it not comparable.
    pub reason: Option<String>,
    /// What the pairs say, for the correction.
    #[serde(skip)]
    pub(super) judged: Option<Judgement>,
}

impl Line {
    /// Fills in what depends on how many comparisons there are: interval, p-value and mark.
    pub(super) fn correct(&mut self, corrected: Corrected, comparisons: usize) {
        let Some(judged) = self.judged else { return };
        let tested = judged.is_tested();
        self.interval = judged.test.and_then(|test| test.half_width(corrected.level));
        self.p = judged.test.map(|_| corrected.p);
        self.comparisons = tested.then_some(comparisons);
        self.mark = match judged.mark(corrected.level) {
            Mark::Same if self.mark == Mark::Incomplete => Mark::Incomplete,
            mark => mark,
        };
    }
}
