//! Batch-norm over all rows, with what follows it fused into the same pass.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::operation::{Count, Extent, Initial, Operation, ParameterSpec};
use super::{Device, Mode, Rows, Site, Tape, check, from_vec, shape};
use crate::grid::RowCount;
use crate::{Error, Result};

/// A batch normalisation over all rows of a feature map; its second input, if any, is a residual that is added before
/// the ReLU.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BatchNorm {
    /// Of its input and its result.
    pub channels: usize,
    /// Added to the variance: [`BatchNorm::EPS`] in most networks.
    pub eps: f32,
    /// Does ReLU follow, in the same pass?
    pub relu: bool,
}

impl BatchNorm {
    /// PyTorch's default, used by every network of the paper.
    pub const EPS: f32 = 1e-5;
}

impl Operation for BatchNorm {
    fn label(&self) -> String {
        "batch-norm".into()
    }

    fn details(&self, _: &Extent) -> String {
        if self.relu { "norm and ReLU" } else { "norm" }.into()
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        [("weight", 1.0), ("bias", 0.0)]
            .map(|(name, value)| ParameterSpec::per_channel(name, self.channels, Initial::Constant(value)))
            .into()
    }

    fn statistics(&self) -> Option<usize> {
        Some(self.channels)
    }

    /// 2 per element in the paper's count, and 1 for the ReLU.
    fn count(&self, extent: &Extent, _: &dyn RowCount) -> Result<Count> {
        let elements = extent.rows_out * extent.c_out as f64;
        Ok(Count { ptflops: elements * if self.relu { 3.0 } else { 2.0 }, ..Count::default() })
    }
}

/// What the normalisation of a training step found in its batch, per channel.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchStatistics {
    /// [channels].
    pub mean: Vec<f32>,
    /// Unbiased (n − 1), as PyTorch keeps in `running_var`.
    pub variance: Vec<f32>,
}

/// How a batch-norm ends: what is added to it and whether it is rectified, fused into one pass.
pub(super) struct Ending<'a, D: Device> {
    /// Added after the affine map (the shortcut of a residual block).
    pub residual: Option<&'a Rows<D>>,
    pub relu: bool,
}

// Not derived: that would ask for devices that are `Copy`.
impl<D: Device> Clone for Ending<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: Device> Copy for Ending<'_, D> {}

/// The feature map and the parameters of one layer.
pub(super) struct Layer<'a, D: Device> {
    pub x: &'a Rows<D>,
    pub weight: &'a Rows<D>,
    pub bias: &'a Rows<D>,
    pub eps: f32,
    pub ending: Ending<'a, D>,
}

impl<D: Device> Clone for Layer<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: Device> Copy for Layer<'_, D> {}

impl<D: Device> Layer<'_, D> {
    fn check(&self) -> Result<()> {
        let residual = self.ending.residual.map(shape);
        check_shapes(shape(self.x), shape(self.weight), shape(self.bias), residual)
    }
}

/// Normalises by the batch, and tells what it found there.
type Train<D> = fn(&mut Tape<D>, Layer<'_, D>) -> Result<(Rows<D>, BatchStatistics)>;
/// Normalises by given statistics.
type Eval<D> = fn(&mut Tape<D>, Layer<'_, D>, &BatchStatistics) -> Result<Rows<D>>;
/// Mixes two feature maps by the second one's share.
type Mix<D> = fn(&mut Tape<D>, &Rows<D>, &Rows<D>, &Rows<D>) -> Result<Rows<D>>;

/// How an implementation normalises and mixes.
struct Ways<D: Device> {
    train: Train<D>,
    eval: Eval<D>,
    mix: Mix<D>,
}

impl BatchNorm {
    /// By the batch while training, by running statistics otherwise; on cells those of the branch that each cell's
    /// level is of, where branches have their own.
    fn run<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>], ways: &Ways<D>) -> Result<Rows<D>> {
        let ending = Ending { residual: inputs.get(1).copied(), relu: self.relu };
        let (x, weight, bias) = (inputs[0], site.parameter(0)?, site.parameter(1)?);
        let layer = Layer { x, weight, bias, eps: self.eps, ending };
        if let Mode::Training { .. } = site.mode {
            let (y, batch) = (ways.train)(site.tape, layer)?;
            site.found = Some(batch);
            return Ok(y);
        }
        let running = site.running()?;
        let fine = (ways.eval)(site.tape, layer, running.own)?;
        let (Some(coarse), Some(levels)) = (running.coarse, site.tables.levels_at(site.place)?) else {
            return Ok(fine);
        };
        let coarse = (ways.eval)(site.tape, layer, coarse)?;
        let share = levels.iter().map(|&level| f32::from(level.min(1))).collect();
        let share = from_vec(x.device(), share, (levels.len(), 1))?;
        (ways.mix)(site.tape, &fine, &coarse, &share)
    }
}

const NAME: &str = "batch-norm";

type Shape = (usize, usize);

fn check_shapes(x: Shape, weight: Shape, bias: Shape, residual: Option<Shape>) -> Result<()> {
    check::not_empty(NAME, x)?;
    check::per_channel(NAME, "the weight", weight, x.1)?;
    check::per_channel(NAME, "the bias", bias, x.1)?;
    residual.map_or(Ok(()), |residual| check::same(NAME, x, residual))
}

fn check_batch(x: Shape) -> Result<()> {
    if x.0 < 2 {
        return Err(Error::new(format!("{NAME}: [{}, {}] has too few rows for a deviation", x.0, x.1))
            .help("train with a larger batch or crop"));
    }
    Ok(())
}

fn check_running(running: &BatchStatistics, channels: usize) -> Result<()> {
    check::count(NAME, "running means", running.mean.len(), channels)?;
    check::count(NAME, "running variances", running.variance.len(), channels)
}
