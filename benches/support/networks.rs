//! Whole networks: a ResNet-50 backbone on one 256×512 image, dense and adaptive, and a training step.

use std::sync::Arc;

use cadbench::Result;
use cadbench::cost::Cost;
use cadbench::engine::Engine;
use cadbench::grid::{Levels, Tables};
use cadbench::mask::Mask;
use cadbench::models::{
    Adaptive, AnyNetwork, Backbone, Backend, Downsampling, Fcn, Head, HeadPlace, Model, Network, Parameters,
    Regular, Resnet, Resolution, Segmenter, Strided,
};
use cadbench::ops::Fast;
use cadbench::train::{Batch, BatchLabels, Learner, Training};
use comfy_table::{Table, presets};

use super::clock::Clock;

const HEIGHT: usize = 256;
const WIDTH: usize = 512;

/// What the columns mean.
pub const EXPLANATION: &str = "Backbones in evaluation mode on one image with random weights, the tables of \
    adaptive networks built anew for each image. Realised ÷ saved: the speed-up \
    over dense OS8 divided by the ratio of multiply-accumulates (1 = every saved one is saved time).";

/// Times of all networks.
///
/// # Errors
/// When a network cannot be built: not for the ones here.
pub fn table(repeats: usize) -> Result<Table> {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    table.set_header(["network", "ms", "GMAC", "GFLOP/s", "realised ÷ saved"]);
    let dense = backbone(&regular(8), None, repeats)?;
    for (name, measured) in [
        ("ResNet-50, OS8", dense),
        ("ResNet-50, OS16", backbone(&regular(16), None, repeats)?),
        ("ResNet-50, 8→16, 40 % active", backbone(&adaptive(), Some(2), repeats)?),
        ("ResNet-50, 8→16, 20 % active", backbone(&adaptive(), Some(1), repeats)?),
    ] {
        let realised = dense.seconds / measured.seconds / (dense.macs / measured.macs);
        table.add_row(measured.row(name, format!("{realised:.2}")));
    }
    table.add_row(
        training(repeats)?.row("training step, quarter-width ResNet-18, OS8, 8×128×256", String::new()),
    );
    Ok(table)
}

#[derive(Clone, Copy)]
struct Measured {
    seconds: f64,
    macs: f64,
}

impl Measured {
    fn row(&self, name: &str, last: String) -> [String; 5] {
        let speed = 2.0 * self.macs / self.seconds / 1e9;
        let (time, macs) = (1e3 * self.seconds, self.macs / 1e9);
        [name.to_owned(), format!("{time:.1}"), format!("{macs:.2}"), format!("{speed:.0}"), last]
    }
}

fn regular(output_stride: usize) -> Downsampling {
    Downsampling::Regular(Regular { output_stride })
}

fn adaptive() -> Downsampling {
    let mask = Mask::All(Default::default());
    Downsampling::Adaptive(Adaptive {
        fine: 8,
        coarse: 16,
        block: Some(4),
        mask,
        expected_active: None,
        strided: Strided::Kept,
    })
}

fn segmenter(depth: usize, width: f64, downsampling: &Downsampling) -> Result<Segmenter> {
    let backbone = Backbone::Resnet(Resnet { depth, width, blocks: None });
    Segmenter::new(
        &Network { backbone, head: Head::Fcn(Fcn { dropout: 0.1, on: HeadPlace::Lattice }), weights: None },
        downsampling,
        19,
    )
}

/// Tables of one image; every fifth block and its `fifths` − 1 followers are active.
fn tables(stride: usize, fifths: Option<usize>) -> Result<Tables> {
    let Some(fifths) = fifths else { return Tables::regular(1, HEIGHT, WIDTH, stride) };
    let active: Vec<bool> = (0..8 * 16).map(|block| block * 7 % 5 < fifths).collect();
    Tables::new(HEIGHT, WIDTH, stride, vec![Levels::from_blocks(&active, 32, 64, 4, 1)?])
}

fn backbone(downsampling: &Downsampling, fifths: Option<usize>, repeats: usize) -> Result<Measured> {
    let (ops, network) = (Fast::new(), segmenter(50, 1.0, downsampling)?);
    let parameters = Parameters::initial(&ops, &network, 0)?;
    let engine = Engine::new(&ops, &BackboneOnly(&network), &parameters)?;
    let pixels = pixels(HEIGHT * WIDTH);
    let stride = network.resolution().fine;
    let kept = tables(stride, fifths)?;
    let run = || -> Result<()> {
        let fresh = fifths.is_some().then(|| tables(stride, fifths)).transpose()?;
        engine.run(fresh.as_ref().unwrap_or(&kept), &pixels).map(drop)
    };
    run()?;
    let seconds = Clock::Wall.shortest(repeats, || run().unwrap_or_else(|error| panic!("{error}")));
    Ok(Measured { seconds, macs: Cost::of_network(&network, &kept)?.macs_backbone })
}

/// A segmentation network up to its features.
struct BackboneOnly<'a>(&'a Segmenter);

impl Model for BackboneOnly<'_> {
    fn resolution(&self) -> Resolution {
        self.0.resolution()
    }

    fn forward<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<B::Rows> {
        Ok(self.0.features(backend, pixels)?.last)
    }
}

/// Forward, backward and update; a backward pass is counted as two forward passes.
fn training(repeats: usize) -> Result<Measured> {
    let (images, height, width) = (8, 128, 256);
    let settings = Training::of_steps(usize::MAX, images, 0.01);
    let network = AnyNetwork::Segmenter(Box::new(segmenter(18, 0.25, &regular(8))?));
    let mut learner = Learner::new(Fast::new(), network, settings, 0)?;
    let batch = Batch {
        pixels: pixels(images * height * width),
        labels: BatchLabels::Pixels((0..images * height * width).map(|i| (i / 64 % 19) as u8).collect()),
        tables: Arc::new(Tables::regular(images, height, width, 8)?),
    };
    let cost = Cost::of_network(learner.network(), &*batch.tables)?;
    let mut step = || learner.train(&batch).map(drop);
    step()?;
    let seconds = Clock::Wall.shortest(repeats, || step().unwrap_or_else(|error| panic!("{error}")));
    Ok(Measured { seconds, macs: 3.0 * (cost.macs_backbone + cost.macs_head) })
}

/// Values in [−1, 1) without a pattern that a cache could like.
fn pixels(count: usize) -> Vec<f32> {
    (0..3 * count).map(|i| (i.wrapping_mul(2_654_435_761) % 2000) as f32 / 1000.0 - 1.0).collect()
}
