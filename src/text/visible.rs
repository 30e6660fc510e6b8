//! Characters that a terminal or a browser would obey instead of showing. Titles, names of tensors and of files come from other
//! people: what they hold is shown, never obeyed.

use std::borrow::Cow;

/// A text with every control character as its number, an escape as `\u{1b}`; so are those that turn the direction of writing
/// round and make a line read as something else. Line breaks (those of Windows, too) and tabs stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let ends_line = character == '\r' && characters.peek() == Some(&'\n');
        match is_obeyed(character) && !ends_line {
            true => shown.extend(character.escape_unicode()),
            false => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

fn is_obeyed(character: char) -> bool {
    // SVG can hold neither of the last two.
    let turns_round = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}');
    turns_round || (character.is_control() && !matches!(character, '\n' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown_as_its_number() {
        assert_eq!(
            visible("a\u{1b}[2Jb\r\u{7}\u{9b}c\u{7f}\0"),
            "a\\u{1b}[2Jb\\u{d}\\u{7}\\u{9b}c\\u{7f}\\u{0}"
        );
        assert_eq!(visible("gpj.\u{202e}exe"), "gpj.\\u{202e}exe");
    }

    #[test]
    fn lines_tabs_and_letters_of_any_script_stay() {
        assert_eq!(visible("a\r\nb\r"), "a\r\nb\\u{d}");
        let text = "Straße\t× 街道\nשלום ± 1\u{202f}000";
        assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
    }
}
