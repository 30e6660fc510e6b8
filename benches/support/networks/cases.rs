//! The networks that are timed, and how each is built.

use std::time::Instant;

use cadbench::Result;
use cadbench::cost::Cost;
use cadbench::engine::{Engine, Inference, Precision};
use cadbench::grid::{Levels, Place, Tables};
use cadbench::mask::Mask;
use cadbench::models::{
    Adaptive, Backbone, Deeplabv3, Downsampling, FEATURES, Fcn, Head, HeadPlace, MobilenetV2, Model, Network,
    Regular, Resnet,
};
use cadbench::ops::Fast;
use cadbench::system::isa::Bfloat16;

pub const FLOAT32: Precision = Precision::Float32;
/// Height and width of the images of most networks, and of the light ones.
const SIZE: [usize; 2] = [256, 512];
const LARGE: [usize; 2] = [512, 1024];

/// Which network.
#[derive(Clone, Copy, PartialEq)]
pub enum Which {
    Resnet50,
    MobilenetV2,
}

/// How a network downsamples.
#[derive(Clone, Copy, PartialEq)]
pub enum How {
    /// To an output stride.
    Regular(usize),
    /// 8→16 with so many active blocks of five.
    Adaptive(usize),
}
use How::{Adaptive as Fifths, Regular as Stride};

/// One network.
#[derive(Clone)]
pub struct Case {
    pub network: Which,
    pub resolution: How,
    /// `None`: up to the backbone's features.
    pub head: Option<HeadPlace>,
    pub precision: Precision,
    /// Height and width of the image.
    pub size: [usize; 2],
}

/// All of them.
pub fn cases() -> Vec<Case> {
    let case = |resolution, head, precision| {
        let (network, size) = (Which::Resnet50, SIZE);
        Case { network, resolution, head, precision, size }
    };
    let (cells, lattice) = (HeadPlace::Cells, HeadPlace::Lattice);
    let mut cases: Vec<Case> = [Stride(8), Stride(16), Fifths(3), Fifths(2), Fifths(1)]
        .map(|resolution| case(resolution, None, FLOAT32))
        .into();
    cases.push(case(Stride(8), Some(lattice), FLOAT32));
    cases.extend([lattice, cells].map(|head| case(Fifths(2), Some(head), FLOAT32)));
    if Bfloat16::available().is_some() {
        cases.extend(
            [Stride(8), Stride(16), Fifths(2)].map(|resolution| case(resolution, None, Precision::Bfloat16)),
        );
    }
    let light =
        |resolution| Case { network: Which::MobilenetV2, size: LARGE, ..case(resolution, None, FLOAT32) };
    cases.extend([Stride(8), Stride(16), Fifths(2)].map(light));
    cases
}

impl Case {
    /// How tables and the peer call it.
    pub fn name(&self) -> String {
        let network = match (self.network, self.head) {
            (Which::MobilenetV2, _) => "MobileNetV2",
            (Which::Resnet50, Some(_)) => "ResNet-50 DeepLabv3",
            (Which::Resnet50, None) => "ResNet-50",
        };
        let resolution = match self.resolution {
            Fifths(fifths) => format!("8→16, {} % active", 20 * fifths),
            Stride(stride) => format!("OS{stride}"),
        };
        let place = if self.head == Some(HeadPlace::Cells) { ", head on cells" } else { "" };
        let precision = if self.is_bfloat16() { ", bfloat16" } else { "" };
        format!("{network}, {resolution}{place}{precision}")
    }

    /// Others are compared with it.
    pub fn is_reference(&self) -> bool {
        self.resolution == Stride(8)
    }

    /// Does it have cells of several sizes?
    pub fn is_adaptive(&self) -> bool {
        matches!(self.resolution, Fifths(_))
    }

    /// Does it multiply bfloat16?
    pub fn is_bfloat16(&self) -> bool {
        self.precision != FLOAT32
    }

