//! How training went: loss and validation score over steps.

use super::figure::{figure, legend, with_tips};
use crate::draw::{Line, Lines, Scale, colour};
use crate::error::Result;
use crate::metrics::Task;
use crate::report::curves::Curve;

/// The charts, or a sentence where there is no curve.
pub fn training(curves: &[Curve], task: Task) -> Result<String> {
    if curves.is_empty() {
        return Ok("<p class=\"note\">The logs of these runs are not in the store.</p>".into());
    }
    let loss = chart("Loss over steps", "loss (nats)", curves, |curve| &curve.loss)?;
    let headline = task.headline();
    let title = format!("{} on the validation split over steps", headline.title);
    let scored = curves.iter().any(|curve| curve.score.len() > 1);
    let score = scored
        .then(|| chart(&title, &headline.scale().heading(headline.title), curves, |curve| &curve.score));
    let names = curves.iter().enumerate().map(|(number, curve)| (curve.variant.as_str(), colour(number)));
    Ok(legend(names) + &loss + &score.transpose()?.unwrap_or_default())
}

fn chart(
    title: &str,
    label: &str,
    curves: &[Curve],
    points: fn(&Curve) -> &Vec<(f64, f64)>,
) -> Result<String> {
    let drawn = || curves.iter().enumerate().filter(|(_, curve)| points(curve).len() > 1);
    let line = |(number, curve): (usize, &Curve)| Line {
        name: curve.variant.clone(),
        colour: colour(number),
        points: points(curve).clone(),
    };
    let scale = |label: &str| Scale { label: label.into(), logarithmic: false };
    let lines = drawn().map(line).collect();
    let svg = Lines { title: title.into(), x: scale("optimiser step"), y: scale(label), lines }.plain()?;
    let tip = |(_, curve): (usize, &Curve)| {
        let end = points(curve).last().map_or(0.0, |end| end.1);
        format!("{}\n{label} at the end: {end:.3}", curve.variant)
    };
    let tips: Vec<String> = drawn().map(tip).collect();
    Ok(figure(&with_tips(&svg, "<polyline", &tips), title, "Means over seeds."))
}
