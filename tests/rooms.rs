//! The rooms of the crate: a room knows only the rooms below it, and rooms know each other in no circle.
//!
//! `cargo test --test rooms -- --nocapture` also prints the circles inside of rooms.

#[path = "support/rooms/mod.rs"]
mod rooms;

use std::path::Path;
use std::sync::LazyLock;

use rooms::{
    Tree, circles_between_rooms, circles_inside, commands_that_know_others, strays, unlisted, upward,
};

/// The rooms from the lowest to the highest.
const ROOMS: &[&str] = &[
    "error",
    "files",
    "kind",
    "order",
    "random",
    "refusals",
    "text",
    "yaml",
    "git",
    "device",
    "draw",
    "grid",
    "system",
    "kernels",
    "cuda",
    "ops",
    "graph",
    "executor",
    "cost",
    "engine",
    "keypoints",
    "data",
    "mask",
    "panel",
    "models",
    "metrics",
    "weights",
    "batch",
    "evaluate",
    "train",
    "results",
    "tensorboard",
    "compare",
    "claims",
    "slurm",
    "experiment",
    "runner",
    "bench",
    "report",
    "doctor",
    "cli",
];

/// Rooms with circles of files inside, each named by its files: none may be added, and one that is gone leaves the list.
const CIRCLES: &[(&str, &[&str])] = &[];

/// Where `unsafe` may stand.
const UNSAFE: &[&str] = &["src/cuda/", "src/kernels/", "src/ops/view.rs", "src/system/"];

/// Where dfdx may be named.
const DFDX: &[&str] = &["src/ops/"];

static CRATE: LazyLock<Tree> = LazyLock::new(|| Tree::read(Path::new(env!("CARGO_MANIFEST_DIR"))));

fn refuse(problems: &[String]) {
    assert!(problems.is_empty(), "{} found:\n{}", problems.len(), problems.join("\n"));
}

fn dfdx(tree: &Tree) -> Vec<(String, usize)> {
    strays(tree, "dfdx", DFDX, |file| if file.is_test { &[] } else { &file.code })
}

#[test]
fn every_room_has_its_floor() {
    refuse(&unlisted(&CRATE, ROOMS));
}

#[test]
fn a_room_knows_only_the_rooms_below_it() {
    refuse(&upward(&CRATE, ROOMS));
}

#[test]
fn rooms_know_each_other_in_no_circle() {
    refuse(&circles_between_rooms(&CRATE));
}

#[test]
fn no_room_has_new_circles_inside() {
    let found = circles_inside(&CRATE);
    let mut problems = Vec::new();
    for (room, circles) in &found {
        let allowed = CIRCLES.iter().find(|(listed, _)| listed == room).map_or(0, |(_, names)| names.len());
        let told = format!(
            "{room}: {} circles of files, {allowed} allowed\n{}",
            circles.len(),
            circles.join("\n\n")
        );
        println!("{told}\n");
        if circles.len() > allowed {
            problems.push(format!("{told}\nmove what the files of a circle share into a file below both"));
        }
    }
    for (room, names) in CIRCLES {
        if found.get(*room).map_or(0, Vec::len) < names.len() {
            problems.push(format!(
                "{room} has fewer circles of files than CIRCLES allows: take out what is gone"
            ));
        }
    }
    refuse(&problems);
}

#[test]
fn no_command_knows_another() {
    refuse(&commands_that_know_others(&CRATE, "cli"));
}

#[test]
fn the_judge_finds_a_command_that_knows_another() {
    let run = ("src/cli/run/mod.rs", "pub struct Arguments; pub fn part() {}");
    let table = ("src/cli/table.rs", "pub fn table() {}");
    let verify = |uses: &str| {
        let verify = ("src/cli/verify.rs", &*format!("{uses}; pub struct Arguments;"));
        let root = ("src/lib.rs", "mod cli;");
        let tree =
            Tree::new(&[root, ("src/cli/mod.rs", "mod run; mod table; mod verify;"), run, table, verify]);
        commands_that_know_others(&tree, "cli").len()
    };
    assert_eq!(verify("use super::run::part"), 1);
    assert_eq!(verify("use crate::cli::run::part"), 1);
    assert_eq!(verify("use super::table::table"), 0);
}

#[test]
fn unsafe_code_stays_in_its_two_homes() {
    let found = strays(&CRATE, "unsafe", UNSAFE, |file| &file.words);
    let told = |(path, line)| {
        format!("{path}:{line}: `unsafe` belongs under {}: move it there", UNSAFE.join(" or "))
    };
    refuse(&found.into_iter().map(told).collect::<Vec<_>>());
}

#[test]
fn dfdx_stays_behind_the_operations() {
    let told =
        |(path, line)| format!("{path}:{line}: dfdx belongs under src/ops: let ops offer what this needs");
    refuse(&dfdx(&CRATE).into_iter().map(told).collect::<Vec<_>>());
}

/// Crates that connect, listen, resolve names or encrypt connections. tokio is not among them: it comes with polars, which
/// runs its own tasks on it, and no file here names it.
const NETWORK: &[&str] = &[
    "async-io",
    "async-std",
    "attohttpc",
    "axum",
    "curl",
    "curl-sys",
    "git2",
    "gix-transport",
    "h2",
    "hickory-resolver",
    "hyper",
    "isahc",
    "libssh2-sys",
    "minreq",
    "native-tls",
    "object_store",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "rustls",
    "surf",
    "tiny_http",
    "tonic",
    "tungstenite",
    "ureq",
];

