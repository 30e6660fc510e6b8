//! On the CPU: a few numbers per box of an image, so plain loops.

use dfdx::prelude::*;

use super::{Choice, check_choice, differences, hard};
use crate::Result;
use crate::ops::gradient::GradientOf;
use crate::ops::view::{from_vec, view};
use crate::ops::{Choose, FastOp, Rows, Site, Tape};

pub(in crate::ops) fn gumbel(
    tape: &mut Tape<Cpu>,
    scores: &Rows<Cpu>,
    choice: Choice<'_>,
) -> Result<Rows<Cpu>> {
    check_choice(*scores.shape(), choice)?;
    let scores = tape.contiguous(scores)?;
    let temperature = choice.temperature;
    let difference: Vec<f32> = view(&scores)
        .chunks_exact(2)
        .zip(differences(choice.noise))
        .map(|(scores, noise)| (scores[1] - scores[0] + noise) / temperature)
        .collect();
    let soft: Vec<f32> = difference.iter().map(|difference| 1.0 / (1.0 + (-difference).exp())).collect();
    let y = if choice.hard { difference.into_iter().map(hard).collect() } else { soft.clone() };
    let y = from_vec(scores.device(), y, (soft.len(), 1))?;

    let (of_scores, of_y) = (GradientOf::rows(&scores), GradientOf::rows(&y));
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        let sums = of_scores.sum(gradients)?.chunks_exact_mut(2);
        for ((sum, dy), soft) in sums.zip(dy.iter().copied()).zip(soft) {
            let slope = dy * soft * (1.0 - soft) / temperature;
            sum[0] -= slope;
            sum[1] += slope;
        }
        Ok(())
    });
    Ok(y)
}

impl FastOp for Choose {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        let choice = self.choice(site)?;
        gumbel(site.tape, inputs[0], choice)
    }
}
