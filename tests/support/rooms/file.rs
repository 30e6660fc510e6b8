//! One source file: its module, its words and what it names.

use super::names::{Named, names, without_tests};
use super::words::{Word, words};

pub struct File {
    /// As in `src/grid/maps.rs`.
    pub path: String,
    pub module: Vec<String>,
    pub is_test: bool,
    /// Its words, tests included.
    pub words: Vec<Word>,
    /// Its words without what stands under `#[cfg(test)]`.
    pub code: Vec<Word>,
    pub names: Vec<Named>,
    pub test_modules: Vec<String>,
}

impl File {
    pub fn new(path: &str, source: &str) -> Self {
        let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
        let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
        if module.last().is_some_and(|last| last == "mod") || inner == "lib" {
            module.pop();
        }
        let is_test = module.iter().any(|part| part == "tests" || part == "testing");
        let words = words(source);
        let (code, test_modules) = without_tests(&words);
        let names = names(&code);
        Self { path: path.to_owned(), module, is_test, words, code, names, test_modules }
    }

    /// The top-level module it belongs to; none for the roots of the crate, which may know everything.
    pub fn room(&self) -> Option<&str> {
        let is_root = self.path == "src/lib.rs" || self.path == "src/main.rs";
        self.module.first().map(String::as_str).filter(|_| !is_root)
    }
}

impl File {
    pub fn defines(&self, name: &str) -> bool {
        let kinds = ["fn", "struct", "enum", "trait", "type", "const", "static", "union"];
        self.code.windows(2).any(|pair| kinds.contains(&pair[0].text.as_str()) && pair[1].text == name)
    }
}
