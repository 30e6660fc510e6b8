//! What a classification is judged by.

use super::Ranks;
use crate::Result;
use crate::metrics::metric::{Better, Metric, Score};
use crate::metrics::{Counts, Terms};
use crate::text::quantity::Unit;

/// The headline first, in the order of the tables' columns.
pub(in crate::metrics) const SCORES: [Score<Ranks>; 4] = [
    Score {
        metric: Metric::percent("top1", "top-1", "share of images whose class has the highest score"),
        of: |ranks| Some(ranks.first() as f64 / ranks.images() as f64),
        terms: Some(|ranks| Terms(vec![[ranks.first() as f64, ranks.images() as f64]])),
    },
    Score {
        metric: Metric::percent(
            "top5",
            "top-5",
            "share of images whose class has one of the five highest scores",
        ),
        of: |ranks| Some(ranks.first_five as f64 / ranks.images() as f64),
        terms: Some(|ranks| Terms(vec![[ranks.first_five as f64, ranks.images() as f64]])),
    },
    Score {
        metric: Metric::percent(
            "mean_accuracy",
            "mean acc.",
            "mean over classes of the share of their images that top-1 counts",
        )
        .detail(),
        of: |ranks| {
            let known: Vec<f64> = ranks.class_accuracy().into_iter().flatten().collect();
            Some(known.iter().sum::<f64>() / known.len() as f64)
        },
        terms: None,
    },
    Score {
        metric: Metric::percent(
            "cross_entropy",
            "cross-entropy",
            "mean over images of −ln of the probability that the network gives to the class",
        )
        .in_unit(Unit::Nats, Better::Lower),
        of: |ranks| Some(ranks.cross_entropy / ranks.images() as f64),
        terms: None,
    },
];

impl Counts for Ranks {
    const SCORES: &'static [Score<Self>] = &SCORES;

    fn emptied(&self) -> Self {
        let (outputs, names) = (self.outputs.clone(), self.names.clone());
        Ranks { outputs, names, counts: vec![[0; 2]; self.counts.len()], first_five: 0, cross_entropy: 0.0 }
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        for (sum, count) in self.counts.iter_mut().zip(&other.counts) {
            sum[0] += count[0];
            sum[1] += count[1];
        }
        self.first_five += other.first_five;
        self.cross_entropy += other.cross_entropy;
        Ok(())
    }
}

/// What is reported of each class.
pub(in crate::metrics) const CLASS: Metric =
    Metric::percent("accuracy", "top-1", "share of a class's images that top-1 counts");
