//! A GPU through CUDA's driver, which is loaded when it is first asked for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use cudarc::driver::sys::{self, CUdevice_attribute, CUfunction_attribute};
use cudarc::driver::{
    CudaContext, CudaFunction, CudaModule, CudaStream, DeviceRepr, DriverError, LaunchConfig, PushKernelArg,
};
use cudarc::nvrtc::Ptx;

use super::compile::{self, Compiled};
use super::{Launch, OLDEST, THREADS};
use crate::error::{Context, Kind};
use crate::{Error, Result};

/// Shared memory that a block has without asking.
const FREE_SHARED: u32 = 48 << 10;

/// A GPU, ready to run the kernels.
pub struct Driver {
    pub(super) stream: Arc<CudaStream>,
    module: Arc<CudaModule>,
    functions: Mutex<HashMap<&'static str, CudaFunction>>,
    pub(super) processors: usize,
    /// Shared memory that a block can have, in bytes.
    pub(super) shared: usize,
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

    pub(super) fn function(&self, launch: &Launch) -> Result<CudaFunction> {
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

    pub(super) fn start<T: DeviceRepr>(
        &self,
        stream: &Arc<CudaStream>,
        launch: &Launch,
        task: &T,
    ) -> Result<()> {
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

pub(super) fn failed(cause: DriverError) -> Error {
    let error =
        Error::new(format!("the GPU failed: {cause}")).help("`nvidia-smi` tells whether the driver works");
    match cause.0 {
        sys::CUresult::CUDA_ERROR_OUT_OF_MEMORY => error.of_kind(Kind::OutOfMemory),
        _ => error,
    }
}
