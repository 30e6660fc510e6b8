//! Panels: what runs make of one image, as pictures on a sheet.

mod sheet;
mod shown;

pub use sheet::{Sheet, sheet};
pub use shown::{panel_file, panels};

use crate::experiment::{Plan, Run};
use crate::models::Downsampling;

/// The regular runs of the same experiment, seed and precision at the strides of an adaptive run, coarse before fine:
/// what its prediction is seen beside. None of a regular run.
pub fn beside<'a>(plan: &'a Plan, run: &Run) -> Vec<&'a Run> {
    let Downsampling::Adaptive(adaptive) = &run.settings.downsampling else { return Vec::new() };
    let of = |stride: usize| {
        let is_regular = |other: &&Run| match &other.settings.downsampling {
            Downsampling::Regular(regular) => regular.output_stride == stride,
            Downsampling::Adaptive(_) => false,
        };
        let own = |other: &&Run| other.experiment == run.experiment && other.seed == run.seed;
        let regular: Vec<&Run> = plan.runs().filter(own).filter(is_regular).collect();
        let precision = run.settings.evaluation.precision;
        let precise = regular.iter().find(|other| other.settings.evaluation.precision == precision);
        precise.or(regular.first()).copied()
    };
    [adaptive.coarse, adaptive.fine].into_iter().filter_map(of).collect()
}
