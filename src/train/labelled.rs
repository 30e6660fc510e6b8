//! Training images without a label: one batch may have none, a whole data set may not.

use rayon::prelude::*;

use crate::batch::{Batch, BatchSource};
use crate::data::{Dataset, IGNORED};
use crate::{Error, Result};

/// Whether anything to learn from has been seen.
#[derive(Default)]
pub(super) struct Labelled {
    is_known: bool,
    is_told: bool,
}

impl Labelled {
    /// Looks at a batch; returns what a person should know, once.
    ///
    /// # Errors
    /// When no image of the whole data set has a label, or one of them cannot be read.
    pub(super) fn check(
        &mut self,
        batch: &Batch,
        source: &BatchSource,
        step: usize,
    ) -> Result<Option<String>> {
        if batch.labels.any() {
            self.is_known = true;
            return Ok(None);
        }
        if !self.is_known {
            refuse_without_any(&*source.dataset)?;
            self.is_known = true;
        }
        let told = (!self.is_told).then(|| {
            let images = source.drawn(step, batch.tables.images()).join(", ");
            format!(
                "step {}: no pixel of its images has a label that counts ({images}); its loss is 0",
                step + 1
            )
        });
        self.is_told = true;
        Ok(told)
    }
}

/// Reads images until one has a label.
fn refuse_without_any(dataset: &dyn Dataset) -> Result<()> {
    let has_label = |index| -> Result<bool> {
        let labels = dataset.load(index)?.labels;
        Ok(labels.pixels().is_none_or(|pixels| pixels.iter().any(|&label| label != IGNORED)))
    };
    let found = (0..dataset.len()).into_par_iter().map(has_label);
    if found.find_any(|label| !matches!(label, Ok(false))).transpose()?.is_some() {
        return Ok(());
    }
    let last = dataset.files().pop();
    let folder = last.and_then(|file| Some(file.path.parent()?.display().to_string())).unwrap_or_default();
    let count = dataset.len();
    Err(Error::new(format!("none of the {count} training images has a pixel with a label that counts"))
        .at(folder)
        .help("all labels are ignored: check which ids the data set's card gives to classes, and which to `ignored`"))
}
