//! Inference: a network with its parameters, lowered once to a plan of few large steps and then run on any
//! batch. Batch-norm is folded into convolutions, residual and ReLU are added where a convolution writes its
//! result, weights are packed once, and feature maps use each other's memory. Regular and adaptive networks
//! go the same way; what differs is in the tables of a batch. Knows graphs and kernels, nothing of networks or training.

mod compute;
mod gpu;
mod layout;
mod lower;
mod pass;
mod plan;
mod precision;
mod run;
mod step;
#[cfg(test)]
mod tests;
mod values;

use std::sync::Mutex;

use crate::cuda::Driver;
use crate::device::Device;
use crate::executor::Parameters;
use crate::graph::Graph;
use crate::grid::Tables;
use crate::kernels::conv::Weight;
use crate::ops::{Conv, RowOps};
use crate::{Error, Result};
use plan::Plan;
pub use precision::Precision;
pub use run::{Purpose, Ran, StepInfo};
pub use step::OnStep;

/// What runs a network's plan: this machine's CPU or a GPU. A learned mask decides the levels, whatever those of the
/// tables are.
///
/// # Errors
/// Every method fails where tables were made for another fine stride or another number of pixels than a network
/// and its input have, or where the device fails.
#[allow(clippy::missing_errors_doc)] // said once, above
pub trait Inference {
    /// What the network computes of normalised pixels, row-major [images·height·width, 3]. Noise, if any, is added to a
    /// learned mask's scores before it decides: [boxes, 2].
    fn run_whole(&self, tables: &Tables, pixels: &[f32], noise: Option<&[f32]>) -> Result<Ran>;

    /// The same, telling after every step its number and how long it took, tables that it was the first to need
    /// included. A GPU is waited for after every step, which takes longer.
    fn run_timed(
        &self,
        tables: &Tables,
        pixels: &[f32],
        noise: Option<&[f32]>,
        on_step: OnStep<'_>,
    ) -> Result<Ran>;

    /// The scores only.
    fn run(&self, tables: &Tables, pixels: &[f32]) -> Result<Vec<f32>> {
        Ok(self.run_whole(tables, pixels, None)?.scores)
    }

    /// Builds every table of a batch that the plan needs and that is not there yet, which a run would do at the
    /// first step that needs it; those of a learned mask's cells are not known yet.
    fn prepare(&self, tables: &Tables) -> Result<()>;

    /// Bytes of feature maps that are alive at the same time in a run on such tables, its result not among them;
    /// where a learned mask decides, on those that it decided.
    fn feature_bytes(&self, tables: &Tables) -> Result<usize>;

    /// Steps in their order. Behind the estimator of a learned mask stand two that are no layers: its decision, from
    /// scores to cells, and the kernel maps on these.
    fn steps(&self) -> &[StepInfo];
}

/// A network ready to be run on the CPU.
pub struct Engine {
    /// One, or two with the decision of a learned mask between them.
    plans: Vec<Plan<Weight>>,
    steps: Vec<StepInfo>,
    graph: Graph,
    /// Feature maps of the last run, whose memory the next one takes over.
    memory: Mutex<Vec<f32>>,
}

impl Engine {
    /// Lowers a graph with trained parameters and running statistics.
    ///
    /// # Errors
    /// When the network has a layer without parameters, or the CPU lacks the precision.
    pub fn new<O: RowOps>(
        ops: &O,
        graph: &Graph,
        parameters: &Parameters<O::Device>,
        precision: Precision,
    ) -> Result<Self> {
        let proof = precision.proof()?;
        let pack = |conv: &Conv, weight: Vec<f32>| Ok(precision::pack(proof, conv, &weight));
        let plans = lowered(ops, graph, parameters, pack)?;
        let (steps, graph) = (steps_of(&plans), graph.clone());
        Ok(Engine { plans, steps, graph, memory: Mutex::default() })
    }
}

/// The engine for a device; `None` where there is none, and the layers must be run one by one. The parameters come from
/// wherever the operations keep them.
///
/// # Errors
/// When the network has a layer without parameters, or the device fails or lacks the precision.
pub fn on<O: RowOps>(
    device: Option<Device>,
    ops: &O,
    graph: &Graph,
    parameters: &Parameters<O::Device>,
    precision: Precision,
) -> Result<Option<Box<dyn Inference>>> {
    match device {
        None | Some(Device::CudaOrCpu) => Ok(None),
        Some(Device::Cpu) => Ok(Some(Box::new(Engine::new(ops, graph, parameters, precision)?))),
        Some(Device::Cuda(number)) => {
            let Some(gpu) = Driver::of(number)? else { return Ok(None) };
            Ok(Some(Box::new(gpu::GpuEngine::new(gpu, ops, graph, parameters, precision)?)))
        }
    }
}

/// A network's plans, with weights as a device multiplies them.
fn lowered<O: RowOps, W>(
    ops: &O,
    graph: &Graph,
    parameters: &Parameters<O::Device>,
    mut pack: impl FnMut(&Conv, Vec<f32>) -> Result<W>,
) -> Result<Vec<Plan<W>>> {
    let numbers = lower::Numbers {
        values: &|name| parameters.get(name).map(|tensor| ops.to_vec(tensor)),
        running: &|norm| parameters.running(norm).cloned(),
        coarse: &|norm| parameters.coarse_running(norm).cloned(),
    };
    let steps = lower::lower(graph, &numbers)?;
    let steps = steps.into_iter().map(|step| step.packed(&mut pack)).collect::<Result<_>>()?;
    Ok(plan::plans(steps, graph.decision()))
}

/// What is known of the steps of plans.
fn steps_of<W>(plans: &[Plan<W>]) -> Vec<StepInfo> {
    let of_plan = |(number, plan): (usize, &Plan<W>)| {
        let decision = [("levels and cells", Purpose::Mask), ("kernel maps", Purpose::Maps)];
        let decision = decision.into_iter().filter(|_| number > 0);
        let decision =
            decision.map(|(name, purpose)| StepInfo { name: name.to_owned(), purpose, stage: "mask" });
        let steps = plan.steps.iter().map(|step| StepInfo {
            name: step.name.clone(),
            purpose: Purpose::of(step.part),
            stage: step.stage,
        });
        decision.chain(steps).collect::<Vec<_>>()
    };
    plans.iter().enumerate().flat_map(of_plan).collect()
}

/// Do tables and pixels fit a network, and each other?
fn check(graph: &Graph, tables: &Tables, pixels: &[f32]) -> Result<()> {
    graph.check_tables(tables)?;
    let (height, width) = tables.image_size();
    let wanted = 3 * tables.images() * height * width;
    if pixels.len() != wanted {
        return Err(Error::new(format!("{} pixel values instead of {wanted}", pixels.len())));
    }
    Ok(())
}
