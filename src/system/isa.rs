//! Which vector instructions a kernel may use, chosen at run time. Knows nothing of the kernels.

use std::fmt;
use std::sync::OnceLock;

/// A vector instruction set that this CPU has: holding a value is the proof, because only
/// [`Isa::available`] and [`Isa::best`] make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Isa(Family);

/// The families that kernels are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// 16 lanes, 32 registers.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// 8 lanes, 16 registers, fused multiply–add.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Plain arrays of 8 floats, for every CPU.
    Portable,
}

impl Isa {
    /// Everything that this CPU can run, fastest first; the portable family is always there.
    pub fn available() -> Vec<Isa> {
        #[cfg(target_arch = "x86_64")]
        let vectors = [
            (is_x86_feature_detected!("avx512f"), Family::Avx512),
            (is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"), Family::Avx2),
            (true, Family::Portable),
        ];
        #[cfg(not(target_arch = "x86_64"))]
        let vectors = [(true, Family::Portable)];
        vectors.into_iter().filter(|(found, _)| *found).map(|(_, family)| Isa(family)).collect()
    }

    /// The fastest one, looked up once.
    pub fn best() -> Isa {
        static BEST: OnceLock<Isa> = OnceLock::new();
        *BEST.get_or_init(|| Self::available()[0])
    }

    /// Its family, for a kernel to match on.
    pub fn family(self) -> Family {
        self.0
    }

    /// Floats per vector.
    pub fn lanes(self) -> usize {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Family::Avx512 => 16,
            #[cfg(target_arch = "x86_64")]
            Family::Avx2 => 8,
            Family::Portable => 8,
        }
    }
}

/// Proof that this CPU multiplies pairs of bfloat16 numbers and adds them up in float32 (AVX-512 BF16).
#[derive(Debug, Clone, Copy)]
pub struct Bfloat16(());

impl Bfloat16 {
    /// The proof, where the CPU can.
    pub fn available() -> Option<Self> {
        #[cfg(target_arch = "x86_64")]
        let found = Isa::best().family() == Family::Avx512 && is_x86_feature_detected!("avx512bf16");
        #[cfg(not(target_arch = "x86_64"))]
        let found = false;
        found.then_some(Bfloat16(()))
    }
}

impl fmt::Display for Isa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            #[cfg(target_arch = "x86_64")]
            Family::Avx512 => "AVX-512",
            #[cfg(target_arch = "x86_64")]
            Family::Avx2 => "AVX2+FMA",
            Family::Portable => "portable",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_comes_first_and_the_portable_one_is_always_there() {
        let available = Isa::available();
        assert_eq!(available[0], Isa::best());
        assert_eq!(available.last().unwrap().family(), Family::Portable);
    }
}
