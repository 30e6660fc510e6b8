//! What the layers of an experiment's variants cost.

use crate::Result;
use crate::cli::reckon::Reckoned;
use crate::experiment::{Experiment, Run};
use crate::models::{Layer, Part, Survey};
use crate::report::{LayerCost, LayerCosts};
use crate::results::{Row, Store};

/// Of the variants that have rows, at the active share that these measured; those whose network or image size is not
/// known here are left out.
pub fn layers(experiment: &Experiment, store: &Store) -> Vec<LayerCosts> {
    experiment.variants().filter_map(|runs| of_variant(runs, store).ok().flatten()).collect()
}

fn of_variant(runs: &[Run], store: &Store) -> Result<Option<LayerCosts>> {
    let rows: Vec<Row> = runs.iter().filter_map(|run| store.row(&run.hash).ok().flatten()).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let reckoned = Reckoned::new(&runs[0], None)?;
    let shares: Vec<f64> =
        rows.iter().filter_map(|row| Some(row.cost.active_fraction.as_ref()?.mean)).collect();
    let active = (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64);
    let surveyed = Survey::layers(&reckoned.network, &reckoned.rows(active.unwrap_or(1.0)))?;
    let cost = |layer: &Layer| LayerCost {
        stage: stage(layer).to_owned(),
        name: layer.name.clone(),
        macs: layer.macs(),
    };
    let mut layers: Vec<LayerCost> = surveyed.iter().map(cost).collect();
    let [height, width] = reckoned.size;
    if let Some(mask) = reckoned.mask.as_ref().map(|mask| mask.cost(height, width)) {
        layers.push(LayerCost { stage: "mask".into(), name: "mask of the image".into(), macs: mask.macs });
    }
    Ok(Some(LayerCosts { variant: runs[0].variant.clone(), active, layers }))
}

/// The part of the network that a layer belongs to.
fn stage(layer: &Layer) -> &str {
    match layer.part {
        Part::Head => "head",
        Part::Mask => "mask",
        Part::Backbone => {
            let name = layer.name.strip_prefix("backbone.").unwrap_or(&layer.name);
            let first = name.split('.').next().unwrap_or(name);
            match first {
                stage if stage.starts_with("layer") => stage,
                "features" => "features",
                _ => "stem",
            }
        }
    }
}