#[test]
fn nothing_in_the_program_opens_a_network_connection() {
    let lock = include_str!("../Cargo.lock");
    let locked = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let mut found: Vec<String> = locked
        .filter(|name| NETWORK.contains(name))
        .map(|name| format!("Cargo.lock: {name} reaches the network: choose features that do without it"))
        .collect();
    for word in ["TcpStream", "TcpListener", "UdpSocket", "ToSocketAddrs", "socket", "tokio"] {
        let told =
            |(path, line)| format!("{path}:{line}: `{word}`: the program asks no server and opens no port");
        found.extend(strays(&CRATE, word, &[], |file| &file.words).into_iter().map(told));
    }
    refuse(&found);
}

#[test]
fn the_judge_finds_an_upward_import() {
    let high = ("src/high/mod.rs", "mod part;\npub use part::Part;\npub use crate::error::Lent;");
    let part = ("src/high/part.rs", "pub struct Part;");
    let root = ("src/lib.rs", "mod error; mod high; mod low;\npub use high::Part;");
    let error = ("src/error.rs", "pub struct Lent;");
    for low in [
        "use crate::high;",
        "use crate::{low::A, high::{self, part::{B, C as D}}};",
        "fn f() { crate::high::g(1) }",
        "use super::high::Part;",
        "use crate::Part;",
        "use crate::high::Lent;",
        "#[cfg(test)]\nmod tests { use super::*; }\nfn f() -> crate::high::Part { todo!() }",
    ] {
        let tree = Tree::new(&[high, part, root, error, ("src/low.rs", low)]);
        assert!(!upward(&tree, &["error", "low", "high"]).is_empty(), "{low}");
        assert!(upward(&tree, &["error", "high", "low"]).is_empty(), "{low}");
        assert_eq!(unlisted(&tree, &["error", "low", "middle"]).len(), 2);
    }
}

#[test]
fn the_judge_passes_over_comments_strings_and_tests() {
    let low = r##"
        //! use crate::high::A;
        /* crate::high::f() /* unsafe */ dfdx */
        const TEXT: &str = "\" crate::high::f() unsafe"; // dfdx
        const RAW: &[u8] = br#"" crate::high::f() dfdx"#;
        fn f<'a>(c: &'a char) -> bool { *c == '"' || *c == '\'' || "crate::high::f()" == "" }
        #[cfg(test)] use crate::high::A;
        #[cfg(all(test, unix))] mod tried;
        #[cfg(test)] mod tests { use crate::high::A; fn f() { dfdx::f() } }
    "##;
    let (test, high) = ("use crate::high::A; use dfdx::f;", "use crate::low::A;");
    let files = [("src/low/tried.rs", test), ("src/low/tests/one.rs", test), ("src/high.rs", high)];
    let tree =
        Tree::new(&[&files[..], &[("src/low/mod.rs", low), ("src/lib.rs", "mod high; mod low;")]].concat());
    assert_eq!(upward(&tree, &["low", "high"]), [""; 0]);
    assert_eq!(circles_between_rooms(&tree), [""; 0]);
    assert_eq!(strays(&tree, "unsafe", &[], |file| &file.words), []);
    assert_eq!(dfdx(&tree), []);
    let tree = Tree::new(&[("src/low.rs", "\nunsafe fn f() { dfdx::f() }")]);
    assert_eq!(strays(&tree, "unsafe", UNSAFE, |file| &file.words), dfdx(&tree));
    assert_eq!(dfdx(&tree), [("src/low.rs".to_owned(), 2)]);
}

#[test]
fn the_judge_finds_circles_of_files() {
    let root = ("src/lib.rs", "mod a; mod b;");
    let parent = ("src/a/mod.rs", "mod x;\nmod y;\npub use x::X;\npub use y::{Y, Z};\npub struct Own;");
    let (x, y) = (("src/a/x.rs", "use super::{Own, Y};"), ("src/a/y.rs", "use super::Own;"));
    let tree = Tree::new(&[root, parent, x, y, ("src/b.rs", "use crate::a::X;")]);
    assert!(circles_between_rooms(&tree).is_empty() && circles_inside(&tree).is_empty());

    let tree = Tree::new(&[root, parent, x, ("src/a/y.rs", "use super::X;"), ("src/b.rs", "")]);
    assert_eq!(
        circles_inside(&tree)["a"],
        ["  src/a/x.rs:1 knows src/a/y.rs\n  src/a/y.rs:1 knows src/a/x.rs"]
    );
    assert!(circles_between_rooms(&tree).is_empty());

    let tree =
        Tree::new(&[root, parent, x, ("src/a/y.rs", "\nuse crate::b::B;"), ("src/b.rs", "use crate::a::X;")]);
    let [circle] = &circles_between_rooms(&tree)[..] else { panic!("one circle") };
    assert!(circle.contains("between a, b") && circle.contains("src/a/y.rs:2 knows src/b.rs"), "{circle}");
}
