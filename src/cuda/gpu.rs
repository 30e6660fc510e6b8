//! What a plan needs of a device that runs kernels.

use super::tasks::{Address, Task};
use crate::Result;

/// Threads of every block here.
pub const THREADS: u32 = 256;

/// A kernel to be run: which, in how many blocks of [`THREADS`], with how much shared memory, and on what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Launch {
    /// Its name in the `.cu` files.
    pub kernel: &'static str,
    /// Blocks of [`THREADS`] threads; none where there is nothing to do.
    pub blocks: u32,
    /// Bytes.
    pub shared: u32,
    /// The structure that the kernel gets.
    pub task: Task,
}

impl Launch {
    /// One thread for each number of a result.
    pub fn each(kernel: &'static str, numbers: usize, task: Task) -> Self {
        // More blocks than 31 bits count would be a result of 2 TB.
        Launch { kernel, blocks: numbers.div_ceil(THREADS as usize) as u32, shared: 0, task }
    }
}

/// A GPU: memory, and kernels that run one after the other, later than they are launched.
///
/// # Errors
/// Every method fails when the GPU does, or its memory is too small.
#[allow(clippy::missing_errors_doc)] // said once, above
pub trait Gpu {
    /// A piece of its memory, free for others when it is dropped.
    type Memory;
    /// Launches that can be repeated at once.
    type Recording;

    /// Processors that run blocks.
    fn processors(&self) -> usize;

    /// Shared memory that a block can have, in bytes.
    fn shared(&self) -> usize;

    /// Memory whose bytes all have one value.
    fn filled(&self, bytes: usize, value: u8) -> Result<Self::Memory>;

    /// Where memory begins, as kernels are told it.
    fn address(&self, memory: &Self::Memory) -> Address;

    /// Overwrites memory from its beginning; the bytes must stay as they are until the GPU is waited for.
    fn write(&self, memory: &mut Self::Memory, bytes: &[u8]) -> Result<()>;

    /// Waits for all launches so far, then reads memory from its beginning.
    fn read(&self, memory: &Self::Memory, bytes: &mut [u8]) -> Result<()>;

    /// Starts a kernel after all that were launched before; it may run after this returns.
    fn launch(&self, launch: &Launch) -> Result<()>;

    /// Waits for all launches so far.
    fn wait(&self) -> Result<()>;

    /// Launches as one piece that can be repeated; nothing runs yet.
    fn record(&self, launches: &[Launch]) -> Result<Self::Recording>;

    /// Starts all that was recorded, after what was launched before.
    fn replay(&self, recording: &Self::Recording) -> Result<()>;

    /// Memory with these bytes in it; they are there when this returns.
    fn upload(&self, bytes: &[u8]) -> Result<Self::Memory> {
        let mut memory = self.filled(bytes.len(), 0)?;
        self.write(&mut memory, bytes)?;
        self.wait()?;
        Ok(memory)
    }
}

/// Numbers as the bytes that they are.
pub fn bytes<T: bytemuck::NoUninit>(values: &[T]) -> &[u8] {
    bytemuck::cast_slice(values)
}
