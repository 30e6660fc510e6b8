//! What a run leaves to the next one: memory of the GPU, and launches that may come again.

use super::{Gpu, Launch};
use crate::Result;

/// What a run leaves to the next one.
pub struct State<C: Gpu> {
    /// Normalised pixels of the batch.
    pub pixels: Buffer<C>,
    /// Of each plan.
    pub plans: Vec<PlanState<C>>,
}

/// What a run of one plan leaves to the next one.
pub struct PlanState<C: Gpu> {
    /// Feature maps, which use each other's memory.
    pub memory: Buffer<C>,
    /// First rows of the images.
    pub starts: Buffer<C>,
    /// What `starts` holds.
    pub started: Vec<i32>,
    /// What the plan computes.
    pub result: Buffer<C>,
    /// Values for the plan behind it.
    pub kept: Vec<Buffer<C>>,
    last: Vec<Launch>,
    recorded: Option<(Vec<Launch>, C::Recording)>,
}

/// Memory that grows.
pub struct Buffer<C: Gpu> {
    /// It lies here.
    pub memory: C::Memory,
    bytes: usize,
}

impl<C: Gpu> Buffer<C> {
    fn new(gpu: &C) -> Result<Self> {
        Ok(Buffer { memory: gpu.filled(0, 0)?, bytes: 0 })
    }

    /// The address of at least so many bytes; what was in them is lost when there were fewer.
    ///
    /// # Errors
    /// When the GPU has no such memory.
    pub fn of(&mut self, gpu: &C, bytes: usize) -> Result<u64> {
        if bytes > self.bytes {
            // What is too small goes first: a GPU may not have room for both.
            *self = Buffer::new(gpu)?;
            *self = Buffer { memory: gpu.filled(bytes, 0)?, bytes };
        }
        Ok(gpu.address(&self.memory))
    }

    /// The address of these bytes on the GPU.
    ///
    /// # Errors
    /// When the GPU has no such memory or cannot be written.
    pub fn with(&mut self, gpu: &C, bytes: &[u8]) -> Result<u64> {
        self.of(gpu, bytes.len())?;
        gpu.write(&mut self.memory, bytes)?;
        Ok(gpu.address(&self.memory))
    }
}

impl<C: Gpu> State<C> {
    /// For plans that keep so many values.
    ///
    /// # Errors
    /// When the GPU fails.
    pub fn new(gpu: &C, kept: impl Iterator<Item = usize>) -> Result<Self> {
        let plan = |kept| {
            let (memory, starts, result) = (Buffer::new(gpu)?, Buffer::new(gpu)?, Buffer::new(gpu)?);
            let kept = (0..kept).map(|_| Buffer::new(gpu)).collect::<Result<_>>()?;
            let (started, last) = (Vec::new(), Vec::new());
            Ok(PlanState { memory, starts, started, result, kept, last, recorded: None })
        };
        Ok(State { pixels: Buffer::new(gpu)?, plans: kept.map(plan).collect::<Result<_>>()? })
    }
}

impl<C: Gpu> PlanState<C> {
    /// Runs launches, at once where the same ones came before.
    ///
    /// # Errors
    /// When the GPU fails.
    pub fn run(&mut self, gpu: &C, launches: Vec<Launch>) -> Result<()> {
        if let Some((known, recording)) = &self.recorded
            && *known == launches
        {
            return gpu.replay(recording);
        }
        if self.last == launches {
            let recording = gpu.record(&launches)?;
            gpu.replay(&recording)?;
            self.recorded = Some((launches, recording));
            return Ok(());
        }
        launches.iter().try_for_each(|launch| gpu.launch(launch))?;
        self.last = launches;
        Ok(())
    }
}
