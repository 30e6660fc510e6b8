//! What a file may leave out or write otherwise than a type reads it: any key may be missing, since another file or the
//! experiment may have it, empty, which removes it, or a placeholder of a sweep.

use serde_json::{Map, Value, json};

/// The definition of placeholders.
pub(super) const PLACEHOLDER: &str = "Placeholder";

/// Opens a schema and its definitions.
pub(super) fn open(schema: &mut Value, definitions: &mut Map<String, Value>) {
    let mappings = Mappings(
        definitions.iter().filter(|(_, schema)| is_mapping(schema)).map(|(name, _)| name.clone()).collect(),
    );
    mappings.walk(schema);
    definitions.values_mut().for_each(|schema| mappings.walk(schema));
}

fn is_mapping(schema: &Value) -> bool {
    let all = |kinds: &Value| kinds.as_array().is_some_and(|kinds| kinds.iter().all(is_mapping));
    schema["type"] == "object" || all(&schema["anyOf"])
}

/// Names of the definitions of mappings, in whose place no placeholder can stand.
struct Mappings(Vec<String>);

impl Mappings {
    fn walk(&self, schema: &mut Value) {
        let Some(object) = schema.as_object_mut() else { return };
        object.remove("required");
        object.remove("format");
        if let Some(Value::String(text)) = object.get_mut("description") {
            *text = plain(text);
        }
        if let Some(default) = object.remove("default").and_then(shown) {
            object.insert("default".into(), default);
        }
        for (key, inner) in object.iter_mut() {
            match (key.as_str(), inner) {
                ("properties", Value::Object(properties)) => properties.values_mut().for_each(|property| {
                    self.walk(property);
                    self.widen(property, true);
                }),
                ("items", inner) => {
                    self.walk(inner);
                    self.widen(inner, false);
                }
                ("additionalProperties", inner) => self.walk(inner),
                ("anyOf" | "oneOf" | "allOf", Value::Array(kinds)) => {
                    kinds.iter_mut().for_each(|kind| self.walk(kind));
                }
                _ => {}
            }
        }
    }

    /// Allows a placeholder in the place of a plain value, and nothing where a key may be empty.
    fn widen(&self, schema: &mut Value, empty: bool) {
        let Value::Object(mut object) = schema.take() else { return };
        let told = ["description", "default"].map(|key| object.remove_entry(key));
        let mut kinds = match object.remove("anyOf") {
            Some(Value::Array(kinds)) if object.is_empty() => kinds,
            Some(kinds) => {
                object.insert("anyOf".into(), kinds);
                vec![Value::Object(object)]
            }
            None => vec![Value::Object(object)],
        };
        kinds.iter_mut().for_each(|kind| {
            alone(kind);
            without_null(kind);
        });
        kinds.retain(|kind| kind["type"] != "null");
        let any_text = kinds.iter().any(is_any_text);
        if !any_text && kinds.iter().any(|kind| !self.is_of_parts(kind)) {
            kinds.push(json!({ "$ref": format!("#/definitions/{PLACEHOLDER}") }));
        }
        if empty {
            kinds.push(json!({ "type": "null" }));
        }
        let mut wide = match kinds.len() {
            1 => kinds.remove(0),
            _ => json!({ "anyOf": kinds }),
        };
        if let Some(wide) = wide.as_object_mut() {
            wide.extend(told.into_iter().flatten());
        }
        *schema = wide;
    }

    /// Is it a list or a mapping?
    fn is_of_parts(&self, schema: &Value) -> bool {
        let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
        let named = name.is_some_and(|name| self.0.iter().any(|mapping| mapping == name));
        named || schema["type"] == "array" || is_mapping(schema)
    }
}

fn is_any_text(schema: &Value) -> bool {
    let limited = ["enum", "pattern", "const"].iter().any(|key| !schema[*key].is_null());
    schema["type"] == "string" && !limited
}

/// A reference that stood beside a description is wrapped up in draft 7.
fn alone(schema: &mut Value) {
    if let Some([one]) = schema["allOf"].as_array().map(Vec::as_slice) {
        *schema = one.clone();
    }
}

/// Takes `null` out of a list of types.
fn without_null(schema: &mut Value) {
    let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) else { return };
    types.retain(|name| name != "null");
    if let [one] = &types[..] {
        schema["type"] = one.clone();
    }
}

/// A documentation comment as an editor shows it: without line ends inside a paragraph and without links.
fn plain(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " "));
    let mut text = paragraphs.collect::<Vec<_>>().join("\n\n");
    while let Some((before, link, after)) = first_link(&text) {
        let name = link.rsplit("::").next().unwrap_or(link);
        text = format!("{before}`{name}`{after}");
    }
    text
}

/// The first ``[`link`]`` of a text, with what stands before and behind it.
fn first_link(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("[`")?;
    let (link, after) = rest.split_once("`]")?;
    Some((before, link, after))
}

/// A default that says something: no mapping of defaults that stand at its keys, and a number as a person wrote it.
fn shown(default: Value) -> Option<Value> {
    match &default {
        Value::Null | Value::Object(_) => None,
        Value::Number(number) => Some(short(number.as_f64()?).unwrap_or(default)),
        _ => Some(default),
    }
}

/// A number of float32 with no more digits than it needs; none where float64 was meant.
fn short(value: f64) -> Option<Value> {
    let single = value as f32;
    (f64::from(single) == value && value.fract() != 0.0)
        .then(|| single.to_string().parse::<f64>().ok())?
        .map(Value::from)
}
