//! The driver as a GPU: memory, launches, graphs.

use std::sync::Arc;

use cudarc::driver::sys::{CUgraphInstantiate_flags, CUstreamCaptureMode};
use cudarc::driver::{CudaGraph, CudaSlice, CudaStream, DevicePtr, DevicePtrMut, DeviceRepr, result};

use super::driver::{Driver, failed};
use super::tasks::{
    Activate, Address, Affine, Cells, Conv, GridMean, Grouped, Insert, LayerNorm, Map, Mean, Pick, Rectify,
    Resize, ScaleImages, Sum, Task,
};
use super::{Gpu, Launch};
use crate::{Error, Result};

/// A graph, and the stream that it is recorded and launched on.
pub struct Recording {
    graph: CudaGraph,
    stream: Arc<CudaStream>,
}

macro_rules! passed_by_value {
    ($($task:ty),*) => {
        $(
            // SAFETY: repr(C), and made of numbers only.
            unsafe impl DeviceRepr for $task {}
        )*
    };
}
passed_by_value!(
    Conv,
    Affine,
    Rectify,
    Pick,
    Insert,
    Mean,
    Resize,
    Grouped,
    Activate,
    LayerNorm,
    ScaleImages,
    Sum,
    GridMean,
    Cells,
    Map
);

impl Driver {
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
            Task::Grouped(task) => self.start(stream, launch, task),
            Task::Activate(task) => self.start(stream, launch, task),
            Task::LayerNorm(task) => self.start(stream, launch, task),
            Task::ScaleImages(task) => self.start(stream, launch, task),
            Task::Sum(task) => self.start(stream, launch, task),
            Task::GridMean(task) => self.start(stream, launch, task),
            Task::Cells(task) => self.start(stream, launch, task),
            Task::Map(task) => self.start(stream, launch, task),
        }
    }
}

impl Gpu for Driver {
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
