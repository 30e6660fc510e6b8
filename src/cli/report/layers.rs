//! What the layers of an experiment's variants cost.

use crate::Result;
use crate::cli::reckon::Reckoned;
use crate::cost;
use crate::experiment::{Experiment, Run};
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
    let counted = cost::layers(reckoned.model.inference(), &reckoned.rows(active.unwrap_or(1.0)))?;
    let cost = |layer: &cost::Layer<'_>| LayerCost {
        stage: layer.node.stage.to_owned(),
        name: layer.node.name.clone(),
        macs: layer.count.macs,
    };
    let mut layers: Vec<LayerCost> = counted.iter().map(cost).collect();
    let [height, width] = reckoned.size;
    if let Some(mask) = reckoned.mask.as_ref().map(|mask| mask.cost(height, width)) {
        layers.push(LayerCost { stage: "mask".into(), name: "mask of the image".into(), macs: mask.macs });
    }
    Ok(Some(LayerCosts { variant: runs[0].variant.clone(), active, layers }))
}
