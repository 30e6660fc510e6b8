//! Networks.

use super::Check;
use crate::experiment::Settings;
use crate::metrics::Task;
use crate::models::{Backbone, Head, Resnet};

/// Classes are told apart by 16 bits, of which one value means none.
const MOST_OUTPUTS: usize = 65_535;
/// Depths that torchvision has.
const DEPTHS: [usize; 5] = [18, 34, 50, 101, 152];
/// Channels of the narrowest stage at width 1.
const NARROWEST: f64 = 64.0;
/// The widest multiple of the published network.
const WIDEST: f64 = 16.0;

pub(super) fn check(settings: &Settings, check: &mut Check) {
    if let Backbone::Resnet(resnet) = &settings.network.backbone {
        self::resnet(resnet, "network.backbone", check);
    }
    if let Backbone::Vgg(vgg) = &settings.network.backbone {
        let good = vgg.width <= WIDEST && vgg.width * NARROWEST >= 1.0;
        let what = format!("{} times the published channels is no network", vgg.width);
        let help = format!("from 1/{NARROWEST} (one channel in the first stage) to {WIDEST}");
        check.require(good, "network.backbone.width", what, help);
        let describes = matches!(settings.network.head, Head::Descriptors(_));
        let help = "`head: {kind: descriptors}` and `task: matching`, or another backbone";
        check.require(describes, "network.backbone.kind", "VGG-16 gives descriptors only", help);
    }
    heads(settings, check);
    if let Some(weights) = &settings.network.weights {
        let one = weights.file.is_some() != weights.variant.is_some();
        let help =
            "`file: PATH` for stored weights, or `variant: NAME` for those that another variant trained";
        check.require(one, "network.weights", "give either `file` or `variant`", help);
        let named = weights.file.as_ref().is_none_or(|file| !file.as_os_str().is_empty());
        check.require(
            named,
            "network.weights.file",
            "names no file",
            "leave `weights` out to draw all values",
        );
    }
    let dropout = match &settings.network.head {
        Head::Deeplabv3(head) => {
            channels("channels", head.channels, check);
            head.dropout
        }
        Head::Deeplabv3Plus(head) => {
            channels("channels", head.channels, check);
            channels("low_level_channels", head.low_level_channels, check);
            head.dropout
        }
        Head::Fcn(head) => head.dropout,
        Head::Classifier(_) | Head::Descriptors(_) => 0.0,
    };
    let what = format!("dropout of {dropout} leaves nothing or is no probability");
    check.require((0.0..1.0).contains(&dropout), "network.head.dropout", what, "from 0, below 1");
}

/// A head gives what the task asks for.
fn heads(settings: &Settings, check: &mut Check) {
    let gives = match settings.network.head {
        Head::Classifier(_) => Task::Classification,
        Head::Descriptors(_) => Task::Matching,
        Head::Deeplabv3(_) | Head::Deeplabv3Plus(_) | Head::Fcn(_) => Task::Segmentation,
    };
    let (what, help) = match settings.task {
        Task::Segmentation => {
            ("a classifier gives no class to a pixel", "`fcn`, `deeplabv3` or `deeplabv3-plus`")
        }
        Task::Classification => {
            ("this head gives a class to every pixel, and the task is images", "`classifier`")
        }
        Task::Matching => ("this head gives classes, and the task is places", "`descriptors`"),
    };
    check.require(gives == settings.task, "network.head.kind", what, help);
    let outputs = settings.outputs();
    let what = "a network needs an output for each class";
    let good = outputs.is_none_or(|outputs| (1..=MOST_OUTPUTS).contains(&outputs));
    check.require(good, "network.head.outputs", what, format!("from 1 to {MOST_OUTPUTS}"));
}

fn channels(key: &str, channels: usize, check: &mut Check) {
    let good = (1..=1 << 14).contains(&channels);
    let what = format!("a head of {channels} channels");
    check.require(good, &format!("network.head.{key}"), what, "from 1 to 16384");
}

fn resnet(resnet: &Resnet, path: &str, check: &mut Check) {
    let what = format!("there is no ResNet-{}", resnet.depth);
    check.require(DEPTHS.contains(&resnet.depth), &format!("{path}.depth"), what, "18, 34, 50, 101 or 152");
    let width = resnet.width;
    let good = width <= WIDEST && (NARROWEST * width).round() >= 1.0;
    let what = format!("{width} times the published channels is no network");
    let help = format!("from 1/{NARROWEST} (one channel in the first stage) to {WIDEST}");
    check.require(good, &format!("{path}.width"), what, help);
    if let Some(blocks) = resnet.blocks {
        let good = blocks.iter().all(|blocks| (1..=256).contains(blocks));
        check.require(
            good,
            &format!("{path}.blocks"),
            "every stage needs blocks",
            "from 1 to 256 in each stage",
        );
    }
}
