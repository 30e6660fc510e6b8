//! The registry of metrics. The scores of a task come from [`Task::metrics`], so a new task's join by
//! themselves; what every run measures stands here, a line each.

use std::sync::LazyLock;

use super::{Better, Kind, Metric, Tolerance, Unit};
use crate::metrics::{self, Task};

impl Metric {
    const fn headline(self) -> Self {
        Metric { headline: true, ..self }
    }
}

/// A score of a task: half a point matters, or 5 % of a cross-entropy.
fn score(of: &metrics::Metric, headline: bool) -> Metric {
    let (unit, better, tolerance) = match of.unit {
        metrics::Unit::Percent => (Unit::Percent, Better::Higher, Tolerance::Absolute(0.005)),
        metrics::Unit::Nats => (Unit::Nats, Better::Lower, Tolerance::Share(0.05)),
        metrics::Unit::Count => (Unit::Count, Better::Higher, Tolerance::Share(0.05)),
    };
    Metric { column: of.name, title: of.title, unit, better, kind: Kind::Accuracy, tolerance, headline }
}

/// Operations; every difference matters.
const fn work(column: &'static str, title: &'static str) -> Metric {
    let (unit, better, kind) = (Unit::Count, Better::Lower, Kind::Work);
    Metric { column, title, unit, better, kind, tolerance: Tolerance::Absolute(0.0), headline: false }
}

/// A time; 5 % matters.
const fn time(column: &'static str, title: &'static str, unit: Unit) -> Metric {
    let (better, kind) = (Better::Lower, Kind::Time);
    Metric { column, title, unit, better, kind, tolerance: Tolerance::Share(0.05), headline: false }
}

/// A speed; 5 % matters.
const fn speed(column: &'static str, title: &'static str) -> Metric {
    Metric { better: Better::Higher, ..time(column, title, Unit::Count) }
}

/// What every run measures besides the scores of its task.
const MEASURED: &[Metric] = &[
    Metric {
        column: "final_loss",
        title: "final loss",
        unit: Unit::Nats,
        better: Better::Lower,
        kind: Kind::Accuracy,
        tolerance: Tolerance::Share(0.05),
        headline: false,
    },
    work("macs_total", "MACs").headline(),
    work("macs_backbone", "MACs, backbone"),
    work("macs_head", "MACs, head"),
    work("macs_mask", "MACs, mask"),
    work("ptflops_backbone", "ptflops, backbone"),
    work("ptflops_head", "ptflops, head"),
    work("mask_widening", "mask widening"),
    Metric { unit: Unit::Percent, ..work("active_fraction", "active") },
    Metric { kind: Kind::Size, ..work("parameters", "parameters") },
    time("host_latency_median_ms", "latency", Unit::Milliseconds).headline(),
    time("host_latency_p95_ms", "latency, 95th pct.", Unit::Milliseconds),
    time("host_mask_ms", "mask", Unit::Milliseconds),
    time("host_maps_ms", "kernel maps", Unit::Milliseconds),
    speed("host_images_per_second", "images per second"),
    speed("host_gflops", "GFLOP/s"),
    speed("host_peak_gflops", "peak GFLOP/s"),
    Metric {
        unit: Unit::Percent,
        tolerance: Tolerance::Absolute(0.05),
        ..speed("host_share_of_peak", "of peak")
    },
    time("host_training_seconds", "training", Unit::Seconds),
    time("host_evaluation_seconds", "evaluation", Unit::Seconds),
    Metric { tolerance: Tolerance::Absolute(0.02), ..time("host_waiting_share", "waiting", Unit::Percent) },
    Metric { kind: Kind::Memory, ..time("host_peak_memory_bytes", "peak memory", Unit::Bytes) },
];

/// Columns that name a run or say what made it.
const ABOUT: &[&str] = &[
    "experiment",
    "variant",
    "family",
    "seed",
    "checkpoint",
    "step",
    "config_hash",
    "data_train",
    "data_validation",
    "weights",
    "commit",
    "dirty",
    "version",
    "rustc",
    "host_class",
    "host_cpu",
    "host_os",
    "host_isa",
    "host_device",
    "host_cores",
    "host_threads",
    "host_started",
    "host_finished",
];

static ALL: LazyLock<Vec<Metric>> = LazyLock::new(|| {
    let scores = Task::ALL.iter().flat_map(|task| {
        task.metrics().iter().map(|metric| score(metric, metric.name == task.headline().name))
    });
    let mut scores: Vec<Metric> = scores.collect();
    scores.sort_by_key(|metric| !metric.headline);
    let two_branch = Task::ALL.iter().flat_map(|task| task.two_branch());
    scores.extend(two_branch.map(|([column, title], metric)| Metric {
        column,
        title,
        ..score(metric, false)
    }));
    let mut all: Vec<Metric> = Vec::new();
    for metric in scores.into_iter().chain(MEASURED.iter().copied()) {
        // Tasks share some scores' names.
        if all.iter().all(|known| known.column != metric.column) {
            all.push(metric);
        }
    }
    all
});

/// Every metric, in the order in which it is shown: the tasks' headlines, their other scores, the rest.
pub fn all() -> &'static [Metric] {
    &ALL
}

/// The entry of a column.
pub fn metric(column: &str) -> Option<&'static Metric> {
    all().iter().find(|metric| metric.column == column)
}

/// Does a column measure something? Spreads over the images of one run are no metrics of their own.
pub fn measures(column: &str) -> bool {
    !ABOUT.contains(&column) && !column.ends_with("_deviation")
}
