//! Reads the sources of the crate as a tree of modules and who names what in it, and judges that.
//!
//! It knows as much Rust as this needs: comments, strings, `use` and paths. Names out of macros stay unseen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A word or a sign of the code; never a part of a comment or of a string.
#[derive(Clone, Debug)]
pub struct Word {
    pub text: String,
    pub line: usize,
}

/// The words of a source text.
pub fn words(source: &str) -> Vec<Word> {
    let chars: Vec<char> = source.chars().collect();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    while at < chars.len() {
        let mut end = hidden_end(&chars, at);
        if end == at {
            end += chars[at..].iter().take_while(|sign| is_of_word(**sign)).count();
            end = end.max(at + if chars[at..].starts_with(&[':', ':']) { 2 } else { 1 });
            if !chars[at].is_whitespace() {
                found.push(Word { text: chars[at..end].iter().collect(), line });
            }
        }
        line += chars[at..end].iter().filter(|sign| **sign == '\n').count();
        at = end;
    }
    found
}

fn is_of_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// Where the comment, string, character or lifetime that starts at `at` ends; `at` where none starts.
fn hidden_end(chars: &[char], at: usize) -> usize {
    let sign = |place: usize| chars.get(place).copied().unwrap_or('\0');
    let after = |start: usize, end: &[char]| {
        let rest = chars.get(start..).unwrap_or_default();
        rest.windows(end.len())
            .position(|part| part == end)
            .map_or(chars.len(), |found| start + found + end.len())
    };
    match (sign(at), sign(at + 1)) {
        ('/', '/') => after(at, &['\n']) - 1,
        ('/', '*') => block_comment_end(chars, at),
        ('"', _) => {
            let mut end = at + 1;
            while end < chars.len() && chars[end] != '"' {
                end += if chars[end] == '\\' { 2 } else { 1 };
            }
            (end + 1).min(chars.len())
        }
        ('\'', '\\') => after(at + 3, &['\'']),
        ('\'', _) if sign(at + 2) == '\'' => at + 3,
        ('\'', _) => at + 1 + chars[at + 1..].iter().take_while(|sign| is_of_word(**sign)).count(),
        ('r', '"' | '#') | ('b' | 'c', 'r') => {
            let start = at + if sign(at) == 'r' { 1 } else { 2 };
            let fences = chars[start.min(chars.len())..].iter().take_while(|sign| **sign == '#').count();
            let closing: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', fences)).collect();
            if sign(start + fences) == '"' { after(start + fences + 1, &closing) } else { at }
        }
        _ => at,
    }
}

fn block_comment_end(chars: &[char], at: usize) -> usize {
    let (mut end, mut depth) = (at + 2, 1);
    while end < chars.len() && depth > 0 {
        match (chars[end], chars.get(end + 1)) {
            ('/', Some('*')) => (end, depth) = (end + 2, depth + 1),
            ('*', Some('/')) => (end, depth) = (end + 2, depth - 1),
            _ => end += 1,
        }
    }
    end
}

/// A name that code takes from elsewhere: an import, or a path in the middle of the code.
pub struct Named {
    pub path: Vec<String>,
    pub line: usize,
    /// What an import calls it here: `*` for everything; none for a path.
    name: Option<String>,
    /// How many inline modules of its file it stands in.
    inline: usize,
}

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
    test_modules: Vec<String>,
}

