//! docs/glossary.md explains every word that a table or a message shows, and nothing that is gone.

#[path = "support/glossary.rs"]
mod glossary;
#[path = "support/shown.rs"]
mod shown;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use cadbench::metrics::Task;
use cadbench::results::columns;
use glossary::Glossary;

static GLOSSARY: LazyLock<Glossary> =
    LazyLock::new(|| Glossary::read(&text(&root().join("docs/glossary.md"))));

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// The files below a folder whose names have an ending.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let (mut folders, mut found) = (vec![root().join(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                None if path.is_dir() && !path.ends_with("runs") => folders.push(path),
                Some(extension) if extension == ending => found.push(path),
                _ => {}
            }
        }
    }
    assert!(!found.is_empty(), "no .{ending} files in {folder}");
    found
}

/// What `of` finds in the sources, without tests.
fn in_sources(of: fn(&str) -> Vec<String>) -> BTreeSet<String> {
    let sources = files("src", "rs").into_iter().filter(|path| !path.to_string_lossy().contains("tests"));
    sources.flat_map(|path| of(&text(&path))).collect()
}

fn refuse(lacking: impl IntoIterator<Item = String>) {
    let lacking: BTreeSet<String> = lacking.into_iter().collect();
    assert!(lacking.is_empty(), "docs/glossary.md lacks:\n{}", Vec::from_iter(lacking).join("\n"));
}

/// The first lines of the committed CSV tables, by cell.
fn committed_columns() -> BTreeSet<String> {
    let first =
        |path: PathBuf| text(&path).lines().next().unwrap().split(',').map(str::to_owned).collect::<Vec<_>>();
    files("results/tables", "csv").into_iter().flat_map(first).collect()
}

/// The variants, families and classes in the committed tables: what people named, not words of this program.
fn committed_names() -> BTreeSet<String> {
    let cells = |path: PathBuf| -> Vec<String> {
        let text = text(&path);
        text.lines().skip(1).flat_map(|line| line.split(',').take(4).map(str::to_owned)).collect()
    };
    files("results/tables", "csv").into_iter().flat_map(cells).collect()
}

#[test]
fn every_head_of_a_commands_table_is_explained() {
    let heads = in_sources(shown::heads);
    assert!(heads.contains("break-even") && heads.contains("training memory"), "{heads:?}");
    refuse(heads.into_iter().filter(|head| !GLOSSARY.explains(head) && !GLOSSARY.has_column(head)));
}

#[test]
fn every_mark_verdict_and_state_is_explained() {
    let words = in_sources(shown::words);
    assert!(
        ["not comparable", "undecided", "damaged", "missing"].iter().all(|word| words.contains(*word)),
        "{words:?}"
    );
    refuse(words.into_iter().filter(|word| !GLOSSARY.explains(word)));
}

#[test]
fn every_column_of_the_committed_tables_is_explained() {
    refuse(committed_columns().into_iter().filter(|column| !GLOSSARY.has_column(column)));
}

#[test]
fn every_head_of_the_committed_pages_is_explained() {
    let names = committed_names();
    let heads = files("results", "md").into_iter().flat_map(|path| {
        let text = text(&path);
        let lines: Vec<&str> = text.lines().collect();
        let heads = lines.windows(2).filter(|pair| {
            pair[0].starts_with('|') && pair[1].starts_with("|-") | pair[1].starts_with("| -")
        });
        heads
            .flat_map(|pair| pair[0].trim_matches('|').split('|').map(|cell| cell.trim().to_owned()))
            .collect::<Vec<_>>()
    });
    refuse(heads.filter(|head| !head.is_empty() && !names.contains(head) && !GLOSSARY.explains(head)));
}

#[test]
fn every_known_column_is_explained_under_what_people_see_over_it() {
    let about = columns::about().map(|about| (about.name.to_owned(), about.title.to_owned()));
    let measured = columns::all().iter().copied().chain([columns::realised()]);
    let measured = measured.map(|column| (column.name.to_string(), column.title.to_string()));
    let titles = GLOSSARY.titles();
    let known: Vec<(String, String)> = about.chain(measured).collect();
    refuse(
        known
            .iter()
            .filter(|(name, title)| match titles.get(name.as_str()) {
                Some(told) => told != title,
                None => !GLOSSARY.has_column(name),
            })
            .map(|(name, title)| format!("`{name}` with the title {title}")),
    );
    let of_classes = Task::ALL.iter().map(|task| task.class_metric().name);
    let real: BTreeSet<&str> =
        known.iter().map(|(name, _)| name.as_str()).chain(of_classes).chain(["n", "class"]).collect();
    let gone =
        GLOSSARY.columns.iter().filter(|(name, _)| !name.contains('…') && !real.contains(name.as_str()));
    assert_eq!(gone.collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "columns that nothing has");
}

#[test]
fn the_page_is_in_alphabetical_order_and_explains_nothing_twice() {
    let key = |word: &String| {
        word.to_lowercase().chars().filter(|c| c.is_alphanumeric() || " _".contains(*c)).collect::<String>()
    };
    let words: Vec<String> = GLOSSARY.words.iter().map(key).collect();
    let columns: Vec<String> = GLOSSARY.columns.iter().map(|(name, _)| key(name)).collect();
    for entries in [words, columns] {
        let wrong = entries.windows(2).find(|pair| pair[0] >= pair[1]);
        assert_eq!(wrong, None);
    }
}

#[test]
fn the_judge_finds_heads_and_words_and_passes_over_tests() {
    let source = r#"
        const HEADER: [&str; 2] = ["alpha", "beta"];
        fn a() { let t = table(&["gamma", name.as_str()], 1); other.table("not this"); table(&HEADER, 1) }
        fn table(header: &[&str], left: usize) {}
        impl Mark { pub fn word(self) -> &'static str { match self { Mark::A => "delta", Mark::B => "epsilon" } } }
    "#;
    let tested = format!("{source}#[cfg(test)]\nmod tests {{ fn word() {{ \"zeta\" }} }}");
    assert_eq!(shown::heads(&tested), ["alpha", "beta", "gamma"]);
    assert_eq!(shown::words(&tested), ["delta", "epsilon"]);
    let page = "| word | m |\n|---|---|\n| alpha, beta (b) | x |\n\n## Columns\n| c | t |\n|---|---|\n| `n_…` | N … px | x |\n| `a` | A | x |\n| `…_deviation` | – | x |";
    let glossary = Glossary::read(page);
    assert!(
        ["alpha", "Beta (%)", "N 3 px", "A (M)"]
            .map(|word| glossary.explains(word))
            .into_iter()
            .all(|known| known)
    );
    assert!(["gamma", "N x px", "alp"].map(|word| glossary.explains(word)).into_iter().all(|known| !known));
    assert!(["a", "n_7", "a_deviation"].map(|name| glossary.has_column(name)).into_iter().all(|known| known));
    assert!(
        ["b", "n_x", "b_deviation"].map(|name| glossary.has_column(name)).into_iter().all(|known| !known)
    );
}
