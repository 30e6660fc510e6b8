//! Claims and published numbers as an experiment file states them. Neither is part of a run's hash.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::results::columns::{all, column};
use crate::yaml::{Entry, Node, Value, did_you_mean, typed};
use crate::{Error, Result};

/// One check: a metric of a variant against that of another one.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The key that it stands under.
    #[serde(skip)]
    pub name: String,
    /// In words.
    pub says: String,
    /// Where the paper says so.
    pub source: String,
    /// A column of the runs' table.
    pub metric: String,
    /// The variant whose value is judged.
    pub variant: String,
    /// The value is to be this or more; a claim has either this bound or `at_most`.
    #[serde(default)]
    pub at_least: Option<Bound>,
    /// The value is to be this or less.
    #[serde(default)]
    pub at_most: Option<Bound>,
    /// The claim is about equal cost: the MACs of both may differ by this share.
    #[serde(default)]
    pub equal_cost: Option<f64>,
}

/// times · (the metric of `variant`) + margin.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// The variant whose value of the claim's metric the bound is made from.
    pub variant: String,
    /// A factor without unit: 1.02 is two percent more (default: 1).
    #[serde(default = "one")]
    pub times: f64,
    /// In the column's unit: −0.005 is half a point less.
    #[serde(default)]
    pub margin: f64,
}

const PUBLISHED: &str =
    "`- {variant: os8, metric: miou, value: 0.776, source: …}`, or `values: {mma_1: 0.302, mma_3: 0.55}`";

/// A number that the authors published for a variant in the experiment's own setting and on its data.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The experiment's variant that stands for what the authors measured.
    pub variant: String,
    /// A column of the runs' table.
    pub metric: String,
    /// In the column's unit.
    pub value: f64,
    /// Where the authors published it, such as a table of the paper.
    pub source: String,
}

/// As a file states it: one number, or several of one variant.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Published")]
pub struct Stated {
    /// The experiment's variant that stands for what the authors measured.
    variant: String,
    /// Where the authors published it, such as a table of the paper.
    source: String,
    /// A column of the runs' table, with `value`.
    metric: Option<String>,
    /// In the column's unit.
    value: Option<f64>,
    /// Numbers by their columns, in place of `metric` and `value`.
    #[serde(default)]
    values: BTreeMap<String, f64>,
}

fn one() -> f64 {
    1.0
}

impl Claim {
    /// The bound, and whether the value is to lie above it.
    pub fn bound(&self) -> Option<(&Bound, bool)> {
        match (&self.at_least, &self.at_most) {
            (Some(bound), None) => Some((bound, true)),
            (None, Some(bound)) => Some((bound, false)),
            _ => None,
        }
    }
}

/// "miou of edges-1.4 ≥ os8 − 0.005".
impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((bound, above)) = self.bound() else { return Ok(()) };
        write!(f, "{} of {} {} ", self.metric, self.variant, if above { "≥" } else { "≤" })?;
        if bound.times != 1.0 {
            write!(f, "{} × ", bound.times)?;
        }
        write!(f, "{}", bound.variant)?;
        if bound.margin != 0.0 {
            write!(f, " {} {}", if bound.margin < 0.0 { '−' } else { '+' }, bound.margin.abs())?;
        }
        if self.equal_cost.is_some() {
            write!(f, " at equal cost")?;
        }
        Ok(())
    }
}

/// The claims of an experiment with these variants, in the order of the file.
///
/// # Errors
/// The first claim that is none, with its place.
pub fn read(entry: Option<Entry>, variants: &[&str]) -> Result<Vec<Claim>> {
    let Some(Entry { value, .. }) = entry else { return Ok(Vec::new()) };
    let Value::Mapping(mapping) = value.value else {
        let what = format!("claims: expected a mapping from names to claims, found {}", value.describe());
        return Err(value.place.mark(Error::new(what)));
    };
    let claim = |entry: Entry| {
        let mut claim: Claim = typed(&entry.value)?;
        let name = &entry.key.name;
        let place = |field: &str| entry.value.place_of(field).unwrap_or(&entry.key.place);
        let refuse = |field: &str, what: String, help: String| {
            Err(place(field).mark(Error::new(format!("claims.{name}: {what}"))).help(help))
        };
        known(&entry.value, "metric", &claim.metric, &columns(), "metric")?;
        known(&entry.value, "variant", &claim.variant, variants, "variant")?;
        let Some((bound, above)) = claim.bound() else {
            let help = "`at_least: {variant: os16}` or `at_most: {variant: os8, times: 0.7}`".into();
            return refuse("", "give either `at_least` or `at_most`".into(), help);
        };
        let path = if above { "at_least.variant" } else { "at_most.variant" };
        known(&entry.value, path, &bound.variant, variants, "variant")?;
        if !(bound.times > 0.0 && bound.times.is_finite() && bound.margin.is_finite()) {
            return refuse(path, "`times` must be above 0 and both numbers finite".into(), String::new());
        }
        claim.name = entry.key.name.clone();
        Ok(claim)
    };
    mapping.entries.into_iter().map(claim).collect()
}

/// The published numbers of an experiment with these variants.
///
/// # Errors
/// The first one that is none, with its place.
pub fn read_published(entry: Option<Entry>, variants: &[&str]) -> Result<Vec<Published>> {
    let Some(Entry { value, .. }) = entry else { return Ok(Vec::new()) };
    let Value::List(items) = &value.value else {
        let what = format!("published: expected a list of numbers, found {}", value.describe());
        return Err(value.place.mark(Error::new(what)).help(PUBLISHED));
    };
    let numbers = items.iter().map(|item| published(item, variants)).collect::<Result<Vec<_>>>()?;
    Ok(numbers.concat())
}

/// The numbers of one entry.
fn published(item: &Node, variants: &[&str]) -> Result<Vec<Published>> {
    let Stated { variant, source, metric, value, values } = typed(item)?;
    known(item, "variant", &variant, variants, "variant")?;
    for name in values.keys() {
        known(item, &format!("values.{name}"), name, &columns(), "metric")?;
    }
    let of = |(metric, value)| Published { variant: variant.clone(), source: source.clone(), metric, value };
    match (metric, value) {
        (Some(metric), Some(value)) if values.is_empty() => {
            known(item, "metric", &metric, &columns(), "metric")?;
            Ok(vec![of((metric, value))])
        }
        (None, None) if !values.is_empty() => Ok(values.into_iter().map(of).collect()),
        _ => {
            let what = "a published number needs a metric with its value, or values";
            Err(item.place.mark(Error::new(what)).help(PUBLISHED))
        }
    }
}

fn columns() -> Vec<&'static str> {
    all().iter().map(|column| column.name.as_ref()).collect()
}

/// Refuses a name that is none of `names`, where it stands.
fn known(node: &Node, path: &str, name: &str, names: &[&str], what: &str) -> Result<()> {
    if names.contains(&name) || (what == "metric" && column(name).is_some()) {
        return Ok(());
    }
    let listed = || format!("the {what}s are {}", names.join(", "));
    let help = did_you_mean(name, names.iter().copied()).unwrap_or_else(listed);
    let place = node.place_of(path).unwrap_or(&node.place);
    Err(place.mark(Error::new(format!("there is no {what} `{name}`"))).help(help))
}
