//! Commands of the command line that know each other.

use std::collections::BTreeSet;

use super::tree::Tree;

/// What files of one command take from another command: both are modules of `room` that define arguments.
pub fn commands_that_know_others(tree: &Tree, room: &str) -> Vec<String> {
    let own = || tree.in_rooms().filter(|(_, file, its)| *its == room && file.module.len() > 1);
    let commands: BTreeSet<&str> = own()
        .filter(|(_, file, _)| file.module.len() == 2)
        .filter(|(_, file, _)| ["Arguments", "Action"].iter().any(|name| file.defines(name)))
        .map(|(_, file, _)| file.module[1].as_str())
        .collect();
    let mut problems = Vec::new();
    for (_, file, _) in own() {
        for named in &file.names {
            let Some(target) = tree.target(file, named) else { continue };
            let other = tree.files[target].module.get(1).filter(|_| tree.files[target].room() == Some(room));
            let Some(other) = other.filter(|other| **other != file.module[1]) else { continue };
            if commands.contains(other.as_str()) {
                problems.push(format!(
                    "{}:{}: it knows the command `{other}`: move what both need out of it",
                    file.path, named.line
                ));
            }
        }
    }
    problems
}
