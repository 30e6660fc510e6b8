//! What is counted of a segmentation: all pixels, and those near boundaries between classes.

use super::{Confusion, IGNORED};
use crate::Result;

/// Counts over all pixels, and over those on both sides of boundaries between labelled classes, where the resolution of
/// features shows: a network that is right in the middle of things and wrong at their edges loses little in the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PixelCounts {
    all: Confusion,
    near: [Confusion; 2],
}

impl PixelCounts {
    /// How many pixels on each side of a boundary are near it; DeepLab's *trimap* has such bands.
    pub const BANDS: [usize; 2] = [4, 8];

    /// Nothing yet, for 1 to 255 classes.
    ///
    /// # Errors
    /// When there is no class, or more than 255.
    pub fn new(classes: usize) -> Result<Self> {
        Confusion::new(classes).map(PixelCounts::from)
    }

    /// Counts the pixels of an image, one label and one prediction each; `near` tells for each of [`Self::BANDS`] which
    /// pixels lie in it. Nothing is counted when it fails.
    ///
    /// # Errors
    /// When there are not as many of each, or a label or prediction that counts is no class.
    pub fn add(&mut self, labels: &[u8], predictions: &[u8], near: [&[bool]; 2]) -> Result<()> {
        self.all.add(labels, predictions)?;
        for (counts, near) in self.near.iter_mut().zip(near) {
            let pairs = labels.iter().zip(near);
            let within: Vec<u8> = pairs.map(|(&label, &near)| if near { label } else { IGNORED }).collect();
            counts.add(&within, predictions)?;
        }
        Ok(())
    }

    /// Adds what was counted elsewhere.
    ///
    /// # Errors
    /// When the two differ in their number of classes.
    pub(super) fn add_counts(&mut self, other: &PixelCounts) -> Result<()> {
        self.all.merge(&other.all)?;
        self.near.iter_mut().zip(&other.near).try_for_each(|(own, other)| own.merge(other))
    }

    /// Over all pixels.
    pub fn all(&self) -> &Confusion {
        &self.all
    }

    /// In each of [`Self::BANDS`].
    pub(super) fn near(&self) -> &[Confusion; 2] {
        &self.near
    }
}

/// Counts of which nothing is known but the whole.
impl From<Confusion> for PixelCounts {
    fn from(all: Confusion) -> Self {
        let none = all.emptied();
        PixelCounts { all, near: [none.clone(), none] }
    }
}
