//! Convolution through a kernel map, dense or in groups.

pub(super) mod fast;
mod grouped;
mod product;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use super::operation::{Count, Extent, Initial, Operation, ParameterSpec};
use crate::grid::{KernelMap, Place, Route, RowCount, Window};
use crate::{Error, Result};

/// A convolution (1×1 is a linear layer on rows) from the rows of one place to those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conv {
    /// Channels of the input.
    pub c_in: usize,
    /// Channels of the result.
    pub c_out: usize,
    /// Groups of channels: an output reads the input channels of its group only. 1 in a dense convolution, as many as
    /// channels in a depthwise one.
    pub groups: usize,
    /// Taps along one side: k.
    pub kernel: usize,
    /// Taps before the one in place: (kernel − 1)/2, except in first layers without padding.
    pub padding: usize,
    /// Steps from one tap to the next; how wide a step is on cells, `pitch` tells.
    pub dilation: usize,
    /// What the dilation is counted in on cells.
    pub pitch: Pitch,
    /// Is a trained number added to each channel of the result?
    pub bias: bool,
    /// Where the rows that it reads lie.
    pub from: Place,
    /// Where the rows of the result lie.
    pub to: Place,
}

/// How far apart taps are on cells, in lattice positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pitch {
    /// dilation · 2^depth, whatever the size of the cell (METHOD section 4): a backbone's layers.
    #[default]
    OfDepth,
    /// As far as the dilation says on the lattice of the fine stride, but at least one cell: a head's layers,
    /// which see the lattice of the fine stride where all cells are fine, and that of the coarse one where
    /// all are coarse.
    OfCell,
}

impl Conv {
    /// Input channels that each output reads.
    pub fn inner(&self) -> usize {
        self.c_in / self.groups
    }

    /// k².
    pub fn taps(&self) -> usize {
        self.kernel * self.kernel
    }

    /// Where its taps read.
    pub fn reads(&self) -> Route {
        match (self.pitch, self.from) {
            (Pitch::OfCell, Place::Cells { depth }) => {
                Route::AtCellPitch { depth, kernel: self.kernel, dilation: self.dilation }
            }
            _ => {
                let Conv { kernel, padding, dilation, from, to, .. } = *self;
                Route::Window { from, to, window: Window { kernel, padding, dilation } }
            }
        }
    }
}

impl Operation for Conv {
    fn label(&self) -> String {
        "convolution".into()
    }

    fn details(&self, _: &Extent) -> String {
        let bias = if self.bias { " with bias" } else { "" };
        let groups = match self.groups {
            1 => String::new(),
            groups if groups == self.c_in && groups == self.c_out => " depthwise".into(),
            groups => format!(" in {groups} groups"),
        };
        format!("{0}×{0} {1}→{2}{groups}{bias}", self.kernel, self.c_in, self.c_out)
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let fan = |channels: usize| self.taps() * channels / self.groups;
        let (fan_in, fan_out) = (fan(self.c_in), fan(self.c_out));
        let shape = vec![self.c_out, self.inner(), self.kernel, self.kernel];
        let weight = ParameterSpec { suffix: "weight", shape, initial: Initial::He { fan_in, fan_out } };
        // PyTorch's default for biases.
        let initial = Initial::Uniform { bound: 1.0 / (fan_in as f64).sqrt() };
        let bias = self.bias.then(|| ParameterSpec::per_channel("bias", self.c_out, initial));
        [weight].into_iter().chain(bias).collect()
    }

    fn channels(&self, _: &[usize]) -> usize {
        self.c_out
    }

    fn place(&self, _: Place, _: usize) -> Place {
        self.to
    }

    fn count(&self, extent: &Extent, rows: &dyn RowCount) -> Result<Count> {
        let weights = (self.taps() * self.inner() * self.c_out) as f64;
        // The authors run a strided k×k on all cells before the step, but a 1×1 after it (METHOD section 5).
        let cells = self.from.without_blocks();
        let on_cells = matches!(cells, Place::Cells { .. });
        let authors = if on_cells && self.kernel > 1 { rows.rows(cells)? } else { extent.rows_out };
        let biases = if self.bias { authors * self.c_out as f64 } else { 0.0 };
        Ok(Count { macs: extent.rows_out * weights, ptflops: authors * weights + biases, ..Count::default() })
    }

    fn route(&self) -> Option<Route> {
        Some(self.reads())
    }
}

const NAME: &str = "convolution";

/// `x` [rows_in, c_in], `weight` [taps·c_in/groups, c_out], `bias` [1, c_out].
fn check_shapes(
    x: (usize, usize),
    groups: usize,
    weight: (usize, usize),
    bias: Option<(usize, usize)>,
    map: &KernelMap,
) -> Result<()> {
    check::reads(NAME, x, map)?;
    if weight.0 * groups != map.taps() * x.1 || weight.1 == 0 {
        return Err(Error::new(format!(
            "{NAME}: the weight [{}, {}] does not fit {} taps of a feature map [{}, {}]",
            weight.0,
            weight.1,
            map.taps(),
            x.0,
            x.1
        )));
    }
    if !x.1.is_multiple_of(groups) || !weight.1.is_multiple_of(groups) {
        let what = format!("{NAME}: {} and {} channels do not divide into {groups} groups", x.1, weight.1);
        return Err(Error::new(what));
    }
    bias.map_or(Ok(()), |bias| check::per_channel(NAME, "the bias", bias, weight.1))
}
