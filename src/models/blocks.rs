//! What the blocks of several networks are made of: convolutions with norm and activation, the way into the next stage,
//! squeeze-and-excitation, and the inverted residual.

use super::backbone::Step;
use super::downsampling::{Merging, Strided};
use crate::graph::{Builder, Norm, Value, Window};
use crate::grid::Place;
use crate::ops::Activation;

/// What follows a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Nothing,
    Relu,
    Other(Activation),
}

impl Then {
    /// Of a layer without a norm.
    pub fn after(self, b: &Builder, x: Value) -> Value {
        match self {
            Then::Nothing => x,
            Then::Relu => b.relu(x),
            Then::Other(activation) => b.activate(x, activation),
        }
    }

    /// Of a norm.
    pub fn after_norm(self, norm: &Builder, x: Value) -> Value {
        match self {
            Then::Nothing => norm.norm(x, Norm::Plain),
            Then::Relu => norm.norm(x, Norm::Relu),
            Then::Other(activation) => norm.activate(norm.norm(x, Norm::Plain), activation),
        }
    }
}

/// A convolution called 0 and its norm, called 1; it leads into the next stage where a step is given.
pub fn conv_norm(b: &Builder, x: Value, window: Window, step: Option<Step>, then: Then) -> Value {
    then.after_norm(&b.pp(1), conv_into(&b.pp(0), x, window, step))
}

/// A convolution that stays, or leads into the next stage.
pub fn conv_into(b: &Builder, x: Value, window: Window, step: Option<Step>) -> Value {
    step.map_or_else(|| b.conv(x, window), |step| strided_conv(b, x, window, step))
}

/// Into the next place; on cells in the authors' way, if that is wanted: everywhere, and then the step. Cells that merge by
/// their mean need everything, too, unless the convolution reads one cell: the mean may then come first, which is cheaper.
pub fn strided_conv(b: &Builder, x: Value, window: Window, step: Step) -> Value {
    let depth = match step.to {
        Place::Cells { depth } if x.place != step.to => depth,
        to => return b.conv_to(x, to, window),
    };
    match (step.merging, step.strided, window.kernel()) {
        (Merging::Mean, _, 1) => b.conv(b.merge_by_mean(x, depth), window),
        (Merging::Mean, ..) => b.merge_by_mean(b.conv(x, window), depth),
        (_, Strided::All, 2..) => b.keep(b.conv(x, window), depth),
        _ => b.conv_to(x, step.to, window),
    }
}

/// Squeeze-and-excitation (Hu et al., CVPR 2018): the mean over the image, each cell weighted by its area, goes through two
/// 1×1 to a factor for each channel.
#[derive(Debug, Clone, Copy)]
pub struct Squeeze {
    /// Channels between the two 1×1.
    pub channels: usize,
    /// What follows the first one.
    pub then: Then,
    /// What makes factors of numbers.
    pub gate: Activation,
}

impl Squeeze {
    /// x times its factors.
    pub fn build(self, b: &Builder, x: Value) -> Value {
        let mean = b.mean_of_images(x);
        let squeezed = b.pp("fc1").conv(mean, Window::new(self.channels, 1).biased());
        let squeezed = self.then.after(b, squeezed);
        let factors = b.pp("fc2").conv(squeezed, Window::new(x.channels, 1).biased());
        b.scale_images(x, b.activate(factors, self.gate))
    }
}

/// An inverted residual (Sandler et al., CVPR 2018): a 1×1 that widens, a depthwise convolution, squeeze-and-excitation in
/// some, and a 1×1 back, with a shortcut where nothing changes its shape.
#[derive(Debug, Clone, Copy)]
pub struct Inverted {
    /// Channels between the two 1×1; without the first where they are those of the input.
    pub wide: usize,
    /// Of the result.
    pub channels: usize,
    /// Taps along one side of the depthwise convolution.
    pub kernel: usize,
    pub then: Then,
    pub squeeze: Option<Squeeze>,
    /// Do the last convolution and its norm have numbers of their own, or one that is divided again?
    pub flat_end: bool,
}

impl Inverted {
    /// Into the next stage where a step is given.
    pub fn build(self, b: &Builder, x: Value, step: Option<Step>) -> Value {
        let mut number = 0;
        let mut next = || {
            number += 1;
            b.pp(number - 1)
        };
        let mut y = x;
        if self.wide != x.channels {
            y = conv_norm(&next(), y, Window::new(self.wide, 1), None, self.then);
        }
        y = conv_norm(&next(), y, Window::depthwise(self.wide, self.kernel), step, self.then);
        if let Some(squeeze) = self.squeeze {
            y = squeeze.build(&next(), y);
        }
        let last = next();
        let (conv, norm) = if self.flat_end { (last, next()) } else { (last.pp(0), last.pp(1)) };
        y = conv.conv(y, Window::new(self.channels, 1));
        let is_same = step.is_none() && x.channels == self.channels;
        norm.norm(y, if is_same { Norm::Residual(x) } else { Norm::Plain })
    }
}

/// Channels of another width that eight divides, and no less than 0.9 of what was asked for (Sandler et al.).
pub fn in_eights(channels: usize, width: f64) -> usize {
    let wanted = channels as f64 * width;
    let nearest = ((wanted + 4.0) as usize / 8 * 8).max(8);
    if (nearest as f64) < 0.9 * wanted { nearest + 8 } else { nearest }
}
