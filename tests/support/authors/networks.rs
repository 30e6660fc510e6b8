//! The segmentation networks of the golden files: ResNet-50 with formula weights, on 64×128 pixels.

use cadbench::grid::{Levels, Tables};
use cadbench::mask::Mask;
use cadbench::models::{
    Adaptive, Backbone, Deeplabv3, Downsampling, Fcn, Head, HeadPlace, Network, Regular, Resnet, Segmenter,
    Strided,
};

use super::{Golden, golden};

pub const HEIGHT: usize = 64;
pub const WIDTH: usize = 128;
pub const VARIANTS: [&str; 5] = ["os32", "os16", "os8", "adaptive_8_to_16", "adaptive_8_to_32"];

pub fn regular(output_stride: usize) -> Downsampling {
    Downsampling::Regular(Regular { output_stride })
}

pub fn adaptive(coarse: usize) -> Downsampling {
    let mask = Mask::All(Default::default());
    let strided = Strided::Kept;
    Downsampling::Adaptive(Adaptive { fine: 8, coarse, block: None, mask, expected_active: None, strided })
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
pub fn segmenter(head: &str, variant: &str) -> Segmenter {
    let on = HeadPlace::Lattice;
    let head = match head {
        "deeplabv3" => Head::Deeplabv3(Deeplabv3 { channels: 256, dropout: 0.0, on }),
        _ => Head::Fcn(Fcn { dropout: 0.0, on }),
    };
    resnet(50, head, &downsampling(variant))
}

/// Any ResNet for the 19 classes of Cityscapes.
pub fn resnet(depth: usize, head: Head, downsampling: &Downsampling) -> Segmenter {
    let backbone = Backbone::Resnet(Resnet { depth, width: 1.0, blocks: None });
    Segmenter::new(&Network { backbone, head, weights: None }, downsampling, 19).unwrap()
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
