//! One value on the command line, as `training.steps=50`: the keys that lead to it, and YAML behind `=`.

use std::sync::Arc;

use super::parse::document;
use super::{Key, Node, Origin, Place, Source, Value};
use crate::{Error, Result};

/// Reads `KEY=VALUE`, where KEY is one key or several joined by dots, and VALUE is YAML. Nothing behind `=` is the
/// empty value, as nothing behind a colon is in a file.
///
/// # Errors
/// When there is no `=`, a key is empty, or the value is no YAML; the place of each is the argument.
pub fn argument(flag: &'static str, text: &str) -> Result<(Vec<Key>, Node)> {
    let source = Arc::new(Source { origin: Origin::Flag(flag), text: text.to_owned() });
    let place = |column: usize, width: usize| Place {
        source: source.clone(),
        line: 1,
        column,
        end: column + width.max(1),
    };
    let Some((path, value)) = text.split_once('=') else {
        let what = format!("`{text}` sets nothing: there is no `=`");
        let help = format!("write `{flag} KEY=VALUE`, as in `{flag} training.steps=50`");
        return Err(Error::new(what).at(&source).help(help));
    };
    let mut keys = Vec::new();
    let mut column = 0;
    for part in path.split('.') {
        let name = part.trim();
        let indent = part.chars().take_while(|letter| letter.is_whitespace()).count();
        let place = place(column + indent, name.chars().count());
        if name.is_empty() {
            return Err(place
                .mark(Error::new("a key is missing"))
                .help("join the keys that lead to a value by dots"));
        }
        keys.push(Key { name: name.to_owned(), place });
        column += part.chars().count() + 1;
    }
    // Blanks in place of the keys leave the value where it is shown.
    let blanks = " ".repeat(column);
    let padded: Vec<String> = value.lines().map(|line| format!("{blanks}{line}")).collect();
    let empty = || Node { value: Value::Null, place: place(0, column - 1) };
    Ok((keys, document(&padded.join("\n"), &source)?.unwrap_or_else(empty)))
}
