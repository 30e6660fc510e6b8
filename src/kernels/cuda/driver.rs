//! A GPU through CUDA's driver, which is loaded when it is first asked for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use cudarc::driver::sys::{
    self, CUdevice_attribute, CUfunction_attribute, CUgraphInstantiate_flags, CUstreamCaptureMode,
};
use cudarc::driver::{
    CudaContext, CudaFunction, CudaGraph, CudaModule, CudaSlice, CudaStream, DevicePtr, DevicePtrMut,
    DeviceRepr, DriverError, LaunchConfig, PushKernelArg, result,
};
use cudarc::nvrtc::Ptx;

use super::compile::{self, Compiled};
use super::tasks::{Address, Affine, Cells, Conv, Insert, Map, Mean, Pick, Rectify, Resize, Task};
use super::{Card, Launch, THREADS};
use crate::error::Context;
use crate::{Error, Result};

/// The oldest compute capability with TF32, bfloat16 and asynchronous copies.
pub const OLDEST: (i32, i32) = (8, 0);
/// Shared memory that a block has without asking.
const FREE_SHARED: u32 = 48 << 10;

/// A GPU, ready to run the kernels.
pub struct Driver {
    stream: Arc<CudaStream>,
    module: Arc<CudaModule>,
    functions: Mutex<HashMap<&'static str, CudaFunction>>,
    processors: usize,
    /// Shared memory that a block can have, in bytes.
    shared: usize,
}

/// A graph, and the stream that it is recorded and launched on.
pub struct Recording {
    graph: CudaGraph,
    stream: Arc<CudaStream>,
}

impl Driver {
    /// The GPU of a number, made ready at the first call; `None` when it is too old for these kernels.
    ///
    /// # Errors
    /// When it cannot be used, or its kernels do not compile.
    pub fn of(number: usize) -> Result<Option<Arc<Self>>> {
        static READY: Mutex<Option<HashMap<usize, Arc<Driver>>>> = Mutex::new(None);
        // A poisoned lock only means that making another one ready panicked; what is in the map is whole.
        let mut ready = READY.lock().unwrap_or_else(PoisonError::into_inner);
        let ready = ready.get_or_insert_default();
        if let Some(driver) = ready.get(&number) {
            return Ok(Some(driver.clone()));
        }
        let context = CudaContext::new(number).map_err(failed)?;
        let capability = context.compute_capability().map_err(failed)?;
        if capability < OLDEST {
            return Ok(None);
        }
        // SAFETY: there is one stream only, so the order of launches is the order of uses.
        unsafe { context.disable_event_tracking() };
        let module = load(&context, capability)?;
        let attribute = |which| context.attribute(which).map(|value| value as usize).map_err(failed);
        let processors = attribute(CUdevice_attribute::CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT)?;
        let shared = attribute(CUdevice_attribute::CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN)?;
        keep_memory(&context)?;
        let stream = context.new_stream().map_err(failed)?;
        let driver = Arc::new(Driver { stream, module, functions: Mutex::default(), processors, shared });
        ready.insert(number, driver.clone());
        Ok(Some(driver))
    }

    fn function(&self, launch: &Launch) -> Result<CudaFunction> {
        // As above: a panic elsewhere leaves the map whole.
        let mut functions = self.functions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(function) = functions.get(launch.kernel) {
            return Ok(function.clone());
        }
        self.stream.context().bind_to_thread().map_err(failed)?;
        let function = self.module.load_function(launch.kernel).map_err(failed)?;
        if launch.shared > FREE_SHARED {
            let most = CUfunction_attribute::CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
            function.set_attribute(most, launch.shared as i32).map_err(failed)?;
        }
        functions.insert(launch.kernel, function.clone());
        Ok(function)
    }

    fn launch_on(&self, stream: &Arc<CudaStream>, launch: &Launch) -> Result<()> {
        match &launch.task {
            // A grid without blocks is an error of the driver's, not a launch of nothing.
            _ if launch.blocks == 0 => Ok(()),
            Task::Conv(task) => self.start(stream, launch, task),
            Task::Affine(task) => self.start(stream, launch, task),
            Task::Rectify(task) => self.start(stream, launch, task),
            Task::Pick(task) => self.start(stream, launch, task),
            Task::Insert(task) => self.start(stream, launch, task),
            Task::Mean(task) => self.start(stream, launch, task),
            Task::Resize(task) => self.start(stream, launch, task),
            Task::Cells(task) => self.start(stream, launch, task),
            Task::Map(task) => self.start(stream, launch, task),
        }
    }

    fn start<T: DeviceRepr>(&self, stream: &Arc<CudaStream>, launch: &Launch, task: &T) -> Result<()> {
        let function = self.function(launch)?;
        let shape = LaunchConfig {
            grid_dim: (launch.blocks, 1, 1),
            block_dim: (THREADS, 1, 1),
            shared_mem_bytes: launch.shared,
        };
        let mut builder = stream.launch_builder(&function);
        builder.arg(task);
        // SAFETY: the kernel takes this structure (tasks.rs, whose layout tests compare with the .cu files'), and
        // the addresses in it are those of memory that its owner keeps until the stream is waited for.
        unsafe { builder.launch(shape) }.map_err(failed)?;
        Ok(())
    }
}

