//! What a network starts from: nothing computes it.

use super::operation::{FastOp, Operation, StockOp};
use super::site::{Cpu, Site};
use super::{Device, Rows};
use crate::{Error, Result};

/// The normalised image, [images·height·width, 3].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source;

impl Operation for Source {
    fn label(&self) -> String {
        "pixels".into()
    }
}

impl FastOp for Source {
    fn fast(&self, _: &mut Site<'_, Cpu>, _: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        Err(given())
    }
}

impl StockOp for Source {
    fn stock<D: Device>(&self, _: &mut Site<'_, D>, _: &[&Rows<D>]) -> Result<Rows<D>> {
        Err(given())
    }
}

fn given() -> Error {
    Error::new("the pixels of a network are given, not computed")
}
