//! What scores are made of, image by image: from these it shows how much they depend on which images were chosen.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// A part and the whole that it is a share of, one for each class (of mIoU: intersection and union), or one alone. Sums of
/// them over images are those of all images.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Terms(pub Vec<[f64; 2]>);

/// Of some metrics, by name: what each image (in matching each pair of images) adds to the score, in the data's order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ByImage(BTreeMap<String, Vec<Terms>>);

impl Terms {
    /// The score that sums of terms give: the mean of part ÷ whole over the classes that have a whole; `None` where none has.
    pub fn score(&self) -> Option<f64> {
        let shares = self.0.iter().filter(|[_, whole]| *whole > 0.0).map(|[part, whole]| part / whole);
        let (sum, n) = shares.fold((0.0, 0), |(sum, n), share| (sum + share, n + 1));
        (n > 0).then(|| sum / f64::from(n))
    }

    /// Adds those of an image so many times.
    pub fn add(&mut self, image: &Terms, times: f64) {
        self.0.resize(self.0.len().max(image.0.len()), [0.0; 2]);
        for (sum, term) in self.0.iter_mut().zip(&image.0) {
            sum[0] += times * term[0];
            sum[1] += times * term[1];
        }
    }
}

impl ByImage {
    /// Appends what one image added to a score.
    pub(super) fn push(&mut self, metric: &str, terms: Terms) {
        let images = self.of(metric).len();
        self.set(metric, images, terms);
    }

    /// The metrics that are told, with a term for each image.
    pub fn metrics(&self) -> impl Iterator<Item = (&str, &[Terms])> {
        self.0.iter().map(|(name, images)| (name.as_str(), images.as_slice()))
    }

    /// Those of a metric; empty where it is not told.
    pub fn of(&self, metric: &str) -> &[Terms] {
        self.0.get(metric).map_or(&[], Vec::as_slice)
    }

    /// Puts terms of an image, counted from 0, where a table tells them; images between that are not told have none.
    pub fn set(&mut self, metric: &str, image: usize, terms: Terms) {
        let images = self.0.entry(metric.to_owned()).or_default();
        images.resize(images.len().max(image + 1), Terms::default());
        images[image] = terms;
    }

    /// Those alone whose sum gives a score that a metric is said to have.
    #[must_use]
    pub fn only(mut self, has: impl Fn(&str, f64) -> bool) -> Self {
        self.0.retain(|metric, images| {
            let mut sum = Terms::default();
            images.iter().for_each(|image| sum.add(image, 1.0));
            sum.score().is_some_and(|score| has(metric, score))
        });
        self
    }

    /// Is nothing told?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// As rows keep them: `12/40 0/0 3.5/7`.
impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, [part, whole]) in self.0.iter().enumerate() {
            let space = if number > 0 { " " } else { "" };
            write!(f, "{space}{part}/{whole}")?;
        }
        Ok(())
    }
}

impl FromStr for Terms {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let term = |term: &str| -> Option<[f64; 2]> {
            let (part, whole) = term.split_once('/')?;
            let [part, whole] = [part.parse().ok()?, whole.parse().ok()?];
            // A share of something that there is.
            (part >= 0.0 && whole >= part && f64::is_finite(whole)).then_some([part, whole])
        };
        let terms = text.split_whitespace().map(|one| {
            term(one).ok_or_else(|| Error::new(format!("`{one}` is no part of a whole, as 12/40 would be")))
        });
        terms.collect::<Result<_>>().map(Terms)
    }
}

impl TryFrom<String> for Terms {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Terms> for String {
    fn from(terms: Terms) -> String {
        terms.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_written_and_read_to_the_bit() {
        let terms = Terms(vec![[12.0, 40.0], [0.0, 0.0], [1.0 / 3.0, 1.0]]);
        let text = terms.to_string();
        assert_eq!(text, "12/40 0/0 0.3333333333333333/1");
        assert_eq!(text.parse::<Terms>().unwrap(), terms);
        for wrong in ["1", "2/1", "-1/1", "NaN/1", "1/inf", "a/b"] {
            assert!(wrong.parse::<Terms>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_score_of_sums_is_a_mean_of_shares_and_not_a_share_of_sums() {
        let mut sum = Terms::default();
        sum.add(&Terms(vec![[1.0, 4.0], [0.0, 0.0]]), 1.0);
        sum.add(&Terms(vec![[1.0, 2.0], [3.0, 3.0]]), 2.0);
        assert_eq!(sum, Terms(vec![[3.0, 8.0], [6.0, 6.0]]));
        assert_eq!(sum.score(), Some((3.0 / 8.0 + 1.0) / 2.0));
        assert_eq!(Terms::default().score(), None);
    }
}
