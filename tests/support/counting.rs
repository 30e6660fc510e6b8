//! Operations whose convolutions are plain loops that count every multiply–accumulate that they carry out.

use std::cell::Cell;

use cadbench::Result;
use cadbench::ops::{Conv, Cpu, Fast, Op, RowOps, Rows, Scalar, Site, Tape, shape};

/// As [`Fast`], but for convolutions, which it evaluates by their definition: nothing in it knows what a layer should
/// cost.
#[derive(Default)]
pub struct Counting {
    fast: Fast,
    executed: Cell<u64>,
}

impl Counting {
    /// How many multiply–accumulates were carried out since this was asked before.
    pub fn take(&self) -> u64 {
        self.executed.take()
    }

    fn conv(&self, conv: &Conv, site: &Site<'_, Cpu>, x: &Rows<Cpu>) -> Result<Rows<Cpu>> {
        let map = site.tables.map(conv.reads())?;
        let (values, weight) = (self.fast.to_vec(x), self.fast.to_vec(site.parameter(0)?));
        let (c_in, c_out) = (shape(x).1, shape(site.parameter(0)?).1);
        let (inner, outer) = (conv.inner(), c_out / conv.groups);
        let bias = if conv.bias { self.fast.to_vec(site.parameter(1)?) } else { vec![0.0; c_out] };
        let mut y = Vec::with_capacity(map.rows_out() * c_out);
        let mut executed = 0;
        for row in 0..map.rows_out() {
            let mut sums: Vec<f64> = bias.iter().map(|&bias| f64::from(bias)).collect();
            for tap in 0..map.taps() {
                let from = usize::try_from(map.tap(row, tap)).ok();
                for channel in 0..c_in {
                    // A tap outside the image multiplies a zero, as padding does in a dense network.
                    let x = from.map_or(0.0, |from| f64::from(values[from * c_in + channel]));
                    let weights = &weight[(tap * inner + channel % inner) * c_out..][..c_out];
                    // Outputs of the channel's group.
                    let own = channel / inner * outer..(channel / inner + 1) * outer;
                    for (sum, &weight) in sums[own.clone()].iter_mut().zip(&weights[own]) {
                        *sum += x * f64::from(weight);
                        executed += 1;
                    }
                }
            }
            y.extend(sums.iter().map(|&sum| sum as f32));
        }
        self.executed.set(self.executed.get() + executed);
        self.rows_from(y, map.rows_out(), c_out)
    }
}

impl RowOps for Counting {
    type Device = Cpu;

    fn device(&self) -> &Cpu {
        self.fast.device()
    }

    fn run(&self, op: &Op, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        match op {
            Op::Conv(conv) => self.conv(conv, site, inputs[0]),
            _ => self.fast.run(op, site, inputs),
        }
    }

    fn cross_entropy(
        &self,
        tape: &mut Tape<Cpu>,
        logits: &Rows<Cpu>,
        labels: &[u16],
        ignored: u16,
    ) -> Result<Scalar<Cpu>> {
        self.fast.cross_entropy(tape, logits, labels, ignored)
    }
}
