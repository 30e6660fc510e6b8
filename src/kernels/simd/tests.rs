//! Every instruction set does the same to each lane.

use super::*;
use crate::system::isa::{Family, Isa};

/// What the operations make of two vectors of numbers, the second masked to its first three lanes.
fn results<S: Simd>() -> Vec<Vec<f32>> {
    let a: Vec<f32> = (0..S::LANES).map(|i| i as f32 - 2.5).collect();
    let stored = |vector: S::Vector| {
        let mut to = vec![0.0; S::LANES];
        // SAFETY: `to` has room for all lanes; the caller chose an instruction set that is there.
        unsafe { S::store(to.as_mut_ptr(), vector) };
        to.truncate(8);
        to
    };
    let mut masked = vec![7.0; S::LANES];
    // SAFETY: all pointers lead to `LANES` floats, or to the three that the mask selects.
    unsafe {
        let (x, three) = (S::load(a.as_ptr()), S::first(3));
        let first = S::load_masked(a[a.len() - 3..].as_ptr(), three);
        S::store_masked(masked[..3].as_mut_ptr(), three, x);
        let all = S::load_masked(a.as_ptr(), S::first(S::LANES));
        let product = S::multiply_add(x, S::splat(&a[0]), S::add(x, all));
        vec![stored(S::add(S::zero(), first))[3..].to_vec(), stored(product), stored(S::relu(x)), masked]
    }
}

#[test]
fn every_instruction_set_computes_what_the_portable_one_does() {
    for isa in Isa::available() {
        let mut results = match isa.family() {
            #[cfg(target_arch = "x86_64")]
            Family::Avx512 => results::<Avx512>(),
            #[cfg(target_arch = "x86_64")]
            Family::Avx2 => results::<Avx2>(),
            Family::Portable => results::<Portable>(),
        };
        results[3].truncate(8);
        assert_eq!(results[0], [0.0; 5], "{isa} reads outside its mask");
        assert_eq!(results[1], (0..8).map(|i| -0.5 * (i as f32 - 2.5)).collect::<Vec<_>>(), "{isa}");
        assert_eq!(results[2], [0.0, 0.0, 0.0, 0.5, 1.5, 2.5, 3.5, 4.5], "{isa}");
        assert_eq!(results[3], [-2.5, -1.5, -0.5, 7.0, 7.0, 7.0, 7.0, 7.0], "{isa} writes outside its mask");
    }
}

#[test]
fn relu_does_not_hide_a_nan() {
    let nan = f32::NAN;
    for isa in Isa::available() {
        // SAFETY: the instruction set is available; the splat reads one float.
        let kept = unsafe {
            match isa.family() {
                #[cfg(target_arch = "x86_64")]
                Family::Avx512 => first_lane::<Avx512>(Avx512::relu(Avx512::splat(&nan))),
                #[cfg(target_arch = "x86_64")]
                Family::Avx2 => first_lane::<Avx2>(Avx2::relu(Avx2::splat(&nan))),
                Family::Portable => first_lane::<Portable>(Portable::relu(Portable::splat(&nan))),
            }
        };
        assert!(kept.is_nan(), "{isa}");
    }
}

fn first_lane<S: Simd>(vector: S::Vector) -> f32 {
    let mut lanes = [0.0; 16];
    // SAFETY: 16 floats hold a vector of any instruction set here.
    unsafe { S::store(lanes.as_mut_ptr(), vector) };
    lanes[0]
}
