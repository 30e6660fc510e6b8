//! Channels of several feature maps side by side.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use super::gpu::DeviceStep;
use super::operation::{Inputs, Operation};
use crate::cuda::{Insert, Launch, Task};
use crate::kernels::rows::concat;
use crate::{Error, Result};

/// Channels side by side: [rows, c1], [rows, c2], … → [rows, c1 + c2 + …].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concat;

impl Operation for Concat {
    fn label(&self) -> String {
        "concatenate".into()
    }

    fn channels(&self, inputs: &[usize]) -> usize {
        inputs.iter().sum()
    }

    fn infer(&self, at: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let rows = y.len() / at.channels;
        let mut offset = 0;
        for part in at.inputs {
            let own = part.len() / rows.max(1);
            concat::insert(part, own, offset, y, at.channels);
            offset += own;
        }
        Ok(())
    }

    fn launches(&self, at: &mut DeviceStep<'_>) -> Result<Vec<Launch>> {
        let rows = at.output.numbers / at.channels;
        let mut offset = 0;
        let part = |part: &super::Map| {
            let channels = part.numbers / rows.max(1);
            let task = Insert {
                x: part.address,
                y: at.output.address,
                numbers: part.numbers as i64,
                channels: channels as i32,
                channels_out: at.channels as i32,
                offset,
            };
            offset += channels as i32;
            Launch::each("insert", part.numbers, Task::Insert(task))
        };
        Ok(at.inputs.iter().map(part).collect())
    }
}

const NAME: &str = "concatenation";

/// The shape of the result.
fn check_shapes(parts: &[(usize, usize)]) -> Result<(usize, usize)> {
    let Some(&first) = parts.first() else {
        return Err(Error::new(format!("{NAME}: there is no feature map")));
    };
    for part in parts {
        check::not_empty(NAME, *part)?;
        if part.0 != first.0 {
            return Err(Error::new(format!(
                "{NAME}: [{}, {}] and [{}, {}] differ in rows",
                first.0, first.1, part.0, part.1
            )));
        }
    }
    Ok((first.0, parts.iter().map(|part| part.1).sum()))
}
