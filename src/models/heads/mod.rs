//! The heads that turn features into class scores, on the lattice of the fine stride as the authors have
//! them, or on cells.

mod deeplabv3;
mod deeplabv3_plus;
mod fcn;
mod pyramid;

use deeplabv3::Deeplabv3;
use deeplabv3_plus::Deeplabv3Plus;
use fcn::Fcn;

use super::backend::Backend;
use super::config::{Head as Config, HeadPlace};
use super::layer::{BatchNorm, Conv};
use super::resnet::{Features, Resnet};
use crate::grid::Place;
use crate::{Error, Result};

/// Any of the heads.
#[derive(Debug, Clone)]
pub enum Head {
    Fcn(Fcn),
    Deeplabv3(Box<Deeplabv3>),
    Deeplabv3Plus(Box<Deeplabv3Plus>),
}

/// Class scores and the stride of the regular lattice on which they lie.
#[derive(Debug, Clone)]
pub struct Scores<R> {
    pub rows: R,
    pub stride: usize,
}

impl Head {
    /// The head of a configuration on a backbone's features.
    ///
    /// # Errors
    /// When it is the head of a classifier, which has no scores of places.
    pub fn new(config: &Config, backbone: &Resnet, fine_stride: usize, classes: usize) -> Result<Self> {
        let features = backbone.channels();
        Ok(match config {
            Config::Fcn(fcn) => Head::Fcn(Fcn::new(fcn, features, classes)),
            Config::Deeplabv3(deeplab) => {
                Head::Deeplabv3(Box::new(Deeplabv3::new(deeplab, features, fine_stride, classes)))
            }
            Config::Deeplabv3Plus(deeplab) => {
                let low_level = backbone.low_level_channels();
                let head = Deeplabv3Plus::new(deeplab, features, low_level, fine_stride, classes);
                Head::Deeplabv3Plus(Box::new(head))
            }
            Config::Descriptors(_) => {
                return Err(Error::new("descriptors give no class to a pixel")
                    .help("`head: {kind: fcn}`, `deeplabv3` or `deeplabv3-plus`"));
            }
            Config::Classifier(_) => {
                return Err(Error::new("a classifier gives no class to a pixel")
                    .help("`head: {kind: fcn}`, `deeplabv3` or `deeplabv3-plus`"));
            }
        })
    }

    /// Does the head want the output of layer1?
    pub fn wants_low_level(&self) -> bool {
        matches!(self, Head::Deeplabv3Plus(_))
    }

    /// Class scores of features whose last lie on the cells at `depth` of the lattice of `fine_stride`.
    pub fn forward<B: Backend>(
        &self,
        backend: &mut B,
        features: Features<B::Rows>,
        depth: u8,
        fine_stride: usize,
    ) -> Result<Scores<B::Rows>> {
        let ground = Ground { depth, fine_stride };
        match self {
            Head::Fcn(head) => ground.run(backend, features.last, head.on, |b, x, at| head.forward(b, x, at)),
            Head::Deeplabv3(head) => {
                ground.run(backend, features.last, head.on, |b, x, at| head.forward(b, x, at))
            }
            Head::Deeplabv3Plus(head) => head.forward(backend, features, ground),
        }
    }
}

/// Where the last features lie.
#[derive(Debug, Clone, Copy)]
struct Ground {
    depth: u8,
    fine_stride: usize,
}

impl Ground {
    /// Runs layers on the lattice or on cells; what they give lies on the lattice in the end.
    fn run<B: Backend>(
        self,
        backend: &mut B,
        x: B::Rows,
        on: HeadPlace,
        layers: impl FnOnce(&mut B, B::Rows, Place) -> Result<B::Rows>,
    ) -> Result<Scores<B::Rows>> {
        let stride = self.fine_stride;
        let rows = match on {
            HeadPlace::Lattice => {
                let lattice = backend.to_lattice(&x, self.depth)?;
                drop(x);
                layers(backend, lattice, Place::Lattice { stride })?
            }
            HeadPlace::Cells => {
                let x = layers(backend, x, Place::Cells { depth: self.depth })?;
                backend.to_lattice(&x, self.depth)?
            }
        };
        Ok(Scores { rows, stride })
    }
}

/// Convolution, norm, ReLU.
fn conv_norm<B: Backend>(
    backend: &mut B,
    x: &B::Rows,
    (conv, norm): &(Conv, BatchNorm),
    place: Place,
) -> Result<B::Rows> {
    let x = backend.conv(x, conv, place, place)?;
    backend.batch_norm(&x, norm, None, true)
}
