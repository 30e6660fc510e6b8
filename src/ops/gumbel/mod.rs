//! The choice of a learned mask between two, made differentiable: Gumbel-softmax of two channels, of which the
//! second one's share is given, soft or as a hard choice with the soft one's gradient (METHOD section 5).

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::operation::Operation;
use super::{Device, Site, check};
use crate::{Error, Result};

/// The choice of a learned mask for every box: scores [boxes, 2] → the second one's share [boxes, 1].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choose {
    /// τ of the Gumbel-softmax.
    pub temperature: f32,
    /// 0 or 1 instead of what lies between, with the gradient of the soft choice (straight-through).
    pub hard: bool,
    /// Which of the site's draws of noise is added to the scores.
    pub draw: usize,
}

impl Choose {
    fn choice<'a, D: Device>(&self, site: &Site<'a, D>) -> Result<Choice<'a>> {
        let none = || Error::new(format!("{NAME}: there is no draw {} of noise", self.draw));
        let noise = site.noise.get(self.draw).ok_or_else(none)?;
        Ok(Choice { noise, temperature: self.temperature, hard: self.hard })
    }
}

impl Operation for Choose {
    fn label(&self) -> String {
        "choose".into()
    }

    fn channels(&self, _: &[usize]) -> usize {
        1
    }
}

const NAME: &str = "Gumbel-softmax";

/// How a choice is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Choice<'a> {
    /// Gumbel noise that is added to the scores, one number for each.
    pub noise: &'a [f32],
    /// τ: the lower, the closer the soft choice is to the hard one.
    pub temperature: f32,
    /// 0 or 1 instead of what lies between; the gradient is that of the soft choice (straight-through).
    pub hard: bool,
}

fn check_choice(scores: (usize, usize), choice: Choice<'_>) -> Result<()> {
    check::not_empty(NAME, scores)?;
    check::same(NAME, scores, (scores.0, 2))?;
    check::count(NAME, "draws of noise", choice.noise.len(), 2 * scores.0)?;
    let temperature = choice.temperature;
    if !(temperature > 0.0 && temperature.is_finite()) {
        return Err(Error::new(format!("{NAME}: a temperature of {temperature} is not above 0")));
    }
    Ok(())
}

/// The draws' differences, second less first, one for each row.
fn differences(noise: &[f32]) -> impl Iterator<Item = f32> + '_ {
    noise.chunks_exact(2).map(|noise| noise[1] - noise[0])
}

/// The hard choice: on a tie the first one.
fn hard(difference: f32) -> f32 {
    if difference > 0.0 { 1.0 } else { 0.0 }
}
