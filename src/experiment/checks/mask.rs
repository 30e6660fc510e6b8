//! Masks.

use super::Check;
use crate::mask::{Edges, Learned, Mask};
use crate::metrics::Task;

/// The widest square that widens an edge, in pixels.
const WIDEST: usize = 255;

pub(super) fn check(mask: &Mask, task: Task, path: &str, check: &mut Check) {
    match mask {
        Mask::Edges(edges) => self::edges(edges, path, check),
        Mask::Random(random) => {
            let help = "`fraction: 0.5`, or `like: {threshold: …}` for as many blocks as an edge mask has";
            let one = random.fraction.is_some() != random.like.is_some();
            check.require(one, path, "give either `fraction` or `like`", help);
            if let Some(fraction) = random.fraction {
                check.within(fraction, 0.0..=1.0, &format!("{path}.fraction"));
            }
            if let Some(like) = &random.like {
                edges(like, &format!("{path}.like"), check);
            }
        }
        Mask::Oracle(oracle) => {
            widened(oracle.width, path, check);
            let help = "a mask that looks at images, such as `edges`";
            check.require(task == Task::Segmentation, path, "an oracle needs a class for every pixel", help);
        }
        Mask::Learned(learned) => self::learned(learned, path, check),
        Mask::All(_) | Mask::None(_) => {}
    }
}

fn learned(learned: &Learned, path: &str, check: &mut Check) {
    check.within(learned.target, 0.0..=1.0, &format!("{path}.target"));
    for (name, value) in [("weight", learned.weight), ("rate", learned.rate)] {
        check.within(value.into(), 0.0..=f64::INFINITY, &format!("{path}.{name}"));
    }
    let temperature = learned.temperature;
    let good = temperature > 0.0 && temperature.is_finite();
    let what = format!("a temperature of {temperature} makes no choice soft");
    check.require(good, &format!("{path}.temperature"), what, "a number above 0 (the paper: 1)");
}

fn edges(edges: &Edges, path: &str, check: &mut Check) {
    check.within(edges.threshold.into(), 0.0..=f64::INFINITY, &format!("{path}.threshold"));
    widened(edges.width, path, check);
}

fn widened(width: usize, path: &str, check: &mut Check) {
    let good = width % 2 == 1 && width <= WIDEST;
    let what = format!("an edge cannot be widened to {width} pixels");
    let help = format!("an odd number of pixels from 1 to {WIDEST}");
    check.require(good, &format!("{path}.width"), what, help);
}
