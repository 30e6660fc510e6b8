//! A whole segmentation network: backbone, way back to the lattice, head, way up to the pixels.

use super::backend::{Backend, Part};
use super::config::{Backbone, Downsampling, Network as Config};
use super::estimator::Estimator;
use super::heads::{Head, Scores};
use super::model::Model;
use super::resnet::{Features, Resnet};
use super::resolution::Resolution;
use super::two_branch::TwoBranch;
use crate::grid::Place;
use crate::mask::Learned;
use crate::{Error, Result};

/// A segmentation network as layers; parameters live elsewhere, under the layers' names.
#[derive(Debug, Clone)]
pub struct Segmenter {
    backbone: Resnet,
    mask: Option<(Estimator, Learned)>,
    head: Head,
    resolution: Resolution,
}

impl Segmenter {
    /// The network of an experiment for that many classes.
    ///
    /// # Errors
    /// When the configuration names a depth, stride or block that does not exist.
    pub fn new(config: &Config, downsampling: &Downsampling, classes: usize) -> Result<Self> {
        let resolution = Resolution::new(downsampling)?;
        let Backbone::Resnet(resnet) = &config.backbone else {
            return Err(
                Error::new("a segmentation needs a ResNet").help("`backbone: {kind: resnet, depth: 18}`")
            );
        };
        let backbone = Resnet::new(resnet, resolution.fine, downsampling.strided())?;
        let mask = downsampling.learned().map(|mask| {
            let estimator = Estimator::new(backbone.trunk_channels(), resnet.width, resolution.fine);
            (estimator, mask.clone())
        });
        let head = Head::new(&config.head, &backbone, resolution.fine, classes)?;
        Ok(Segmenter { backbone, mask, head, resolution })
    }

    /// Features of normalised pixels, the last on the cells of the last depth.
    pub fn features<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<Features<B::Rows>> {
        let Features { low_level, last } = self.trunk(backend, pixels)?;
        if let Some((estimator, _)) = &self.mask {
            backend.enter(Part::Mask);
            let scores = estimator.forward(backend, &last)?;
            backend.decide(&scores)?;
            backend.enter(Part::Backbone);
        }
        Ok(Features { low_level, last: self.on_cells(backend, last)? })
    }

    /// The features before the cells.
    pub(super) fn trunk<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<Features<B::Rows>> {
        backend.enter(Part::Backbone);
        self.backbone.trunk(backend, pixels, self.head.wants_low_level())
    }

    /// The scores of the learned mask.
    ///
    /// # Errors
    /// When the network has none.
    pub(super) fn estimate<B: Backend>(&self, backend: &mut B, trunk: &Features<B::Rows>) -> Result<B::Rows> {
        let none = || Error::new("the network has no learned mask");
        self.mask.as_ref().ok_or_else(none)?.0.forward(backend, &trunk.last)
    }

    /// The last features, on cells.
    pub(super) fn on_cells<B: Backend>(&self, backend: &mut B, trunk: B::Rows) -> Result<B::Rows> {
        self.backbone.on_cells(backend, trunk)
    }

    /// The last features on the lattice of the fine stride.
    pub(super) fn spread<B: Backend>(&self, backend: &mut B, features: &B::Rows) -> Result<B::Rows> {
        backend.to_lattice(features, self.depth())
    }

    /// Both branches, where the learned mask is not given but trained.
    pub fn two_branch(&self) -> Option<TwoBranch<'_>> {
        let (_, mask) = self.mask.as_ref().filter(|(_, mask)| !mask.frozen)?;
        Some(TwoBranch { network: self, mask })
    }

    /// The learned mask's settings.
    pub fn learned_mask(&self) -> Option<&Learned> {
        self.mask.as_ref().map(|(_, mask)| mask)
    }

    /// Class scores on a regular lattice.
    pub fn scores<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<Scores<B::Rows>> {
        let features = self.features(backend, pixels)?;
        self.head(backend, features)
    }

    fn head<B: Backend>(&self, backend: &mut B, features: Features<B::Rows>) -> Result<Scores<B::Rows>> {
        backend.enter(Part::Head);
        self.head.forward(backend, features, self.depth(), self.resolution.fine)
    }

    /// Class scores of pixels, of features.
    pub(super) fn classify<B: Backend>(
        &self,
        backend: &mut B,
        features: Features<B::Rows>,
    ) -> Result<B::Rows> {
        let scores = self.head(backend, features)?;
        backend.resize(&scores.rows, scores.stride, 1)
    }

    fn depth(&self) -> u8 {
        match self.backbone.place() {
            Place::Cells { depth } => depth,
            // A lattice is what the cells at depth 0 are.
            _ => 0,
        }
    }
}

impl Model for Segmenter {
    fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// Class scores [images·height·width, classes].
    fn forward<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<B::Rows> {
        let features = self.features(backend, pixels)?;
        self.classify(backend, features)
    }

    fn branched_norms(&self) -> Vec<&str> {
        self.two_branch().map_or(Vec::new(), |both| both.network.backbone.norms_on_cells().collect())
    }
}
