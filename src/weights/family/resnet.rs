//! ResNets. torchvision's classifiers name their layers without a part (`layer1.0.conv1.weight`), its
//! segmentation networks with one (`backbone.layer1.0.conv1.weight`, `classifier.4.weight`); the names of the
//! paper's authors are this crate's own.

use std::collections::HashSet;

pub(super) fn knows(names: &HashSet<&str>) -> bool {
    ["", "backbone."].iter().any(|part| {
        ["conv1.weight", "bn1.weight"].iter().all(|name| names.contains(format!("{part}{name}").as_str()))
            && names.iter().any(|name| name.starts_with(&format!("{part}layer1.0.")))
    })
}

/// `conv1`, `bn1` and `layer…` belong to the backbone, `fc` is the classifier of images; torchvision's heads are
/// called `classifier` once, this crate's twice.
pub(super) fn ours(name: &str) -> Option<String> {
    match name.split('.').next().unwrap_or_default() {
        "conv1" | "bn1" | "layer1" | "layer2" | "layer3" | "layer4" => Some(format!("backbone.{name}")),
        "fc" => Some(format!("classifier.{name}")),
        "classifier" if !name.starts_with("classifier.classifier.") => Some(format!("classifier.{name}")),
        _ => None,
    }
}
