//! Made of dfdx's own operations.

use super::grouped;
pub(in crate::ops) use super::product::conv;
use crate::Result;
use crate::ops::{Conv, Rows, Site, StockOp};

impl StockOp for Conv {
    /// dfdx's own operations always go back to the data, also to images.
    fn stock<D: crate::ops::Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        let map = site.tables.map(self.reads())?;
        let weight = site.parameter(0)?;
        let bias = if self.bias { Some(site.parameter(1)?) } else { None };
        if self.groups > 1 {
            return grouped::stock::conv(site.tape, inputs[0], weight, bias, &map, self.groups);
        }
        conv(site.tape, inputs[0], weight, bias, &map)
    }
}
