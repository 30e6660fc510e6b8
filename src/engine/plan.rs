//! A stretch of a network that runs on one geometry: all of it, or what lies before and behind the decision of a
//! learned mask.

use super::step::{Step, Value};
use crate::graph::Geometry;

/// Steps, what they start from and what they leave.
pub(super) struct Plan<W> {
    pub steps: Vec<Step<W>>,
    /// The image, or values of the plan before.
    pub given: Vec<Value>,
    /// Values that the next plan starts from; the last step's result is not among them.
    pub kept: Vec<Value>,
}

/// One plan, or two where all behind the value `decision` waits for it.
pub(super) fn plans<W>(steps: Vec<Step<W>>, decision: Option<Value>) -> Vec<Plan<W>> {
    let Some(decision) = decision else {
        return vec![Plan { steps, given: vec![0], kept: Vec::new() }];
    };
    let (before, behind): (Vec<Step<W>>, Vec<Step<W>>) =
        steps.into_iter().partition(|step| step.geometry != Geometry::Decided);
    let mut kept: Vec<Value> =
        behind.iter().flat_map(|step| &step.inputs).copied().filter(|&input| input <= decision).collect();
    kept.sort_unstable();
    kept.dedup();
    let first = Plan { steps: before, given: vec![0], kept: kept.clone() };
    vec![first, Plan { steps: behind, given: kept, kept: Vec::new() }]
}
