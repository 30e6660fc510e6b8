//! What the layers of every variant cost.

use super::figure::{Tip, figure, legend, with_tips};
use crate::draw::{Bar, Bars, colour};
use crate::error::Result;
use crate::order::distinct;
use crate::report::{LayerCost, LayerCosts};
use crate::text::quantity::{Scale, Unit, percent};

/// So many layers of one stage are named before they are only counted.
const TOLD: usize = 14;

/// A bar per variant, a part per stage; a sentence where nothing is known.
pub fn layers(costs: &[LayerCosts]) -> Result<String> {
    if costs.is_empty() {
        return Ok("<p class=\"note\">The costs of the layers are not known here.</p>".into());
    }
    let layers = costs.iter().flat_map(|costs| &costs.layers).filter(|layer| layer.macs > 0.0);
    let stages = distinct(layers.map(|layer| layer.stage.as_str()));
    let of = |costs: &LayerCosts, stage: &str| -> f64 {
        costs.layers.iter().filter(|layer| layer.stage == stage).map(|layer| layer.macs).sum()
    };
    let total = |costs: &LayerCosts| costs.layers.iter().map(|layer| layer.macs).sum::<f64>();
    let scale = Scale::of(Unit::Count, costs.iter().map(total));
    let (mut bars, mut tips) = (Vec::new(), Vec::new());
    for costs in costs {
        let mut parts = Vec::new();
        for (number, stage) in stages.iter().enumerate() {
            let macs = of(costs, stage);
            if macs > 0.0 {
                parts.push((scale.scaled(macs), colour(number)));
                let text = tip(costs, stage, macs, total(costs), &scale);
                tips.push(Tip { text, class: String::new(), colour: colour(number) });
            }
        }
        bars.push(Bar { name: costs.variant.clone(), parts });
    }
    let label = scale.heading("MACs per image");
    let svg = with_tips(&Bars { label: label.clone(), bars }.svg()?, "<rect", &tips);
    let names = stages.iter().enumerate().map(|(number, stage)| (*stage, colour(number)));
    let caption = "By stage, at the active share that the runs had on average. A stage tells its layers.";
    Ok(legend(names) + &figure(&svg, &format!("{label} by stage"), caption))
}

fn tip(costs: &LayerCosts, stage: &str, macs: f64, total: f64, scale: &Scale) -> String {
    let shown = |macs: f64| Scale { decimals: 2, ..*scale }.quantity(macs);
    let active = costs.active.map_or(String::new(), |active| format!(", {} active", percent(active, 1)));
    let share = percent(macs / total, 1);
    let mut lines = vec![format!("{}, {stage}", costs.variant)];
    lines.push(format!("{} MACs, {share} of the network{active}", shown(macs)));
    let own: Vec<&LayerCost> =
        costs.layers.iter().filter(|layer| layer.stage == stage && layer.macs > 0.0).collect();
    lines.extend(own.iter().take(TOLD).map(|layer| format!("{}: {}", layer.name, shown(layer.macs))));
    if own.len() > TOLD {
        lines.push(format!("and {} more", own.len() - TOLD));
    }
    lines.join("\n")
}
