//! The weighted sum of each image's rows.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use super::gpu::DeviceStep;
use super::operation::{Count, Extent, Inputs, Operation};
use crate::cuda::{Launch, Mean, THREADS, Task};
use crate::grid::{Place, RowCount, Tables};
use crate::kernels::rows::sums;
use crate::{Error, Result};

/// The mean over each image, every cell weighted by its area: rows at a place → one row per image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeanOfImages {
    /// Where the rows that are averaged lie.
    pub from: Place,
}

impl MeanOfImages {
    /// First rows of the images, and the share of its image that each row covers.
    fn shares(&self, tables: &Tables) -> Result<(Vec<usize>, Vec<f32>)> {
        Ok((tables.image_start(self.from)?, tables.area_share(self.from)?))
    }
}

impl Operation for MeanOfImages {
    fn label(&self) -> String {
        "mean of images".into()
    }

    fn place(&self, _: Place, _: usize) -> Place {
        Place::Image
    }

    /// 1 per *input* element in the paper's count.
    fn count(&self, extent: &Extent, _: &dyn RowCount) -> Result<Count> {
        Ok(Count { ptflops: extent.rows_in * extent.c_in as f64, ..Count::default() })
    }

    fn infer(&self, at: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (start, share) = self.shares(at.tables)?;
        sums::weighted_sums(at.inputs[0], at.channels, &start, &share, y);
        Ok(())
    }

    fn launches(&self, at: &mut DeviceStep<'_>) -> Result<Vec<Launch>> {
        let known = at.starts.iter().find(|(place, _)| *place == self.from);
        let start =
            known.ok_or_else(|| Error::new(format!("{NAME}: a plan lacks the first rows at a place")))?.1;
        let (x, y) = (at.inputs[0].address, at.output.address);
        let task = Mean { x, y, start, cells: at.maps.cells(self.from)?, channels: at.channels as i32 };
        let blocks = (at.tables.images() * at.channels.div_ceil(32)) as u32;
        let shared = 2 * THREADS * size_of::<f32>() as u32;
        Ok(vec![Launch { kernel: "mean", blocks, shared, task: Task::Mean(task) }])
    }
}

const NAME: &str = "pooling of images";

fn check_shapes(x: (usize, usize), start: &[usize], weight: &[f32]) -> Result<()> {
    check::not_empty(NAME, x)?;
    check::count(NAME, "weights", weight.len(), x.0)?;
    if start.len() < 2 || start.first() != Some(&0) || start.last() != Some(&x.0) || !start.is_sorted() {
        return Err(Error::new(format!(
            "{NAME}: the images' first rows {start:?} do not divide a feature map [{}, {}]",
            x.0, x.1
        )));
    }
    Ok(())
}
