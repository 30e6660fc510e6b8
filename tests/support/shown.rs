//! The words that the program shows, read from its sources: heads of tables, and words for what became of something.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

#[derive(Debug, PartialEq)]
enum Token {
    Name(String),
    Text(String),
    Sign(char),
    Open(Delimiter),
    Close,
}

/// What stands over the columns of the tables that a source file makes: the texts in a call of `table`, and those of what it
/// calls its header or its columns.
pub fn heads(source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut lacking = false;
    for (at, pair) in tokens.windows(2).enumerate() {
        match pair {
            [Token::Name(kind), Token::Name(name)] if is_header(kind, name) => {
                found.extend(texts(until(&tokens[at..], &Token::Sign(';'))));
            }
            [Token::Name(name), Token::Open(Delimiter::Parenthesis)]
                if name == "table" && is_call(&tokens, at) =>
            {
                let heads = texts(group(&tokens[at + 1..]));
                lacking |= heads.is_empty();
                found.extend(heads);
            }
            _ => {}
        }
    }
    let lacking = lacking && ["table::table", "text::terminal::"].iter().any(|path| source.contains(path));
    assert!(!lacking || !found.is_empty(), "a table whose heads this test does not find:\n{source}");
    found
}

/// The words for the cases of a type: the texts in functions of the name `word`.
pub fn words(source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let starts = tokens.windows(2).enumerate().filter_map(|(at, pair)| match pair {
        [Token::Name(kind), Token::Name(name)] if kind == "fn" && name == "word" => Some(at),
        _ => None,
    });
    let body = |at: usize| {
        let open = tokens[at..].iter().position(|token| *token == Token::Open(Delimiter::Brace));
        open.map_or(Vec::new(), |open| texts(group(&tokens[at + open..])))
    };
    starts.flat_map(body).collect()
}

/// Does a header begin with these two words?
fn is_header(kind: &str, name: &str) -> bool {
    ["const", "let", "static"].contains(&kind) && ["HEADER", "header", "COLUMNS"].contains(&name)
}

/// A function of that name called, not defined or called on something.
fn is_call(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| &tokens[before]);
    !matches!(before, Some(Token::Sign('.'))) && before != Some(&Token::Name("fn".into()))
}

/// Texts without those that are filled in.
fn texts(tokens: &[Token]) -> Vec<String> {
    let text = |token: &Token| match token {
        Token::Text(text) if !text.is_empty() && !text.contains(['{', '\\']) => Some(text.clone()),
        _ => None,
    };
    tokens.iter().filter_map(text).collect()
}

/// Up to a sign outside of groups that open behind the first token.
fn until<'a>(tokens: &'a [Token], end: &Token) -> &'a [Token] {
    let mut depth = 0;
    let last = tokens.iter().position(|token| {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close => depth -= 1,
            _ => {}
        }
        depth == 0 && token == end
    });
    &tokens[..last.unwrap_or(tokens.len())]
}

/// From an opening token to the one that closes it.
fn group(tokens: &[Token]) -> &[Token] {
    until(tokens, &Token::Close)
}

/// All but the tests at the end.
fn tokens(source: &str) -> Vec<Token> {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut found = Vec::new();
    collect(code.parse().expect("the sources of the crate compile"), &mut found);
    found
}

fn collect(tokens: TokenStream, found: &mut Vec<Token>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => found.push(Token::Name(name.to_string())),
            TokenTree::Punct(sign) => found.push(Token::Sign(sign.as_char())),
            TokenTree::Literal(literal) => {
                let written = literal.to_string();
                let inner = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                found.extend(inner.map(|text| Token::Text(text.to_owned())));
            }
            TokenTree::Group(group) => {
                found.push(Token::Open(group.delimiter()));
                collect(group.stream(), found);
                found.push(Token::Close);
            }
        }
    }
}
