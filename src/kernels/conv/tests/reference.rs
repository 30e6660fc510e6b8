//! The definition of the three passes, in f64 and in plain loops.

use super::cases::Case;
use super::{Operands, Results};

/// Output, gradient of the data, gradient of the weight.
pub fn run(case: &Case, operands: &Operands) -> [Vec<f64>; 3] {
    let (c_in, c_out) = (case.c_in, case.c_out);
    let wide = |values: &[f32]| values.iter().map(|&value| f64::from(value)).collect::<Vec<_>>();
    let mut y = wide(&operands.residual);
    let (mut dx, mut dw) = (wide(&operands.dx), wide(&operands.dw));
    for (at, y) in y.iter_mut().enumerate() {
        *y += f64::from(operands.bias[at % c_out]);
    }
    for row in 0..case.map.rows_out() {
        for tap in 0..case.map.taps() {
            let Ok(from) = usize::try_from(case.map.tap(row, tap)) else { continue };
            for i in 0..c_in {
                let x = f64::from(operands.x[from * c_in + i]);
                for o in 0..c_out {
                    let at = (tap * c_in + i) * c_out + o;
                    let dy = f64::from(operands.dy[row * c_out + o]);
                    y[row * c_out + o] += x * f64::from(operands.weight[at]);
                    dx[from * c_in + i] += dy * f64::from(operands.weight[at]);
                    dw[at] += x * dy;
                }
            }
        }
    }
    y.iter_mut().for_each(|y| *y = y.max(0.0));
    [y, dx, dw]
}

/// The largest error of each result, relative to its largest value.
pub fn errors(expected: &[Vec<f64>; 3], found: &Results) -> [f64; 3] {
    std::array::from_fn(|pass| error(&expected[pass], &found[pass]))
}

/// The largest error, relative to the largest value.
pub fn error(expected: &[f64], found: &[f32]) -> f64 {
    let largest = expected.iter().fold(f64::MIN_POSITIVE, |largest, value| largest.max(value.abs()));
    // A NaN counts as infinitely wrong.
    let error = |(e, f): (&f64, &f32)| if f.is_nan() { f64::INFINITY } else { (e - f64::from(*f)).abs() };
    expected.iter().zip(found).map(error).fold(0.0, f64::max) / largest
}
