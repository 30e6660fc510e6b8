//! The tables of a large image: cells, and all kernel maps that a ResNet-50 asks for.

use cadbench::Result;
use cadbench::engine::{Engine, Inference};
use cadbench::grid::Tables;
use cadbench::models::{Fcn, Head, HeadPlace};
use cadbench::ops::Fast;

use super::cases::{Case, FLOAT32, How, Which, resnet};
use crate::support::clock::Clock;

/// Seconds for a 1024×2048 image of which two blocks of five are active.
///
/// # Errors
/// When the network cannot be built: not this one.
pub fn seconds(repeats: usize) -> Result<f64> {
    let case = Case {
        network: Which::Resnet50,
        resolution: How::Adaptive(2),
        head: None,
        precision: FLOAT32,
        size: [1024, 2048],
    };
    let head = Head::Fcn(Fcn { dropout: 0.1, on: HeadPlace::Lattice });
    let (ops, network) = (Fast::new(), resnet(50, 0.25, head, &case.downsampling())?);
    let parameters = network.initial(&ops, 0)?;
    let engine = Engine::new(&ops, network.inference(), &parameters, FLOAT32)?;
    let build = || -> Result<()> {
        let levels = case.levels()?.unwrap_or_default();
        engine.prepare(&Tables::new(case.size[0], case.size[1], 8, levels)?)
    };
    build()?;
    Ok(Clock::Wall.shortest(repeats, || build().unwrap_or_else(|error| panic!("{error}"))))
}
