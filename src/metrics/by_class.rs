//! Scores by class: a map whose entries keep the data set's order.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A score by class; `None` where the class does not occur. A JSON map in the order of the classes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ByClass(pub Vec<(String, Option<f64>)>);

impl Serialize for ByClass {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(class, iou)| (class, iou)))
    }
}

impl<'de> Deserialize<'de> for ByClass {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = ByClass;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from class names to scores")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ByClass, A::Error> {
                let mut classes = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    classes.push(entry);
                }
                Ok(ByClass(classes))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_keep_their_order_through_json() {
        let classes =
            ByClass(vec![("sky".into(), Some(0.5)), ("car".into(), None), ("bus".into(), Some(0.25))]);
        let text = serde_json::to_string(&classes).unwrap();
        assert_eq!(text, r#"{"sky":0.5,"car":null,"bus":0.25}"#);
        assert_eq!(serde_json::from_str::<ByClass>(&text).unwrap(), classes);
    }
}
