//! On this crate's kernels.

use std::sync::Arc;

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::grid::KernelMap;
use crate::kernels::conv::{
    Epilogue, GroupedWeight, grouped_backward_data, grouped_backward_weight, grouped_forward,
};
use crate::kernels::rows::sums::row_sum;
use crate::ops::gradient::{GradientOf, accumulate};
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{Rows, Tape};

pub(in crate::ops) fn conv(
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    weight: &Rows<Cpu>,
    bias: Option<&Rows<Cpu>>,
    map: &Arc<KernelMap>,
    groups: usize,
) -> Result<Rows<Cpu>> {
    check_shapes(*x.shape(), groups, *weight.shape(), bias.map(|bias| *bias.shape()), map)?;
    let (x, weight) = (tape.contiguous(x)?, tape.contiguous(weight)?);
    let bias = bias.map(|bias| tape.contiguous(bias)).transpose()?;
    let (c_in, c_out) = (x.shape().1, weight.shape().1);
    let packed = GroupedWeight::new(&view(&weight), map.taps(), c_in, c_out, groups);
    let mut y = numbers(map.rows_out() * c_out);
    let bias_view = bias.as_ref().map(view);
    let epilogue = Epilogue { bias: bias_view.as_deref(), ..Epilogue::default() };
    grouped_forward(&view(&x), map, &packed, &mut y, epilogue);
    let y = from_vec(x.device(), y, (map.rows_out(), c_out))?;

    let [of_x, of_y, of_weight] = [&x, &y, &weight].map(GradientOf::rows);
    let of_bias = bias.as_ref().map(GradientOf::rows);
    let map = map.clone();
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        if let Some(of_bias) = of_bias {
            accumulate(row_sum(&dy, c_out), of_bias.sum(gradients)?);
        }
        let of_weight = of_weight.sum(gradients)?;
        grouped_backward_weight((&view(&x), c_in), (&dy, c_out), groups, &map, of_weight);
        drop(x);
        let packed = GroupedWeight::transposed(&view(&weight), map.taps(), c_in, c_out, groups);
        grouped_backward_data(&dy, &map, &packed, of_x.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}
