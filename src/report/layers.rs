//! What the layers of an experiment's variants cost.

use crate::Result;
use crate::cost;
use crate::experiment::{Experiment, Run};
use crate::results::Row;
use crate::runner::{Estimate, Setup};

/// What the layers of a variant cost.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerCosts {
    /// Name of the variant within the experiment.
    pub variant: String,
    /// Share of the lattice at level 0 that the costs are computed with; `None` in a regular network.
    pub active: Option<f64>,
    /// In the order in which they are computed.
    pub layers: Vec<LayerCost>,
}

/// One layer, the mask's filters included.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerCost {
    /// The part of the network that it belongs to.
    pub stage: String,
    /// As in the state dict, without the parameter's own name; the mask's filters have a name for people.
    pub name: String,
    /// Multiply–accumulates per image.
    pub macs: f64,
}

/// Of the variants that have rows, at the active share that these measured; those whose network or image size is not
/// known here are left out.
pub fn layers(experiment: &Experiment, rows: &[Row]) -> Vec<LayerCosts> {
    experiment.variants().filter_map(|runs| of_variant(runs, rows).ok().flatten()).collect()
}

fn of_variant(runs: &[Run], rows: &[Row]) -> Result<Option<LayerCosts>> {
    let is_of = |row: &&Row| runs.iter().any(|run| run.hash == row.identity.config_hash);
    let rows: Vec<&Row> = rows.iter().filter(is_of).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let setup = Setup::new(&runs[0])?;
    let estimate = Estimate::new(&setup, None)?;
    let shares: Vec<f64> =
        rows.iter().filter_map(|row| Some(row.cost.active_fraction.as_ref()?.mean)).collect();
    let active = (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64);
    let counted = estimate.layers(active.unwrap_or(1.0))?;
    let cost = |layer: &cost::Layer<'_>| LayerCost {
        stage: layer.node.stage.to_owned(),
        name: layer.node.name.clone(),
        macs: layer.count.macs,
    };
    let mut layers: Vec<LayerCost> = counted.iter().map(cost).collect();
    if setup.mask().is_some() {
        let macs = estimate.mask_cost().macs;
        layers.push(LayerCost { stage: "mask".into(), name: "mask of the image".into(), macs });
    }
    Ok(Some(LayerCosts { variant: runs[0].variant.clone(), active, layers }))
}
