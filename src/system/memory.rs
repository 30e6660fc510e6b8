//! How the process keeps the memory that feature maps free. Knows the C library's allocator only.

/// Tells the allocator to keep freed memory instead of giving it back to the system. Call it once, at
/// the start of the program.
///
/// By default glibc serves a large buffer with fresh pages and unmaps them when it is freed, so every
/// feature map page-faults through its whole length at its first use. That costs more than a small
/// layer's arithmetic. Adaptive batches have ever-changing sizes, so a cache keyed by size would grow
/// without end; the allocator's own heap reuses any freed range. Does nothing with other C libraries.
pub fn keep_freed_memory() {
    #[cfg(target_env = "gnu")]
    {
        const NEVER: libc::c_int = -1;
        // SAFETY: `mallopt` only sets two parameters of the allocator, under its own lock. It reports a
        // refusal by 0; then the defaults stay, which costs speed alone.
        unsafe {
            libc::mallopt(libc::M_MMAP_MAX, 0);
            libc::mallopt(libc::M_TRIM_THRESHOLD, NEVER);
        }
    }
}

/// Gives freed memory back to the system, so that the next measurement of memory starts from what is in
/// use. Does nothing with other C libraries.
pub fn release_freed_memory() {
    #[cfg(target_env = "gnu")]
    // SAFETY: `malloc_trim` only returns pages that the allocator holds free, under its own lock.
    unsafe {
        libc::malloc_trim(0);
    }
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::*;

    /// Pages that the calling thread had to wait for so far.
    fn page_faults() -> i64 {
        let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
        // SAFETY: `getrusage` fills the structure that it gets; all zeros are valid for it too.
        unsafe {
            libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr());
            usage.assume_init().ru_minflt
        }
    }

    #[test]
    fn a_buffer_of_another_size_reuses_the_pages_of_a_freed_one() {
        const FLOATS: usize = 4 << 20;
        keep_freed_memory();
        drop(std::hint::black_box(vec![1.0f32; FLOATS]));
        let before = page_faults();
        drop(std::hint::black_box(vec![1.0f32; FLOATS - 5000]));
        let faults = page_faults() - before;
        // 16 MiB are 4096 pages; a few faults may come from elsewhere in the thread.
        assert!(faults < 400, "{faults} page faults");
    }
}
