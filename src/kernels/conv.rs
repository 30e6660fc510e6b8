//! Convolution through a kernel map: forward, and backward to data and weights (reference loops).

use crate::grid::KernelMap;

/// What happens to a finished output row, in this order: bias, residual, ReLU.
#[derive(Clone, Copy, Default)]
pub struct Epilogue<'a> {
    /// [c_out]
    pub bias: Option<&'a [f32]>,
    /// [rows_out, c_out]
    pub residual: Option<&'a [f32]>,
    pub relu: bool,
}

/// A weight [taps·c_in, c_out] laid out for the kernels.
pub struct PackedWeight {
    taps: usize,
    c_in: usize,
    c_out: usize,
    data: Vec<f32>,
}

impl PackedWeight {
    /// For the forward pass.
    pub fn new(weight: &[f32], taps: usize, c_in: usize, c_out: usize) -> Self {
        assert_eq!(weight.len(), taps * c_in * c_out);
        PackedWeight { taps, c_in, c_out, data: weight.to_vec() }
    }

    /// Each tap transposed, [taps·c_out, c_in]: for the backward pass to the data.
    pub fn transposed(weight: &[f32], taps: usize, c_in: usize, c_out: usize) -> Self {
        let mut data = vec![0.0; weight.len()];
        for t in 0..taps {
            for i in 0..c_in {
                for o in 0..c_out {
                    data[(t * c_out + o) * c_in + i] = weight[(t * c_in + i) * c_out + o];
                }
            }
        }
        PackedWeight { taps, c_in: c_out, c_out: c_in, data }
    }
}

/// y[rows_out, c_out] = convolution of x [rows_in, c_in]; `y` is overwritten.
pub fn forward(x: &[f32], map: &KernelMap, weight: &PackedWeight, y: &mut [f32], epilogue: Epilogue<'_>) {
    let (ci, co) = (weight.c_in, weight.c_out);
    assert_eq!(weight.taps, map.taps());
    for (row, out) in y.chunks_exact_mut(co).enumerate() {
        out.fill(0.0);
        for t in 0..map.taps() {
            let from = map.tap(row, t);
            if from < 0 {
                continue;
            }
            for (i, a) in x[from as usize * ci..][..ci].iter().enumerate() {
                for (o, w) in out.iter_mut().zip(&weight.data[(t * ci + i) * co..][..co]) {
                    *o += a * w;
                }
            }
        }
        for (c, o) in out.iter_mut().enumerate() {
            *o += epilogue.bias.map_or(0.0, |b| b[c]) + epilogue.residual.map_or(0.0, |r| r[row * co + c]);
            if epilogue.relu {
                *o = o.max(0.0);
            }
        }
    }
}

/// dx[rows_in, c_in] += gradient of the convolution; `weight` comes from [`PackedWeight::transposed`].
pub fn backward_data(dy: &[f32], map: &KernelMap, weight: &PackedWeight, dx: &mut [f32]) {
    let (co, ci) = (weight.c_in, weight.c_out);
    for (row, g) in dy.chunks_exact(co).enumerate() {
        for t in 0..map.taps() {
            let to = map.tap(row, t);
            if to < 0 {
                continue;
            }
            for (o, g) in g.iter().enumerate() {
                for (d, w) in
                    dx[to as usize * ci..][..ci].iter_mut().zip(&weight.data[(t * co + o) * ci..][..ci])
                {
                    *d += g * w;
                }
            }
        }
    }
}

/// dw[taps·c_in, c_out] += gradient of the convolution.
pub fn backward_weight(x: &[f32], c_in: usize, dy: &[f32], c_out: usize, map: &KernelMap, dw: &mut [f32]) {
    for (row, g) in dy.chunks_exact(c_out).enumerate() {
        for t in 0..map.taps() {
            let from = map.tap(row, t);
            if from < 0 {
                continue;
            }
            for (i, a) in x[from as usize * c_in..][..c_in].iter().enumerate() {
                for (d, g) in dw[(t * c_in + i) * c_out..][..c_out].iter_mut().zip(g) {
                    *d += a * g;
                }
            }
        }
    }
}
