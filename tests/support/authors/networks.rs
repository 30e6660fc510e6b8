//! The segmentation networks of the golden files: ResNet-50 with formula weights, on 64×128 pixels.

use cadbench::grid::{Levels, Tables};
use cadbench::mask::Mask;
use cadbench::models::{
    Adaptive, Backbone, Deeplabv3, Downsampling, Fcn, Head, HeadPlace, Model, Network, Regular, Resnet,
};

use super::{Golden, golden};

pub const HEIGHT: usize = 64;
pub const WIDTH: usize = 128;
pub const VARIANTS: [&str; 5] = ["os32", "os16", "os8", "adaptive_8_to_16", "adaptive_8_to_32"];

pub fn regular(output_stride: usize) -> Downsampling {
    Downsampling::Regular(Regular { output_stride })
}

pub fn adaptive(coarse: usize) -> Downsampling {
    adaptive_from(8, coarse)
}

pub fn adaptive_from(fine: usize, coarse: usize) -> Downsampling {
    Downsampling::Adaptive(Adaptive::new(fine, coarse, Mask::All(Default::default())))
}

/// Features that describe places.
pub fn descriptors(backbone: &str, downsampling: &Downsampling) -> Model {
    let network = format!("{{backbone: {{kind: {backbone}}}, head: {{kind: descriptors}}}}");
    Model::new(&serde_yaml::from_str(&network).unwrap(), downsampling, 0).unwrap()
}

/// SqueezeNet with its classifier.
pub fn squeezenet(downsampling: &Downsampling, outputs: usize) -> Model {
    let network = "{backbone: {kind: squeezenet}, head: {kind: classifier}}";
    Model::new(&serde_yaml::from_str(network).unwrap(), downsampling, outputs).unwrap()
}

fn downsampling(variant: &str) -> Downsampling {
    match variant {
        "os32" => regular(32),
        "os16" => regular(16),
        "os8" => regular(8),
        "adaptive_8_to_16" => adaptive(16),
        "adaptive_8_to_32" => adaptive(32),
        other => panic!("no variant {other}"),
    }
}

/// A network of the golden files.
pub fn segmenter(head: &str, variant: &str) -> Model {
    let on = HeadPlace::Lattice;
    let head = match head {
        "deeplabv3" => Head::Deeplabv3(Deeplabv3 { channels: 256, dropout: 0.0, on }),
        _ => Head::Fcn(Fcn { dropout: 0.0, on }),
    };
    resnet(50, head, &downsampling(variant))
}

/// Any ResNet for the 19 classes of Cityscapes.
pub fn resnet(depth: usize, head: Head, downsampling: &Downsampling) -> Model {
    let backbone = Backbone::Resnet(Resnet { depth, width: 1.0, blocks: None });
    Model::new(&Network { backbone, head, weights: None }, downsampling, 19).unwrap()
}

/// The geometry of a variant with the golden file's levels.
pub fn tables(variant: &str, images: usize) -> Tables {
    let networks = golden("networks");
    let fine = variant.strip_prefix("os").map_or(8, |stride| stride.parse().unwrap());
    match networks.get(&format!("resnet50.deeplabv3.{variant}.levels")) {
        None => Tables::regular(images, HEIGHT, WIDTH, fine).unwrap(),
        Some(Golden { shape, values }) => {
            let values = values.iter().map(|&level| level as u8).collect();
            let levels = Levels::new(shape[0], shape[1], values).unwrap();
            Tables::new(HEIGHT, WIDTH, fine, vec![levels; images]).unwrap()
        }
    }
}
