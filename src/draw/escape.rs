//! Words inside SVG and HTML.

use crate::text::visible;

/// Text that stands for itself, in an element or in a quoted attribute; what neither may hold, such as an escape character, is shown
/// as its number.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            other => escaped.push(other),
        }
    }
    escaped
}

/// What [`escape`] was given, where all of it can be shown.
pub fn unescape(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    named.iter().fold(text.to_owned(), |text, (name, character)| text.replace(name, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_text_comes_back() {
        let text = "a < b & \"c\" > 'd' &lt; &amp;lt;";
        assert!(!escape(text).contains(['<', '>', '"', '\'']));
        assert_eq!(unescape(&escape(text)), text);
    }
}