macro_rules! passed_by_value {
    ($($task:ty),*) => {
        $(
            // SAFETY: repr(C), and made of integers only.
            unsafe impl DeviceRepr for $task {}
        )*
    };
}
passed_by_value!(Conv, Affine, Rectify, Pick, Insert, Mean, Resize, Cells, Map);

impl Card for Driver {
    type Memory = CudaSlice<u8>;
    type Recording = Recording;

    fn processors(&self) -> usize {
        self.processors
    }

    fn shared(&self) -> usize {
        self.shared
    }

    fn filled(&self, bytes: usize, value: u8) -> Result<CudaSlice<u8>> {
        // SAFETY: all of it is written in the next line.
        let mut memory = unsafe { self.stream.alloc::<u8>(bytes.max(16)) }.map_err(failed)?;
        let (address, _in_use) = memory.device_ptr_mut(&self.stream);
        // SAFETY: the memory has at least so many bytes, and the stream is its own.
        unsafe { result::memset_d8_async(address, value, bytes.max(16), self.stream.cu_stream()) }
            .map_err(failed)?;
        drop(_in_use);
        Ok(memory)
    }

    fn address(&self, memory: &CudaSlice<u8>) -> Address {
        memory.device_ptr(&self.stream).0
    }

    fn write(&self, memory: &mut CudaSlice<u8>, bytes: &[u8]) -> Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.stream.memcpy_htod(bytes, memory).map_err(failed)
    }

    fn read(&self, memory: &CudaSlice<u8>, bytes: &mut [u8]) -> Result<()> {
        if !bytes.is_empty() {
            self.stream.memcpy_dtoh(&memory.slice(..bytes.len()), bytes).map_err(failed)?;
        }
        self.wait()
    }

    fn launch(&self, launch: &Launch) -> Result<()> {
        self.launch_on(&self.stream, launch)
    }

    fn wait(&self) -> Result<()> {
        self.stream.synchronize().map_err(failed)
    }

    /// On a stream of its own: what other threads launch meanwhile is no part of it.
    fn record(&self, launches: &[Launch]) -> Result<Recording> {
        // Loading a kernel is nothing that a stream can record.
        launches.iter().try_for_each(|launch| self.function(launch).map(drop))?;
        let stream = self.stream.context().new_stream().map_err(failed)?;
        let mode = CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
        stream.begin_capture(mode).map_err(failed)?;
        let launched = launches.iter().try_for_each(|launch| self.launch_on(&stream, launch));
        let flags = CUgraphInstantiate_flags::CUDA_GRAPH_INSTANTIATE_FLAG_AUTO_FREE_ON_LAUNCH;
        let graph = stream.end_capture(flags);
        // What failed first is what there is to tell.
        launched?;
        let graph = graph.map_err(failed)?.ok_or_else(|| Error::new("the GPU recorded nothing"))?;
        Ok(Recording { graph, stream })
    }

    /// Between what was launched before and what is launched after.
    fn replay(&self, recording: &Recording) -> Result<()> {
        recording.stream.join(&self.stream).map_err(failed)?;
        recording.graph.launch().map_err(failed)?;
        self.stream.join(&recording.stream).map_err(failed)
    }
}

/// The kernels, of the cache or, where that holds no such code, compiled now.
fn load(context: &Arc<CudaContext>, capability: (i32, i32)) -> Result<Arc<CudaModule>> {
    let Compiled { code, kept } = compile::compiled(capability)?;
    let module = context.load_module(Ptx::from_binary(code));
    let (Err(_), Some(kept)) = (&module, kept) else { return module.map_err(failed) };
    std::fs::remove_file(&kept).context("the cache of kernels cannot be repaired", kept.display())?;
    let compiled = compile::compiled(capability)?;
    context.load_module(Ptx::from_binary(compiled.code)).map_err(failed)
}

/// Memory that is freed stays with the program, whose next batch asks for as much.
fn keep_memory(context: &Arc<CudaContext>) -> Result<()> {
    let attribute = sys::CUmemPool_attribute::CU_MEMPOOL_ATTR_RELEASE_THRESHOLD;
    let mut pool = std::ptr::null_mut();
    let mut most = u64::MAX;
    // SAFETY: the device is the context's, and both places live through the calls.
    unsafe {
        sys::cuDeviceGetDefaultMemPool(&mut pool, context.cu_device()).result().map_err(failed)?;
        sys::cuMemPoolSetAttribute(pool, attribute, (&raw mut most).cast()).result().map_err(failed)
    }
}

fn failed(cause: DriverError) -> Error {
    Error::new(format!("the GPU failed: {cause}")).help("`nvidia-smi` tells whether the driver works")
}
