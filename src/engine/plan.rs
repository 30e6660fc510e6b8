//! A stretch of a network that runs on one geometry: all of it, or what lies before and behind the decision of a
//! learned mask.

use super::step::Step;
use super::trace::Value;

/// Steps, what they start from and what they leave.
pub(super) struct Plan {
    pub steps: Vec<Step>,
    /// The image, or values of the plan before.
    pub given: Vec<Value>,
    /// Values that the next plan starts from; the last step's result is not among them.
    pub kept: Vec<Value>,
}

/// One plan, or two where all behind the value `decision` waits for it.
pub(super) fn plans(steps: Vec<Step>, decision: Option<Value>) -> Vec<Plan> {
    let Some(decision) = decision else {
        return vec![Plan { steps, given: vec![0], kept: Vec::new() }];
    };
    let (before, behind): (Vec<Step>, Vec<Step>) =
        steps.into_iter().partition(|step| step.output <= decision);
    let mut kept: Vec<Value> =
        behind.iter().flat_map(|step| &step.inputs).copied().filter(|&input| input <= decision).collect();
    kept.sort_unstable();
    kept.dedup();
    let first = Plan { steps: before, given: vec![0], kept: kept.clone() };
    vec![first, Plan { steps: behind, given: kept, kept: Vec::new() }]
}
