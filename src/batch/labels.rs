//! The labels of a batch, of pixels or of images.

use std::borrow::Cow;

use super::outputs::Outputs;
use crate::data::{IGNORED, Labels};
use crate::{Error, Result};

/// What the images of a batch show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchLabels {
    /// Class numbers, [images·height·width]; [`IGNORED`] where there is none.
    Pixels(Vec<u8>),
    /// The network's output that stands for each image's class, [images].
    Images(Vec<u16>),
}

/// Stands for [`IGNORED`] where labels have 16 bits.
pub const NO_CLASS: u16 = u16::MAX;

impl BatchLabels {
    /// One label per row of the scores; [`NO_CLASS`] where a row does not count.
    pub fn of_rows(&self) -> Cow<'_, [u16]> {
        let wide = |&label: &u8| if label == IGNORED { NO_CLASS } else { u16::from(label) };
        match self {
            BatchLabels::Pixels(labels) => labels.iter().map(wide).collect(),
            BatchLabels::Images(labels) => labels.into(),
        }
    }

    /// Does any of them count?
    pub fn any(&self) -> bool {
        match self {
            BatchLabels::Pixels(labels) => labels.iter().any(|&label| label != IGNORED),
            BatchLabels::Images(labels) => labels.iter().any(|&label| label != NO_CLASS),
        }
    }

    /// How many labels there are.
    pub fn count(&self) -> usize {
        match self {
            BatchLabels::Pixels(labels) => labels.len(),
            BatchLabels::Images(labels) => labels.len(),
        }
    }

    /// No labels yet, of the same kind.
    pub(super) fn none_like(labels: &Labels<Vec<u8>>) -> Self {
        match labels {
            Labels::Pixels(_) => BatchLabels::Pixels(Vec::new()),
            Labels::Image(_) => BatchLabels::Images(Vec::new()),
        }
    }

    /// # Errors
    /// When an image has another kind of labels than those before, or no output stands for its class.
    pub(super) fn push(&mut self, labels: &Labels<Vec<u8>>, outputs: &Outputs) -> Result<()> {
        match (self, labels) {
            (BatchLabels::Pixels(all), Labels::Pixels(own)) => all.extend_from_slice(own),
            // A kind of sequence stands for no output.
            (BatchLabels::Images(all), Labels::Image(kind)) if outputs.count() == 0 => all.push(*kind),
            (BatchLabels::Images(all), Labels::Image(class)) => all.push(outputs.of_class(*class)?),
            _ => return Err(Error::new("some images of a batch have a class for every pixel, others one")),
        }
        Ok(())
    }
}
