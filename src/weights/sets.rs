//! Several sets of weights in one file: training programs store a moving average (EMA) beside the weights of the last step.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Stored;
use crate::{Error, Result};

/// A set of weights that a file holds and that is not the one that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherSet {
    /// The key that it stands under, or what its names begin with: what `set:` takes.
    pub name: String,
    /// How many tensors it has.
    pub tensors: usize,
}

/// Words in a name's part that tell of averaged weights.
const AVERAGED: [&str; 4] = ["ema", "swa", "averaged", "shadow"];

/// The tensors without those of averaged sets, and these sets in the order of their names. A file of averaged weights alone
/// stays as it is.
pub(super) fn without_averages(tensors: Vec<Stored>) -> (Vec<Stored>, Vec<OtherSet>) {
    let set_of = |stored: &Stored| averaged(&stored.array.name).map(str::to_owned);
    let mut counts = BTreeMap::<String, usize>::new();
    tensors.iter().filter_map(set_of).for_each(|name| *counts.entry(name).or_default() += 1);
    if counts.values().sum::<usize>() == tensors.len() {
        return (tensors, Vec::new());
    }
    let plain = tensors.into_iter().filter(|stored| averaged(&stored.array.name).is_none()).collect();
    (plain, counts.into_iter().map(|(name, tensors)| OtherSet { name, tensors }).collect())
}

/// The tensors whose names begin with a set's name, without it.
///
/// # Errors
/// When there is none.
pub(super) fn of_set(tensors: Vec<Stored>, set: &str, others: &[OtherSet]) -> Result<Vec<Stored>> {
    let (_, averages) = without_averages(tensors.clone());
    let start = format!("{set}.");
    let cut = |mut stored: Stored| {
        stored.array.name = stored.array.name.strip_prefix(&start)?.to_owned();
        Some(stored)
    };
    let chosen: Vec<Stored> = tensors.into_iter().filter_map(cut).collect();
    if !chosen.is_empty() {
        return Ok(chosen);
    }
    let held: Vec<String> = others.iter().chain(&averages).map(|other| format!("`{}`", other.name)).collect();
    Err(Error::new(format!("the file holds no set of weights `{set}`")).help(match &held[..] {
        [] => "it holds one set only: leave `set` out".to_owned(),
        held => format!("beside the one that is read without `set` it holds {}", held.join(", ")),
    }))
}

/// What a name begins with up to the part that tells of an average; the last part is the tensor's own.
fn averaged(name: &str) -> Option<&str> {
    let mut end = 0;
    for part in name.split_inclusive('.') {
        let word = part.strip_suffix('.')?;
        if word.split(['_', '-']).any(|word| AVERAGED.iter().any(|known| word.eq_ignore_ascii_case(known))) {
            return Some(&name[..end + word.len()]);
        }
        end += part.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::averaged;

    #[test]
    fn averages_are_known_by_a_word_of_a_part_that_is_not_the_last() {
        assert_eq!(averaged("model_ema.conv1.weight"), Some("model_ema"));
        assert_eq!(averaged("module.ema.conv1.weight"), Some("module.ema"));
        assert_eq!(averaged("EMA-model.fc.bias"), Some("EMA-model"));
        for plain in ["conv1.weight", "schema.weight", "head.ema", "n_averaged", ""] {
            assert_eq!(averaged(plain), None, "{plain}");
        }
    }
}
