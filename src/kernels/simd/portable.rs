//! Plain arrays of 8 floats, which the compiler turns into the vectors of any CPU.

use super::Simd;

/// Arrays of 8 floats.
#[derive(Clone, Copy)]
pub struct Portable;

type Lanes = [f32; 8];

/// Does the target multiply and add in one instruction wherever it runs? (A call into the C library for
/// each product would be far slower than two roundings.)
const FUSED: bool = cfg!(any(target_arch = "aarch64", target_feature = "fma"));

impl Simd for Portable {
    type Vector = Lanes;
    type Mask = usize;
    const LANES: usize = 8;

    #[inline(always)]
    unsafe fn zero() -> Lanes {
        [0.0; 8]
    }

    #[inline(always)]
    unsafe fn first(lanes: usize) -> usize {
        lanes
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Lanes {
        // SAFETY: the caller vouches for 8 floats; the read needs no alignment.
        unsafe { from.cast::<Lanes>().read_unaligned() }
    }

    #[inline(always)]
    unsafe fn load_masked(from: *const f32, lanes: usize) -> Lanes {
        if lanes == 8 {
            // SAFETY: the mask selects all 8 floats.
            return unsafe { Self::load(from) };
        }
        let mut vector = [0.0; 8];
        for (lane, value) in vector.iter_mut().enumerate().take(lanes) {
            // SAFETY: the caller vouches for the first `lanes` floats.
            *value = unsafe { *from.add(lane) };
        }
        vector
    }

    #[inline(always)]
    unsafe fn store(to: *mut f32, vector: Lanes) {
        // SAFETY: the caller vouches for 8 floats; the write needs no alignment.
        unsafe { to.cast::<Lanes>().write_unaligned(vector) }
    }

    #[inline(always)]
    unsafe fn store_masked(to: *mut f32, lanes: usize, vector: Lanes) {
        for (lane, value) in vector.iter().enumerate().take(lanes) {
            // SAFETY: the caller vouches for the first `lanes` floats.
            unsafe { *to.add(lane) = *value };
        }
    }

    #[inline(always)]
    unsafe fn splat(from: *const f32) -> Lanes {
        // SAFETY: the caller vouches for one float.
        [unsafe { *from }; 8]
    }

    #[inline(always)]
    unsafe fn multiply_add(a: Lanes, b: Lanes, c: Lanes) -> Lanes {
        std::array::from_fn(|i| if FUSED { a[i].mul_add(b[i], c[i]) } else { a[i] * b[i] + c[i] })
    }

    #[inline(always)]
    unsafe fn add(a: Lanes, b: Lanes) -> Lanes {
        std::array::from_fn(|i| a[i] + b[i])
    }

    #[inline(always)]
    unsafe fn relu(vector: Lanes) -> Lanes {
        vector.map(|value| if value < 0.0 { 0.0 } else { value })
    }
}
