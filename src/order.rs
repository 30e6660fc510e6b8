//! Values in the order in which they first appear.

/// Each value once.
pub fn distinct<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut known = Vec::new();
    for value in values {
        position(&mut known, value);
    }
    known
}

/// The place of a value among the known ones, which it joins when it is new.
pub fn position<T: PartialEq>(known: &mut Vec<T>, value: T) -> usize {
    known.iter().position(|one| *one == value).unwrap_or_else(|| {
        known.push(value);
        known.len() - 1
    })
}

/// Values by what they share.
pub fn grouped<K: PartialEq, T>(
    values: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> K,
) -> Vec<(K, Vec<T>)> {
    let mut groups: Vec<(K, Vec<T>)> = Vec::new();
    for value in values {
        let key = key(&value);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_first_stays_first() {
        assert_eq!(distinct(["b", "a", "b", "c", "a"]), ["b", "a", "c"]);
        assert_eq!(grouped([3, 1, 5, 2], |n| n % 2), [(1, vec![3, 1, 5]), (0, vec![2])]);
        let mut known = vec!["a"];
        assert_eq!((position(&mut known, "b"), position(&mut known, "a")), (1, 0));
    }
}
