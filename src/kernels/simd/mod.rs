//! The few vector operations that the kernels are made of, once per instruction set.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod bfloat16;
mod portable;

#[cfg(target_arch = "x86_64")]
pub use avx2::Avx2;
#[cfg(target_arch = "x86_64")]
pub use avx512::Avx512;
#[cfg(target_arch = "x86_64")]
pub use bfloat16::Avx512Bfloat16;
pub use portable::Portable;

/// One vector instruction set.
///
/// # Safety
/// Every method needs a CPU with the instruction set, and is only fast when it is inlined into a function
/// that enables it by `#[target_feature]`. Pointers need no alignment; they must be valid for `LANES`
/// floats, or for the lanes that the mask selects.
pub trait Simd: Copy {
    type Vector: Copy;
    /// Selects the first lanes of a vector.
    type Mask: Copy;
    /// Floats per vector.
    const LANES: usize;

    /// All lanes 0.
    unsafe fn zero() -> Self::Vector;
    /// The mask of the first `lanes` ≤ `LANES` lanes.
    unsafe fn first(lanes: usize) -> Self::Mask;
    unsafe fn load(from: *const f32) -> Self::Vector;
    /// Lanes outside the mask are 0 and not read.
    unsafe fn load_masked(from: *const f32, mask: Self::Mask) -> Self::Vector;
    unsafe fn store(to: *mut f32, vector: Self::Vector);
    /// Lanes outside the mask are not written.
    unsafe fn store_masked(to: *mut f32, mask: Self::Mask, vector: Self::Vector);
    /// One float in all lanes.
    unsafe fn splat(from: *const f32) -> Self::Vector;
    /// a · b + c, rounded once where the instruction set has it.
    unsafe fn multiply_add(a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    unsafe fn add(a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// 0 for negative lanes; a NaN stays a NaN, so that a network that diverged shows it.
    unsafe fn relu(vector: Self::Vector) -> Self::Vector;
}

#[cfg(test)]
mod tests;
