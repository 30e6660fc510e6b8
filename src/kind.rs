//! What settings share: reading `kind: …` mappings without losing the place of an error, and leaving out
//! what is at its default.
//!
//! serde's own `#[serde(tag = "kind")]` buffers the mapping, and an error inside then has no path. Here
//! the first key is read, must be `kind`, and the rest streams into the variant's own struct.

use serde_json::json;

/// Implements `Deserialize` for an enum of one-field variants from mappings whose first key is `kind`, and `kind()`,
/// which gives that key's value back.
macro_rules! kind_enum {
    ($ty:ident { $($name:literal => $var:ident($inner:ty)),+ $(,)? }) => {
        impl<'de> serde::Deserialize<'de> for $ty {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                enum Kind { $(#[serde(rename = $name)] $var),+ }
                struct Visitor;
                impl<'de> serde::de::Visitor<'de> for Visitor {
                    type Value = $ty;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(f, "a mapping with a `kind`: {}", [$($name),+].join(", "))
                    }
                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$ty, A::Error> {
                        use serde::de::{Deserialize, Error};
                        match map.next_key::<String>()?.as_deref() {
                            Some("kind") => {}
                            Some(_) | None => return Err(A::Error::custom(format!(
                                "missing field `kind`, one of {}", [$(concat!("`", $name, "`")),+].join(", ")
                            ))),
                        }
                        let kind: Kind = map.next_value()?;
                        let rest = serde::de::value::MapAccessDeserializer::new(map);
                        match kind { $(Kind::$var => <$inner>::deserialize(rest).map($ty::$var)),+ }
                    }
                }
                deserializer.deserialize_map(Visitor)
            }
        }

        impl $ty {
            /// What files call it: the value of `kind`.
            pub fn kind(&self) -> &'static str {
                match self { $($ty::$var(_) => $name),+ }
            }
        }
    };
}

pub(crate) use kind_enum;

/// Implements `JsonSchema` for such an enum.
macro_rules! kind_schema {
    ($ty:ident { $($name:literal => $var:ident($inner:ty)),+ $(,)? }) => {
        impl schemars::JsonSchema for $ty {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($ty).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::kind::any_kind([
                    $(($name, <$inner as schemars::JsonSchema>::json_schema(generator))),+
                ])
            }
        }
    };
}

pub(crate) use kind_schema;

/// The schema of a mapping whose key `kind` is one of some names and decides which other keys there are.
pub(crate) fn any_kind<const N: usize>(kinds: [(&str, schemars::Schema); N]) -> schemars::Schema {
    let kinds = kinds.map(|(name, mut schema)| {
        schema.insert("title".into(), name.into());
        let properties = schema.ensure_object().entry("properties").or_insert_with(|| json!({}));
        if let Some(properties) = properties.as_object_mut() {
            properties.insert("kind".into(), json!({ "const": name }));
        }
        schema
    });
    schemars::json_schema!({ "anyOf": kinds.to_vec() })
}

/// An option at its default is left out of resolved settings, so that an option that is new does not change
/// the hash of experiments that do not use it.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
