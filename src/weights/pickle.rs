//! What a PyTorch checkpoint's pickle holds beside tensors: where its weights lie, and whether it asks to
//! run something.

use pytorch_reader::PickleValue;

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
        PickleValue::Unsupported(name) if is_dangerous(name) => Err(Error::new(format!(
            "the file asks to run Python's {name}; it was refused and nothing was run"
        ))
        .help("weights never need that: do not open the file in Python, get it from a source you trust")),
        PickleValue::List(items) => items.iter().try_for_each(refuse_calls),
        PickleValue::Dict(entries) => entries.values().try_for_each(refuse_calls),
        _ => Ok(()),
    }
}

fn is_dangerous(name: &str) -> bool {
    let (module, function) = name.rsplit_once('.').unwrap_or(("", name));
    match module {
        "builtins" | "__builtin__" => BUILTINS.contains(&function),
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
        !key.starts_with("optim") && matches!(value, PickleValue::Dict(_)) && holds_tensors(value)
    });
    match (with_tensors.next(), with_tensors.next()) {
        (Some((key, _)), None) => Some(key.clone()),
        _ => None,
    }
}

fn is_tensor(value: &PickleValue) -> bool {
    matches!(value, PickleValue::Unsupported(name) if name == "torch.Tensor")
}

fn holds_tensors(value: &PickleValue) -> bool {
    match value {
        PickleValue::List(items) => items.iter().any(holds_tensors),
        PickleValue::Dict(entries) => entries.values().any(holds_tensors),
        value => is_tensor(value),
    }
}
