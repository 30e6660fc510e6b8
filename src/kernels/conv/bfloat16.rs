//! From float32 to bfloat16 (the nearest, ties to even): two numbers in the 32 bits of one float, the first in
//! the lower half.

use half::bf16;
use rayon::prelude::*;

use crate::system::isa::Bfloat16;

/// Floats that one task converts; fewer are not worth starting it.
const TASK_FLOATS: usize = 1 << 15;

/// Pairs of two rows of a weight, column by column; no row means zeros.
pub(super) fn interleave(low: Option<&[f32]>, high: Option<&[f32]>, to: &mut [f32]) {
    let columns = low.or(high).map_or(0, <[f32]>::len);
    let bits =
        |row: Option<&[f32]>, i: usize| row.map_or(0, |row| u32::from(bf16::from_f32(row[i]).to_bits()));
    for (i, to) in to.iter_mut().enumerate().take(columns) {
        *to = f32::from_bits(bits(low, i) | bits(high, i) << 16);
    }
}

/// Rows [rows, channels] as rows of ⌈channels / 2⌉ pairs, on all threads.
pub(super) fn pairs(proof: Bfloat16, rows: &[f32], channels: usize) -> Vec<f32> {
    let pairs = channels.div_ceil(2);
    let count = rows.len() / channels;
    let mut converted = vec![0.0; count * pairs];
    let tasks = rows.len().div_ceil(TASK_FLOATS).max(1);
    let longest = count.div_ceil(tasks).max(1);
    converted.par_chunks_mut(longest * pairs).zip(rows.par_chunks(longest * channels)).for_each(
        |(to, from)| {
            convert(proof, from, channels, to);
        },
    );
    converted
}

/// Rows [rows, channels] to `to` [rows, ⌈channels / 2⌉].
pub(super) fn convert(_: Bfloat16, rows: &[f32], channels: usize, to: &mut [f32]) {
    // SAFETY: the proof says that the CPU has the instructions.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        vectors::convert(rows, channels, to);
    }
}

#[cfg(target_arch = "x86_64")]
mod vectors {
    use std::arch::x86_64::*;

    /// Numbers that one instruction converts.
    const WIDTH: usize = 32;

    /// # Safety
    /// The CPU has AVX-512F and AVX-512 BF16.
    #[target_feature(enable = "avx512f,avx512bf16")]
    pub unsafe fn convert(rows: &[f32], channels: usize, to: &mut [f32]) {
        let pairs = channels.div_ceil(2);
        assert_eq!(rows.len() / channels * pairs, to.len(), "every row has its place");
        for (from, to) in rows.chunks_exact(channels).zip(to.chunks_exact_mut(pairs)) {
            for (from, to) in from.chunks(WIDTH).zip(to.chunks_mut(WIDTH / 2)) {
                let first = |count: usize| ((1u32 << count) - 1) as __mmask16;
                let (low, high) = (from.len().min(16), from.len().saturating_sub(16));
                // SAFETY: the masks select the numbers and the pairs that the slices have.
                unsafe {
                    let a = _mm512_maskz_loadu_ps(first(low), from.as_ptr());
                    let b = _mm512_maskz_loadu_ps(first(high), from.as_ptr().wrapping_add(16));
                    let both = std::mem::transmute::<__m512bh, __m512>(_mm512_cvtne2ps_pbh(b, a));
                    _mm512_mask_storeu_ps(to.as_mut_ptr(), first(to.len()), both);
                }
            }
        }
    }
}
