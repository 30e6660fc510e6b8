//! Reads the sources of the crate as a tree of modules and who names what in it, and judges that.
//!
//! It knows as much Rust as this needs: `use` and paths. Names out of macros stay unseen.

mod circles;
mod commands;
mod file;
mod names;
mod tree;
mod words;

use std::collections::BTreeSet;

pub use circles::{circles_between_rooms, circles_inside};
pub use commands::commands_that_know_others;
pub use file::File;
pub use tree::Tree;
pub use words::Word;

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

/// The places of a word in files whose path starts with none of `homes`.
pub fn strays(tree: &Tree, word: &str, homes: &[&str], code: fn(&File) -> &[Word]) -> Vec<(String, usize)> {
    let away = tree.files.iter().filter(|file| !homes.iter().any(|home| file.path.starts_with(home)));
    let found = away.flat_map(|file| code(file).iter().map(move |found| (file, found)));
    found
        .filter(|(_, found)| found.text == word)
        .map(|(file, found)| (file.path.clone(), found.line))
        .collect()
}
