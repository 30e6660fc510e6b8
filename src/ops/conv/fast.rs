//! On this crate's kernels.

use std::sync::Arc;

use dfdx::prelude::*;

use super::{check_shapes, grouped};
use crate::Result;
use crate::grid::KernelMap;
use crate::kernels::conv::{self, Epilogue, PackedWeight};
use crate::kernels::rows::sums::row_sum;
use crate::ops::gradient::{GradientOf, accumulate};
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{Conv, FastOp, Rows, Site, Tape};

/// Whether the backward pass goes on to the input: it need not for images.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::ops) enum InputGradient {
    Needed,
    Unused,
}

pub(in crate::ops) fn conv(
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    weight: &Rows<Cpu>,
    bias: Option<&Rows<Cpu>>,
    map: &Arc<KernelMap>,
    input_gradient: InputGradient,
) -> Result<Rows<Cpu>> {
    check_shapes(*x.shape(), 1, *weight.shape(), bias.map(|bias| *bias.shape()), map)?;
    let (x, weight) = (tape.contiguous(x)?, tape.contiguous(weight)?);
    let bias = bias.map(|bias| tape.contiguous(bias)).transpose()?;
    let (c_in, c_out) = (x.shape().1, weight.shape().1);
    let packed = PackedWeight::new(&view(&weight), map.taps(), c_in, c_out);
    let mut y = numbers(map.rows_out() * c_out);
    let bias_view = bias.as_ref().map(view);
    let epilogue = Epilogue { bias: bias_view.as_deref(), ..Epilogue::default() };
    conv::forward(&view(&x), map, &packed, &mut y, epilogue);
    let y = from_vec(x.device(), y, (map.rows_out(), c_out))?;

    let (of_y, of_weight) = (GradientOf::rows(&y), GradientOf::rows(&weight));
    let of_bias = bias.as_ref().map(GradientOf::rows);
    let of_x = (input_gradient == InputGradient::Needed).then(|| GradientOf::rows(&x));
    let map = map.clone();
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        if let Some(of_bias) = of_bias {
            accumulate(row_sum(&dy, c_out), of_bias.sum(gradients)?);
        }
        conv::backward_weight(&view(&x), c_in, &dy, c_out, &map, of_weight.sum(gradients)?);
        drop(x);
        if let Some(of_x) = of_x {
            let packed = PackedWeight::transposed(&view(&weight), map.taps(), c_in, c_out);
            conv::backward_data(&dy, &map, &packed, of_x.sum(gradients)?);
        }
        Ok(())
    });
    Ok(y)
}

impl FastOp for Conv {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        let map = site.tables.map(self.reads())?;
        let weight = site.parameter(0)?;
        let bias = if self.bias { Some(site.parameter(1)?) } else { None };
        let input_gradient = if site.reads_images { InputGradient::Unused } else { InputGradient::Needed };
        if self.groups > 1 {
            return grouped::fast::conv(site.tape, inputs[0], weight, bias, &map, self.groups);
        }
        conv(site.tape, inputs[0], weight, bias, &map, input_gradient)
    }
}
