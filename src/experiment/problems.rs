//! Collects what is wrong in all files and variants, so that it can be mended in one go.

use crate::yaml::{Place, Refusal};
use crate::{Error, Result};

/// The errors found so far, each reported once however many variants inherit it.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Error>);

impl Problems {
    pub(super) fn push(&mut self, error: Error) {
        if !self.0.contains(&error) {
            self.0.push(error);
        }
    }

    pub(super) fn extend(&mut self, others: Problems) {
        others.0.into_iter().for_each(|error| self.push(error));
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    pub(super) fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// A refused setting, with help where its message has none. What is missing in every variant is reported for the
    /// first one only.
    pub(super) fn refused(&mut self, refusal: Refusal, whole: &Place, help: Option<&str>) {
        let about_the_whole = refusal.is_about_the_whole();
        let error = refusal.into_error(whole);
        let error = if let Some(help) = help { error.or_help(help) } else { error };
        if !about_the_whole || self.0.iter().all(|known| known.what() != error.what()) {
            self.push(error);
        }
    }

    /// The value of a result, its error kept here.
    pub(super) fn keep<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// The value if nothing was wrong, else every error in one.
    pub(super) fn none_or<T>(self, value: T) -> Result<T> {
        Error::several(self.0).map_or(Ok(value), Err)
    }
}
