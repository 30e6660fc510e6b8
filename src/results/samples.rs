//! Invented rows for the tests of this room and of the report.

use super::*;
use crate::evaluate::Checkpoint;
use crate::metrics::{ByClass, Metric, Scores, Task};

/// A finished run with plausible numbers; `shift` moves its scores, in steps of 1/128. Scores are multiples
/// of 1/512, which JSON keeps exactly.
pub fn row(experiment: &str, variant: &str, seed: u64, shift: f64) -> Row {
    let miou = 0.40625 + shift / 128.0 + seed as f64 / 512.0;
    let spread = |mean: f64, deviation: f64| Spread { mean, deviation: Some(deviation) };
    let adaptive = variant != "regular-16";
    Row {
        identity: Identity {
            experiment: experiment.into(),
            variant: variant.into(),
            family: if adaptive { "edges" } else { "regular" }.into(),
            seed,
            config_hash: format!("{experiment}-{variant}-{seed}"),
        },
        accuracy: Accuracy {
            scores: Scores::of(
                Task::Segmentation,
                |metric| {
                    Some(match metric.name {
                        "miou" => miou,
                        "pixel_accuracy" => miou + 0.4375,
                        "mean_accuracy" => miou + 0.125,
                        _ => miou + 0.25,
                    })
                },
                by_class([("road", Some(miou + 0.1875)), ("person", Some(miou - 0.1875)), ("train", None)]),
            ),
            two_branch: None,
            absent_classes: Vec::new(),
            checkpoint: Checkpoint::Last,
            step: Some(600),
            final_loss: Some(0.625),
        },
        by_image: Default::default(),
        cost: Cost {
            macs_total: if adaptive { spread(622.25e6, 48e6) } else { Spread::constant(389e6) },
            macs_backbone: if adaptive { spread(602.25e6, 47e6) } else { Spread::constant(370e6) },
            macs_head: Spread::constant(19e6),
            macs_mask: Spread::constant(if adaptive { 1e6 } else { 0.0 }),
            ptflops_backbone: if adaptive { spread(650e6, 40e6) } else { Spread::constant(400e6) },
            ptflops_head: Spread::constant(20e6),
            additions: Spread::constant(0.0),
            mask_widening: Spread::constant(if adaptive { 4e6 } else { 0.0 }),
            active_fraction: adaptive.then(|| spread(0.57, 0.125)),
            parameters: 285_619,
        },
        speed: Speed {
            latency: Some(Latency { median_ms: 12.5, p95_ms: 14.0 }),
            mask_ms: adaptive.then_some(0.75),
            maps_ms: adaptive.then_some(0.25),
            peak_gflops: Some(200.0),
            peak_memory: Some(256 << 20),
            training_seconds: Some(81.5),
            evaluation_seconds: 3.25,
            waiting_share: Some(0.015625),
        },
        provenance: Provenance {
            software: Software {
                version: "0.1.0".into(),
                commit: Some("0123456789abcdef0123456789abcdef01234567".into()),
                commit_unknown: None,
                dirty: Some(false),
                rustc: "rustc 1.95.0".into(),
            },
            machine: Machine {
                class: "some-cpu-1-2-avx2".into(),
                cpu: Some("Some CPU".into()),
                cores: 2,
                threads: 2,
                isa: "avx2".into(),
                device: "cpu".into(),
                os: "linux x86_64".into(),
            },
            data: Data {
                train: Some("aaaa1111".into()),
                validation: Some("bbbb2222".into()),
                weights: adaptive.then(|| "cccc3333".into()),
                card: Some("dddd4444".into()),
                weights_name: None,
                definitions: None,
            },
            started: "2026-01-02T03:04:05Z".into(),
            finished: Some("2026-01-02T03:05:30Z".into()),
        },
    }
}

/// The same run with scores of a classification.
pub fn classified(experiment: &str, variant: &str, seed: u64, shift: f64) -> Row {
    let mut row = row(experiment, variant, seed, shift);
    let top1 = row.accuracy.scores.headline();
    let value = |metric: &Metric| {
        Some(match metric.name {
            "top1" => top1,
            "top5" => top1 + 0.4375,
            "mean_accuracy" => top1 + 0.125,
            _ => 2.0 - top1,
        })
    };
    let classes = by_class([("tench", Some(top1 + 0.1875)), ("church", None)]);
    row.accuracy.scores = Scores::of(Task::Classification, value, classes);
    row
}

/// The same of matching.
pub fn matched(experiment: &str, variant: &str, seed: u64, shift: f64) -> Row {
    let mut row = row(experiment, variant, seed, shift);
    let headline = row.accuracy.scores.headline();
    let mma = |threshold: usize| headline + threshold as f64 / 64.0;
    let value = |metric: &Metric| match (metric.threshold(), metric.name) {
        (Some(threshold), _) => Some(mma(threshold)),
        (None, "mma_3_illumination") => Some(mma(7)),
        (None, "mma_3_viewpoint") => None,
        (None, "matches_per_pair") => Some(96.5),
        (None, _) => Some(480.0),
    };
    let kinds = by_class([("illumination", Some(mma(7))), ("viewpoint", None)]);
    row.accuracy.scores = Scores::of(Task::Matching, value, kinds);
    row
}

fn by_class<const N: usize>(scores: [(&str, Option<f64>); N]) -> ByClass {
    ByClass(scores.map(|(name, score)| (name.to_owned(), score)).into())
}
