//! SqueezeNet: this crate has torchvision's names (`features.3.squeeze.weight`, `classifier.1.weight`).

use std::collections::HashSet;

pub(super) fn knows(names: &HashSet<&str>) -> bool {
    names.iter().any(|name| name.starts_with("features.") && name.ends_with(".squeeze.weight"))
}
