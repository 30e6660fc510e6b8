//! Families of variants: which colour and which mark each has.

use super::colours::{BLUE, GREEN, GREY, MORE, ORANGE, PURPLE, Rgb, SKY, VERMILION, colour};
use super::shapes::Shape;
use crate::order::distinct;

/// A family of variants and its colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// As the legend has it.
    pub name: String,
    /// Of its points, its line and its entry in the legend.
    pub colour: Rgb,
    /// Of its marks: tells families apart whose colours are alike.
    pub shape: Shape,
}

/// The family of regular networks.
const REGULAR: &str = "regular";

/// The colour of regular networks and of the line through them.
pub const REGULAR_COLOUR: Rgb = BLUE;

/// Families that every experiment may have keep their colours from chart to chart.
const OWN: [(&str, Rgb); 5] =
    [(REGULAR, REGULAR_COLOUR), ("edges", VERMILION), ("random", GREEN), ("all", PURPLE), ("none", SKY)];

/// Given to the others in their order; after these come the own colours of families that do not occur.
const FREE: [Rgb; 2] = [ORANGE, GREY];

impl Family {
    /// Is this the family of regular networks?
    pub fn is_regular(&self) -> bool {
        self.name == REGULAR
    }
}

/// The families of some variants, each once, with their colours and shapes: circles while the first colours last,
/// diamonds in the further ones, then squares in all of them again.
pub fn families(names: impl Iterator<Item = String>) -> Vec<Family> {
    let once: Vec<String> = distinct(names);
    let own = |name: &str| OWN.iter().find(|(known, _)| *known == name).map(|(_, colour)| *colour);
    let unused = OWN.iter().rev().filter(|(known, _)| !once.iter().any(|name| name == known));
    let circles =
        FREE.into_iter().chain(unused.map(|(_, colour)| *colour)).map(|colour| (colour, Shape::Circle));
    let diamonds = MORE.into_iter().map(|colour| (colour, Shape::Diamond));
    let squares = (0..).map(|number| (colour(number), Shape::Square));
    let mut free = circles.collect::<Vec<_>>().into_iter().chain(diamonds).chain(squares);
    let mut looks = |name: &str| own(name).map(|colour| (colour, Shape::Circle)).or_else(|| free.next());
    let family = |name: &String| {
        let (colour, shape) = looks(name)?;
        Some(Family { name: name.clone(), colour, shape })
    };
    once.iter().filter_map(family).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_have_different_colours_and_well_known_ones_always_the_same() {
        let names = ["regular", "edges", "head on cells", "edges", "absolute edges"].map(str::to_owned);
        let found = families(names.into_iter().chain((0..20).map(|number| format!("family {number}"))));
        assert_eq!(found.len(), 24);
        assert_eq!((found[0].colour, found[1].colour), (OWN[0].1, OWN[1].1));
        for (i, family) in found.iter().enumerate() {
            let looks = |family: &Family| (family.colour, family.shape);
            assert!(found[..i].iter().all(|other| looks(other) != looks(family)), "{}", family.name);
        }
        assert!(found[..7].iter().all(|family| family.shape == Shape::Circle));
    }
}
