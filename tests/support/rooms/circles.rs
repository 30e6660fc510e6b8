//! Files that know each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::Tree;

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
