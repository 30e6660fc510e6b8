//! Settings that are refused, collected where they are known to be wrong and told where their place in a file is
//! known.

use std::ops::RangeInclusive;

use crate::{Error, Result};

/// One setting that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The setting: names joined by dots, below the one that is checked, which itself is "".
    pub path: String,
    /// What is wrong with it, without a full stop.
    pub what: String,
    /// What to do.
    pub help: String,
}

/// The refusals of one check, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusals(Vec<Refusal>);

impl Refusals {
    /// Refuses the setting at a path unless it is good.
    pub fn require(&mut self, good: bool, path: &str, what: impl Into<String>, help: impl Into<String>) {
        if !good {
            self.0.push(Refusal { path: path.to_owned(), what: what.into(), help: help.into() });
        }
    }

    /// A number that must lie in a range, both ends allowed.
    pub fn within(&mut self, value: f64, range: RangeInclusive<f64>, path: &str) {
        let what = format!("{value} is out of range");
        let help = match (*range.start(), *range.end()) {
            (start, f64::INFINITY) => format!("from {start} upwards"),
            (start, end) => format!("from {start} to {end}"),
        };
        self.require(value.is_finite() && range.contains(&value), path, what, help);
    }

    /// The first of them as an error.
    ///
    /// # Errors
    /// When anything was refused.
    pub fn into_result(self) -> Result<()> {
        match self.0.into_iter().next() {
            None => Ok(()),
            Some(Refusal { path, what, help }) if path.is_empty() => Err(Error::new(what).help(help)),
            Some(Refusal { path, what, help }) => Err(Error::new(format!("{path}: {what}")).help(help)),
        }
    }

    /// Takes what was refused of the settings below a path.
    pub fn below(&mut self, path: &str, others: Refusals) {
        for refusal in others {
            self.0.push(Refusal { path: refusal.path_below(path), ..refusal });
        }
    }
}

impl Refusal {
    /// Its path as seen from where the checked settings stand at `path`.
    pub fn path_below(&self, path: &str) -> String {
        if self.path.is_empty() { path.to_owned() } else { format!("{path}.{}", self.path) }
    }
}

impl IntoIterator for Refusals {
    type Item = Refusal;
    type IntoIter = std::vec::IntoIter<Refusal>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_grow_from_the_inside_out() {
        let mut inner = Refusals::default();
        inner.within(-1.0, 0.0..=f64::INFINITY, "threshold");
        inner.within(0.5, 0.0..=1.0, "share");
        inner.require(false, "", "all of it is wrong", "write another");
        let mut outer = Refusals::default();
        outer.below("like", inner);
        let told = outer.into_iter().map(|r| format!("{}: {} ({})", r.path_below("mask"), r.what, r.help));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                "mask.like.threshold: -1 is out of range (from 0 upwards)",
                "mask.like: all of it is wrong (write another)",
            ]
        );
    }
}
