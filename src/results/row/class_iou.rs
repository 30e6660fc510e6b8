//! Scores by class: a map whose entries keep the data set's order.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Intersection over union by class, 0 to 1; `None` where the class occurs neither in labels nor in
/// predictions. A JSON map in the order of the classes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClassIou(pub Vec<(String, Option<f64>)>);

impl Serialize for ClassIou {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(class, iou)| (class, iou)))
    }
}

impl<'de> Deserialize<'de> for ClassIou {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = ClassIou;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from class names to scores")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ClassIou, A::Error> {
                let mut classes = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    classes.push(entry);
                }
                Ok(ClassIou(classes))
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
            ClassIou(vec![("sky".into(), Some(0.5)), ("car".into(), None), ("bus".into(), Some(0.25))]);
        let text = serde_json::to_string(&classes).unwrap();
        assert_eq!(text, r#"{"sky":0.5,"car":null,"bus":0.25}"#);
        assert_eq!(serde_json::from_str::<ClassIou>(&text).unwrap(), classes);
    }
}
