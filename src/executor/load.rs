//! State dicts into a network: the whole of it or a part, all wanted values or none.

use std::collections::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::parameters::COARSE;
use super::state::RUNNING;
use super::{Array, Parameters};
use crate::graph::Part;
use crate::ops::{Device, RowOps};
use crate::{Error, Result};

/// How much of a network is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Portion {
    /// All but the head and the estimator of a learned mask, which stay as they were drawn.
    Backbone,
    /// Every part: backbone, mask and head.
    All,
}

/// What became of every name when weights were loaded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Names whose values were taken.
    pub loaded: Vec<String>,
    /// Names of the network that keep the values which they had.
    pub fresh: Vec<String>,
    /// Names of the state dict that were not asked for.
    pub extra: Vec<String>,
}

impl<D: Device> Parameters<D> {
    /// Takes every value from a state dict; names that the network does not have are left alone.
    ///
    /// # Errors
    /// As [`Parameters::load_portion`].
    pub fn load<O: RowOps<Device = D>>(&mut self, ops: &O, state: &[Array]) -> Result<()> {
        self.load_portion(ops, state, Portion::All).map(|_| ())
    }

    /// Takes the values of a part from a state dict, all of them or none.
    ///
    /// # Errors
    /// Lists all names of that part that are missing or have another shape.
    pub fn load_portion<O: RowOps<Device = D>>(
        &mut self,
        ops: &O,
        state: &[Array],
        portion: Portion,
    ) -> Result<Loaded> {
        let by_name: HashMap<&str, &Array> = state.iter().map(|array| (array.name.as_str(), array)).collect();
        let wanted = |part: Part| portion == Portion::All || part == Part::Backbone;
        let (mut loaded, mut faults) = (Loaded::default(), Vec::new());
        for (name, shape, part) in self.names() {
            match stored(&by_name, &name) {
                _ if !wanted(part) => loaded.fresh.push(name),
                None => faults.push(format!("{name} is missing")),
                Some(array) if !same(&array.shape, &shape) => {
                    faults.push(format!("{name} is {:?}, not {shape:?}", array.shape));
                }
                Some(_) => loaded.loaded.push(name),
            }
        }
        if !faults.is_empty() {
            let known: HashSet<String> = self.names().into_iter().map(|(name, ..)| name).collect();
            let other = by_name.keys().filter(|name| !known.contains(**name)).map(|name| name.to_string());
            let what = format!("the weights do not fit the network:\n  {}", listed(faults, other.collect()));
            let help = "use weights of the same network, width and number of classes";
            return Err(Error::new(what).help(help));
        }
        let taken: HashMap<&str, &Array> =
            loaded.loaded.iter().filter_map(|name| Some((name.as_str(), stored(&by_name, name)?))).collect();
        let used: HashSet<&str> = taken.values().map(|array| array.name.as_str()).collect();
        let extra = |array: &&Array| !used.contains(array.name.as_str());
        loaded.extra = state.iter().filter(extra).map(|array| array.name.clone()).collect();
        self.take(ops, &taken)?;
        Ok(loaded)
    }

    /// Every name of the state dict with its shape and part, in the order of the layers.
    fn names(&self) -> Vec<(String, Vec<usize>, Part)> {
        let trained = self.list().iter().map(|one| (one.name.clone(), one.shape.clone(), one.part));
        let parts: HashMap<&str, Part> =
            self.list().iter().map(|one| (one.name.as_str(), one.part)).collect();
        let running = self.statistics().iter().flat_map(|(norm, running)| {
            // Every norm has a weight beside its statistics; it tells the part.
            let part = parts.get(format!("{norm}.weight").as_str()).copied().unwrap_or(Part::Backbone);
            RUNNING.map(|suffix| (format!("{norm}.{suffix}"), vec![running.mean.len()], part))
        });
        trained.chain(running).collect()
    }

    /// Takes arrays whose shapes are known to fit.
    fn take<O: RowOps<Device = D>>(&mut self, ops: &O, arrays: &HashMap<&str, &Array>) -> Result<()> {
        for parameter in self.list_mut() {
            if let Some(array) = arrays.get(parameter.name.as_str()) {
                let channels = array.shape[0];
                parameter.tensor = ops.rows_from(array.to_rows(), array.values.len() / channels, channels)?;
            }
        }
        for (norm, running) in self.statistics_mut() {
            let [mean, variance] = RUNNING.map(|suffix| arrays.get(format!("{norm}.{suffix}").as_str()));
            if let Some(array) = mean {
                running.mean.clone_from(&array.values);
            }
            if let Some(array) = variance {
                running.variance.clone_from(&array.values);
            }
        }
        Ok(())
    }
}

/// The array of a name. Statistics of a coarse branch begin as the norm's own where none are stored: most weights
/// were trained with one branch.
fn stored<'a>(by_name: &HashMap<&str, &'a Array>, name: &str) -> Option<&'a Array> {
    by_name.get(name).or_else(|| by_name.get(name.replacen(COARSE, "", 1).as_str())).copied()
}

/// A linear layer is stored as [out, in] and is a 1×1 convolution here.
fn same(stored: &[usize], wanted: &[usize]) -> bool {
    stored.len() >= wanted.len().min(2)
        && wanted.starts_with(stored)
        && wanted[stored.len()..].iter().all(|&side| side == 1)
}

