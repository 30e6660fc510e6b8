//! Training steps, and the parts of them that are no network.

use std::sync::Arc;
use std::time::Instant;

use cadbench::Result;
use cadbench::batch::{Batch, BatchLabels};
use cadbench::cost::Cost;
use cadbench::grid::Tables;
use cadbench::models::{Deeplabv3, Downsampling, Fcn, Head, HeadPlace, Model, Regular};
use cadbench::ops::{Fast, RowOps, Sgd, Tape};
use cadbench::train::{Learner, Training};

use super::cases::{pixels, resnet};
use super::{beside_peer, shortest};
use crate::support::clock::Clock;
use crate::support::peer::Peer;
use crate::support::table;

/// What the columns mean.
pub const EXPLANATION: &str = "Forward, backward and update on random images, the shortest of several; a backward pass \
    is counted as two forward passes. Loss: cross-entropy with its gradient; update: SGD with momentum.";

/// How tables and the peer call the steps.
const NAMES: [&str; 2] = [
    "training step, quarter-width ResNet-18 FCN, OS8, 8×128×256",
    "training step, ResNet-50 DeepLabv3, OS16, 4×256×512",
];
/// Rounds of the large one, which takes seconds: as few as give an interval.
const MOST_OF_LARGE: usize = 7;

/// A training step.
pub struct Step {
    pub name: &'static str,
    /// Seconds by round.
    pub rounds: Vec<f64>,
    /// The peer's in the same rounds.
    pub peer: Vec<f64>,
    /// Multiply–accumulates.
    pub macs: f64,
    /// Seconds of the loss and its gradient.
    pub loss: f64,
    /// Seconds of the optimiser.
    pub update: f64,
}

/// Both steps, in turn with the peer's.
///
/// # Errors
/// When a network cannot be built or trained: not the ones here. When the peer ends.
pub fn measure(repeats: usize, mut peer: Option<&mut Peer>) -> Result<[Step; 2]> {
    let lattice = HeadPlace::Lattice;
    let regular = |output_stride| Downsampling::Regular(Regular { output_stride });
    let small = resnet(18, 0.25, Head::Fcn(Fcn { dropout: 0.1, on: lattice }), &regular(8))?;
    let head = Head::Deeplabv3(Deeplabv3 { channels: 256, dropout: 0.1, on: lattice });
    let large = resnet(50, 1.0, head, &regular(16))?;
    let (names, few) = (NAMES, repeats.min(MOST_OF_LARGE));
    Ok([
        step(names[0], small, [8, 128, 256], 8, repeats, peer.as_deref_mut())?,
        step(names[1], large, [4, 256, 512], 16, few, peer)?,
    ])
}

fn step(
    name: &'static str,
    network: Model,
    [images, height, width]: [usize; 3],
    stride: usize,
    repeats: usize,
    mut peer: Option<&mut Peer>,
) -> Result<Step> {
    let positions = images * height * width;
    let batch = Batch {
        pixels: pixels(positions),
        labels: BatchLabels::Pixels((0..positions).map(|i| (i / 64 % 19) as u8).collect()),
        tables: Arc::new(Tables::regular(images, height, width, stride)?),
        noise: Vec::new(),
    };
    let cost = Cost::of_network(network.inference(), &*batch.tables)?;
    let (loss, update) = (loss(positions, repeats)?, update(cost.parameters, repeats)?);
    let settings = Training::of_steps(usize::MAX, images, 0.01);
    let mut learner = Learner::new(Fast::new(), network, settings, 0)?;
    learner.train(&batch)?;
    let beside = beside_peer(peer.as_deref_mut(), name)?;
    let (mut rounds, mut others) = (Vec::new(), Vec::new());
    for _ in 0..repeats {
        let start = Instant::now();
        learner.train(&batch)?;
        rounds.push(start.elapsed().as_secs_f64());
        if let (true, Some(peer)) = (beside, peer.as_deref_mut()) {
            others.push(peer.seconds(name)?);
        }
    }
    let macs = 3.0 * (cost.macs_backbone + cost.macs_head);
    Ok(Step { name, rounds, peer: others, macs, loss, update })
}

impl Step {
    /// The shortest round.
    pub fn seconds(&self) -> f64 {
        shortest(&self.rounds)
    }
}

/// Cross-entropy over 19 classes, forward and backward.
fn loss(rows: usize, repeats: usize) -> Result<f64> {
    let ops = Fast::new();
    let labels: Vec<u16> = (0..rows).map(|i| (i / 64 % 19) as u16).collect();
    let scores = ops.rows_from(pixels(rows * 19).split_off(2 * rows * 19), rows, 19)?;
    let once = || -> Result<()> {
        let mut tape = Tape::training();
        let loss = ops.cross_entropy(&mut tape, &scores, &labels, u16::MAX)?;
        tape.backward(loss).map(drop)
    };
    once()?;
    Ok(Clock::Wall.shortest(repeats, || once().unwrap_or_else(|error| panic!("{error}"))))
}

/// An update of so many parameters.
fn update(parameters: usize, repeats: usize) -> Result<f64> {
    let ops = Fast::new();
    let mut sgd = Sgd::new(0.9, 1e-4);
    let mut tensor = ops.rows_from(vec![0.5; parameters], parameters, 1)?;
    let mut gradients = cadbench::ops::Gradients::leaky();
    let mut once = || sgd.step([(&mut tensor, 0.01)], &mut gradients);
    once()?;
    Ok(Clock::Wall.shortest(repeats, || once().unwrap_or_else(|error| panic!("{error}"))))
}

/// One line per step.
pub fn table(steps: &[Step]) -> comfy_table::Table {
    let mut table = table::markdown(&["step", "ms", "GMAC", "GFLOP/s", "loss", "update"]);
    for step in steps {
        let share = |seconds: f64| format!("{:.1} %", 100.0 * seconds / step.seconds());
        table.add_row([
            step.name.to_owned(),
            format!("{:.1}", 1e3 * step.seconds()),
            format!("{:.1}", step.macs / 1e9),
            format!("{:.0}", 2.0 * step.macs / step.seconds() / 1e9),
            share(step.loss),
            share(step.update),
        ]);
    }
    table
}
