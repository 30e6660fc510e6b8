//! The schema of experiment files that an editor checks and completes them by, made of the types that read them.
//!
//! It knows keys, kinds and the values of each, not what depends on other settings or on the files that a file extends:
//! that is what `cadbench plan` is for.

mod open;
#[cfg(test)]
mod tests;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::Settings;
use super::outline::Head;
use super::placeholder;
use super::variant::Label;
use crate::claims::{Claim, Stated};

/// The JSON Schema (draft 7) of an experiment file.
pub fn schema() -> Value {
    let mut generator = SchemaSettings::draft07().into_generator();
    let settings = properties::<Settings>(&mut generator);
    let mut variant = properties::<Label>(&mut generator);
    variant.append(&mut settings.clone());
    variant.insert("sweep".into(), sweep());

    let mut file = properties::<Head>(&mut generator);
    file.append(&mut settings.clone());
    file.insert(
        "extends".into(),
        json!({ "type": "string", "description": "The file that this one is a difference to, relative to this one." }),
    );
    file.insert(
        "variants".into(),
        json!({
            "description": "What is compared: each a difference to the experiment, by its name. Nothing removes an inherited one.",
            "type": "object",
            "additionalProperties": { "anyOf": [{ "$ref": "#/definitions/Variant" }, { "type": "null" }] },
        }),
    );
    file.insert(
        "claims".into(),
        json!({
            "description": "What the paper claims of variants, by a name; `cadbench claims` judges it.",
            "type": "object",
            "additionalProperties": { "anyOf": [generator.subschema_for::<Claim>(), { "type": "null" }] },
        }),
    );
    file.insert(
        "published".into(),
        json!({
            "description": "What the authors measured in this very setting.",
            "type": "array",
            "items": generator.subschema_for::<Stated>(),
        }),
    );

    let mut definitions = generator.take_definitions(true);
    definitions.insert("Variant".into(), mapping("A difference to the experiment.", variant));
    let mut schema = mapping("An experiment of cadbench.", file);
    open::open(&mut schema, &mut definitions);
    definitions.insert(
        open::PLACEHOLDER.into(),
        json!({ "description": "The value that the variant's sweep has under this name.", "type": "string", "pattern": placeholder::PATTERN }),
    );
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["definitions"] = definitions.into();
    schema
}

/// The keys of a type, whose own definition is not needed.
fn properties<T: JsonSchema>(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let mut schema = T::json_schema(generator);
    match schema.remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    }
}

fn mapping(description: &str, properties: Map<String, Value>) -> Value {
    json!({ "description": description, "type": "object", "properties": properties, "additionalProperties": false })
}

fn sweep() -> Value {
    json!({
        "description": "Lists of values by a name: the variant is made of every combination. \"{name}\" in its settings \
            becomes the value, {name} in its own name the value's text.",
        "type": "object",
        "additionalProperties": {
            "type": "array",
            "minItems": 1,
            "items": { "type": ["boolean", "number", "string", "null"] },
        },
    })
}
