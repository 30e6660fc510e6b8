//! Files that read fit the schema, and the mistakes that an editor should show do not.

mod judge;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::schema;
use crate::experiment::outline;
use judge::fits;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("experiments")
}

fn read(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

/// Every experiment of a folder, by its path.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let yaml = files.filter(|file| file.extension().is_some_and(|ending| ending == "yaml"));
    yaml.map(|file| (file.clone(), std::fs::read_to_string(file).unwrap())).collect()
}

#[test]
fn the_committed_schema_is_that_of_the_types() {
    let committed = std::fs::read_to_string(folder().join("schema.json")).unwrap();
    let current = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    assert!(committed == current, "renew it: cadbench schema > experiments/schema.json");
}

#[test]
fn every_shipped_experiment_and_base_fits_and_names_the_schema() {
    let schema = schema();
    let (own, base) = (files(&folder()), files(&folder().join("base")));
    assert!(own.len() > 5 && base.len() > 1);
    for ((file, text), path) in
        own.iter().map(|one| (one, "schema.json")).chain(base.iter().map(|one| (one, "../schema.json")))
    {
        assert_eq!(fits(&read(text), &schema), Ok(()), "{}", file.display());
        let line = format!("# yaml-language-server: $schema={path}\n");
        assert!(text.starts_with(&line), "{} begins with no {line}", file.display());
    }
}

#[test]
fn resolved_settings_fit() {
    let files: Vec<PathBuf> = files(&folder()).into_iter().map(|(file, _)| file).collect();
    let schema = schema();
    for run in crate::experiment::read(&files).unwrap().runs() {
        assert_eq!(fits(&serde_json::to_value(&run.settings).unwrap(), &schema), Ok(()), "{}", run.name());
    }
}

#[test]
fn what_files_may_say_beside_plain_settings_fits() {
    for text in [
        "{}",
        "extends: base/a.yaml",
        "variants: {os8: {}, os16: , a: {training: }}",
        "variants: {'e-{t}': {sweep: {t: [0.7, wide]}, family: by edges}}",
        "variants: {a: {downsampling: {fine: '{f}', mask: {width: '{w}', kind: '{kind}'}}}}",
        "variants: {a: {downsampling: {mask: {kind: keypoints, dilations: ['{a}', 3]}}}}",
        "training: none",
        "training: {momentum: , steps: 10}",
        "augmentation:",
        "slurm: {gpus: 2, time: '1:00:00'}",
        "device: cuda:3",
        "claims: {a: {at_least: {variant: b, margin: -0.005}}, b: }",
        "published: [{variant: a, source: b, values: {miou: 0.5}}]",
    ] {
        assert_eq!(fits(&read(text), &schema()), Ok(()), "{text}");
    }
}

#[test]
fn mistakes_do_not_fit() {
    for text in [
        "titel: a",
        "seeds: 1",
        "seeds: [one]",
        "task: segment",
        "training: {stepz: 10}",
        "training: {steps: many}",
        "training: {steps: -1}",
        "training: never",
        "data: {resize: [64]}",
        "data: {resize: [64, 64, 3]}",
        "data: {card: 5}",
        "augmentation: {flip: 1}",
        "augmentation: {jitter: {hue: 0.5}}",
        "network: {backbone: {kind: resnett}}",
        "network: {backbone: {kind: resnet, dept: 18}}",
        "network: {backbone: {kind: vgg, depth: 18}}",
        "network: {head: {kind: fcn, on: cell}}",
        "downsampling: {kind: regular, fine: 8}",
        "downsampling: {kind: adaptive, mask: {kind: edges, widht: 3}}",
        "downsampling: {kind: adaptive, mask: {kind: all, width: 3}}",
        "evaluation: {checkpoint: first}",
        "evaluation: {precision: float16}",
        "device: gpu",
        "slurm: {gpu: 1}",
        "variants: [a]",
        "variants: {a: {title: b}}",
        "variants: {a: {training: {stepz: 10}}}",
        "variants: {a: {sweep: {t: 0.7}}}",
        "variants: {a: {sweep: {t: []}}}",
        "variants: {a: {training: {steps: 'n-{steps}'}}}",
        "claims: {a: {variants: b}}",
        "published: {variant: a}",
    ] {
        assert!(fits(&read(text), &schema()).is_err(), "{text}");
    }
}

#[test]
fn the_keys_of_a_file_are_those_that_are_read_and_each_says_what_it_is() {
    let schema = schema();
    let file = schema["properties"].as_object().unwrap();
    assert!(outline::KEYS.iter().all(|key| file.contains_key(*key)));
    let variant = &schema["definitions"]["Variant"]["properties"];
    for (key, property) in file.iter().chain(variant.as_object().unwrap()) {
        assert!(property["description"].as_str().is_some_and(|text| text.len() > 10), "{key}");
    }
}

#[test]
fn texts_and_defaults_are_as_a_person_would_write_them() {
    let schema = schema();
    let training = &schema["definitions"]["Training"]["properties"];
    assert_eq!(training["momentum"]["default"], json!(0.9));
    assert_eq!(training["weight_decay"]["default"], json!(0.0001));
    let scale = schema["definitions"]["Augmentation"]["properties"]["scale"]["description"].as_str().unwrap();
    assert!(!scale.contains('\n') && !scale.contains("[`"), "{scale}");
}
