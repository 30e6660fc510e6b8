//! A mask that a small network decides, trained together with the rest (METHOD section 5). What it asks of the
//! settings around it is checked where those are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::{Blocks, Needs, Surroundings, View};
use crate::grid::Levels;
use crate::kind::is_default;
use crate::refusals::Refusals;
use crate::{Error, Result};

/// A learned mask's settings; the defaults are the paper's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Learned {
    /// Share of the image that training drives towards being *downsampled*: 1 − the active fraction.
    #[serde(default = "half")]
    pub target: f64,
    /// Of (share downsampled − target)² in the loss.
    #[serde(default = "one")]
    pub weight: f32,
    /// τ of the Gumbel-softmax.
    #[serde(default = "one")]
    pub temperature: f32,
    /// Learning rate of the estimator as a multiple of the head's.
    #[serde(default = "hundredth")]
    pub rate: f32,
    /// The estimator's weights are given and stay as they are; the network is trained on the cells that it decides,
    /// and `target`, `weight`, `temperature` and `rate` play no part.
    #[serde(default, skip_serializing_if = "is_default")]
    pub frozen: bool,
    /// Evaluation draws noise, too, as the authors' code does: two evaluations of one network with other seeds then
    /// differ (METHOD section 9).
    #[serde(default, skip_serializing_if = "is_default")]
    pub noisy_evaluation: bool,
    /// The loss on the share downsampled uses choices of a second, independent draw, as the authors' code does, in
    /// place of the choices that mix the branches (METHOD section 9).
    #[serde(default, skip_serializing_if = "is_default")]
    pub second_draw: bool,
}

fn half() -> f64 {
    0.5
}

fn one() -> f32 {
    1.0
}

fn hundredth() -> f32 {
    0.01
}

impl Kind for Learned {
    fn check(&self, _: &Surroundings, refuse: &mut Refusals) {
        refuse.within(self.target, 0.0..=1.0, "target");
        for (name, value) in [("weight", self.weight), ("rate", self.rate)] {
            refuse.within(value.into(), 0.0..=f64::INFINITY, name);
        }
        let temperature = self.temperature;
        let good = temperature > 0.0 && temperature.is_finite();
        let what = format!("a temperature of {temperature} makes no choice soft");
        refuse.require(good, "temperature", what, "a number above 0 (the paper: 1)");
        let noisy = self.frozen && self.noisy_evaluation;
        let what = "a frozen mask chooses without noise, in training and in evaluation";
        refuse.require(!noisy, "noisy_evaluation", what, "leave out `noisy_evaluation`, or `frozen`");
        let second = self.frozen && self.second_draw;
        let what = "a frozen mask draws no choices, and no loss is on them";
        refuse.require(!second, "second_draw", what, "leave out `second_draw`, or `frozen`");
    }

    fn needs(&self) -> Needs {
        Needs::Network
    }

    fn levels(&self, _: View<'_>, _: Blocks, _: u64) -> Result<Levels> {
        Err(Error::new("a learned mask is not told by the image alone: its network decides"))
    }

    /// What training drives it to; a given estimator says nothing of its own.
    fn expected_active(&self) -> [f64; 2] {
        if self.frozen { [0.0, 1.0] } else { [1.0 - self.target; 2] }
    }

    /// What training draws is drawn from the training's seed in any case.
    fn draws(&self) -> bool {
        self.noisy_evaluation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_mask_is_known_from_images_alone() {
        let own = Learned {
            target: 0.75,
            weight: 1.0,
            temperature: 1.0,
            rate: 0.01,
            frozen: false,
            noisy_evaluation: false,
            second_draw: false,
        };
        assert_eq!(own.expected_active(), [0.25; 2]);
        assert_eq!(Learned { frozen: true, ..own }.expected_active(), [0.0, 1.0]);
    }
}
