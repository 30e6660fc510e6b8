//! Where the values of a run lie: known from the plan and the batch's tables before anything is computed.

use std::ops::Range;

use super::layout::{Life, layout};
use super::step::{Route, Step, Work};
use super::trace::Value;
use crate::Result;
use crate::grid::{Place, Tables};

/// A place for every value of a plan.
pub(super) struct Values {
    slots: Vec<Slot>,
    /// Floats of the memory in which feature maps lie.
    pub floats: usize,
    /// Floats of the result, which lies by itself.
    pub result: usize,
}

/// Where a value lies.
#[derive(Clone)]
pub(super) enum Slot {
    /// It is the image.
    Image,
    Memory(Range<usize>),
    /// It is another value, row by row.
    SameAs(Value),
    /// It is the result, or made by no step.
    Elsewhere,
}

impl Values {
    /// For a run of these steps on a batch.
    ///
    /// # Errors
    /// When the batch has no such place.
    pub(super) fn new(steps: &[Step], tables: &Tables) -> Result<Self> {
        let count = steps.last().map_or(0, |step| step.output + 1);
        let mut values = Values { slots: vec![Slot::Elsewhere; count.max(1)], floats: 0, result: 0 };
        values.slots[0] = Slot::Image;
        let mut floats = vec![3 * tables.rows(Place::Lattice { stride: 1 })?; count.max(1)];
        let (mut lives, mut owners) = (Vec::new(), Vec::new());
        for (number, step) in steps.iter().enumerate() {
            floats[step.output] = rows(step, tables, &floats)? * step.channels;
            for &input in &step.inputs {
                let owner = values.owner(input);
                let life: Option<&mut Life> =
                    owners.iter().position(|&other| other == owner).map(|at| &mut lives[at]);
                life.into_iter().for_each(|life| life.steps.end = number);
            }
            if number + 1 == steps.len() {
                values.result = floats[step.output];
            } else if let Work::Gather(route) = step.work
                && changes_nothing(route, tables)?
            {
                values.slots[step.output] = Slot::SameAs(step.inputs[0]);
            } else {
                owners.push(step.output);
                lives.push(Life { floats: floats[step.output], steps: number..number });
            }
        }
        let (places, floats) = layout(&lives);
        owners.into_iter().zip(places).for_each(|(value, place)| values.slots[value] = Slot::Memory(place));
        values.floats = floats;
        Ok(values)
    }

    /// Where a value lies that a step makes or reads; never [`Slot::SameAs`].
    pub(super) fn slot(&self, value: Value) -> &Slot {
        &self.slots[self.owner(value)]
    }

    /// Does a step have nothing to do?
    pub(super) fn is_copy(&self, value: Value) -> bool {
        matches!(self.slots[value], Slot::SameAs(_))
    }

    fn owner(&self, value: Value) -> Value {
        match self.slots[value] {
            Slot::SameAs(other) => self.owner(other),
            _ => value,
        }
    }
}

/// Rows that a step writes, from the floats of the values before it.
fn rows(step: &Step, tables: &Tables, floats: &[usize]) -> Result<usize> {
    Ok(match &step.work {
        Work::Conv(fused) => tables.rows(fused.to)?,
        Work::MaxPool(route) | Work::Gather(route) => route.map(tables)?.rows_out(),
        Work::MeanOfImages(_) => tables.images(),
        Work::Resize { to, .. } => tables.rows(Place::Lattice { stride: *to })?,
        Work::Affine(_) | Work::Relu => floats[step.inputs[0]] / step.channels,
        Work::Concat => step.inputs.iter().map(|&input| floats[input]).sum::<usize>() / step.channels,
    })
}

/// Does the result equal the input, row by row? (Every lattice position has a cell of its own.)
fn changes_nothing(route: Route, tables: &Tables) -> Result<bool> {
    let Route::ToLattice { depth } = route else { return Ok(false) };
    let lattice = Place::Lattice { stride: tables.fine_stride() };
    Ok(tables.rows(Place::Cells { depth })? == tables.rows(lattice)?)
}
