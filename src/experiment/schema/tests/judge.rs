//! As much of JSON Schema as the schema uses; a keyword that is not known here fails.

use serde_json::Value;

use crate::experiment::placeholder;

/// Keywords that ask for nothing.
const TOLD: [&str; 6] = ["$schema", "title", "description", "default", "definitions", "examples"];

/// Whether a value fits a schema; where and why not.
pub(super) fn fits(value: &Value, root: &Value) -> Result<(), String> {
    check(value, root, root)
}

fn check(value: &Value, schema: &Value, root: &Value) -> Result<(), String> {
    let keywords = match schema {
        Value::Bool(true) => return Ok(()),
        Value::Object(keywords) => keywords,
        other => panic!("{other} is no schema"),
    };
    for (keyword, asked) in keywords {
        let good = match keyword.as_str() {
            told if TOLD.contains(&told) => true,
            "$ref" => {
                let pointer = asked.as_str().unwrap().strip_prefix('#').unwrap();
                check(value, root.pointer(pointer).unwrap_or_else(|| panic!("{asked}")), root)?;
                true
            }
            "anyOf" => fitting(value, asked, root) > 0,
            "oneOf" => fitting(value, asked, root) == 1,
            "const" => value == asked,
            "enum" => list(asked).contains(value),
            "type" => match asked {
                Value::Array(types) => types.iter().any(|name| is(value, name)),
                name => is(value, name),
            },
            "pattern" => value.as_str().is_none_or(|text| matches(text, asked.as_str().unwrap())),
            "minimum" => value.as_f64().is_none_or(|number| number >= asked.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= asked.as_f64().unwrap()),
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= asked.as_u64().unwrap()),
            "maxItems" => value.as_array().is_none_or(|items| items.len() as u64 <= asked.as_u64().unwrap()),
            "items" => {
                value.as_array().into_iter().flatten().try_for_each(|item| check(item, asked, root))?;
                true
            }
            "properties" => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    asked.get(key).map_or(Ok(()), |asked| check(value, asked, root))?;
                }
                true
            }
            "additionalProperties" => {
                let known =
                    |key: &str| keywords.get("properties").is_some_and(|known| known.get(key).is_some());
                let mut more = value.as_object().into_iter().flatten().filter(|(key, _)| !known(key));
                match asked {
                    Value::Bool(false) => more.next().is_none(),
                    asked => more.try_for_each(|(_, value)| check(value, asked, root)).map(|()| true)?,
                }
            }
            other => panic!("the keyword {other} is not known here"),
        };
        if !good {
            return Err(format!("{value} is not {keyword}: {asked}"));
        }
    }
    Ok(())
}

fn fitting(value: &Value, schemas: &Value, root: &Value) -> usize {
    list(schemas).iter().filter(|schema| check(value, schema, root).is_ok()).count()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn is(value: &Value, name: &Value) -> bool {
    match name.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("there is no type {other}"),
    }
}

fn matches(text: &str, pattern: &str) -> bool {
    match pattern {
        placeholder::PATTERN => {
            matches!(placeholder::pieces(text).as_slice(), [placeholder::Piece::Placeholder(_)])
        }
        "^cuda:[0-9]+$" => text.strip_prefix("cuda:").is_some_and(|number| number.parse::<u32>().is_ok()),
        other => panic!("the pattern {other} is not known here"),
    }
}
