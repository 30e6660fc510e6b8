//! Corrects the lines of comparisons for how many there are.

use super::holm::{Corrected, holm};
use super::interval::{LEVEL, Test};
use super::judge::Judgement;
use super::line::Line;
use crate::order::grouped;

/// Corrects intervals, p-values and marks over the comparisons of one metric in one experiment; `lines` are those of all
/// heads, each with its experiment.
pub fn correct<'a>(lines: impl Iterator<Item = (&'a str, &'a mut Line)>) {
    for (_, lines) in grouped(lines, |(experiment, line)| (*experiment, line.metric.clone())) {
        block(lines.into_iter().map(|(_, line)| line).collect());
    }
}

/// The lines that a reader looks through at once.
fn block(lines: Vec<&mut Line>) {
    let is_tested = |line: &Line| line.judged.as_ref().is_some_and(Judgement::is_tested);
    let (mut tested, rest): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| is_tested(line));
    let tests = tested.iter().filter_map(|line| line.judged?.test);
    let corrected = holm(&tests.map(|test| test.p()).collect::<Vec<f64>>());
    let comparisons = tested.len();
    tested.iter_mut().zip(corrected).for_each(|(line, corrected)| line.correct(corrected, comparisons));
    for line in rest {
        let p = line.judged.and_then(|judged| judged.test).map_or(1.0, |test: Test| test.p());
        line.correct(Corrected { p, level: LEVEL }, comparisons);
    }
}
