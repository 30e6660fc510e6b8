//! A buffer of floats that starts on a cache line, so that no vector load straddles two lines.

use std::ops::{Deref, DerefMut};

const FLOATS_PER_LINE: usize = 16;

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct CacheLine([f32; FLOATS_PER_LINE]);

#[cfg(not(all(test, unix)))]
type Lines = Vec<CacheLine>;
/// In tests nothing may be touched behind the last line.
#[cfg(all(test, unix))]
type Lines = super::guarded::Guarded<CacheLine>;

/// `len` floats, 64-byte aligned.
pub struct AlignedBuffer {
    lines: Lines,
    len: usize,
}

impl AlignedBuffer {
    /// All zeros.
    pub fn zeroed(len: usize) -> Self {
        let lines = vec![CacheLine([0.0; FLOATS_PER_LINE]); len.div_ceil(FLOATS_PER_LINE)];
        #[cfg(all(test, unix))]
        let lines = super::guarded::Guarded::new(&lines, super::guarded::Flush::End);
        AlignedBuffer { lines, len }
    }
}

impl Deref for AlignedBuffer {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        // SAFETY: `lines` owns at least `len` floats without gaps (a line is exactly 16 of them).
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }
}

impl DerefMut for AlignedBuffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        // SAFETY: as in `deref`, and `self` is borrowed mutably.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_starts_on_a_cache_line_and_keeps_its_length() {
        for len in [0, 1, 16, 17, 1000] {
            let mut buffer = AlignedBuffer::zeroed(len);
            buffer.iter_mut().for_each(|value| *value += 1.0);
            assert_eq!(buffer.as_ptr() as usize % 64, 0);
            assert_eq!(*buffer, vec![1.0; len]);
        }
    }
}
