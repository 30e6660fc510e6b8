//! Which images of a data set are used.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Labels;
use super::files::stays_inside;
use super::pair::Pair;
use super::suggest::suggest;
use crate::error::Context;
use crate::yaml::did_you_mean;
use crate::{Error, Result, files};

/// Some or all images of a split. Each condition narrows what the ones before it left; the order stays
/// that of the sorted ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// The split, as the card names it.
    pub split: String,
    /// Only these cities (Cityscapes layout).
    #[serde(default)]
    pub cities: Option<Vec<String>>,
    /// Only the ids in this text file: one per line, `#` begins a comment; relative to the project's root.
    #[serde(default)]
    pub list: Option<PathBuf>,
    /// At most so many of each class, evenly spread as with `count` (class folders).
    #[serde(default)]
    pub per_class: Option<usize>,
    /// Only so many, evenly spread over the sorted ids: image ⌊i·n/count⌋ for i = 0, 1, … The first ones
    /// would all be of one city, or of one minute of a video.
    #[serde(default)]
    pub count: Option<usize>,
}

impl Selection {
    /// All images of a split.
    pub fn split(split: impl Into<String>) -> Self {
        Selection { split: split.into(), cities: None, list: None, per_class: None, count: None }
    }

    /// Does it take the split as a whole?
    pub fn is_whole_split(&self) -> bool {
        self.cities.is_none() && self.list.is_none() && self.per_class.is_none() && self.count.is_none()
    }

    /// The chosen ones among all images of the split, at least one.
    pub(super) fn choose(&self, mut pairs: Vec<Pair>, project_root: &Path) -> Result<Vec<Pair>> {
        if let Some(cities) = &self.cities {
            pairs = of_cities(pairs, cities)?;
        }
        if let Some(list) = &self.list {
            pairs = of_list(pairs, &project_root.join(list))?;
        }
        if let Some(most) = self.per_class {
            pairs = spread_by_class(pairs, most)?;
        }
        if let Some(count) = self.count {
            pairs = spread(pairs, count)?;
        }
        Ok(pairs)
    }
}

fn of_cities(pairs: Vec<Pair>, cities: &[String]) -> Result<Vec<Pair>> {
    let mut known: Vec<&str> = pairs.iter().filter_map(|pair| pair.city.as_deref()).collect();
    known.sort_unstable();
    known.dedup();
    if known.is_empty() && !pairs.is_empty() {
        return Err(Error::new("this data set has no cities to choose from").help("leave out `cities`"));
    }
    if let Some(city) = cities.iter().find(|city| !known.contains(&city.as_str())) {
        return Err(
            Error::new(format!("there is no city `{city}` in this split")).help(suggest(city, &known))
        );
    }
    if cities.is_empty() {
        return Err(Error::new("`cities` is empty, so nothing is selected").help("name some or leave it out"));
    }
    let wanted = |pair: &Pair| pair.city.as_ref().is_some_and(|city| cities.contains(city));
    Ok(pairs.into_iter().filter(wanted).collect())
}

/// A line that names no image. It is quoted only where it is nearly an id: another file, such as a key, may have been
/// named by mistake.
fn unknown(id: &str, known: &[&str]) -> Error {
    match did_you_mean(id, known.iter().copied()) {
        Some(help) => Error::new(format!("no selected image is called `{id}`")).help(help),
        None => {
            let example = known.first().copied().unwrap_or_default();
            let help = format!("a list has one id in each line, such as `{example}`");
            Error::new("this line is the id of no selected image").help(help)
        }
    }
}

fn of_list(pairs: Vec<Pair>, path: &Path) -> Result<Vec<Pair>> {
    let text = files::read_text(path).context("this list of ids cannot be read", path.display())?;
    let known: Vec<&str> = pairs.iter().map(|pair| pair.id.as_str()).collect();
    let mut wanted = HashSet::new();
    for (number, line) in text.lines().enumerate() {
        let id = line.split('#').next().unwrap_or_default().trim();
        let place = format!("{}:{}", path.display(), number + 1);
        if id.is_empty() {
            continue;
        }
        if !stays_inside(id) {
            return Err(Error::new("this line leads out of the data set")
                .at(place)
                .help("a list names images by their ids, without folders above them"));
        }
        if known.binary_search(&id).is_err() {
            return Err(unknown(id, &known).at(place));
        }
        if !wanted.insert(id.to_owned()) {
            return Err(Error::new(format!("`{id}` is listed twice")).at(place));
        }
    }
    if wanted.is_empty() {
        return Err(Error::new("this list of ids names no image").at(path.display()));
    }
    Ok(pairs.into_iter().filter(|pair| wanted.contains(&pair.id)).collect())
}

fn spread_by_class(pairs: Vec<Pair>, most: usize) -> Result<Vec<Pair>> {
    if most == 0 {
        return Err(Error::new("`per_class: 0` selects nothing").help("ask for at least 1, or leave it out"));
    }
    let mut classes: BTreeMap<u16, Vec<Pair>> = BTreeMap::new();
    for pair in pairs {
        let Labels::Image(class) = pair.labels else {
            return Err(Error::new("`per_class` chooses by the class of an image, and here pixels have one")
                .help("use `count`"));
        };
        classes.entry(class).or_default().push(pair);
    }
    let chosen = classes.into_values().map(|pairs| match pairs.len() {
        all if all <= most => Ok(pairs),
        _ => spread(pairs, most),
    });
    let mut chosen: Vec<Pair> = chosen.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    chosen.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Ok(chosen)
}

fn spread(pairs: Vec<Pair>, count: usize) -> Result<Vec<Pair>> {
    let total = pairs.len();
    if count == 0 || count > total {
        return Err(Error::new(format!("`count: {count}` does not fit: the selection holds {total} images"))
            .help(format!("ask for 1 to {total}, or leave out `count` for all")));
    }
    // Image i is taken when ⌊·⌋ of some j·total/count is i, that is when the rank below changes at i.
    let rank = |i: usize| (i * count).div_ceil(total);
    Ok(pairs.into_iter().enumerate().filter(|(i, _)| rank(*i + 1) > rank(*i)).map(|(_, pair)| pair).collect())
}
