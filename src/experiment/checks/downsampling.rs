//! Output strides and blocks (METHOD sections 3 and 5).

use super::{Check, mask};
use crate::executor::Portion;
use crate::experiment::Settings;
use crate::metrics::Task;
use crate::models::{Adaptive, Downsampling, Network, Use};

/// The widest block, in lattice cells.
const WIDEST: usize = 64;

pub(super) fn check(settings: &Settings, check: &mut Check) {
    let (network, downsampling) = (&settings.network, &settings.downsampling);
    match downsampling {
        Downsampling::Regular(_) => {
            check.accept(network.resolution(downsampling), "downsampling.output_stride");
        }
        Downsampling::Adaptive(adaptive) => {
            strides(network, adaptive, check);
            mask::check(adaptive, settings.task, "downsampling.mask", check);
            learned(settings, check);
            if let Some(fraction) = adaptive.expected_active {
                check.within(fraction, 0.0..=1.0, "downsampling.expected_active");
            }
        }
    }
}

/// What a learned mask asks of the rest of the settings.
fn learned(settings: &Settings, check: &mut Check) {
    let Some(learned) = settings.downsampling.learned() else { return };
    let path = "downsampling.mask";
    let trains =
        settings.task == Task::Segmentation && settings.network.backbone.gives(Use::Segmentation).is_ok();
    let help = "a mask that looks at images, such as `edges`, or `task: segmentation` with a ResNet";
    check.require(trains, path, "a learned mask is for the segmentation with a ResNet only", help);
    let all = settings.network.weights.as_ref().is_some_and(|weights| weights.portion() == Portion::All);
    let help =
        "`network: {weights: {variant: NAME}}` of a variant that learns its mask, or `{file: …, part: all}`";
    let what = "a frozen mask is not trained, so its weights must come from a file or a variant";
    check.require(!learned.frozen || all, &format!("{path}.frozen"), what, help);
}

/// Asks the network itself, first about the pair of strides, then about the block.
fn strides(network: &Network, adaptive: &Adaptive, check: &mut Check) {
    let pair = Downsampling::Adaptive(Adaptive { block: None, ..adaptive.clone() });
    if check.accept(network.resolution(&pair), "downsampling.coarse").is_some() {
        let whole = Downsampling::Adaptive(adaptive.clone());
        check.accept(network.resolution(&whole), "downsampling.block");
        let fits = adaptive.block.is_none_or(|block| block <= WIDEST);
        let what = "a block is wider than any image needs";
        check.require(fits, "downsampling.block", what, format!("at most {WIDEST} lattice cells"));
    }
}
