//! The name of a run by its content: the same settings and seed, the same hash.

use serde_json::Value;

use super::{Origin, Settings};
use crate::files::fingerprint;
use crate::models::Downsampling;

/// The first 16 hexadecimal digits of the BLAKE3 hash of the settings and the seed as canonical JSON: keys
/// sorted, no spaces. A setting that is not given is left out, so that a new optional setting keeps the
/// hashes of older runs; what only `plan` computes with is left out too. A run that starts from another one is
/// known by that one's hash in place of its name.
pub(super) fn hash(settings: &Settings, origin: Option<&Origin>, seed: u64) -> String {
    let mut settings = settings.clone();
    if let (Some(weights), Some(origin)) = (&mut settings.network.weights, origin) {
        weights.variant = Some(origin.hash.clone());
    }
    if let Downsampling::Adaptive(adaptive) = &mut settings.downsampling {
        adaptive.expected_active = None;
    }
    // Cannot fail: the settings are structs, lists, numbers and texts, and their paths came from texts.
    #[allow(clippy::expect_used)]
    let mut json = serde_json::to_value(&settings).expect("settings are writable as JSON");
    drop_absent(&mut json);
    // serde_json keeps the keys of an object sorted (its feature `preserve_order` is off).
    let canonical = serde_json::json!({ "seed": seed, "settings": json }).to_string();
    fingerprint(&blake3::hash(canonical.as_bytes()))
}

fn drop_absent(json: &mut Value) {
    if let Value::Object(entries) = json {
        entries.retain(|_, value| !value.is_null());
        entries.values_mut().for_each(drop_absent);
    }
}
