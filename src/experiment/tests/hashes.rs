//! A run's hash follows what decides its result, and nothing else.

use super::{BASE, OS8, read_one};
use crate::experiment::Settings;

fn hash(text: &str) -> String {
    read_one(text).unwrap().runs[0].hash.clone()
}

#[test]
fn names_titles_roles_families_and_the_order_of_keys_do_not_count() {
    let reference = hash(&format!("{BASE}{OS8}"));
    assert_eq!(reference.len(), 16);
    let renamed = "variants: {other: {family: x, downsampling: {output_stride: 8, kind: regular}}}";
    assert_eq!(hash(&format!("title: Another\nrole: ablation\n{renamed}\n{BASE}")), reference);
}

#[test]
fn a_default_written_out_is_the_default() {
    let reference = hash(&format!("{BASE}{OS8}"));
    let text = BASE.replace("  steps: 40", "  steps: 40\n  momentum: 0.9\n  validate_every:");
    assert_eq!(hash(&format!("{text}{OS8}")), reference);
}

#[test]
fn every_setting_and_the_seed_count() {
    let mut seen = vec![hash(&format!("{BASE}{OS8}"))];
    for (from, to) in [
        ("steps: 40", "steps: 41"),
        ("learning_rate: 0.1", "learning_rate: 0.1\n  momentum: 0.8"),
        ("card: streets", "card: camvid"),
        ("card: streets", "card: streets\n  resize: [64, 96]"),
        ("depth: 18", "depth: 34"),
        ("kind: fcn", "kind: fcn, dropout: 0"),
        ("head: {kind: fcn}", "head: {kind: fcn}\n  weights: {file: a.pth}"),
        ("head: {kind: fcn}", "head: {kind: fcn}\n  weights: {file: b.pth}"),
        ("head: {kind: fcn}", "head: {kind: fcn}\n  weights: {file: b.pth, part: all}"),
        ("seeds: [1", "seeds: [3"),
    ] {
        let found = hash(&format!("{}{OS8}", BASE.replace(from, to)));
        assert!(!seen.contains(&found), "{to} does not change the hash");
        seen.push(found);
    }
}

#[test]
fn the_block_of_the_paper_and_the_fraction_that_a_plan_computes_with_are_no_difference() {
    let with = |more: &str| {
        let mask = "mask: {kind: all}";
        hash(&format!(
            "{BASE}variants: {{a: {{downsampling: {{kind: adaptive, fine: 8, coarse: 16, {mask}{more}}}}}}}"
        ))
    };
    assert_eq!(with(", block: 4"), with(""));
    assert_eq!(with(", expected_active: 0.5"), with(""));
    assert_ne!(with(", block: 2"), with(""));
}

/// Stored results carry these hashes: when this one changes, every stored run is repeated. Change it only
/// together with what a run computes.
#[test]
fn the_hash_of_known_settings_stays() {
    assert_eq!(hash(&format!("{BASE}{OS8}")), "1aaf6b5fe6e99eff");
}

#[test]
fn resolved_settings_read_back_as_themselves() {
    let settings = read_one(&format!("{BASE}{OS8}")).unwrap().runs[0].settings.clone();
    let text = serde_yaml::to_string(&settings).unwrap();
    assert_eq!(serde_yaml::from_str::<Settings>(&text).unwrap(), settings);
}
