//! Masks: whether one fits the task, and what it refuses itself.

use super::Check;
use crate::mask::{Needs, Surroundings};
use crate::metrics::Task;
use crate::models::Adaptive;

pub(super) fn check(adaptive: &Adaptive, task: Task, path: &str, check: &mut Check) {
    let needs = adaptive.mask.needs();
    let fits = match needs {
        Needs::Nothing => true,
        Needs::Keypoints => task == Task::Matching,
        Needs::Pixels | Needs::Labels | Needs::Network => task != Task::Matching,
    };
    let help = "`mask: {kind: keypoints, dilations: […]}` belongs to `task: matching`, and that task has `all` and `none` beside it";
    check.require(fits, path, "this mask does not fit the task", help);
    let place = Surroundings { fine: adaptive.fine, coarse: adaptive.coarse };
    check.hand_on(adaptive.mask.check(&place), path);
    let labelled = needs != Needs::Labels || task == Task::Segmentation;
    let help = "a mask that looks at images, such as `edges`";
    check.require(labelled, path, "an oracle needs a class for every pixel", help);
}
