//! Masks.

use super::Check;
use crate::mask::{Edges, Keypoints, Learned, Mask};
use crate::metrics::Task;
use crate::models::Adaptive;

/// The widest square that widens an edge, in pixels.
const WIDEST: usize = 255;

pub(super) fn check(adaptive: &Adaptive, task: Task, path: &str, check: &mut Check) {
    let around = matches!(adaptive.mask, Mask::Keypoints(_));
    let help = "`mask: {kind: keypoints, dilations: […]}` belongs to `task: matching`, and that task has `all` and `none` beside it";
    let plain = matches!(adaptive.mask, Mask::All(_) | Mask::None(_));
    let fits = plain || around == (task == Task::Matching);
    check.require(fits, path, "this mask does not fit the task", help);
    match &adaptive.mask {
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
        Mask::Keypoints(keypoints) => around_keypoints(keypoints, adaptive, path, check),
        Mask::Learned(learned) => self::learned(learned, path, check),
        Mask::All(_) | Mask::None(_) => {}
    }
}

fn around_keypoints(keypoints: &Keypoints, adaptive: &Adaptive, path: &str, check: &mut Check) {
    let (path, windows) = (format!("{path}.dilations"), &keypoints.dilations);
    let steps = (adaptive.coarse / adaptive.fine.max(1)).max(1).trailing_zeros() as usize;
    let what = format!("{} windows for {steps} adaptive pools", windows.len());
    let help = "one for each halving between `fine` and `coarse`";
    check.require(windows.len() == steps, &path, what, help);
    let odd = windows.iter().all(|&window| window == 0 || (window % 2 == 1 && window <= WIDEST));
    let help = format!("odd numbers of pixels from 1 to {WIDEST}, or 0 to leave a level out");
    check.require(odd, &path, format!("{windows:?} are no windows"), help);
    let help = "a finer level lies inside the next coarser one: give them in ascending order";
    check.require(windows.is_sorted(), &path, "the windows shrink from one level to the next", help);
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
