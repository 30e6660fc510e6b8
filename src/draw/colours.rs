//! Colours that colour-blind people can tell apart, and which of them a family of variants has.

/// Red, green, blue.
pub type Rgb = (u8, u8, u8);

// The palette of Okabe and Ito, and a grey.
pub const BLUE: Rgb = (0x00, 0x72, 0xB2);
pub const SKY: Rgb = (0x56, 0xB4, 0xE9);
pub const GREEN: Rgb = (0x00, 0x9E, 0x73);
pub const VERMILION: Rgb = (0xD5, 0x5E, 0x00);
pub const ORANGE: Rgb = (0xE6, 0x9F, 0x00);
pub const PURPLE: Rgb = (0xCC, 0x79, 0xA7);
pub const YELLOW: Rgb = (0xF0, 0xE4, 0x42);
pub const GREY: Rgb = (0x80, 0x80, 0x80);

/// As many lines as can be told apart on white, in the order in which they are given out.
pub const LINES: [Rgb; 8] = [BLUE, SKY, GREEN, VERMILION, ORANGE, PURPLE, (0x00, 0x00, 0x00), GREY];

/// A family of variants and its colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// As the legend has it.
    pub name: String,
    /// Of its points, its line and its entry in the legend.
    pub colour: Rgb,
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

/// What has no family takes these in turn, too.
const MORE: [Rgb; 5] =
    [(0x7B, 0x61, 0xC9), (0x8C, 0x6D, 0x31), (0xB2, 0x22, 0x22), (0x2E, 0x8B, 0x8B), (0x9A, 0x9A, 0x00)];

/// The colour of line or part number so and so, in a chart without families.
pub fn colour(number: usize) -> Rgb {
    let all: Vec<_> = OWN.iter().map(|(_, colour)| *colour).chain(FREE).chain(MORE).collect();
    all[number % all.len()]
}

/// When even these are spent.
const SHARED: Rgb = (0x40, 0x40, 0x40);

impl Family {
    /// Is this the family of regular networks?
    pub fn is_regular(&self) -> bool {
        self.name == REGULAR
    }
}

/// The families of some variants, each once, with their colours.
pub fn families(names: impl Iterator<Item = String>) -> Vec<Family> {
    let mut once: Vec<String> = Vec::new();
    names.for_each(|name| {
        if !once.contains(&name) {
            once.push(name);
        }
    });
    let own = |name: &str| OWN.iter().find(|(known, _)| *known == name).map(|(_, colour)| *colour);
    let unused = OWN.iter().rev().filter(|(known, _)| !once.iter().any(|name| name == known));
    let free: Vec<_> = FREE.into_iter().chain(unused.map(|(_, colour)| *colour)).collect();
    let mut free = free.into_iter();
    let coloured = |name: &String| Family {
        colour: own(name).or_else(|| free.next()).unwrap_or(SHARED),
        name: name.clone(),
    };
    once.iter().map(coloured).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_have_different_colours_and_well_known_ones_always_the_same() {
        let names = ["regular", "edges", "head on cells", "edges", "absolute edges", "a", "b"];
        let found = families(names.iter().map(|name| (*name).to_owned()));
        assert_eq!(found.len(), 6);
        assert_eq!((found[0].colour, found[1].colour), (OWN[0].1, OWN[1].1));
        for (i, family) in found.iter().enumerate() {
            assert!(found[..i].iter().all(|other| other.colour != family.colour), "{}", family.name);
        }
    }
}
