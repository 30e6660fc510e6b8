//! Memory of tests that lies between two pages which nobody may touch: a kernel that reads or writes beyond its slices
//! ends the test with SIGSEGV instead of going unnoticed.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

/// Which end of the memory touches a forbidden page; alignment leaves room at the other one, by less than a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Flush {
    /// Nothing lies before the first number.
    Start,
    /// Nothing lies behind the last one.
    End,
}

/// Numbers of one kind at the edge of what may be touched.
pub struct Guarded<T: Copy> {
    map: *mut libc::c_void,
    bytes: usize,
    page: usize,
    start: *mut T,
    len: usize,
    owner: PhantomData<T>,
}

// SAFETY: it owns its memory alone, as a vector does.
unsafe impl<T: Copy + Send> Send for Guarded<T> {}
// SAFETY: as for `Send`; shared, it gives out shared slices only.
unsafe impl<T: Copy + Sync> Sync for Guarded<T> {}

impl<T: Copy> Guarded<T> {
    pub fn new(values: &[T], flush: Flush) -> Self {
        // SAFETY: asks a number of the system.
        let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap();
        let inner = size_of_val(values).next_multiple_of(page);
        let bytes = inner + 2 * page;
        // SAFETY: a fresh private map, of which only the inner pages may be touched.
        let map = unsafe {
            let flags = libc::MAP_PRIVATE | libc::MAP_ANON;
            let map = libc::mmap(std::ptr::null_mut(), bytes, libc::PROT_NONE, flags, -1, 0);
            assert!(map != libc::MAP_FAILED, "no memory for a guarded buffer");
            let allowed = libc::PROT_READ | libc::PROT_WRITE;
            assert!(inner == 0 || libc::mprotect(map.byte_add(page), inner, allowed) == 0);
            map
        };
        let room = if flush == Flush::End { inner - size_of_val(values) } else { 0 };
        // SAFETY: the place lies in the map, and is aligned: pages are, and so are multiples of a size before their end.
        let start = unsafe { map.byte_add(page + room) }.cast::<T>();
        assert!(start.is_aligned());
        // SAFETY: there is room for the values, and nothing else is there.
        unsafe { std::ptr::copy_nonoverlapping(values.as_ptr(), start, values.len()) };
        Guarded { map, bytes, page, start, len: values.len(), owner: PhantomData }
    }

    /// The first byte of the forbidden page before the numbers, and of the one behind them.
    fn forbidden(&self) -> [*const u8; 2] {
        let map = self.map.cast_const().cast::<u8>();
        [map.wrapping_add(self.page - 1), map.wrapping_add(self.bytes - self.page)]
    }
}

impl<T: Copy> Deref for Guarded<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: `new` wrote so many there.
        unsafe { std::slice::from_raw_parts(self.start, self.len) }
    }
}

impl<T: Copy> DerefMut for Guarded<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as in `deref`, and `self` is borrowed mutably.
        unsafe { std::slice::from_raw_parts_mut(self.start, self.len) }
    }
}

impl<T: Copy> Drop for Guarded<T> {
    fn drop(&mut self) {
        // SAFETY: the map is this buffer's own, and no slice of it outlives it.
        unsafe { libc::munmap(self.map, self.bytes) };
    }
}

/// Can the system read this byte for us?
fn is_readable(byte: *const u8) -> bool {
    let mut ends = [0; 2];
    // SAFETY: a pipe, one byte into it, and its end. The system checks the address and refuses where it may not read.
    unsafe {
        assert_eq!(libc::pipe(ends.as_mut_ptr()), 0);
        let written = libc::write(ends[1], byte.cast(), 1);
        ends.iter().for_each(|&end| assert_eq!(libc::close(end), 0));
        written == 1
    }
}

#[test]
fn guarded_memory_ends_where_its_numbers_do() {
    for len in [0, 1, 7, 1024, 1025, 5000] {
        let values: Vec<f32> = (0..len).map(|i| i as f32).collect();
        let [start, end] = [Flush::Start, Flush::End].map(|flush| Guarded::new(&values, flush));
        assert_eq!((&*start, &*end), (&*values, &*values));
        let first = start.as_ptr().cast::<u8>();
        let behind = end.as_ptr_range().end.cast::<u8>();
        assert_eq!((first.wrapping_sub(1), behind), (start.forbidden()[0], end.forbidden()[1]));
        let touchable = [&start, &end].map(|one| one.forbidden().map(is_readable));
        assert_eq!(touchable, [[false; 2]; 2]);
        assert!(len == 0 || (is_readable(first) && is_readable(behind.wrapping_sub(1))));
    }
}
