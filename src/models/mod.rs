//! Networks as functions that build graphs: backbones, heads, and the estimator of a learned mask between them, with
//! their settings. Knows graphs and their values, masks and the grid, nothing of data or training.
//!
//! One backbone is one file: its settings, their check, other programs' names for its tensors, its strides, and the
//! stages that build it; the lists of backbones and heads are below. How they become one network, regular or adaptive,
//! for evaluation or for the training of a learned mask, is in `model.rs` and the same for all.

mod backbone;
mod blocks;
mod convnext;
mod downsampling;
mod efficientnet;
mod estimator;
mod heads;
mod list;
mod mnasnet;
mod mobilenet_v2;
mod mobilenet_v3;
mod model;
mod names;
mod network;
mod regnet;
mod residual;
mod resnet;
mod resnext;
mod squeezenet;
mod strides;
mod vgg;

pub use backbone::Use;
pub use convnext::Convnext;
pub use downsampling::{Adaptive, CoarseTaps, Downsampling, Merging, Regular, Strided};
pub use efficientnet::Efficientnet;
pub use heads::{Classifier, Deeplabv3, Deeplabv3Plus, Descriptors, Fcn, HeadPlace, Lraspp};
pub use mnasnet::Mnasnet;
pub use mobilenet_v2::MobilenetV2;
pub use mobilenet_v3::MobilenetV3;
pub use model::{DOWNSAMPLED, FEATURES, Model, SCORES};
pub use names::Names;
pub use network::{Input, Network, Weights};
pub use regnet::Regnet;
pub use resnet::Resnet;
pub use resnext::{Resnext, WideResnet};
pub use squeezenet::Squeezenet;
pub use vgg::Vgg;

use std::collections::HashSet;

use backbone::Extractor;
use heads::Attached;

list::list! {
    /// The feature extractor.
    Backbone as Extractor {
        /// ResNet-18 to ResNet-152.
        "resnet" => Resnet(Resnet),
        /// ResNeXt-50 32×4d and ResNeXt-101 32×8d.
        "resnext" => Resnext(Resnext),
        /// Wide ResNet-50-2 and Wide ResNet-101-2.
        "wide-resnet" => WideResnet(WideResnet),
        /// MobileNetV2.
        "mobilenet-v2" => MobilenetV2(MobilenetV2),
        /// MobileNetV3-Large.
        "mobilenet-v3" => MobilenetV3(MobilenetV3),
        /// EfficientNet-B0 to -B7.
        "efficientnet" => Efficientnet(Efficientnet),
        /// MNASNet 1.0.
        "mnasnet" => Mnasnet(Mnasnet),
        /// RegNetY-400MF.
        "regnet" => Regnet(Regnet),
        /// ConvNeXt-Tiny.
        "convnext" => Convnext(Convnext),
        /// SqueezeNet 1.1.
        "squeezenet" => Squeezenet(Squeezenet),
        /// VGG-16: as a whole for classes of images, up to conv4_3 for places, as D2-Net uses it.
        "vgg" => Vgg(Vgg),
    }
}

list::list! {
    /// What turns features into class scores, if anything does.
    Head as Attached {
        /// DeepLabv3: the pyramid, one 3×3, classes of pixels.
        "deeplabv3" => Deeplabv3(Deeplabv3),
        /// DeepLabv3+: the pyramid, refined on the lattice of stride 4.
        "deeplabv3-plus" => Deeplabv3Plus(Deeplabv3Plus),
        /// FCN: one 3×3, then classes of pixels.
        "fcn" => Fcn(Fcn),
        /// LR-ASPP: a 1×1 and a gate of the whole image, then classes of pixels, added to those of stride 8.
        "lraspp" => Lraspp(Lraspp),
        /// The backbone's published classifier, for classes of whole images.
        "classifier" => Classifier(Classifier),
        /// None: the features themselves describe places.
        "descriptors" => Descriptors(Descriptors),
    }
}

/// How other programs name the tensors of the backbones here.
const NAMES: &[&Names] = &[
    &resnet::NAMES,
    &mobilenet_v2::NAMES,
    &mobilenet_v3::NAMES,
    &efficientnet::NAMES,
    &mnasnet::NAMES,
    &regnet::NAMES,
    &convnext::NAMES,
    &squeezenet::NAMES,
    &vgg::NAMES,
];

/// The backbone that all names of a file point to.
pub fn named(names: &HashSet<&str>) -> Option<&'static Names> {
    NAMES.iter().copied().find(|known| (known.knows)(names))
}
