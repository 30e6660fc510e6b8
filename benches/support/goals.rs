//! What the kernels and networks are meant to reach, and whether they do.

use comfy_table::Table;

use super::convolutions::Convolution;
use super::networks::Timed;
use super::networks::training::Step;
use super::peer::Peer;
use super::table;

/// What was measured.
pub struct Measured<'a> {
    pub convolutions: &'a [Convolution],
    pub networks: &'a [Timed],
    pub steps: &'a [Step],
    /// Seconds to build the tables of a 1024×2048 image.
    pub maps: f64,
    /// GFLOP/s of the fastest matrix product.
    pub peak: f64,
    pub peer: Option<&'a Peer>,
}

/// Something to reach.
struct Goal {
    what: String,
    unit: &'static str,
    wanted: f64,
    at_least: bool,
    /// `None`: could not be measured.
    found: Option<f64>,
}

/// One line per goal.
pub fn table(measured: &Measured<'_>) -> Table {
    let mut table = table::markdown(&["goal", "wanted", "found", "verdict"]);
    let goals = [against_peer(measured), adaptive(measured), kernels(measured), bfloat16(measured)];
    for goal in goals.into_iter().flatten() {
        let sign = if goal.at_least { "≥" } else { "≤" };
        let number = |value: f64| format!("{value:.2}{}", goal.unit);
        let verdict = match goal.found {
            None => "not measured",
            Some(found) if (found >= goal.wanted) == goal.at_least => "reached",
            Some(_) => "missed",
        };
        let found = goal.found.map_or("–".to_owned(), number);
        table.add_row([
            goal.what.clone(),
            format!("{sign} {}", number(goal.wanted)),
            found,
            verdict.to_owned(),
        ]);
    }
    table
}

/// Speed as a multiple of the peer's.
fn against_peer(measured: &Measured<'_>) -> Vec<Goal> {
    let networks = measured.networks.iter().map(|timed| (timed.case.name(), timed.seconds, 1.0));
    let steps = measured.steps.iter().zip([1.15, 1.0]);
    let steps = steps.map(|(step, wanted)| (step.name.to_owned(), step.seconds, wanted));
    let timed = ["ResNet-50, OS8", "ResNet-50, OS16", "ResNet-50 DeepLabv3, OS8"];
    let compared = networks.filter(|(name, ..)| timed.contains(&name.as_str())).chain(steps);
    let goal = |(name, seconds, wanted): (String, f64, f64)| {
        let peer = measured.peer.and_then(|peer| peer.fastest.get(&name));
        let what = format!("{name}: speed as a multiple of the peer's fastest");
        Goal { what, unit: "×", wanted, at_least: true, found: peer.map(|peer| peer / (1e3 * seconds)) }
    };
    compared.map(goal).collect()
}

fn adaptive(measured: &Measured<'_>) -> Vec<Goal> {
    let backbones = measured
        .networks
        .iter()
        .filter(|timed| timed.case.is_adaptive() && timed.case.head.is_none() && !timed.case.is_bfloat16());
    let goal = |timed: &Timed| Goal {
        what: format!("{}: realised ÷ saved", timed.case.name()),
        unit: "",
        wanted: 0.97,
        at_least: true,
        found: timed.realised(measured.networks),
    };
    let mut goals: Vec<Goal> = backbones.map(goal).collect();
    let what = "cells and kernel maps of a 1024×2048 image".into();
    goals.push(Goal { what, unit: " ms", wanted: 5.0, at_least: false, found: Some(1e3 * measured.maps) });
    goals
}

fn kernels(measured: &Measured<'_>) -> Vec<Goal> {
    let wide = measured.convolutions.iter().filter(|conv| conv.channels >= 64);
    let slowest = wide.map(|conv| conv.slowest_backward / measured.peak).fold(f64::INFINITY, f64::min);
    let rest = measured.steps.iter().flat_map(|step| [step.loss / step.seconds, step.update / step.seconds]);
    let what = "slowest backward pass of layers with 64 channels or more, of the peak".into();
    vec![
        Goal { what, unit: "", wanted: 0.85, at_least: true, found: Some(slowest) },
        Goal {
            what: "largest share of loss or update in a training step".into(),
            unit: "",
            wanted: 0.1,
            at_least: false,
            found: Some(rest.fold(0.0, f64::max)),
        },
    ]
}

fn bfloat16(measured: &Measured<'_>) -> Vec<Goal> {
    let found = measured.networks.iter().filter_map(|timed| timed.faster_than_float32(measured.networks));
    let slowest =
        found.fold(None, |slowest: Option<f64>, times| Some(slowest.map_or(times, |s| s.min(times))));
    let what = "bfloat16: speed as a multiple of float32's, slowest network".into();
    vec![Goal { what, unit: "×", wanted: 1.5, at_least: true, found: slowest }]
}
