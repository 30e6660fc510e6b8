//! Settings that read well but make no sense: every such value is refused before anything runs.

mod data;
mod downsampling;
mod mask;
mod network;
mod training;

use super::Settings;
use super::problems::Problems;
use crate::refusals::Refusals;
use crate::yaml::{Node, Place};
use crate::{Error, Result};

/// Checks one variant's settings. `node` tells where they are written, `variant` where the variant is.
pub(super) fn check(settings: &Settings, node: &Node, variant: &Place, problems: &mut Problems) {
    let mut check = Check { node, variant, problems };
    data::check(settings, &mut check);
    network::check(settings, &mut check);
    downsampling::check(settings, &mut check);
    training::check(settings, &mut check);
}

/// Takes refusals and finds their places.
struct Check<'a> {
    node: &'a Node,
    variant: &'a Place,
    problems: &'a mut Problems,
}

impl Check<'_> {
    /// Refuses the setting at a path unless it is good.
    fn require(&mut self, good: bool, path: &str, what: impl AsRef<str>, help: impl Into<String>) {
        if !good {
            let error = Error::new(format!("{path}: {}", what.as_ref()));
            self.problems.push(self.place(path).mark(error).help(help));
        }
    }

    /// The value of a result; its error is about the setting at a path.
    fn accept<T>(&mut self, result: Result<T>, path: &str) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.problems.push(self.place(path).mark(error));
                None
            }
        }
    }

    fn place(&self, path: &str) -> &Place {
        self.node.place_of(path).unwrap_or(self.variant)
    }

    /// A number that must lie in a range, both ends allowed.
    fn within(&mut self, value: f64, range: std::ops::RangeInclusive<f64>, path: &str) {
        let mut refusals = Refusals::default();
        refusals.within(value, range, "");
        self.hand_on(refusals, path);
    }

    /// Takes what was refused of the settings at a path.
    fn hand_on(&mut self, refusals: Refusals, path: &str) {
        for refusal in refusals {
            self.require(false, &refusal.path_below(path), refusal.what, refusal.help);
        }
    }
}
