//! Weights as the kernels of a GPU multiply them.

use half::bf16;

use crate::Result;
use crate::cuda::{Gpu, bytes};
use crate::engine::Precision;
use crate::engine::precision::FEWEST_CHANNELS;
use crate::ops::Conv;

/// Depth of a step and columns of the two kinds of tiles, as in `multiply.cu` and `conv.cu`.
const DEPTH: usize = 32;
pub(super) const NARROW: usize = 64;
pub(super) const WIDE: usize = 128;
/// Rows of every tile.
pub(super) const ROWS: usize = 128;
const STAGES: usize = 3;
const PAD_B: usize = 8;

/// How numbers are multiplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    Float32,
    Tf32,
    Bfloat16,
}

impl Product {
    /// Few channels take little time, and what is lost there is lost to all layers after it: they keep more bits.
    fn of(precision: Precision, channels: usize) -> Self {
        match precision {
            Precision::Float32 => Product::Float32,
            Precision::Bfloat16 if channels >= FEWEST_CHANNELS => Product::Bfloat16,
            Precision::Tf32 | Precision::Bfloat16 => Product::Tf32,
        }
    }

    /// The kernel for tiles of so many columns; `vector`: four channels are fetched at once.
    pub(super) fn kernel(self, columns: usize, vector: bool) -> &'static str {
        match (self, columns == WIDE, vector) {
            (Product::Float32, false, true) => "conv_float32_64",
            (Product::Float32, true, true) => "conv_float32_128",
            (Product::Float32, false, false) => "conv_float32_64_scalar",
            (Product::Float32, true, false) => "conv_float32_128_scalar",
            (Product::Tf32, false, true) => "conv_tf32_64",
            (Product::Tf32, true, true) => "conv_tf32_128",
            (Product::Tf32, false, false) => "conv_tf32_64_scalar",
            (Product::Tf32, true, false) => "conv_tf32_128_scalar",
            (Product::Bfloat16, false, true) => "conv_bfloat16_64",
            (Product::Bfloat16, true, true) => "conv_bfloat16_128",
            (Product::Bfloat16, false, false) => "conv_bfloat16_64_scalar",
            (Product::Bfloat16, true, false) => "conv_bfloat16_128_scalar",
        }
    }

    /// Bytes of shared memory for tiles of so many columns (`Stage` in `conv.cu`).
    pub(super) fn shared(self, columns: usize) -> usize {
        let (pad, channels_per_word) = match self {
            Product::Float32 | Product::Tf32 => (4, 1),
            Product::Bfloat16 => (8, 2),
        };
        4 * STAGES * (ROWS * (DEPTH + pad) + DEPTH / channels_per_word * (columns + PAD_B))
    }
}

/// A weight on the GPU: [depth, columns] words, padded with zeros to whole steps and tiles.
pub(super) struct Weight<M> {
    pub words: M,
    pub product: Product,
    pub depth: usize,
    pub columns: usize,
}

impl<M> Weight<M> {
    /// From its values [taps·c_in/groups, c_out].
    pub(super) fn new<C: Gpu<Memory = M>>(
        gpu: &C,
        precision: Precision,
        conv: &Conv,
        values: &[f32],
    ) -> Result<Self> {
        if conv.groups > 1 {
            // Groups have few channels each and stay in float32, as they are.
            let (product, depth) = (Product::Float32, conv.taps() * conv.inner());
            return Ok(Weight { words: gpu.upload(bytes(values))?, product, depth, columns: conv.c_out });
        }
        let product = Product::of(precision, conv.c_in);
        let depth = (conv.taps() * conv.c_in).next_multiple_of(DEPTH);
        let columns = conv.c_out.next_multiple_of(if conv.c_out > NARROW { WIDE } else { NARROW });
        let words = gpu.upload(bytes(&words(product, values, conv.c_out, depth, columns)))?;
        Ok(Weight { words, product, depth, columns })
    }
}

/// Words [depth, columns] of one number or [depth / 2, columns] of two.
fn words(product: Product, values: &[f32], c_out: usize, depth: usize, columns: usize) -> Vec<u32> {
    let at = |row: usize, column: usize| {
        let inside = column < c_out && row * c_out < values.len();
        if inside { values[row * c_out + column] } else { 0.0 }
    };
    let all = |rows: usize, word: &dyn Fn(usize, usize) -> u32| {
        (0..rows * columns).map(|place| word(place / columns, place % columns)).collect()
    };
    match product {
        Product::Float32 => all(depth, &|row, column| at(row, column).to_bits()),
        Product::Tf32 => all(depth, &|row, column| tf32(at(row, column))),
        Product::Bfloat16 => all(depth / 2, &|row, column| {
            let half = |row| u32::from(bf16::from_f32(at(row, column)).to_bits());
            half(2 * row) | half(2 * row + 1) << 16
        }),
    }
}

/// Rounded to 10 bits of mantissa, ties away from zero, as the GPU rounds what it reads.
fn tf32(value: f32) -> u32 {
    let bits = value.to_bits();
    if value.is_finite() { bits.wrapping_add(0x1000) & !0x1fff } else { bits }
}
