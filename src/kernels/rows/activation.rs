//! Activations other than ReLU, number by number, and their slopes.

use rayon::prelude::*;

use super::CHUNK_ELEMENTS;
use super::exponential::exp_of_negative;

/// A function that each number of a map goes through. NaN stays NaN, so that a diverged training run is noticed. Kernels of a
/// GPU know them by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Activation {
    /// min(max(x, 0), 6).
    Relu6 = 1,
    /// min(max(x + 3, 0), 6) ÷ 6.
    HardSigmoid = 2,
    /// x · hard-sigmoid(x).
    HardSwish = 3,
    /// 1 ÷ (1 + e⁻ˣ).
    Sigmoid = 4,
    /// x · sigmoid(x), also called swish.
    Silu = 5,
    /// x · Φ(x), where Φ is the normal distribution (not its approximation by tanh).
    Gelu = 6,
}

impl Activation {
    /// All of them.
    pub const ALL: [Activation; 6] = [
        Activation::Relu6,
        Activation::HardSigmoid,
        Activation::HardSwish,
        Activation::Sigmoid,
        Activation::Silu,
        Activation::Gelu,
    ];

    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Activation::Relu6 => "ReLU6",
            Activation::HardSigmoid => "hard-sigmoid",
            Activation::HardSwish => "hard-swish",
            Activation::Sigmoid => "sigmoid",
            Activation::Silu => "SiLU",
            Activation::Gelu => "GELU",
        }
    }

    /// y = f(x).
    pub fn apply(self, x: &[f32], y: &mut [f32]) {
        y.par_chunks_mut(CHUNK_ELEMENTS).zip(x.par_chunks(CHUNK_ELEMENTS)).for_each(|(y, x)| {
            y.copy_from_slice(x);
            apply_chunk(self, y);
        });
    }

    /// x = f(x), on this thread.
    pub(in crate::kernels) fn in_place(self, x: &mut [f32]) {
        apply_chunk(self, x);
    }

    /// dx += dy · f′(x).
    pub fn backward(self, dy: &[f32], x: &[f32], dx: &mut [f32]) {
        dx.par_chunks_mut(CHUNK_ELEMENTS)
            .zip(dy.par_chunks(CHUNK_ELEMENTS))
            .zip(x.par_chunks(CHUNK_ELEMENTS))
            .for_each(|((dx, dy), x)| backward_chunk(self, dy, x, dx));
    }
}

#[inline(always)]
fn each(x: &mut [f32], f: impl Fn(f32) -> f32) {
    x.iter_mut().for_each(|x| *x = f(*x));
}

vectorized! {
    fn apply_chunk(activation: Activation, x: &mut [f32]) {
        match activation {
            Activation::Relu6 => each(x, relu6),
            Activation::HardSigmoid => each(x, hard_sigmoid),
            Activation::HardSwish => each(x, |x| x * hard_sigmoid(x)),
            Activation::Sigmoid => each(x, sigmoid),
            Activation::Silu => each(x, |x| x * sigmoid(x)),
            Activation::Gelu => each(x, |x| x * normal(x)),
        }
    }
}

#[inline(always)]
fn each_slope(dy: &[f32], x: &[f32], dx: &mut [f32], slope: impl Fn(f32) -> f32) {
    for ((dx, dy), &x) in dx.iter_mut().zip(dy).zip(x) {
        *dx += dy * slope(x);
    }
}

vectorized! {
    fn backward_chunk(activation: Activation, dy: &[f32], x: &[f32], dx: &mut [f32]) {
        match activation {
            Activation::Relu6 => each_slope(dy, x, dx, |x| if x > 0.0 && x < 6.0 { 1.0 } else { 0.0 }),
            Activation::HardSigmoid => {
                each_slope(dy, x, dx, |x| if x > -3.0 && x < 3.0 { 1.0 / 6.0 } else { 0.0 });
            }
            Activation::HardSwish => each_slope(dy, x, dx, |x| {
                let inside = x * (1.0 / 3.0) + 0.5;
                if x < -3.0 { 0.0 } else if x > 3.0 { 1.0 } else { inside }
            }),
            Activation::Sigmoid => each_slope(dy, x, dx, |x| {
                let y = sigmoid(x);
                y * (1.0 - y)
            }),
            Activation::Silu => each_slope(dy, x, dx, |x| {
                let y = sigmoid(x);
                y + x * y * (1.0 - y)
            }),
            Activation::Gelu => each_slope(dy, x, dx, |x| {
                // 1 ÷ √2π.
                const DENSITY: f32 = 0.398_942_3;
                normal(x) + x * DENSITY * exp_of_negative(-0.5 * x * x)
            }),
        }
    }
}

