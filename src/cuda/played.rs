//! The CPU playing a GPU: the kernels' own source, compiled by the C++ compiler of this machine.

use std::ffi::{c_int, c_void};
use std::sync::OnceLock;

use libloading::Library;

use super::tasks::Address;
use super::{Gpu, Launch, THREADS};
use crate::{Error, Result, compiler};

/// A GPU whose memory is this machine's.
pub struct Played {
    library: &'static Library,
}

impl Played {
    /// `None`, and a line that says so, where there is no C++ compiler.
    pub fn new() -> Option<Self> {
        static LIBRARY: OnceLock<Option<Library>> = OnceLock::new();
        LIBRARY.get_or_init(library).as_ref().map(|library| Played { library })
    }

    /// Whether threads of a block take turns from the last to the first, in all launches that follow.
    ///
    /// # Panics
    /// When the shim lacks the function.
    pub fn backwards(&self, yes: bool) {
        // SAFETY: the function is in shim.cc with this signature; it only sets a flag.
        unsafe {
            let function = self.library.get::<unsafe extern "C" fn(c_int)>(b"play_backwards").unwrap();
            function(c_int::from(yes));
        }
    }

    /// How large the shim finds the structures of `tasks.rs`, in their order there.
    ///
    /// # Panics
    /// When the shim lacks the function.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; 17];
        // SAFETY: the function is in shim.cc with this signature and writes seventeen sizes.
        unsafe {
            let function = self.library.get::<unsafe extern "C" fn(*mut usize)>(b"sizes").unwrap();
            function(sizes.as_mut_ptr());
        }
        sizes
    }
}

fn library() -> Option<Library> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kernels.so");
    // SAFETY: the library is made of this project's source; it has no initialisers that matter.
    compiler::library("shim.cc", &file).then(|| unsafe { Library::new(file) }.unwrap())
}

impl Gpu for Played {
    /// Words of 16 bytes, as copies ask for.
    type Memory = Vec<u128>;
    type Recording = Vec<Launch>;

    fn processors(&self) -> usize {
        4
    }

    fn shared(&self) -> usize {
        227 << 10
    }

    fn filled(&self, bytes: usize, value: u8) -> Result<Self::Memory> {
        Ok(vec![u128::from_ne_bytes([value; 16]); bytes.div_ceil(16)])
    }

    fn address(&self, memory: &Self::Memory) -> Address {
        memory.as_ptr() as Address
    }

    fn write(&self, memory: &mut Self::Memory, bytes: &[u8]) -> Result<()> {
        bytemuck::cast_slice_mut(memory)[..bytes.len()].copy_from_slice(bytes);
        Ok(())
    }

    fn read(&self, memory: &Self::Memory, bytes: &mut [u8]) -> Result<()> {
        bytes.copy_from_slice(&bytemuck::cast_slice(memory)[..bytes.len()]);
        Ok(())
    }

    fn launch(&self, launch: &Launch) -> Result<()> {
        type Kernel = unsafe extern "C" fn(u32, u32, u32, *const c_void);
        // SAFETY: a function of a kernel's name has this signature (KERNEL in shim/device.h) and reads the structure
        // whose layout the tests compare; addresses in it are those of memory that is alive.
        unsafe {
            let kernel = self.library.get::<Kernel>(launch.kernel.as_bytes());
            let kernel = kernel.map_err(|_| Error::new(format!("there is no kernel {}", launch.kernel)))?;
            kernel(launch.blocks, THREADS, launch.shared, launch.task.pointer());
        }
        Ok(())
    }

    fn wait(&self) -> Result<()> {
        Ok(())
    }

    fn record(&self, launches: &[Launch]) -> Result<Self::Recording> {
        Ok(launches.to_vec())
    }

    fn replay(&self, recording: &Self::Recording) -> Result<()> {
        recording.iter().try_for_each(|launch| self.launch(launch))
    }
}
