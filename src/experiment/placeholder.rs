//! `{name}` in texts.

use crate::yaml::{Node, Place, Value};

/// A text that is nothing but a placeholder, as a regular expression in every dialect, few of which know letters.
pub(super) const PATTERN: &str = "^\\{[^-0-9\\s{}][^\\s{}]*\\}$";

/// A stretch of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Plain(&'a str),
    /// The name inside the braces.
    Placeholder(&'a str),
}

/// Cuts a text into plain stretches and placeholders. Braces around anything but a name are plain.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while let Some(open) = text[at..].find('{').map(|found| at + found) {
        at = open + 1;
        let Some(close) = text[at..].find('}').map(|found| at + found) else { break };
        if is_name(&text[at..close]) {
            pieces.push(Piece::Plain(&text[plain..open]));
            pieces.push(Piece::Placeholder(&text[at..close]));
            (plain, at) = (close + 1, close + 1);
        }
    }
    pieces.push(Piece::Plain(&text[plain..]));
    pieces.retain(|piece| *piece != Piece::Plain(""));
    pieces
}

/// The names of a text's placeholders.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Placeholder(name) => Some(name),
        Piece::Plain(_) => None,
    })
}

/// Collects the placeholders of all texts under a node, and where they are.
pub(super) fn find<'a>(node: &'a Node, found: &mut Vec<(&'a str, &'a Place)>) {
    match &node.value {
        Value::Text(text) => found.extend(names(text).map(|name| (name, &node.place))),
        Value::List(items) => items.iter().for_each(|item| find(item, found)),
        Value::Mapping(mapping) => mapping.entries.iter().for_each(|entry| find(&entry.value, found)),
        _ => {}
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(|letter| letter.is_alphanumeric() || "_-".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Piece::{Placeholder, Plain};

    #[test]
    fn placeholders_are_names_in_braces_and_nothing_else() {
        assert_eq!(
            pieces("edges-{t}-{w}"),
            [Plain("edges-"), Placeholder("t"), Plain("-"), Placeholder("w")]
        );
        assert_eq!(pieces("{t}"), [Placeholder("t")]);
        assert_eq!(pieces("a{1}b{ c}d{e"), [Plain("a{1}b{ c}d{e")]);
        assert_eq!(pieces("{{t}"), [Plain("{"), Placeholder("t")]);
        assert_eq!(pieces(""), []);
    }
}
