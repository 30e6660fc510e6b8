//! Columns of one kind: what is alike in all of them.

use std::borrow::Cow;

use super::about::{About, AboutCell, Role};
use super::column::{Column, Read};
use super::entry::Entry;
use super::kind::{Kind, Overview, Tolerance};
use crate::metrics::Better;
use crate::results::{Row, Spread};
use crate::text::quantity::Unit;

pub fn text(name: &'static str, title: &'static str, role: Role, cell: fn(&Row) -> Option<String>) -> Entry {
    Entry::About(About { name, title, role, cell: AboutCell::Text(cell) })
}

pub fn flag(name: &'static str, title: &'static str, role: Role, cell: fn(&Row) -> Option<bool>) -> Entry {
    Entry::About(About { name, title, role, cell: AboutCell::Flag(cell) })
}

pub fn number(name: &'static str, title: &'static str, role: Role, cell: fn(&Row) -> Option<u64>) -> Entry {
    Entry::About(About { name, title, role, cell: AboutCell::Whole(cell) })
}

/// A time of one image; 5 % matters.
pub fn time(
    name: &'static str,
    title: &'static str,
    definition: &'static str,
    read: fn(&Row) -> Option<f64>,
) -> Column {
    Column {
        name: Cow::Borrowed(name),
        title: Cow::Borrowed(title),
        definition,
        version: 1,
        unit: Unit::Milliseconds,
        better: Better::Lower,
        kind: Kind::Time,
        tolerance: Tolerance::Share(0.05),
        decimals: 3,
        headline: false,
        overview: Overview::Files,
        read: Read::Real(read),
    }
}

/// A speed; 5 % matters.
pub fn speed(
    name: &'static str,
    title: &'static str,
    decimals: usize,
    definition: &'static str,
    read: fn(&Row) -> Option<f64>,
) -> Column {
    Column { unit: Unit::Count, better: Better::Higher, decimals, ..time(name, title, definition, read) }
}

/// Operations per image; every difference matters.
pub fn work(
    name: &'static str,
    title: &'static str,
    definition: &'static str,
    read: fn(&Row) -> Option<f64>,
) -> Column {
    let (unit, kind, decimals) = (Unit::Count, Kind::Work, 0);
    let tolerance = Tolerance::Absolute(0.0);
    Column { unit, kind, tolerance, decimals, ..time(name, title, definition, read) }
}

/// The same, with its spread over the images of a run.
pub fn cost(
    name: &'static str,
    title: &'static str,
    definition: &'static str,
    read: fn(&Row) -> Option<Spread>,
) -> Column {
    Column { read: Read::Spread(read), ..work(name, title, definition, |_| None) }
}

/// The final loss; 5 % matters.
pub fn loss(
    name: &'static str,
    title: &'static str,
    definition: &'static str,
    read: fn(&Row) -> Option<f64>,
) -> Column {
    let decimals = 6;
    Column { unit: Unit::Nats, kind: Kind::Accuracy, decimals, ..time(name, title, definition, read) }
}

/// A number of things that the network alone decides; every difference matters.
pub fn size(
    name: &'static str,
    title: &'static str,
    definition: &'static str,
    read: fn(&Row) -> Option<u64>,
) -> Column {
    Column {
        unit: Unit::Count,
        kind: Kind::Size,
        tolerance: Tolerance::Absolute(0.0),
        decimals: 0,
        read: Read::Whole(read),
        ..time(name, title, definition, |_| None)
    }
}
