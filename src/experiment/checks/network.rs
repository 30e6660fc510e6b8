//! Networks.

use super::Check;
use crate::experiment::Settings;
use crate::metrics::Task;
use crate::models::Use;

pub(super) fn check(settings: &Settings, check: &mut Check) {
    let network = &settings.network;
    check.hand_on(network.backbone.check(), "network.backbone");
    check.accept(network.backbone.gives(network.head.used_for()), "network.backbone.kind");
    heads(settings, check);
    if let Some(weights) = &network.weights {
        let one = weights.file.is_some() != weights.variant.is_some();
        let help =
            "`file: PATH` for stored weights, or `variant: NAME` for those that another variant trained";
        check.require(one, "network.weights", "give either `file` or `variant`", help);
        check.require(
            weights.set.is_none() || weights.file.is_some(),
            "network.weights.set",
            "chooses among the sets of a file, and the weights come from a variant",
            "leave it out",
        );
        let named = weights.file.as_ref().is_none_or(|file| !file.as_os_str().is_empty());
        check.require(
            named,
            "network.weights.file",
            "names no file",
            "leave `weights` out to draw all values",
        );
    }
    check.hand_on(network.head.check(), "network.head");
}

/// A head gives what the task asks for.
fn heads(settings: &Settings, check: &mut Check) {
    let gives = match settings.network.head.used_for() {
        Use::Classification => Task::Classification,
        Use::Descriptors => Task::Matching,
        Use::Segmentation => Task::Segmentation,
    };
    let (what, help) = match settings.task {
        Task::Segmentation => {
            ("a classifier gives no class to a pixel", "`fcn`, `lraspp`, `deeplabv3` or `deeplabv3-plus`")
        }
        Task::Classification => {
            ("this head gives a class to every pixel, and the task is images", "`classifier`")
        }
        Task::Matching => ("this head gives classes, and the task is places", "`descriptors`"),
    };
    check.require(gives == settings.task, "network.head.kind", what, help);
}
