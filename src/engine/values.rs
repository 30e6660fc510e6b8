//! Where the values of a run lie: known from the plan and the batch's tables before anything is computed.

use std::ops::Range;

use super::layout::{Life, layout};
use super::plan::Plan;
use super::step::{Value, Work};
use crate::Result;
use crate::grid::Tables;

/// A place for every value of a plan.
pub(super) struct Values {
    slots: Vec<Slot>,
    /// Floats of every value.
    sizes: Vec<usize>,
    /// Floats of the memory in which feature maps lie.
    pub floats: usize,
    /// Floats of the result, which lies by itself.
    pub result: usize,
}

/// Where a value lies.
#[derive(Clone)]
pub(super) enum Slot {
    /// It is given, by this number: the image, or what was computed before.
    Given(usize),
    Memory(Range<usize>),
    /// It is another value, row by row.
    SameAs(Value),
    /// It is the result, or made by no step.
    Elsewhere,
}

impl Values {
    /// For a run of a plan on a batch; `given` tells the floats of what the plan starts from. Every map begins at a
    /// multiple of `alignment` floats.
    ///
    /// # Errors
    /// When the batch has no such place.
    pub(super) fn new<W>(plan: &Plan<W>, tables: &Tables, given: &[usize], alignment: usize) -> Result<Self> {
        let steps = &plan.steps;
        let count = steps.last().map_or(0, |step| step.output + 1).max(1);
        let slots = vec![Slot::Elsewhere; count];
        let mut values = Values { slots, sizes: Vec::new(), floats: 0, result: 0 };
        let mut floats = vec![0; count];
        for (number, (&value, &size)) in plan.given.iter().zip(given).enumerate() {
            values.slots[value] = Slot::Given(number);
            floats[value] = size;
        }
        let (mut lives, mut owners) = (Vec::new(), Vec::new());
        for (number, step) in steps.iter().enumerate() {
            floats[step.output] = tables.rows(step.place)? * step.channels;
            for &input in &step.inputs {
                let owner = values.owner(input);
                let life: Option<&mut Life> =
                    owners.iter().position(|&other| other == owner).map(|at| &mut lives[at]);
                life.into_iter().for_each(|life| life.steps.end = number);
            }
            if number + 1 == steps.len() {
                values.result = floats[step.output];
            } else if let Work::Op(op) = &step.work
                && op.changes_nothing(tables)?
            {
                values.slots[step.output] = Slot::SameAs(step.inputs[0]);
            } else {
                owners.push(step.output);
                let floats = floats[step.output].next_multiple_of(alignment);
                lives.push(Life { floats, steps: number..number });
            }
        }
        for &value in &plan.kept {
            let owner = values.owner(value);
            let life: Option<&mut Life> =
                owners.iter().position(|&other| other == owner).map(|at| &mut lives[at]);
            life.into_iter().for_each(|life| life.steps.end = steps.len());
        }
        values.sizes = floats;
        let (places, floats) = layout(&lives);
        owners.into_iter().zip(places).for_each(|(value, place)| values.slots[value] = Slot::Memory(place));
        values.floats = floats;
        Ok(values)
    }

    /// Where a value lies that a step makes or reads; never [`Slot::SameAs`].
    pub(super) fn slot(&self, value: Value) -> &Slot {
        &self.slots[self.owner(value)]
    }

    /// Floats of a value that the plan makes or starts from.
    pub(super) fn size(&self, value: Value) -> usize {
        self.sizes[value]
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
