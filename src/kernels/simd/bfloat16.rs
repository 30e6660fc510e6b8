//! AVX-512 BF16: 16 lanes of float32 sums, each from the product of two pairs of bfloat16. A "float" that is
//! loaded or broadcast is the 32 bits of a pair; what is added and stored is float32.

use std::arch::x86_64::*;

use super::{Avx512, Simd};

/// AVX-512 BF16.
#[derive(Clone, Copy)]
pub struct Avx512Bfloat16;

// SAFETY (all blocks): the caller of a `Simd` method vouches for the CPU and for the pointers.
impl Simd for Avx512Bfloat16 {
    type Vector = __m512;
    type Mask = __mmask16;
    const LANES: usize = 16;

    #[inline(always)]
    unsafe fn zero() -> __m512 {
        // SAFETY: see above.
        unsafe { Avx512::zero() }
    }

    #[inline(always)]
    unsafe fn first(lanes: usize) -> __mmask16 {
        // SAFETY: see above.
        unsafe { Avx512::first(lanes) }
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> __m512 {
        // SAFETY: see above.
        unsafe { Avx512::load(from) }
    }

    #[inline(always)]
    unsafe fn load_masked(from: *const f32, mask: __mmask16) -> __m512 {
        // SAFETY: see above.
        unsafe { Avx512::load_masked(from, mask) }
    }

    #[inline(always)]
    unsafe fn store(to: *mut f32, vector: __m512) {
        // SAFETY: see above.
        unsafe { Avx512::store(to, vector) }
    }

    #[inline(always)]
    unsafe fn store_masked(to: *mut f32, mask: __mmask16, vector: __m512) {
        // SAFETY: see above.
        unsafe { Avx512::store_masked(to, mask, vector) }
    }

    #[inline(always)]
    unsafe fn splat(from: *const f32) -> __m512 {
        // As an integer: the bits of a pair are no number to be touched.
        // SAFETY: see above.
        unsafe { _mm512_castsi512_ps(_mm512_set1_epi32(from.cast::<i32>().read_unaligned())) }
    }

    /// Both products of the pairs `a` and `b` in each lane, added to the float32 `c`.
    #[inline(always)]
    unsafe fn multiply_add(a: __m512, b: __m512, c: __m512) -> __m512 {
        // SAFETY: see above; all three are 512 bits that any type may name.
        unsafe {
            _mm512_dpbf16_ps(
                c,
                std::mem::transmute::<__m512, __m512bh>(a),
                std::mem::transmute::<__m512, __m512bh>(b),
            )
        }
    }

    #[inline(always)]
    unsafe fn add(a: __m512, b: __m512) -> __m512 {
        // SAFETY: see above.
        unsafe { Avx512::add(a, b) }
    }

    #[inline(always)]
    unsafe fn relu(vector: __m512) -> __m512 {
        // SAFETY: see above.
        unsafe { Avx512::relu(vector) }
    }
}
