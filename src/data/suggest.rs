//! Help for someone who asked for a name that does not exist.

use crate::yaml::did_you_mean;

/// The name that was probably meant, and all that exist.
pub(super) fn suggest(asked: &str, known: &[&str]) -> String {
    let all = if known.is_empty() { "there are none".to_owned() } else { known.join(", ") };
    match did_you_mean(asked, known.iter().copied()) {
        Some(meant) if known.len() == 1 => meant,
        Some(meant) => format!("{meant} Known: {all}"),
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