impl File {
    fn new(path: &str, source: &str) -> Self {
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

fn text(words: &[Word], at: usize) -> &str {
    words.get(at).map_or(";", |word| &word.text)
}

/// The words outside of `#[cfg(test)]`, and the names of the modules declared under it.
fn without_tests(words: &[Word]) -> (Vec<Word>, Vec<String>) {
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

fn names(code: &[Word]) -> Vec<Named> {
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
            word if word.starts_with(is_of_word) && text(code, at + 1) == "::" => {
                let (start, mut path) = (at, vec![word.to_owned()]);
                while text(code, at + 1) == "::" && text(code, at + 2).starts_with(is_of_word) {
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

/// All files of the crate.
pub struct Tree {
    pub files: Vec<File>,
    modules: BTreeMap<Vec<String>, usize>,
}

impl Tree {
    pub fn new(sources: &[(&str, &str)]) -> Self {
        let mut files: Vec<File> = sources.iter().map(|(path, source)| File::new(path, source)).collect();
        let of_file = |file: &File| {
            let inner = |name: &String| [file.module.as_slice(), std::slice::from_ref(name)].concat();
            file.test_modules.iter().map(inner).collect::<Vec<_>>()
        };
        let tests: BTreeSet<Vec<String>> = files.iter().flat_map(of_file).collect();
        for file in &mut files {
            file.is_test |= (1..=file.module.len()).any(|length| tests.contains(&file.module[..length]));
        }
        let modules = files.iter().enumerate().filter(|(_, file)| file.path != "src/main.rs");
        let modules = modules.map(|(number, file)| (file.module.clone(), number)).collect();
        Self { files, modules }
    }

    pub fn read(root: &Path) -> Self {
        let (mut folders, mut sources) = (vec![root.join("src")], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                    sources.push((name, std::fs::read_to_string(&path).unwrap()));
                }
            }
        }
        sources.sort();
        Self::new(&sources.iter().map(|(path, source)| (path.as_str(), source.as_str())).collect::<Vec<_>>())
    }

    /// The files that are no tests and no roots of the crate, by number.
    pub fn in_rooms(&self) -> impl Iterator<Item = (usize, &File, &str)> {
        let files = self.files.iter().enumerate().filter(|(_, file)| !file.is_test);
        files.filter_map(|(number, file)| Some((number, file, file.room()?)))
    }

    /// The file that holds what `named` names in `file`; none for what is not of this crate.
    pub fn target(&self, file: &File, named: &Named) -> Option<usize> {
        let found = self.locate(&self.absolute(file, named, true)?, 0);
        found.filter(|number| self.files[*number].room().is_some())
    }

    /// The room that a path says, even if that only passes on what another holds.
    fn room_named(&self, file: &File, named: &Named) -> Option<&str> {
        let path = self.absolute(file, named, true)?;
        let said = path.first().and_then(|room| self.modules.get(std::slice::from_ref(room)));
        self.files[said.copied().or_else(|| self.target(file, named))?].room()
    }

    /// Whether a file has modules under it, tests aside, as a mod.rs does.
    pub fn has_children(&self, number: usize) -> bool {
        let module = &self.files[number].module;
        let is_inner = |other: &File| other.module.len() > module.len() && other.module.starts_with(module);
        self.files.iter().any(|other| !other.is_test && is_inner(other))
    }

    /// The path from the root of the crate.
    fn absolute(&self, file: &File, named: &Named, through_imports: bool) -> Option<Vec<String>> {
        let path = &named.path;
        let first = path.first()?;
        let ups = path.iter().take_while(|part| *part == "super").count();
        let child = [file.module.as_slice(), std::slice::from_ref(first)].concat();
        match first.as_str() {
            "crate" | "cadbench" => Some(path[1..].to_vec()),
            "self" => Some([&file.module, &path[1..]].concat()),
            "super" => {
                let kept = file.module.len().checked_sub(ups.saturating_sub(named.inline))?;
                Some([&file.module[..kept], &path[ups..]].concat())
            }
            _ if self.modules.contains_key(&child) => Some([&file.module, path.as_slice()].concat()),
            _ if through_imports => {
                let import = file.names.iter().find(|import| import.name.as_ref() == Some(first))?;
                Some([self.absolute(file, import, false)?, path[1..].to_vec()].concat())
            }
            _ => None,
        }
    }

    /// The file of a path from the root: down the modules, then along what the last of them imports.
    fn locate(&self, path: &[String], depth: usize) -> Option<usize> {
        let taken = (0..=path.len()).rev().find(|taken| self.modules.contains_key(&path[..*taken]))?;
        let number = self.modules[&path[..taken]];
        let file = &self.files[number];
        let Some(name) = path.get(taken).filter(|name| *name != "*" && depth < 9) else {
            return Some(number);
        };
        let import = file.names.iter().find(|import| import.name.as_ref() == Some(name));
        if let Some(onward) = import.and_then(|import| self.absolute(file, import, false)) {
            return self.locate(&onward, depth + 1);
        }
        let everything = file.names.iter().filter(|import| import.name.as_deref() == Some("*"));
        let inner = everything.filter_map(|import| self.absolute(file, import, false));
        let inner = inner.filter_map(|path| self.locate(&path[..path.len() - 1], depth + 1));
        Some(inner.into_iter().find(|inner| self.files[*inner].defines(name)).unwrap_or(number))
    }
}

impl File {
    fn defines(&self, name: &str) -> bool {
        let kinds = ["fn", "struct", "enum", "trait", "type", "const", "static", "union"];
        self.code.windows(2).any(|pair| kinds.contains(&pair[0].text.as_str()) && pair[1].text == name)
    }
}

/// What a room takes from a room above it.
pub fn upward(tree: &Tree, order: &[&str]) -> Vec<String> {
    let floor = |room: &str| order.iter().position(|listed| *listed == room);
    let mut problems = BTreeSet::new();
    for (_, file, room) in tree.in_rooms() {
        for named in &file.names {
            let Some(other) = tree.room_named(file, named) else { continue };
            if floor(other) > floor(room) {
                problems.insert(format!(
                    "{}:{}: `{room}` knows `{other}`, a room above it, by `{}`: \
                     move that down, or let the upper room hand it in",
                    file.path,
                    named.line,
                    named.path.join("::")
                ));
            }
        }
    }
    problems.into_iter().collect()
}

/// Rooms without a floor, and floors without a room.
pub fn unlisted(tree: &Tree, order: &[&str]) -> Vec<String> {
    let found: BTreeSet<&str> = tree.in_rooms().map(|(_, _, room)| room).collect();
    let listed: BTreeSet<&str> = order.iter().copied().collect();
    let missing =
        found.difference(&listed).map(|room| format!("src/{room}: give this room its place in ROOMS"));
    let gone = listed
        .difference(&found)
        .map(|room| format!("ROOMS names `{room}`, which is not in src: take it out"));
    missing.chain(gone).collect()
}

/// By file number: the files that it knows, and the line that says so.
type Edges = BTreeMap<usize, BTreeMap<usize, usize>>;

/// Without `parents`, what a mod.rs of the same room holds itself makes no edge: only what it passes on does.
fn edges(tree: &Tree, parents: bool) -> Edges {
    let mut edges = Edges::new();
    for (number, file, room) in tree.in_rooms() {
        for named in &file.names {
            let Some(target) = tree.target(file, named) else { continue };
            let is_parent = || tree.files[target].room() == Some(room) && tree.has_children(target);
            if target != number && !tree.files[target].is_test && (parents || !is_parent()) {
                edges.entry(number).or_default().entry(target).or_insert(named.line);
            }
        }
    }
    edges
}

/// The groups of files that all reach each other.
fn circles(edges: &Edges) -> Vec<BTreeSet<usize>> {
    let reached = |start: usize| {
        let (mut found, mut open) = (BTreeSet::new(), vec![start]);
        while let Some(next) = open.pop() {
            let onward = edges.get(&next).into_iter().flat_map(|targets| targets.keys());
            open.extend(onward.copied().filter(|target| found.insert(*target)));
        }
        found
    };
    let all: BTreeMap<usize, BTreeSet<usize>> = edges.keys().map(|start| (*start, reached(*start))).collect();
    let back = |start: usize, end: &usize| all.get(end).is_some_and(|onward| onward.contains(&start));
    let circle = |(start, ends): (&usize, &BTreeSet<usize>)| {
        ends.iter().copied().filter(|end| back(*start, end)).collect::<BTreeSet<usize>>()
    };
    let found: BTreeSet<BTreeSet<usize>> = all.iter().map(circle).collect();
    found.into_iter().filter(|circle| circle.len() > 1).collect()
}

fn told(tree: &Tree, edges: &Edges, circle: &BTreeSet<usize>) -> String {
    let mut lines = Vec::new();
    for number in circle {
        for (target, line) in edges[number].iter().filter(|(target, _)| circle.contains(target)) {
            lines.push(format!("  {}:{line} knows {}", tree.files[*number].path, tree.files[*target].path));
        }
    }
    lines.join("\n")
}

fn rooms_of<'a>(tree: &'a Tree, circle: &BTreeSet<usize>) -> BTreeSet<&'a str> {
    circle.iter().filter_map(|number| tree.files[*number].room()).collect()
}

pub fn circles_between_rooms(tree: &Tree) -> Vec<String> {
    let edges = edges(tree, true);
    let found = circles(&edges).into_iter().filter(|circle| rooms_of(tree, circle).len() > 1);
    found
        .map(|circle| {
            let rooms: Vec<&str> = rooms_of(tree, &circle).into_iter().collect();
            format!(
                "a circle between {}: move what both need down\n{}",
                rooms.join(", "),
                told(tree, &edges, &circle)
            )
        })
        .collect()
}

/// By room, the circles of its own files.
pub fn circles_inside(tree: &Tree) -> BTreeMap<String, Vec<String>> {
    let edges = edges(tree, false);
    let mut found = BTreeMap::<String, Vec<String>>::new();
    for circle in circles(&edges) {
        if let [room] = rooms_of(tree, &circle).into_iter().collect::<Vec<_>>()[..] {
            found.entry(room.to_owned()).or_default().push(told(tree, &edges, &circle));
        }
    }
    found
}

/// The places of a word in files whose path starts with none of `homes`.
pub fn strays(tree: &Tree, word: &str, homes: &[&str], code: fn(&File) -> &[Word]) -> Vec<(String, usize)> {
    let away = tree.files.iter().filter(|file| !homes.iter().any(|home| file.path.starts_with(home)));
    let found = away.flat_map(|file| code(file).iter().map(move |found| (file, found)));
    found
        .filter(|(_, found)| found.text == word)
        .map(|(file, found)| (file.path.clone(), found.line))
        .collect()
}
