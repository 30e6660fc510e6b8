//! What the kernels and networks are meant to reach, and whether they do.

use comfy_table::Table;

use super::convolutions::Convolution;
use super::networks::training::Step;
use super::networks::{Timed, Which};
use super::pairs::Ratio;
use super::table;

/// What was measured.
pub struct Measured<'a> {
    pub convolutions: &'a [Convolution],
    pub networks: &'a [Timed],
    pub steps: &'a [Step],
    /// Seconds to build the tables of a 1024×2048 image.
    pub maps: f64,
    /// GFLOP/s of the fastest matrix product.
    pub product: f64,
}

/// Something to reach.
struct Goal {
    what: String,
    unit: &'static str,
    wanted: f64,
    at_least: bool,
    /// `None`: could not be measured.
    found: Option<Ratio>,
}

impl Goal {
    /// What to think of what was found: nothing, where its interval holds what is wanted.
    fn verdict(&self) -> &'static str {
        let Some(found) = self.found else { return "not measured" };
        let [low, high] = found.interval.unwrap_or([found.middle; 2]);
        let (worst, best) = if self.at_least { (low, high) } else { (-high, -low) };
        let wanted = if self.at_least { self.wanted } else { -self.wanted };
        match (worst >= wanted, best >= wanted) {
            (true, _) => "reached",
            (false, false) => "missed",
            (false, true) => "undecided",
        }
    }
}

/// A number without an interval: the best of many.
fn exact(value: f64) -> Option<Ratio> {
    Some(Ratio { middle: value, interval: None })
}

/// One line per goal.
pub fn table(measured: &Measured<'_>) -> Table {
    let mut table = table::markdown(&["goal", "wanted", "found", "95 % interval", "verdict"]);
    let goals = [against_peer(measured), adaptive(measured), kernels(measured), bfloat16(measured)];
    for goal in goals.into_iter().flatten() {
        let sign = if goal.at_least { "≥" } else { "≤" };
        let number = |value: f64| format!("{value:.2}{}", goal.unit);
        let found = goal.found.map_or("–".to_owned(), |found| number(found.middle));
        let interval = goal.found.and_then(|found| found.interval);
        let interval = interval.map_or("–".to_owned(), |[low, high]| format!("{low:.2} to {high:.2}"));
        let wanted = format!("{sign} {}", number(goal.wanted));
        table.add_row([goal.what.clone(), wanted, found, interval, goal.verdict().to_owned()]);
    }
    table
}

/// Speed as a multiple of the peer's.
fn against_peer(measured: &Measured<'_>) -> Vec<Goal> {
    let networks =
        measured.networks.iter().map(|timed| (timed.case.name(), &timed.rounds, &timed.peer, 1.05));
    let timed = [
        "ResNet-50, OS8",
        "ResNet-50, OS16",
        "ResNet-50 DeepLabv3, OS8",
        "MobileNetV2, OS8",
        "MobileNetV2, OS16",
    ];
    let networks = networks.filter(|(name, ..)| timed.contains(&name.as_str()));
    let steps = measured.steps.iter().zip([1.15, 1.05]);
    let steps = steps.map(|(step, wanted)| (step.name.to_owned(), &step.rounds, &step.peer, wanted));
    let goal = |(name, own, peer, wanted): (String, &Vec<f64>, &Vec<f64>, f64)| {
        let what = format!("{name}: speed as a multiple of the peer's fastest");
        let found = Ratio::of(own.iter().zip(peer).map(|(own, peer)| peer / own));
        Goal { what, unit: "×", wanted, at_least: true, found }
    };
    networks.chain(steps).map(goal).collect()
}

fn adaptive(measured: &Measured<'_>) -> Vec<Goal> {
    let backbones = measured
        .networks
        .iter()
        .filter(|timed| timed.case.is_adaptive() && timed.case.head.is_none() && !timed.case.is_bfloat16());
    let goal = |timed: &Timed| Goal {
        what: format!("{}: realised ÷ saved", timed.case.name()),
        unit: "",
        // In light networks more than multiply–accumulates takes time.
        wanted: if timed.case.network == Which::Resnet50 { 0.98 } else { 0.9 },
        at_least: true,
        found: timed.realised(measured.networks),
    };
    let mut goals: Vec<Goal> = backbones.map(goal).collect();
    let what = "cells and kernel maps of a 1024×2048 image".into();
    goals.push(Goal { what, unit: " ms", wanted: 5.0, at_least: false, found: exact(1e3 * measured.maps) });
    goals
}

fn kernels(measured: &Measured<'_>) -> Vec<Goal> {
    let wide = measured.convolutions.iter().filter(|conv| conv.channels >= 64);
    let slowest = wide.map(|conv| conv.slowest_backward / measured.product).fold(f64::INFINITY, f64::min);
    let rest =
        measured.steps.iter().flat_map(|step| [step.loss / step.seconds(), step.update / step.seconds()]);
    let what =
        "slowest backward pass of layers with 64 channels or more, of the fastest matrix product".into();
    // Depthwise layers are no matrix products.
    let products = |timed: &&Timed| !timed.case.is_bfloat16() && timed.case.network == Which::Resnet50;
    let plain = measured.networks.iter().filter(products);
    let network = plain.map(|timed| timed.gflops() / measured.product).fold(f64::INFINITY, f64::min);
    vec![
        Goal {
            what: "slowest network, of the fastest matrix product".into(),
            unit: "",
            wanted: 0.95,
            at_least: true,
            found: exact(network),
        },
        Goal { what, unit: "", wanted: 0.9, at_least: true, found: exact(slowest) },
        Goal {
            what: "largest share of loss or update in a training step".into(),
            unit: "",
            wanted: 0.04,
            at_least: false,
            found: exact(rest.fold(0.0, f64::max)),
        },
    ]
}

fn bfloat16(measured: &Measured<'_>) -> Vec<Goal> {
    let found = measured.networks.iter().filter_map(|timed| timed.faster_than_float32(measured.networks));
    let slowest = found.min_by(|a, b| a.middle.total_cmp(&b.middle));
    let what = "bfloat16: speed as a multiple of float32's, slowest network".into();
    vec![Goal { what, unit: "×", wanted: 1.0, at_least: true, found: slowest }]
}
