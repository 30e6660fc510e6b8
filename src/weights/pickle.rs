//! What a PyTorch checkpoint's pickle holds beside tensors: where its weights lie, and whether it asks to
//! run something.

use pytorch_reader::PickleValue;

use super::OtherSet;
use crate::{Error, Result};

/// Keys under which training programs keep the weights, the likeliest first.
const WEIGHTS: [&str; 8] =
    ["state_dict", "model_state_dict", "model_state", "model", "network", "net", "weights", "params"];

/// Modules of Python that reach for the machine, and functions of `builtins` that run code. The reader runs
/// none of them; a file that asks for one is no weights file and dangerous in other programs.
const MODULES: [&str; 14] = [
    "os",
    "posix",
    "nt",
    "subprocess",
    "sys",
    "shutil",
    "socket",
    "pty",
    "runpy",
    "importlib",
    "ctypes",
    "webbrowser",
    "pickle",
    "code",
];
const BUILTINS: [&str; 7] = ["eval", "exec", "compile", "open", "getattr", "setattr", "__import__"];

/// Refuses a pickle that asks to run a program.
///
/// # Errors
/// Names what it asks for.
pub(super) fn refuse_calls(value: &PickleValue) -> Result<()> {
    match value {
        PickleValue::Unsupported(name) => refuse_function(name),
        PickleValue::List(items) => items.iter().try_for_each(refuse_calls),
        PickleValue::Dict(entries) => entries.values().try_for_each(refuse_calls),
        _ => Ok(()),
    }
}

/// Refuses the name of a function that runs programs.
///
/// # Errors
/// Names it.
pub(super) fn refuse_function(name: &str) -> Result<()> {
    if !is_dangerous(name) {
        return Ok(());
    }
    let what = format!("the file asks to run Python's {name}; it was refused and nothing was run");
    let help = "weights never need that: do not open the file in Python, get it from a source you trust";
    Err(Error::new(what).help(help))
}

fn is_dangerous(name: &str) -> bool {
    let (module, function) = name.rsplit_once('.').unwrap_or(("", name));
    match module {
        "builtins" | "__builtin__" => BUILTINS.contains(&function),
        "torch.hub" => true,
        _ => MODULES.contains(&module.split('.').next().unwrap_or_default()),
    }
}

/// The key of a training checkpoint under which the weights lie; `None` when the file is a state dict.
pub(super) fn key_of_weights(root: &PickleValue) -> Option<String> {
    let PickleValue::Dict(entries) = root else { return None };
    let is_state = |key: &&str| {
        let entry = entries.get(*key);
        matches!(entry, Some(PickleValue::Dict(state)) if state.values().any(is_tensor))
    };
    if let Some(key) = WEIGHTS.into_iter().find(is_state) {
        return Some(key.to_owned());
    }
    if entries.values().any(is_tensor) {
        return None;
    }
    // A model that was saved as an object is a tree of its modules: the only one beside the optimiser.
    let mut with_tensors = entries.iter().filter(|(key, value)| {
        !key.starts_with("optim") && matches!(value, PickleValue::Dict(_)) && tensors_in(value) > 0
    });
    match (with_tensors.next(), with_tensors.next()) {
        (Some((key, _)), None) => Some(key.clone()),
        _ => None,
    }
}

/// The keys of a training checkpoint that hold tensors and no optimiser's state, in the order of their names.
pub(super) fn sets(root: &PickleValue) -> Vec<OtherSet> {
    let PickleValue::Dict(entries) = root else { return Vec::new() };
    let is_optimiser = |key: &str, value: &PickleValue| {
        let PickleValue::Dict(state) = value else { return false };
        key.starts_with("optim") || state.contains_key("param_groups")
    };
    let held = entries
        .iter()
        .filter(|(key, value)| matches!(value, PickleValue::Dict(_)) && !is_optimiser(key, value));
    let set = held.map(|(key, value)| OtherSet { name: key.clone(), tensors: tensors_in(value) });
    let mut sets: Vec<OtherSet> = set.filter(|set| set.tensors > 0).collect();
    sets.sort_by(|a, b| a.name.cmp(&b.name));
    sets
}

fn tensors_in(value: &PickleValue) -> usize {
    match value {
        PickleValue::List(items) => items.iter().map(tensors_in).sum(),
        PickleValue::Dict(entries) => entries.values().map(tensors_in).sum(),
        value => usize::from(is_tensor(value)),
    }
}

fn is_tensor(value: &PickleValue) -> bool {
    matches!(value, PickleValue::Unsupported(name) if name == "torch.Tensor")
}
