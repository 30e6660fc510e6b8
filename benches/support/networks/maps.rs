//! The tables of a large image: cells, and all kernel maps that a ResNet-50 asks for.

use cadbench::Result;
use cadbench::engine::{Engine, Precision};
use cadbench::grid::{Levels, Tables};
use cadbench::models::{Fcn, Head, HeadPlace, Parameters};
use cadbench::ops::Fast;

use super::cases::{Case, How, resnet};
use crate::support::clock::Clock;

/// Seconds for a 1024×2048 image of which two blocks of five are active.
///
/// # Errors
/// When the network cannot be built: not this one.
pub fn seconds(repeats: usize) -> Result<f64> {
    let case = Case { resolution: How::Adaptive(2), head: None, precision: Precision::Float32 };
    let head = Head::Fcn(Fcn { dropout: 0.1, on: HeadPlace::Lattice });
    let (ops, network) = (Fast::new(), resnet(50, 0.25, head, &case.downsampling())?);
    let parameters = Parameters::initial(&ops, &network, 0)?;
    let engine = Engine::new(&ops, &network, &parameters, Precision::Float32)?;
    let active: Vec<bool> = (0..32 * 64).map(|block| block * 7 % 5 < 2).collect();
    let build = || -> Result<()> {
        let levels = Levels::from_blocks(&active, 128, 256, 4, 1)?;
        engine.prepare(&Tables::new(1024, 2048, 8, vec![levels])?)
    };
    build()?;
    Ok(Clock::Wall.shortest(repeats, || build().unwrap_or_else(|error| panic!("{error}"))))
}