    /// Of an adaptive network: every fifth block of 4×4 and some of its followers are active.
    pub fn levels(&self) -> Result<Option<Vec<Levels>>> {
        let Fifths(fifths) = self.resolution else { return Ok(None) };
        let [height, width] = self.size.map(|side| side / 8);
        let active: Vec<bool> = (0..height * width / 16).map(|block| block * 7 % 5 < fifths).collect();
        Ok(Some(vec![Levels::from_blocks(&active, height, width, 4, 1)?]))
    }

    /// As an experiment would state it.
    pub fn downsampling(&self) -> Downsampling {
        match self.resolution {
            Stride(output_stride) => Downsampling::Regular(Regular { output_stride }),
            Fifths(_) => Downsampling::Adaptive(Adaptive {
                block: Some(4),
                ..Adaptive::new(8, 16, Mask::All(Default::default()))
            }),
        }
    }
}

/// A network ready to be timed.
pub struct Built {
    pub case: Case,
    pub engine: Engine,
    network: Model,
    kept: Tables,
    pixels: Vec<f32>,
}

impl Built {
    /// With weights drawn from seed 0.
    pub fn new(case: Case) -> Result<Self> {
        let head = match case.head {
            Some(on) => Head::Deeplabv3(Deeplabv3 { channels: 256, dropout: 0.1, on }),
            None => Head::Fcn(Fcn { dropout: 0.1, on: HeadPlace::Lattice }),
        };
        let network = match case.network {
            Which::Resnet50 => resnet(50, 1.0, head, &case.downsampling())?,
            Which::MobilenetV2 => {
                let backbone = Backbone::MobilenetV2(MobilenetV2 { width: 1.0, last: None });
                Model::new(&Network { backbone, head, weights: None }, &case.downsampling(), 19)?
            }
        };
        let (ops, precision) = (Fast::new(), case.precision);
        let parameters = network.initial(&ops, 0)?;
        let engine = match case.head {
            Some(_) => Engine::new(&ops, network.inference(), &parameters, precision)?,
            None => Engine::new(&ops, &network.inference().up_to(FEATURES)?, &parameters, precision)?,
        };
        let [height, width] = case.size;
        let kept = match case.levels()? {
            None => Tables::regular(1, height, width, network.resolution().fine)?,
            Some(levels) => Tables::new(height, width, network.resolution().fine, levels)?,
        };
        Ok(Built { case, engine, network, kept, pixels: pixels(height * width) })
    }

    /// Of one image, levels, cells and kernel maps of an adaptive network included.
    pub fn seconds(&self) -> Result<f64> {
        let start = Instant::now();
        // Every image has its own levels, but shares what lattices need.
        let own = self.case.levels()?.map(|levels| self.kept.with_levels(levels)).transpose()?;
        self.engine.run(own.as_ref().unwrap_or(&self.kept), &self.pixels)?;
        Ok(start.elapsed().as_secs_f64())
    }

    /// Cells of an adaptive network after its first step, or positions of the lattice.
    pub fn cells(&self) -> Result<usize> {
        let depth = u8::from(self.case.is_adaptive());
        self.kept.rows(Place::Cells { depth })
    }

    /// Bytes of feature maps that are alive at the same time.
    pub fn feature_bytes(&self) -> Result<usize> {
        self.engine.feature_bytes(&self.kept)
    }

    /// Multiply–accumulates.
    pub fn macs(&self) -> Result<f64> {
        let cost = Cost::of_network(self.network.inference(), &self.kept)?;
        Ok(cost.macs_backbone + if self.case.head.is_some() { cost.macs_head } else { 0.0 })
    }
}

/// A segmentation network of 19 classes.
pub fn resnet(depth: usize, width: f64, head: Head, downsampling: &Downsampling) -> Result<Model> {
    let backbone = Backbone::Resnet(Resnet { depth, width, blocks: None });
    Model::new(&Network { backbone, head, weights: None }, downsampling, 19)
}

/// Values in [−1, 1) without a pattern that a cache could like.
pub fn pixels(count: usize) -> Vec<f32> {
    (0..3 * count).map(|i| (i.wrapping_mul(2_654_435_761) % 2000) as f32 / 1000.0 - 1.0).collect()
}
