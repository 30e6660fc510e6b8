//! What makes values of a column comparable, and differences matter.

/// What a number depends on, and so what makes two values comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// On the trained network and the data; varies with the seed.
    Accuracy,
    /// Counted on the evaluated images: exact for a given mask.
    Work,
    /// On the network's shape alone: exact.
    Size,
    /// On the evaluated images and the machine; varies from run to run.
    Time,
    /// On the machine; varies from run to run.
    Memory,
}

/// How large a difference must be to matter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// In the column's unit.
    Absolute(f64),
    /// A share of the base's value.
    Share(f64),
}

/// Where people see a number without asking for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overview {
    /// In files alone.
    Files,
    /// On the page of results.
    Page,
    /// At the end of a run.
    Terminal,
    /// On both.
    Both,
}

impl Kind {
    /// Does a repetition give the same bits on every machine, so that any difference is a real one?
    pub fn is_exact(self) -> bool {
        matches!(self, Kind::Work | Kind::Size)
    }

    /// Does it depend on the machine?
    pub fn is_of_machine(self) -> bool {
        matches!(self, Kind::Time | Kind::Memory)
    }
}

impl Tolerance {
    /// In the column's unit, for a base value.
    pub fn at(self, base: f64) -> f64 {
        match self {
            Tolerance::Absolute(difference) => difference,
            Tolerance::Share(share) => share * base.abs(),
        }
    }
}
