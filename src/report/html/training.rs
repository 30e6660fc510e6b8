//! How training went: loss and validation score over steps.

use super::figure::{Switch, Tip, figure, switched, with_tips};
use crate::draw::{COLOURS, Line, Lines, Rgb, Scale, Shape, colour, families};
use crate::error::Result;
use crate::order::distinct;
use crate::report::curves::Curve;
use crate::results::tables::Table;

/// What a curve is drawn as: the variant itself, or its family where there are more variants than colours.
struct Look {
    class: String,
    name: String,
    colour: Rgb,
}

/// The charts, or a sentence where there is no curve.
pub fn training(curves: &[Curve], summary: &Table) -> Result<String> {
    if curves.is_empty() {
        return Ok("<p class=\"note\">The logs of these runs are not in the store.</p>".into());
    }
    let looks = looks(curves, summary);
    let loss = chart("Loss over steps", "loss (nats)", curves, &looks, |curve| &curve.loss)?;
    let headline = summary.task().headline();
    let title = format!("{} on the validation split over steps", headline.title);
    let label = headline.scale().heading(headline.title);
    let scored = curves.iter().any(|curve| curve.score.len() > 1);
    let score = scored.then(|| chart(&title, &label, curves, &looks, |curve| &curve.score)).transpose()?;
    let once = distinct(looks.iter().map(|look| (&look.class, &look.name, look.colour)));
    let switch = |(class, name, colour): (&String, &String, Rgb)| {
        Switch::new(class.clone(), name, colour, Shape::Circle)
    };
    let switches: Vec<Switch> = once.into_iter().map(switch).collect();
    Ok(switched(&switches, &(loss + &score.unwrap_or_default())))
}

fn looks(curves: &[Curve], summary: &Table) -> Vec<Look> {
    let look =
        |number: usize, name: &str, colour| Look { class: format!("f{number}"), name: name.into(), colour };
    if curves.len() <= COLOURS {
        let one = |(number, curve): (usize, &Curve)| look(number, &curve.variant, colour(number));
        return curves.iter().enumerate().map(one).collect();
    }
    let family = |variant: &str| {
        let mut lines = 0..summary.height();
        let line = lines.find(|&line| summary.text(line, "variant").as_deref() == Some(variant));
        line.and_then(|line| summary.text(line, "family")).unwrap_or_default()
    };
    let own: Vec<String> = curves.iter().map(|curve| family(&curve.variant)).collect();
    let all = families(own.iter().cloned());
    let numbered = |name: &String| all.iter().enumerate().find(|(_, family)| family.name == *name);
    own.iter()
        .filter_map(numbered)
        .map(|(number, family)| look(number, &family.name, family.colour))
        .collect()
}

fn chart(
    title: &str,
    label: &str,
    curves: &[Curve],
    looks: &[Look],
    points: fn(&Curve) -> &Vec<(f64, f64)>,
) -> Result<String> {
    let drawn = || curves.iter().zip(looks).filter(|(curve, _)| points(curve).len() > 1);
    let line = |(curve, look): (&Curve, &Look)| Line {
        name: curve.variant.clone(),
        colour: look.colour,
        points: points(curve).clone(),
    };
    let scale = |label: &str| Scale { label: label.into(), logarithmic: false };
    let lines = drawn().map(line).collect();
    let svg = Lines { title: title.into(), x: scale("optimiser step"), y: scale(label), lines }.plain()?;
    let tip = |(curve, look): (&Curve, &Look)| {
        let end = points(curve).last().map_or(0.0, |end| end.1);
        let text = format!("{}\n{label} at the end: {end:.3}", curve.variant);
        Tip { text, class: look.class.clone(), colour: look.colour }
    };
    let tips: Vec<Tip> = drawn().map(tip).collect();
    Ok(figure(&with_tips(&svg, "<polyline", &tips), title, "Means over seeds."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::samples::row;
    use crate::results::tables::{runs, summary};

    #[test]
    fn more_variants_than_colours_are_drawn_and_switched_by_family() {
        let names =
            |count: usize| (0..count).map(|n| if n == 0 { "regular-16".into() } else { format!("e{n}") });
        let curves = |count: usize| -> Vec<Curve> {
            let loss = vec![(1.0, 2.0), (2.0, 1.0)];
            names(count).map(|variant| Curve { variant, loss: loss.clone(), score: Vec::new() }).collect()
        };
        let rows: Vec<_> = names(40).map(|name| row("a", &name, 0, 0.0)).collect();
        let table = summary(&runs(&rows).unwrap()).unwrap();
        let html = training(&curves(40), &table).unwrap();
        assert_eq!((html.matches("<input").count(), html.matches("class=\"mark f1\"").count()), (2, 39));
        assert_eq!(training(&curves(12), &table).unwrap().matches("<input").count(), 12);
    }
}
