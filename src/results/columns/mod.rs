//! The columns of result tables: one description of each measured number, which tables, overviews, charts, comparisons,
//! claims and pages read. The scores of a task come from [`Task::metrics`].

mod about;
mod build;
mod column;
mod definitions;
mod entry;
mod kind;
mod list;
mod scores;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use crate::metrics::Task;
use crate::order::distinct;

pub(super) use about::AboutCell;
pub use about::{About, Role};
pub(super) use column::Read;
pub use column::{Column, deviation, is_deviation};
pub use definitions::{definitions, version};
pub use entry::Entry;
pub use kind::{Kind, Overview, Tolerance};

/// By task.
static ENTRIES: LazyLock<Vec<Vec<Entry>>> =
    LazyLock::new(|| Task::ALL.iter().map(|&task| list(task)).collect());

static ALL: LazyLock<Vec<&'static Column>> = LazyLock::new(|| {
    let mut all: Vec<&Column> = Task::ALL.iter().flat_map(|&task| columns(task)).collect();
    let place = |read: Read| match read {
        Read::Score(_) => 0,
        Read::TwoBranch(_) => 1,
        _ => 2,
    };
    all.sort_by_key(|column| (column.kind, !column.headline, place(column.read)));
    // Tasks share columns, and some scores' names.
    let names = distinct(all.iter().map(|column| &column.name));
    names.into_iter().filter_map(|name| all.iter().find(|column| column.name == *name).copied()).collect()
});

static REALISED: LazyLock<Column> = LazyLock::new(list::realised);

fn list(task: Task) -> Vec<Entry> {
    let scores = scores::scores(task).into_iter().map(Entry::Measured);
    let before = list::identity().into_iter().chain(scores).chain(list::costs());
    before.chain(list::account()).chain(list::speeds()).chain(list::times()).collect()
}

/// Every column of the runs' table of a task, in its order.
pub fn entries(task: Task) -> &'static [Entry] {
    &ENTRIES[task as usize]
}

/// The measured ones among them.
pub fn columns(task: Task) -> impl Iterator<Item = &'static Column> {
    entries(task).iter().filter_map(|entry| match entry {
        Entry::Measured(column) => Some(column),
        Entry::About(_) => None,
    })
}

/// The others, which are the same for every task.
pub fn about() -> impl Iterator<Item = &'static About> {
    entries(Task::Segmentation).iter().filter_map(|entry| match entry {
        Entry::About(about) => Some(about),
        Entry::Measured(_) => None,
    })
}

/// Every measured column of any task, in the order in which comparisons show them: scores with the tasks' headlines
/// first, work, size, times, memory.
pub fn all() -> &'static [&'static Column] {
    &ALL
}

/// The measured column of a name.
pub fn column(name: &str) -> Option<&'static Column> {
    all().iter().find(|column| column.name == name).copied()
}

/// Does a column of a stored table measure something, known here or not? Deviations are no numbers of their own.
pub fn measures(name: &str) -> bool {
    about().all(|about| about.name != name) && !is_deviation(name)
}

/// How much of the saved work is saved time, which the summary has of each variant.
pub fn realised() -> &'static Column {
    &REALISED
}
