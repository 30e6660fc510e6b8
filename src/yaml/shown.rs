//! What of a file's text may reach a terminal.

/// Longer texts are cut.
const LONGEST: usize = 80;

/// A text of a file as a message quotes it: short, and without characters that steer a terminal.
pub(super) fn shown(text: &str) -> String {
    let printable = |letter: char| if letter.is_control() { '\u{fffd}' } else { letter };
    let mut quoted: String = text.chars().take(LONGEST).map(printable).collect();
    if text.chars().nth(LONGEST).is_some() {
        quoted.push('…');
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal_and_nothing_fills_it() {
        assert_eq!(shown("a\u{1b}[31mb\n"), "a\u{fffd}[31mb\u{fffd}");
        assert_eq!(shown(&"x".repeat(81)), "x".repeat(80) + "…");
    }
}
