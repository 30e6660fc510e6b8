//! Ranks of the right classes and the scores read off them.

mod scores;
#[cfg(test)]
mod tests;

pub(super) use scores::{CLASS, SCORES};

use std::sync::Arc;

use super::ByClass;
use crate::{Error, Result};

/// With more classes than this, scores by class are left out: few images show each.
const MOST_CLASSES_TOLD: usize = 100;

/// Where the right class of each image stood among the scores. Images count in their order, so that sums are
/// the same for any number of threads.
#[derive(Debug, Clone)]
pub struct Ranks {
    /// The outputs that compete, by class number where each stands for a class.
    outputs: Arc<[u16]>,
    names: Arc<[String]>,
    /// By class: images, and those where the class came first.
    counts: Vec<[u64; 2]>,
    first_five: u64,
    cross_entropy: f64,
}

impl Ranks {
    /// Nothing counted yet; the classes' names and the output that stands for each.
    pub fn new(names: Vec<String>, outputs: &[u16]) -> Self {
        let counts = vec![[0; 2]; names.len()];
        Ranks { outputs: outputs.into(), names: names.into(), counts, first_five: 0, cross_entropy: 0.0 }
    }

    /// Counts an image by the scores of all outputs and the output that is right. All outputs compete, or with
    /// `among_classes` those alone that stand for a class.
    ///
    /// # Errors
    /// When the output stands for no class, or a score is no number. Nothing is counted then.
    pub fn add(&mut self, scores: &[f32], right: u16, among_classes: bool) -> Result<()> {
        let class = self.outputs.iter().position(|&output| output == right);
        let (Some(class), Some(&own)) = (class, scores.get(usize::from(right))) else {
            return Err(Error::new(format!("the output {right} stands for no class")));
        };
        let competing: Vec<(usize, f32)> = match among_classes {
            true => self
                .outputs
                .iter()
                .map(|&o| usize::from(o))
                .filter_map(|o| Some((o, *scores.get(o)?)))
                .collect(),
            false => scores.iter().copied().enumerate().collect(),
        };
        if competing.iter().any(|(_, score)| !score.is_finite()) {
            return Err(Error::new("the network computed a score that is no number"));
        }
        // Of equal scores the first is the best, as everywhere here.
        let before =
            |&&(output, score): &&(usize, f32)| score > own || (score == own && output < usize::from(right));
        let rank = competing.iter().filter(before).count();
        let largest = competing.iter().fold(f32::NEG_INFINITY, |m, (_, score)| m.max(*score));
        let sum: f64 = competing.iter().map(|(_, score)| f64::from(score - largest).exp()).sum();
        self.counts[class][0] += 1;
        self.counts[class][1] += u64::from(rank == 0);
        self.first_five += u64::from(rank < 5);
        self.cross_entropy += sum.ln() + f64::from(largest) - f64::from(own);
        Ok(())
    }

    /// Names of the classes that no image has.
    pub fn absent_classes(&self) -> Vec<String> {
        let absent = self.names.iter().zip(&self.counts).filter(|(_, [images, _])| *images == 0);
        absent.map(|(name, _)| name.clone()).collect()
    }

    /// Images that were counted.
    pub(super) fn images(&self) -> u64 {
        self.counts.iter().map(|[images, _]| images).sum()
    }

    /// Images whose class came first.
    fn first(&self) -> u64 {
        self.counts.iter().map(|[_, first]| first).sum()
    }

    /// By class, the share of its images where it came first; `None` without images.
    fn class_accuracy(&self) -> Vec<Option<f64>> {
        let accuracy = |&[images, first]: &[u64; 2]| (images > 0).then(|| first as f64 / images as f64);
        self.counts.iter().map(accuracy).collect()
    }

    /// The same with the classes' names; nothing where there are too many classes to tell.
    pub(super) fn by_class(&self) -> ByClass {
        match self.names.len() <= MOST_CLASSES_TOLD {
            true => ByClass(self.names.iter().cloned().zip(self.class_accuracy()).collect()),
            false => ByClass::default(),
        }
    }
}
