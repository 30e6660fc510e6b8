//! Every row times the factors of its image.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use super::gpu::DeviceStep;
use super::operation::{Count, Extent, Inputs, Operation};
use crate::cuda::{self, Launch, Task};
use crate::grid::{Place, RowCount, Tables};
use crate::kernels::rows::scale::{Factors, scale};
use crate::{Error, Result};

/// The gate of squeeze-and-excitation: rows [rows, c] at a place, and factors [images, c], one for each channel of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScaleImages {
    /// Where the rows lie.
    pub from: Place,
}

impl ScaleImages {
    /// First rows of the images, and the number of rows.
    fn starts(&self, tables: &Tables) -> Result<Vec<usize>> {
        tables.image_start(self.from)
    }
}

impl Operation for ScaleImages {
    fn label(&self) -> String {
        "scale by image".into()
    }

    /// A product per element, which the paper's count has no word for: 1, as for an activation.
    fn count(&self, extent: &Extent, _: &dyn RowCount) -> Result<Count> {
        Ok(Count { ptflops: extent.rows_out * extent.c_out as f64, ..Count::default() })
    }

    fn infer(&self, at: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let start = self.starts(at.tables)?;
        scale(at.inputs[0], Factors::OfImages(at.inputs[1], &start), at.channels, y);
        Ok(())
    }

    fn launches(&self, at: &mut DeviceStep<'_>) -> Result<Vec<Launch>> {
        let (numbers, channels) = (at.output.numbers, at.channels);
        let task = cuda::ScaleImages {
            x: at.inputs[0].address,
            factors: at.inputs[1].address,
            y: at.output.address,
            cells: at.maps.cells(self.from)?,
            numbers: numbers as i64,
            channels: channels as i32,
            rows_of_image: (numbers / channels / at.tables.images()) as i32,
        };
        Ok(vec![Launch::each("scale_images", numbers, Task::ScaleImages(task))])
    }
}

const NAME: &str = "scaling of images";

fn check_shapes(x: (usize, usize), factors: (usize, usize), start: &[usize]) -> Result<()> {
    check::not_empty(NAME, x)?;
    if start.len() < 2 || start.first() != Some(&0) || start.last() != Some(&x.0) || !start.is_sorted() {
        return Err(Error::new(format!(
            "{NAME}: the images' first rows {start:?} do not divide a feature map [{}, {}]",
            x.0, x.1
        )));
    }
    check::same(NAME, (start.len() - 1, x.1), factors)
}