/// So many faults are told one by one, and names of other tensors.
const LISTED: usize = 12;
const OTHERS: usize = 3;

/// What does not fit, a line each, and what the weights hold in place of it.
fn listed(mut faults: Vec<String>, mut other: Vec<String>) -> String {
    let more = |all: usize, told: usize| {
        if all > told { format!(" and {} more", all - told) } else { String::new() }
    };
    let all = faults.len();
    faults.truncate(LISTED);
    if all > LISTED {
        faults.push(format!("…{}", more(all, LISTED)));
    }
    other.sort_unstable();
    if !other.is_empty() {
        let names = other[..other.len().min(OTHERS)].join(", ");
        faults
            .push(format!("the weights have {names}{}, which the network lacks", more(other.len(), OTHERS)));
    }
    faults.join("\n  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{Backbone, Downsampling, Fcn, Head, Model, Network, Regular, Resnet};
    use crate::ops::Fast;

    fn parameters(seed: u64, classes: usize) -> Parameters<<Fast as RowOps>::Device> {
        let backbone = Backbone::Resnet(Resnet { depth: 18, width: 0.0625, blocks: Some([1; 4]) });
        let network = Network {
            backbone,
            head: Head::Fcn(Fcn { dropout: 0.0, on: Default::default() }),
            weights: None,
        };
        let stride = Downsampling::Regular(Regular { output_stride: 8 });
        let model = Model::new(&network, &stride, classes).unwrap();
        Parameters::initial(&Fast::new(), model.inference(), seed).unwrap()
    }

    /// Another network's values, its running statistics moved from where they begin.
    fn other() -> Vec<Array> {
        let moved = |array: Array| match array.name.contains("running") {
            true => Array { values: array.values.iter().map(|value| value + 0.5).collect(), ..array },
            false => array,
        };
        parameters(2, 5).state(&Fast::new()).into_iter().map(moved).collect()
    }

    #[test]
    fn everything_comes_back_to_the_bit_and_extra_names_are_told() {
        let (ops, mut network) = (Fast::new(), parameters(1, 5));
        let mut state = other();
        state.push(Array { name: "velocity.x".into(), shape: vec![1], values: vec![0.0] });
        let loaded = network.load_portion(&ops, &state, Portion::All).unwrap();
        assert_eq!(network.state(&ops), other());
        assert_eq!((loaded.loaded.len(), loaded.fresh.len()), (other().len(), 0));
        assert_eq!(loaded.extra, ["velocity.x"]);
    }

    #[test]
    fn a_backbone_leaves_the_head_as_it_was_drawn() {
        let (ops, mut network) = (Fast::new(), parameters(1, 7));
        let before = network.state(&ops);
        let loaded = network.load_portion(&ops, &other(), Portion::Backbone).unwrap();
        for ((array, before), other) in network.state(&ops).into_iter().zip(before).zip(other()) {
            let expected = if array.name.starts_with("classifier.") { before } else { other };
            assert_eq!(array, expected);
        }
        let of_head = |names: &[String]| names.iter().all(|name| name.starts_with("classifier."));
        assert!(of_head(&loaded.fresh) && of_head(&loaded.extra));
        assert_eq!(loaded.fresh.len(), 7, "3×3, norm with statistics, 1×1 with bias");
    }

    #[test]
    fn names_that_do_not_fit_are_listed_and_nothing_changes() {
        let (ops, mut network) = (Fast::new(), parameters(1, 7));
        let before = network.state(&ops);
        let state: Vec<Array> =
            other().into_iter().filter(|array| !array.name.contains("bn1.running")).collect();
        let error = network.load_portion(&ops, &state[1..], Portion::All).unwrap_err();
        insta::assert_snapshot!(error, @"
        the weights do not fit the network:
          backbone.conv1.weight is missing
          classifier.classifier.4.weight is [5, 8, 1, 1], not [7, 8, 1, 1]
          classifier.classifier.4.bias is [5], not [7]
          backbone.bn1.running_mean is missing
          backbone.bn1.running_var is missing
          backbone.layer1.0.bn1.running_mean is missing
          backbone.layer1.0.bn1.running_var is missing
          backbone.layer2.0.bn1.running_mean is missing
          backbone.layer2.0.bn1.running_var is missing
          backbone.layer3.0.bn1.running_mean is missing
          backbone.layer3.0.bn1.running_var is missing
          backbone.layer4.0.bn1.running_mean is missing
          … and 1 more
        help: use weights of the same network, width and number of classes
        ");
        assert_eq!(network.state(&ops), before);
    }

    #[test]
    fn weights_under_other_names_are_shown_beside_those_that_are_missing() {
        let (ops, mut network) = (Fast::new(), parameters(1, 7));
        let renamed = |array: Array| Array { name: format!("student.{}", array.name), ..array };
        let state: Vec<Array> = other().into_iter().map(renamed).collect();
        let error = network.load_portion(&ops, &state, Portion::All).unwrap_err().to_string();
        assert!(error.contains("backbone.conv1.weight is missing\n"), "{error}");
        assert!(error.contains("\n  the weights have student.backbone.bn1.bias, "), "{error}");
        assert!(error.contains(" more, which the network lacks\n"), "{error}");
        assert!(error.lines().count() <= LISTED + 4, "{error}");
    }
}
