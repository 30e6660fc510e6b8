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

/// How a file names its tensors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// What stands before every name, such as `module.`; empty when nothing does.
    pub prefix: String,
    /// The networks that have such names; `None` when none is known.
    pub family: Option<&'static Names>,
}

impl Naming {
    /// Looks at all names of a file.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        let mut prefix = String::new();
        let starts_all = |start: &str| !names.is_empty() && names.iter().all(|name| name.starts_with(start));
        while let Some(longer) =
            PREFIXES.iter().map(|next| format!("{prefix}{next}")).find(|longer| starts_all(longer))
        {
            prefix = longer;
        }
        // Every name begins with the prefix, and it ends at a character's border.
        let family = named(&names.iter().map(|name| &name[prefix.len()..]).collect());
        Naming { prefix, family }
    }

    /// This crate's name for a tensor of the file; one that it does not know keeps its name.
    pub fn ours(&self, name: &str) -> String {
        let name = name.strip_prefix(&self.prefix).unwrap_or(name);
        self.family.and_then(|family| (family.ours)(name)).unwrap_or_else(|| name.to_owned())
    }
}
