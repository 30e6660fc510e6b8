//! Where a head works.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::graph::{Builder, Value};
use crate::grid::Place;

/// Where a head works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HeadPlace {
    /// On the dense lattice of the fine stride, as the authors do.
    #[default]
    Lattice,
    /// On the cells of the backbone's last depth: the head, too, saves what is not informative.
    Cells,
}

impl HeadPlace {
    /// Builds layers on the lattice or on cells; what they give lies on the lattice in the end.
    pub(super) fn run(self, b: &Builder, x: Value, layers: impl FnOnce(Value) -> Value) -> Value {
        match self {
            HeadPlace::Lattice => layers(b.to_lattice(x)),
            HeadPlace::Cells => {
                let depth = match x.place {
                    Place::Cells { depth } => depth,
                    // A lattice is what the cells at depth 0 are.
                    _ => 0,
                };
                b.to_lattice(layers(x.seen_at(Place::Cells { depth })))
            }
        }
    }
}