#[inline(always)]
fn relu6(x: f32) -> f32 {
    let x = if x < 0.0 { 0.0 } else { x };
    if x > 6.0 { 6.0 } else { x }
}

#[inline(always)]
fn hard_sigmoid(x: f32) -> f32 {
    relu6(x + 3.0) * (1.0 / 6.0)
}

#[inline(always)]
fn sigmoid(x: f32) -> f32 {
    let e = exp_of_negative(-x.abs());
    let small = e / (1.0 + e);
    if x < 0.0 { small } else { 1.0 - small }
}

/// Coefficients of erfc(z) = t·exp(−z² + c₀ + c₁t + …) with t = 1 ÷ (1 + z/2), z ≥ 0, from the highest (Press et al.,
/// Numerical Recipes, section 6.2; relative error below 1.2·10⁻⁷).
pub const ERFC: [f32; 10] = [
    0.170_872_77,
    -0.822_152_23,
    1.488_515_9,
    -1.135_204,
    0.278_868_07,
    -0.186_288_06,
    0.096_784_18,
    0.374_091_96,
    1.000_023_7,
    -1.265_512_2,
];

/// Φ(x) = erfc(−x/√2) ÷ 2.
#[inline(always)]
fn normal(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.5 * z);
    let mut series = 0.0;
    for coefficient in ERFC {
        series = series * t + coefficient;
    }
    // The sum is 0 at most, but for roundings.
    let tail = 0.5 * t * exp_of_negative(series - z * z);
    if x < 0.0 { tail } else { 1.0 - tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(activation: Activation, x: f32) -> f32 {
        let mut y = [0.0];
        activation.apply(&[x], &mut y);
        y[0]
    }

    #[test]
    fn activations_have_the_values_that_pytorch_gives() {
        // PyTorch's documentation of each function, evaluated in double precision at −4, −1, 0, 0.5, 2 and 7.
        let expected = [
            (Activation::Relu6, [0.0, 0.0, 0.0, 0.5, 2.0, 6.0]),
            (Activation::HardSigmoid, [0.0, 1.0 / 3.0, 0.5, 3.5 / 6.0, 5.0 / 6.0, 1.0]),
            (Activation::HardSwish, [0.0, -1.0 / 3.0, 0.0, 1.75 / 6.0, 10.0 / 6.0, 7.0]),
            (Activation::Sigmoid, [0.017_986_21, 0.268_941_42, 0.5, 0.622_459_33, 0.880_797_1, 0.999_088_95]),
            (Activation::Silu, [-0.071_944_84, -0.268_941_42, 0.0, 0.311_229_66, 1.761_594_2, 6.993_623]),
            (Activation::Gelu, [-0.000_126_69, -0.158_655_25, 0.0, 0.345_731_23, 1.954_499_7, 7.0]),
        ];
        for (activation, values) in expected {
            for (x, value) in [-4.0, -1.0, 0.0, 0.5, 2.0, 7.0].into_iter().zip(values) {
                let found = of(activation, x);
                assert!((found - value).abs() < 1e-6, "{}({x}) is {found}", activation.name());
            }
        }
    }

    #[test]
    fn nan_stays_and_far_ends_are_finite() {
        for activation in Activation::ALL {
            assert!(of(activation, f32::NAN).is_nan(), "{}", activation.name());
            assert!(of(activation, -1e30).abs() < 1e-6, "{}", activation.name());
            assert!(of(activation, 1e30).is_finite(), "{}", activation.name());
        }
    }

    #[test]
    fn slopes_are_differences() {
        for activation in Activation::ALL {
            for x in [-5.1f32, -2.3, -0.4, 0.3, 1.9, 4.4, 6.7] {
                let mut slope = [0.0];
                activation.backward(&[1.0], &[x], &mut slope);
                let difference = (of(activation, x + 0.01) - of(activation, x - 0.01)) / 0.02;
                assert!((slope[0] - difference).abs() < 1e-3, "{} at {x}", activation.name());
            }
        }
    }
}
