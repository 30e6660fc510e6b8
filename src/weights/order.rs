//! The order of names that a person expects: conv2 before conv10.

/// Compares dotted names part by part, the numbers at the parts' ends as numbers.
pub(super) fn key(name: &str) -> Vec<(&str, u64, &str)> {
    name.split('.').map(part).collect()
}

/// The part itself comes last, so that names which differ in leading zeros alone stay apart.
fn part(part: &str) -> (&str, u64, &str) {
    let word = part.trim_end_matches(|letter: char| letter.is_ascii_digit());
    (word, part[word.len()..].parse().unwrap_or(0), part)
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut names = ["layer1.10.bias", "conv10.bias", "layer1.2.bias", "conv2.bias", "layer1.bn.bias"];
        names.sort_by_key(|name| key(name));
        assert_eq!(names, ["conv2.bias", "conv10.bias", "layer1.2.bias", "layer1.10.bias", "layer1.bn.bias"]);
    }
}
