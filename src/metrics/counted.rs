//! Counting a whole split image by image, and keeping what each image added.

use super::ByImage;
use super::metric::Score;
use crate::Result;

/// What a task counts: it can be counted apart and added up, with the same result.
pub trait Counts: Sized + 'static {
    /// What is read off it.
    const SCORES: &'static [Score<Self>];

    /// For the same classes, nothing counted.
    fn emptied(&self) -> Self;

    /// Adds what was counted elsewhere.
    ///
    /// # Errors
    /// When it was for other classes.
    fn merge(&mut self, other: &Self) -> Result<()>;
}

/// Counts over all images so far, and what each added.
#[derive(Debug, Clone)]
pub struct Counted<C> {
    all: C,
    by_image: ByImage,
}

impl<C: Counts> Counted<C> {
    /// Nothing yet; `none` says for which classes.
    pub fn new(none: C) -> Self {
        Counted { all: none, by_image: ByImage::default() }
    }

    /// Counts an image, or in matching a pair of images.
    ///
    /// # Errors
    /// When `count` fails; nothing is counted then.
    pub fn add(&mut self, count: impl FnOnce(&mut C) -> Result<()>) -> Result<()> {
        let mut image = self.all.emptied();
        count(&mut image)?;
        for Score { metric, terms, .. } in C::SCORES {
            if let Some(terms) = terms {
                self.by_image.push(metric.name, terms(&image));
            }
        }
        self.all.merge(&image)
    }

    /// Counts what no term of a score comes of, such as the keypoints of an image that is matched later.
    pub fn beside(&mut self, count: impl FnOnce(&mut C)) {
        count(&mut self.all);
    }

    /// Over all images.
    pub fn all(&self) -> &C {
        &self.all
    }

    /// What `scores` reads off it, and what each image added.
    ///
    /// # Errors
    /// As `scores`.
    pub fn read<T>(self, scores: impl FnOnce(&C) -> Result<T>) -> Result<(T, ByImage)> {
        Ok((scores(&self.all)?, self.by_image))
    }
}
