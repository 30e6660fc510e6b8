//! From the names in a file to those of this crate.

use crate::models::{Names, named};

/// What training programs put before every name, each with its dot.
const PREFIXES: [&str; 9] = [
    "module.",
    "state_dict.",
    "model_state_dict.",
    "model_state.",
    "model.",
    "network.",
    "net.",
    "_orig_mod.",
    "ema.",
];

/// Words for a loss, whose class weights and the like training programs keep beside the network.
const LOSSES: [&str; 4] = ["loss", "losses", "criterion", "criteria"];

/// Is it a tensor of a loss, as `criterion.weight` or `ce_loss.pos_weight`?
fn is_of_loss(name: &str) -> bool {
    let Some((part, _)) = name.split_once('.') else { return false };
    part.split('_').any(|word| LOSSES.contains(&word))
}

/// How a file names its tensors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// What stands before every name but those of a loss, such as `module.`; empty when nothing does.
    pub prefix: String,
    /// The networks that have such names; `None` when none is known.
    pub family: Option<&'static Names>,
}

impl Naming {
    /// Looks at all names of a file.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        let mut prefix = String::new();
        let mut inner = names;
        loop {
            // Behind the prefix so far, without what lies beside the network.
            inner.retain(|name| !is_of_loss(name));
            let starts_all =
                |start: &str| !inner.is_empty() && inner.iter().all(|name| name.starts_with(start));
            let Some(next) = PREFIXES.into_iter().find(|next| starts_all(next)) else { break };
            prefix += next;
            inner.iter_mut().for_each(|name| *name = &name[next.len()..]);
        }
        let family = named(&inner.into_iter().collect());
        Naming { prefix, family }
    }

    /// This crate's name for a tensor of the file; one that it does not know keeps its name.
    pub fn ours(&self, name: &str) -> String {
        let Some(inner) = name.strip_prefix(&self.prefix) else { return name.to_owned() };
        self.family.and_then(|family| (family.ours)(inner)).unwrap_or_else(|| inner.to_owned())
    }
}
