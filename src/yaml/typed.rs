//! From nodes to typed structs: a serde deserializer that knows the place of all it reads.

use serde::de::value::StrDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, IntoDeserializer};
use serde::de::{MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::{Entry, Mapping, Node, Refusal, Value};
use crate::Result;

/// Reads a node as a type.
///
/// # Errors
/// The first key or value that does not fit, with its file, line and column.
pub fn typed<'a, T: Deserialize<'a>>(node: &'a Node) -> Result<T> {
    refused(node).map_err(|refusal| refusal.into_error(&node.place))
}

/// As [`typed`], with the refusal still structured.
///
/// # Errors
/// The first key or value that does not fit.
pub fn refused<'a, T: Deserialize<'a>>(node: &'a Node) -> std::result::Result<T, Refusal> {
    T::deserialize(node)
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match &self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(value) => match u64::try_from(*value) {
                Ok(value) => visitor.visit_u64(value),
                Err(_) => visitor.visit_i64(*value),
            },
            Value::Number(value) => visitor.visit_f64(*value),
            Value::Text(value) => visitor.visit_borrowed_str(value),
            Value::List(items) => read_list(items, visitor),
            Value::Mapping(mapping) => visitor.visit_map(Fields::new(mapping)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if matches!(self.value, Value::Null) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        match &self.value {
            Value::Text(name) => {
                visitor.visit_enum(IntoDeserializer::<Refusal>::into_deserializer(name.as_str()))
            }
            _ => Err(Refusal::invalid_type(Unexpected::Other(&self.describe()), &visitor)),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

fn read_list<'de, V: Visitor<'de>>(items: &'de [Node], visitor: V) -> Result<V::Value, Refusal> {
    struct TooLong(usize);
    impl serde::de::Expected for TooLong {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "a list of length {}", self.0)
        }
    }
    let mut read = Items { items, next: 0 };
    let value = visitor.visit_seq(&mut read)?;
    match read.next {
        all if all == items.len() => Ok(value),
        some => Err(Refusal::invalid_length(items.len(), &TooLong(some))),
    }
}

struct Items<'a> {
    items: &'a [Node],
    next: usize,
}

impl<'de> SeqAccess<'de> for &mut Items<'de> {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        let Some(item) = self.items.get(self.next) else { return Ok(None) };
        let step = format!("[{}]", self.next);
        self.next += 1;
        seed.deserialize(item).map(Some).map_err(|refusal| refusal.under(&step).or_at(&item.place))
    }
}

/// The entries of a mapping, `kind` first whatever its place in the file: it decides how the rest is read.
struct Fields<'a> {
    entries: Box<dyn Iterator<Item = &'a Entry> + 'a>,
    value: Option<&'a Entry>,
}

impl<'a> Fields<'a> {
    fn new(mapping: &'a Mapping) -> Self {
        let rest = mapping.entries.iter().filter(|entry| entry.key.name != "kind");
        Fields { entries: Box::new(mapping.get("kind").into_iter().chain(rest)), value: None }
    }
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refusal> {
        self.value = self.entries.next();
        let Some(Entry { key, .. }) = self.value else { return Ok(None) };
        let name: StrDeserializer<'_, Refusal> = key.name.as_str().into_deserializer();
        seed.deserialize(name).map(Some).map_err(|refusal| refusal.or_at(&key.place))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refusal> {
        let entry = self.value.take().ok_or_else(|| Refusal::custom("a value was read before its key"))?;
        seed.deserialize(&entry.value).map_err(|refusal| refusal.under(&entry.key.name).or_at(entry.place()))
    }
}
