//! What code names of elsewhere: its imports, and the paths in its midst.

use super::words::Word;

/// A name that code takes from elsewhere: an import, or a path in the middle of the code.
pub struct Named {
    pub path: Vec<String>,
    pub line: usize,
    /// What an import calls it here: `*` for everything; none for a path.
    pub name: Option<String>,
    /// How many inline modules of its file it stands in.
    pub inline: usize,
}

fn text(words: &[Word], at: usize) -> &str {
    words.get(at).map_or(";", |word| &word.text)
}

/// The words outside of `#[cfg(test)]`, and the names of the modules declared under it.
pub fn without_tests(words: &[Word]) -> (Vec<Word>, Vec<String>) {
    let (mut code, mut modules, mut at) = (Vec::new(), Vec::new(), 0);
    while at < words.len() {
        let Some(start) = test_attribute_end(words, at) else {
            code.push(words[at].clone());
            at += 1;
            continue;
        };
        let (mut end, mut depth) = (start, 0_i32);
        while end < words.len() {
            depth += match text(words, end) {
                "(" | "[" | "{" => 1,
                ")" | "]" | "}" => -1,
                _ => 0,
            };
            end += usize::from(depth >= 0);
            if depth < 0 || depth == 0 && matches!(text(words, end - 1), ";" | "}") {
                break;
            }
        }
        let declared = (start..end).filter(|at| text(words, *at) == "mod" && text(words, at + 2) == ";");
        modules.extend(declared.map(|at| text(words, at + 1).to_owned()));
        at = end;
    }
    (code, modules)
}

/// Where the attribute at `at` ends, if it leaves its item to tests.
fn test_attribute_end(words: &[Word], at: usize) -> Option<usize> {
    let is_condition =
        ["#", "[", "cfg", "("].iter().enumerate().all(|(step, sign)| text(words, at + step) == *sign);
    if !is_condition {
        return None;
    }
    let end = at + words[at..].iter().position(|word| word.text == "]")?;
    let is_test = |at: usize| text(words, at) == "test" && text(words, at - 2) != "not";
    (at + 4..end).any(is_test).then_some(end + 1)
}

fn is_name(word: &str) -> bool {
    word.starts_with(|sign: char| sign.is_alphabetic() || sign == '_')
}

pub fn names(code: &[Word]) -> Vec<Named> {
    let (mut found, mut inline, mut depth, mut at) = (Vec::new(), Vec::new(), 0, 0);
    while at < code.len() {
        match text(code, at) {
            "use" if text(code, at + 1) != "<" => {
                at = imports(code, at + 1, Vec::new(), inline.len(), &mut found);
                continue;
            }
            "mod" if text(code, at + 2) == "{" => inline.push(depth),
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                inline.pop_if(|outside| *outside == depth);
            }
            word if is_name(word) && text(code, at + 1) == "::" => {
                let (start, mut path) = (at, vec![word.to_owned()]);
                while text(code, at + 1) == "::" && is_name(text(code, at + 2)) {
                    path.push(text(code, at + 2).to_owned());
                    at += 2;
                }
                if start == 0 || text(code, start - 1) != "::" {
                    found.push(Named { path, line: code[start].line, name: None, inline: inline.len() });
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Reads one branch of a `use`; says where it ends.
fn imports(
    code: &[Word],
    mut at: usize,
    mut path: Vec<String>,
    inline: usize,
    found: &mut Vec<Named>,
) -> usize {
    let line = code.get(at).map_or(0, |word| word.line);
    loop {
        match text(code, at) {
            "::" => at += 1,
            "{" => {
                at += 1;
                while !matches!(text(code, at), "}" | ";") {
                    at = imports(code, at, path.clone(), inline, found);
                    at += usize::from(text(code, at) == ",");
                }
                return at + 1;
            }
            sign @ ("," | ";" | "}" | "as") => {
                path.pop_if(|last| last == "self");
                let name =
                    if sign == "as" { Some(text(code, at + 1).to_owned()) } else { path.last().cloned() };
                found.push(Named { path, line, name, inline });
                return at + if sign == "as" { 2 } else { 0 };
            }
            word => {
                path.push(word.to_owned());
                at += 1;
            }
        }
    }
}
