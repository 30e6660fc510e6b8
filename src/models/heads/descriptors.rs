//! No head: the features themselves describe places (METHOD section 7).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Attached, Ground};
use crate::Result;
use crate::graph::{Builder, Value};
use crate::models::backbone::{Features, Use};
use crate::refusals::Refusals;

/// It has no settings.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Descriptors {}

impl Attached for Descriptors {
    fn check(&self, _: &mut Refusals) {}

    fn used_for(&self) -> Use {
        Use::Descriptors
    }

    fn build(&self, b: &Builder, features: Features, ground: &Ground<'_>) -> Result<Value> {
        Ok(ground.extractor.describe(b, features.last))
    }
}
