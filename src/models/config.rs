//! Networks and their downsampling as an experiment file states them.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::kind::{is_default, kind_enum};
use crate::mask::Mask;

/// A network: a backbone and a head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    pub backbone: Backbone,
    pub head: Head,
    /// Where training starts from (default: everything is drawn).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<Weights>,
}

/// Weights that a run starts from; exactly one of `file` and `variant` is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Relative to the project's root; `$NAME/…` begins at the folder in an environment variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// A variant of the same experiment: its run of the same seed, at the checkpoint that it reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// Which part of the network gets its values (default: the backbone from a file, all from a variant).
    #[serde(default)]
    pub part: Option<Portion>,
    /// How the weights want their pixels.
    #[serde(default, skip_serializing_if = "is_default")]
    pub input: Input,
}

impl Weights {
    /// The part of the network that gets its values.
    pub fn portion(&self) -> Portion {
        self.part.unwrap_or(if self.variant.is_some() { Portion::All } else { Portion::Backbone })
    }
}

/// What the pixels of a network's input are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// Red, green, blue, normalised as the data says (torchvision's weights).
    #[default]
    Normalised,
    /// Blue, green, red from 0 to 255, less (104, 117, 123) (weights that come from Caffe).
    Caffe,
}

/// How much of a network is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Portion {
    /// All but the head, which stays as it was drawn.
    Backbone,
    All,
}

/// The feature extractor.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Backbone {
    Resnet(Resnet),
    /// SqueezeNet 1.1.
    Squeezenet(Plain),
    /// VGG-16 up to conv4_3, as D2-Net uses it.
    Vgg(VggWidth),
}

/// VGG-16's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VggWidth {
    /// Multiplies every channel count (1 = the published network).
    #[serde(default = "one")]
    pub width: f64,
}

/// A network without settings.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plain {}

/// A residual network in torchvision's layout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resnet {
    /// 18 and 34 have basic blocks; 50, 101 and 152 have bottlenecks.
    pub depth: usize,
    /// Multiplies every channel count (1 = the published network).
    #[serde(default = "one")]
    pub width: f64,
    /// Blocks of the four stages, in place of the published ones.
    #[serde(default)]
    pub blocks: Option<[usize; 4]>,
}

/// What turns features into class scores, if anything does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Head {
    Deeplabv3(Deeplabv3),
    Deeplabv3Plus(Deeplabv3Plus),
    Fcn(Fcn),
    Classifier(Classifier),
    /// None: the features themselves describe places.
    Descriptors(Plain),
}

/// The published classifier of the backbone, for whole images. ResNet: the mean over the image, then a linear
/// layer; SqueezeNet: dropout, a 1×1 convolution with ReLU, then the mean. Cells count by their area.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classifier {
    /// Outputs of weights that were trained on more classes than the data set has (ImageNet: 1000); its card says
    /// which `output` stands for which class (default: one for each class of the data).
    #[serde(default)]
    pub outputs: Option<usize>,
}

/// Where a head works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeadPlace {
    /// On the dense lattice of the fine stride, as the authors do.
    #[default]
    Lattice,
    /// On the cells of the backbone's last depth: the head, too, saves what is not informative.
    Cells,
}

/// Which rows of a strided convolution on cells are computed. The values are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strided {
    /// Only those that the downsampling step keeps.
    #[default]
    Kept,
    /// All of the depth before, as the authors do; three quarters of the merged ones are thrown away.
    All,
}

/// DeepLabv3: atrous spatial pyramid pooling, rates 3, 6, 9 × 32/OS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deeplabv3 {
    /// Channels of every branch (the paper: 256).
    #[serde(default = "channels")]
    pub channels: usize,
    #[serde(default = "dropout")]
    pub dropout: f32,
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: HeadPlace,
}

/// DeepLabv3+: the pyramid of DeepLabv3, refined on the lattice of stride 4 with the features of layer1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deeplabv3Plus {
    /// Channels of every branch (the paper: 256).
    #[serde(default = "channels")]
    pub channels: usize,
    /// Channels to which the low-level features are projected.
    #[serde(default = "low_level_channels")]
    pub low_level_channels: usize,
    #[serde(default = "dropout")]
    pub dropout: f32,
    /// Where the pyramid works; the refinement is on the lattice of stride 4 in any case.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: HeadPlace,
}

/// A fully convolutional head: 3×3 to a quarter of the channels, then the classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fcn {
    #[serde(default = "dropout")]
    pub dropout: f32,
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: HeadPlace,
}

/// How the network downsamples after its fine stride.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Downsampling {
    Regular(Regular),
    Adaptive(Adaptive),
}

/// The same everywhere, down to one output stride; later stages dilate instead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regular {
    /// 4, 8, 16 or 32; of descriptors 1, 2, 4 or 8.
    pub output_stride: usize,
}

/// Fine where the mask is set, coarse elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adaptive {
    /// Output stride of informative regions.
    pub fine: usize,
    /// Output stride of the rest.
    pub coarse: usize,
    /// Side of the blocks that are fine or coarse as a whole, in lattice cells (default: as in the paper,
    /// 4 on the lattices of stride 4 and 8, 2 on that of stride 16).
    #[serde(default)]
    pub block: Option<usize>,
    pub mask: Mask,
    /// The active fraction that `plan` reckons with when the mask depends on images; rows carry the
    /// measured one.
    #[serde(default)]
    pub expected_active: Option<f64>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub strided: Strided,
}

kind_enum!(Backbone { "resnet" => Resnet(Resnet), "squeezenet" => Squeezenet(Plain), "vgg" => Vgg(VggWidth) });
kind_enum!(Head {
    "deeplabv3" => Deeplabv3(Deeplabv3),
    "deeplabv3-plus" => Deeplabv3Plus(Deeplabv3Plus),
    "fcn" => Fcn(Fcn),
    "classifier" => Classifier(Classifier),
    "descriptors" => Descriptors(Plain),
});
kind_enum!(Downsampling { "regular" => Regular(Regular), "adaptive" => Adaptive(Adaptive) });

fn one() -> f64 {
    1.0
}

fn channels() -> usize {
    256
}

fn low_level_channels() -> usize {
    48
}

fn dropout() -> f32 {
    0.1
}
