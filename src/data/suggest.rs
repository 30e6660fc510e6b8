//! Did-you-mean: the known name that a mistyped one probably meant.

/// Names less alike than this (Jaro–Winkler, 1 = equal) are no suggestion.
const ALIKE: f64 = 0.8;

/// What to tell someone who asked for an unknown name: the likely one, and all that exist.
pub(super) fn suggest(asked: &str, known: &[&str]) -> String {
    let all = if known.is_empty() { "there are none".to_owned() } else { known.join(", ") };
    let likeness = |name: &&&str| strsim::jaro_winkler(asked, name);
    match known
        .iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .filter(|name| likeness(name) > ALIKE)
    {
        Some(name) if known.len() == 1 => format!("did you mean `{name}`?"),
        Some(name) => format!("did you mean `{name}`? Known: {all}"),
        None => format!("known: {all}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_named_and_a_far_one_is_not() {
        let known = ["train", "val"];
        assert_eq!(suggest("trian", &known), "did you mean `train`? Known: train, val");
        assert_eq!(suggest("xyz", &known), "known: train, val");
        assert_eq!(suggest("xyz", &[]), "known: there are none");
    }
}
