//! The words of a source text: a tokenizer's, as one flat list.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// A word or a sign of the code; never a part of a comment or of a string.
#[derive(Clone, Debug)]
pub struct Word {
    pub text: String,
    pub line: usize,
}

/// The words of a source text.
pub fn words(source: &str) -> Vec<Word> {
    let mut found = Vec::new();
    collect(source.parse().expect("the sources of the crate compile"), &mut found);
    found
}

fn collect(tokens: TokenStream, found: &mut Vec<Word>) {
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        let word = |text: String| Word { text, line: token.span().start().line };
        match &token {
            TokenTree::Ident(name) => found.push(word(name.to_string())),
            TokenTree::Literal(_) => {}
            // Its name follows.
            TokenTree::Punct(sign) if sign.as_char() == '\'' => drop(tokens.next()),
            TokenTree::Punct(sign) => {
                // The tokenizer gives a double colon in two.
                let is_joint = sign.as_char() == ':' && sign.spacing() == Spacing::Joint;
                found.push(word(if is_joint { "::".to_owned() } else { sign.to_string() }));
                if is_joint {
                    tokens.next();
                }
            }
            TokenTree::Group(group) => {
                let [open, close] = match group.delimiter() {
                    Delimiter::Parenthesis => ["(", ")"],
                    Delimiter::Bracket => ["[", "]"],
                    Delimiter::Brace => ["{", "}"],
                    Delimiter::None => ["", ""],
                };
                found.push(word(open.to_owned()));
                collect(group.stream(), found);
                found.push(Word { text: close.to_owned(), line: group.span_close().start().line });
            }
        }
    }
}
