//! Training whose numbers are none any more: found in the step in which it happens, and told.

use crate::Result;
use crate::error::{Error, Kind};
use crate::executor::Parameters;
use crate::kernels::rows::finite::all_finite;
use crate::ops::{Gradients, RowOps, gradient};

/// What a step that leaves no numbers says; steps count from 1.
pub(super) fn error(step: usize, what: &str) -> Error {
    Error::new(format!("the training diverged in step {step}: {what}"))
        .help("a smaller learning_rate usually helps; check the images' normalisation too")
        .of_kind(Kind::Diverged)
}

/// What is no number after an update, and what made it so; `None` where all is well.
///
/// # Errors
/// When the device fails.
pub(super) fn of_update<O: RowOps>(
    ops: &O,
    parameters: &Parameters<O::Device>,
    gradients: &mut Gradients<O::Device>,
) -> Result<Option<String>> {
    let odd = parameters.not_finite(ops);
    let (Some(first), more) = (odd.first(), others(odd.len())) else {
        let odd = parameters.statistics_not_finite();
        let told =
            |first| format!("the running statistics `{first}`{} are no finite numbers", others(odd.len()));
        return Ok(odd.first().map(told));
    };
    // The gradient comes from the loss: of those that it spoilt, the last layer was the first.
    for parameter in parameters.list().iter().rev().filter(|parameter| odd.contains(&parameter.name)) {
        if !all_finite(&gradient(gradients, &parameter.tensor)?) {
            let name = &parameter.name;
            return Ok(Some(format!("the gradient of `{name}`{more} is no finite number")));
        }
    }
    Ok(Some(format!("its update leaves no finite numbers in `{first}`{more}")))
}

fn others(count: usize) -> String {
    if count > 1 { format!(" (and of {} more)", count - 1) } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{Backbone, Downsampling, Fcn, Head, Model, Network, Regular, Resnet};
    use crate::ops::{Cpu, Fast, Sgd, Stock, Tape};

    fn parameters<O: RowOps>(ops: &O) -> Parameters<O::Device> {
        let backbone = Backbone::Resnet(Resnet { depth: 18, width: 0.0625, blocks: Some([1; 4]) });
        let head = Head::Fcn(Fcn { dropout: 0.0, on: Default::default() });
        let network = Network { backbone, head, weights: None };
        let stride = Downsampling::Regular(Regular { output_stride: 8 });
        Parameters::initial(ops, Model::new(&network, &stride, 5).unwrap().inference(), 1).unwrap()
    }

    /// What an update of one parameter leaves that is no number, by a gradient of weight · (mean − target).
    fn updated<O: RowOps>(ops: &O, target: f32, weight: f32, rate: f32) -> Option<String> {
        let mut parameters = parameters(ops);
        let mut tape = Tape::training();
        let tensor = parameters.list()[3].tensor.clone();
        let loss = tape.squared_distance(&tensor, target, weight).unwrap();
        drop(tensor);
        let mut gradients = tape.backward(loss).unwrap();
        let one = parameters.list_mut().iter_mut().map(|parameter| (&mut parameter.tensor, rate)).nth(3);
        Sgd::new(0.9, 0.0).step(one, &mut gradients).unwrap();
        of_update(ops, &parameters, &mut gradients).unwrap()
    }

    fn told<O: RowOps>(ops: &O) {
        let name = parameters(ops).list()[3].name.clone();
        assert_eq!(updated(ops, 1.0, 1.0, 0.1), None);
        let spoilt = format!("the gradient of `{name}` is no finite number");
        assert_eq!(updated(ops, f32::NAN, 1.0, 0.1), Some(spoilt.clone()));
        assert_eq!(updated(ops, f32::INFINITY, 1.0, 0.0), Some(spoilt), "also where nothing is learned");
        let overflown = format!("its update leaves no finite numbers in `{name}`");
        assert_eq!(updated(ops, 1e20, 1e15, 1e38), Some(overflown));
    }

    #[test]
    fn what_is_no_number_after_an_update_is_told_with_its_gradient_and_its_layer() {
        told(&Fast::new());
        told(&Stock::<Cpu>::default());
    }

    #[test]
    fn running_statistics_that_are_no_numbers_are_found() {
        let ops = Fast::new();
        let mut parameters = parameters(&ops);
        let norm = parameters.statistics().keys().next().unwrap().clone();
        let mut of_batch = parameters.statistics()[&norm].clone();
        of_batch.variance[0] = f32::INFINITY;
        parameters.update_running(&[(norm.clone(), of_batch)], 0.1).unwrap();
        let mut tape = Tape::training();
        let loss = tape.squared_distance(&parameters.list()[0].tensor, 1.0, 1.0).unwrap();
        let mut gradients = tape.backward(loss).unwrap();
        let found = of_update(&ops, &parameters, &mut gradients).unwrap();
        assert_eq!(found, Some(format!("the running statistics `{norm}.running_var` are no finite numbers")));
    }
}
