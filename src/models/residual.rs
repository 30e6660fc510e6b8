//! The stages of residual networks in torchvision's layout (He et al., CVPR 2016; stride on the 3×3 of the bottleneck).

use super::backbone::{Stage, Step, scaled};
use super::blocks::{conv_into, strided_conv};
use crate::graph::{Builder, Norm, Value, Window};
use crate::grid::{self, Place};

/// Channels of the narrowest stage at width 1.
pub const NARROWEST: usize = 64;

/// Names of the four stages.
const LAYERS: [&str; 4] = ["layer1", "layer2", "layer3", "layer4"];

/// What a block is made of.
#[derive(Debug, Clone, Copy)]
pub enum Inner {
    /// Two 3×3.
    Basic,
    /// 1×1, 3×3 and 1×1, with four times the channels at its end.
    Bottleneck {
        /// Channels of each group of the 3×3 in the first stage.
        base: usize,
        /// Groups of the 3×3.
        groups: usize,
    },
}

impl Inner {
    /// Channels inside of a block and at its end, in a stage of so many.
    fn channels(self, planes: usize) -> (usize, usize) {
        match self {
            Inner::Basic => (planes, planes),
            Inner::Bottleneck { base, groups } => ((planes * base / NARROWEST).max(1) * groups, 4 * planes),
        }
    }

    fn groups(self) -> usize {
        match self {
            Inner::Basic => 1,
            Inner::Bottleneck { groups, .. } => groups,
        }
    }
}

/// Stem and four stages of so many blocks, with a multiple of the published channels.
pub fn stages<'a>(width: f64, blocks: [usize; 4], inner: Inner) -> Vec<Stage<'a>> {
    let stem = Stage { name: "stem", stride: 4, build: Box::new(move |b, x, _| stem(b, x, width)) };
    let layer = move |number: usize| Stage {
        name: LAYERS[number],
        stride: 4 << number,
        build: Box::new(move |b, x, step| {
            let planes = scaled(NARROWEST << number, width);
            let b = b.pp("backbone").pp(LAYERS[number]);
            (0..blocks[number]).fold(x, |x, block| {
                let starts_stage = number > 0 && block == 0;
                residual(&b.pp(block), x, (inner, planes), starts_stage, step)
            })
        }),
    };
    [stem].into_iter().chain((0..4).map(layer)).collect()
}

fn stem(b: &Builder, x: Value, width: f64) -> Value {
    let b = b.pp("backbone");
    let lattice = |stride| Place::Lattice { stride };
    let x = b.pp("conv1").conv_to(x, lattice(2), Window::new(scaled(NARROWEST, width), 7));
    let x = b.pp("bn1").norm(x, Norm::Relu);
    b.max_pool(x, lattice(4), grid::Window::centred(3, 1))
}

/// One residual block; the shortcut has a projection where shapes change.
fn residual(b: &Builder, x: Value, (of, planes): (Inner, usize), starts_stage: bool, step: Step) -> Value {
    let (inner, outer) = of.channels(planes);
    let three = Window::new(inner, 3).in_groups(of.groups());
    let (windows, strided): (&[Window], usize) = match of {
        Inner::Basic => (&[three, three], 0),
        Inner::Bottleneck { .. } => (&[Window::new(inner, 1), three, Window::new(outer, 1)], 1),
    };
    let last = windows.len() - 1;
    let shortcut = if starts_stage || x.channels != outer {
        let b = b.pp("downsample");
        let projected = strided_conv(&b.pp(0), x, Window::new(outer, 1), step);
        b.pp(1).norm(projected, Norm::Plain)
    } else {
        x
    };
    windows.iter().enumerate().fold(x, |y, (number, &window)| {
        let conv = b.pp(format!("conv{}", number + 1));
        let y = conv_into(&conv, y, window, (number == strided).then_some(step));
        let end = if number == last { Norm::ResidualRelu(shortcut) } else { Norm::Relu };
        b.pp(format!("bn{}", number + 1)).norm(y, end)
    })
}
