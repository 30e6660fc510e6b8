//! The convolutions that are measured: layers of a ResNet-50 on 256×512 images, of a small network on
//! batches of eight 128×256 crops, depthwise ones of a MobileNetV2, and cells of mixed resolution.

use std::sync::Arc;

use cadbench::Result;
use cadbench::grid::{KernelMap, Levels, Place, Tables};

/// One convolution.
pub struct Layer {
    pub name: &'static str,
    pub map: Arc<KernelMap>,
    pub c_in: usize,
    pub c_out: usize,
    /// Groups of channels; 1 in a dense layer.
    pub groups: usize,
}

impl Layer {
    /// Multiply–accumulates count as two operations, padding taps included.
    pub fn gigaflop(&self) -> f64 {
        2.0 * (self.map.rows_out() * self.map.taps() * self.c_in / self.groups * self.c_out) as f64 / 1e9
    }
}

/// All of them.
///
/// # Errors
/// When a lattice does not divide: not for the numbers here.
pub fn layers() -> Result<Vec<Layer>> {
    let layer = |name, map, c_in, c_out| Layer { name, map, c_in, c_out, groups: 1 };
    let depthwise = |name, map, channels| Layer { groups: channels, ..layer(name, map, channels, channels) };
    Ok(vec![
        layer("3×3, 256", regular(1, 32, 64, 3, 1, 2)?, 256, 256),
        layer("3×3, 512", regular(1, 32, 64, 3, 1, 4)?, 512, 512),
        layer("1×1, 1024 to 256", regular(1, 32, 64, 1, 1, 1)?, 1024, 256),
        layer("1×1, 256 to 1024", regular(1, 32, 64, 1, 1, 1)?, 256, 1024),
        layer("1×1, 2048 to 512", regular(1, 32, 64, 1, 1, 1)?, 2048, 512),
        layer("7×7 stride 2, 3 to 64", regular(1, 256, 512, 7, 2, 1)?, 3, 64),
        layer("3×3, 64", regular(1, 64, 128, 3, 1, 1)?, 64, 64),
        layer("batch 3×3, 32", regular(8, 64, 128, 3, 1, 1)?, 32, 32),
        layer("batch 3×3, 64", regular(8, 32, 64, 3, 1, 1)?, 64, 64),
        layer("batch 3×3, 16", regular(8, 64, 128, 3, 1, 1)?, 16, 16),
        layer("batch 3×3 stride 2, 32 to 64", regular(8, 64, 128, 3, 2, 1)?, 32, 64),
        layer("adaptive 3×3, 256", adaptive()?, 256, 256),
        layer("classes 1×1, 256 to 19", regular(1, 32, 64, 1, 1, 1)?, 256, 19),
        depthwise("depthwise 3×3, 144", regular(1, 128, 256, 3, 1, 1)?, 144),
        depthwise("depthwise 3×3, 576", regular(1, 64, 128, 3, 1, 2)?, 576),
        depthwise("depthwise 5×5, 960", regular(1, 32, 64, 5, 1, 1)?, 960),
        depthwise("adaptive depthwise 3×3, 576", adaptive()?, 576),
        Layer { groups: 32, ..layer("3×3 in 32 groups, 256", regular(1, 32, 64, 3, 1, 1)?, 256, 256) },
    ])
}

/// The map of a k×k convolution on regular lattices.
fn regular(
    images: usize,
    height: usize,
    width: usize,
    kernel: usize,
    step: usize,
    dilation: usize,
) -> Result<Arc<KernelMap>> {
    let place = |stride| Place::Lattice { stride };
    Tables::regular(images, height, width, 1)?.conv(place(1), place(step), kernel, dilation)
}

/// The map of a 3×3 convolution on cells after one adaptive step: two boxes of five stay fine.
fn adaptive() -> Result<Arc<KernelMap>> {
    let fine: Vec<bool> = (0..16 * 32).map(|block| block * 7 % 5 < 2).collect();
    let levels = Levels::from_blocks(&fine, 64, 128, 4, 1)?;
    let cells = Place::Cells { depth: 1 };
    Tables::new(64, 128, 1, vec![levels])?.conv(cells, cells, 3, 1)
}
