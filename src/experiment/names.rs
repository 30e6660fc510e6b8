//! Variants of an experiment have names of their own, differ in more than the name, and have one task.

use std::collections::HashMap;

use super::hash::hash;
use super::problems::Problems;
use super::variant::Resolved;
use crate::Error;

/// `overridden`: settings were laid over every variant, which may have made two alike.
pub(super) fn check(variants: &[Resolved], overridden: bool, problems: &mut Problems) {
    let (mut names, mut hashes) = (HashMap::new(), HashMap::new());
    for variant in variants {
        let name = variant.name.as_str();
        let mut refuse =
            |what: String, help: &str| problems.push(variant.key.place.mark(Error::new(what)).help(help));
        if variant.settings.task != variants[0].settings.task {
            refuse(
                format!("`{name}` has another task than `{}`", variants[0].name),
                "its scores could not be compared: write an experiment of its own",
            );
        } else if name.is_empty()
            || !name.chars().all(|letter| letter.is_alphanumeric() || "-_.+=".contains(letter))
        {
            let what = format!("`{name}` cannot be the name of a variant");
            refuse(what, "use letters, digits, `-`, `_`, `.`, `+` and `=`: it becomes part of file names");
        } else if names.insert(name, ()).is_some() {
            let what = format!("two variants are called `{name}`");
            refuse(what, "put each swept name in braces into the variant's name, as in `edges-{threshold}`");
        } else if let Some(other) = hashes.insert(hash(&variant.settings, None, 0), name) {
            let what = format!("the variants `{other}` and `{name}` have the same settings");
            refuse(
                what,
                match overridden {
                    false => "take one out: they would be the same run",
                    true => {
                        "they would be the same run; `--set variants.NAME.KEY=VALUE` sets a key in one of them"
                    }
                },
            );
        }
    }
}
