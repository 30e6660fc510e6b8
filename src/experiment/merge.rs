//! A file is its base plus the difference, and so is a variant.

use crate::yaml::{Mapping, Node, Value};

/// Lays a difference over a base. Mappings merge key by key, except that a mapping whose `kind` differs
/// replaces the old one; everything else replaces; an empty value (null) removes what the base has.
pub(super) fn merge(base: Node, over: Node) -> Node {
    let value = match (base.value, over.value) {
        (Value::Mapping(base), Value::Mapping(over)) if same_kind(&base, &over) => {
            Value::Mapping(merge_entries(base, over))
        }
        (_, over) => over,
    };
    Node { value, place: over.place }
}

fn merge_entries(mut base: Mapping, over: Mapping) -> Mapping {
    for mut entry in over.entries {
        let Some(position) = base.position(&entry.key.name) else {
            base.entries.push(entry);
            continue;
        };
        if matches!(entry.value.value, Value::Null) {
            base.entries.remove(position);
            continue;
        }
        let old = std::mem::replace(&mut base.entries[position].value.value, Value::Null);
        let old = Node { value: old, place: base.entries[position].value.place.clone() };
        entry.value = merge(old, entry.value);
        base.entries[position] = entry;
    }
    base
}

/// Can the settings of one apply to the other? A difference without `kind` keeps the base's.
fn same_kind(base: &Mapping, over: &Mapping) -> bool {
    let kind = |mapping: &Mapping| mapping.get("kind").and_then(|entry| entry.value.scalar_text());
    match (kind(base), kind(over)) {
        (Some(base), Some(over)) => base == over,
        _ => true,
    }
}
