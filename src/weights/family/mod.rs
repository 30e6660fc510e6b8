//! Families of networks as other programs name their tensors. A new family is a file here, with how to know
//! its names and how to rename them, and a variant of [`Family`].

mod resnet;
mod squeezenet;
mod vgg;

use std::collections::HashSet;
use std::fmt;

use serde::Serialize;

/// Networks that share their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    Resnet,
    Vgg,
    Squeezenet,
}

impl Family {
    const ALL: [Family; 3] = [Family::Resnet, Family::Squeezenet, Family::Vgg];

    /// The family that all names of a file point to.
    pub(super) fn of(names: &HashSet<&str>) -> Option<Self> {
        Self::ALL.into_iter().find(|family| match family {
            Family::Resnet => resnet::knows(names),
            Family::Squeezenet => squeezenet::knows(names),
            Family::Vgg => vgg::knows(names),
        })
    }

    /// This crate's name for a tensor; `None` for one that keeps its name.
    pub(super) fn ours(self, name: &str) -> Option<String> {
        match self {
            Family::Resnet => resnet::ours(name),
            Family::Vgg => vgg::ours(name),
            Family::Squeezenet => None,
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Family::Resnet => "ResNet",
            Family::Vgg => "VGG-16",
            Family::Squeezenet => "SqueezeNet",
        })
    }
}
