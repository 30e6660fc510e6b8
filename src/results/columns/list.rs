//! The columns of the runs' table, in their order. Names that begin with `host_` depend on the machine and are
//! comparable within one `host_class` and `host_threads` only; all others repeat anywhere.

use super::about::Role;
use super::build::{cost, flag, loss, number, size, speed, text, time, work};
use super::column::{Column, Read};
use super::entry::Entry;
use super::kind::{Kind, Overview, Tolerance};
use crate::evaluate::Checkpoint;
use crate::metrics::Better;
use crate::results::Row;
use crate::text::quantity::Unit;

/// What names a run; the scores of its task follow.
pub fn identity() -> Vec<Entry> {
    vec![
        text("experiment", "experiment", Role::Account, |row| Some(row.identity.experiment.clone())),
        text("variant", "variant", Role::Account, |row| Some(row.identity.variant.clone())),
        text("family", "family", Role::Account, |row| Some(row.identity.family.clone())),
        number("seed", "seed", Role::Account, |row| Some(row.identity.seed)),
    ]
}

/// What computing costs.
pub fn costs() -> Vec<Entry> {
    let columns = [
        Column {
            headline: true,
            overview: Overview::Both,
            ..cost(
                "macs_total",
                "MACs",
                "executed multiply–accumulates per image: backbone, head and mask",
                |row| Some(row.cost.macs_total),
            )
        },
        cost("macs_backbone", "MACs, backbone", "the backbone's part of them", |row| {
            Some(row.cost.macs_backbone)
        }),
        cost("macs_head", "MACs, head", "the head's part of them", |row| Some(row.cost.macs_head)),
        cost("macs_mask", "MACs, mask", "the mask's part of them; 0 for regular networks", |row| {
            Some(row.cost.macs_mask)
        }),
        Column {
            overview: Overview::Page,
            ..cost(
                "ptflops_backbone",
                "backbone, ptflops-compatible",
                "the backbone's multiply–adds per image in the paper's convention",
                |row| Some(row.cost.ptflops_backbone),
            )
        },
        cost(
            "ptflops_head",
            "head, ptflops-compatible",
            "the head's in the same convention, which the paper leaves out",
            |row| Some(row.cost.ptflops_head),
        ),
        work(
            "mask_widening",
            "mask widening",
            "comparisons per image of the authors' window that widens the mask; in no other count",
            |row| Some(row.cost.mask_widening.mean),
        ),
        work(
            "additions",
            "additions",
            "additions per image of means over cells, beyond the paper; in no other count",
            |row| Some(row.cost.additions.mean),
        ),
        Column {
            unit: Unit::Percent,
            decimals: 6,
            overview: Overview::Both,
            ..cost(
                "active_fraction",
                "active",
                "share of the lattice that keeps level 0; empty for regular networks, which have no mask",
                |row| row.cost.active_fraction,
            )
        },
        Column {
            overview: Overview::Both,
            ..size("parameters", "parameters", "trainable parameters of the whole network", |row| {
                Some(row.cost.parameters)
            })
        },
    ];
    columns.map(Entry::Measured).into()
}

/// What was evaluated, and what made it.
pub fn account() -> Vec<Entry> {
    vec![
        text("checkpoint", "evaluated checkpoint", Role::Remark, |row| {
            Some(match row.accuracy.checkpoint {
                Checkpoint::Best => "best".into(),
                Checkpoint::Last => "last".into(),
            })
        }),
        number("step", "step", Role::Account, |row| row.accuracy.step.map(|step| step as u64)),
        Entry::Measured(loss(
            "final_loss",
            "final loss",
            "mean loss over the last tenth of the training steps",
            |row| row.accuracy.final_loss,
        )),
        text("config_hash", "configuration", Role::Remark, |row| Some(row.identity.config_hash.clone())),
        text("data_train", "training data", Role::TrainingData, |row| row.provenance.data.train.clone()),
        text("data_validation", "validation data", Role::EvaluatedData, |row| {
            row.provenance.data.validation.clone()
        }),
        text("card", "classes and labels", Role::Card, |row| row.provenance.data.card.clone()),
        text("definitions", "definitions of metrics", Role::Account, |row| {
            row.provenance.data.definitions.clone()
        }),
        text("weights", "weights file", Role::Remark, |row| row.provenance.data.weights.clone()),
        text("commit", "commit", Role::Account, |row| row.provenance.software.commit.clone()),
        flag("dirty", "uncommitted changes", Role::Account, |row| row.provenance.software.dirty),
        text("version", "version", Role::Account, |row| Some(row.provenance.software.version.clone())),
        text("rustc", "compiler", Role::Account, |row| Some(row.provenance.software.rustc.clone())),
        text("host_class", "machine class", Role::Machine, |row| Some(row.provenance.machine.class.clone())),
        text("host_cpu", "processor", Role::Machine, |row| row.provenance.machine.cpu.clone()),
        text("host_os", "operating system", Role::Account, |row| Some(row.provenance.machine.os.clone())),
        text("host_isa", "instruction set", Role::Machine, |row| Some(row.provenance.machine.isa.clone())),
        text("host_device", "device", Role::Machine, |row| Some(row.provenance.machine.device.clone())),
        number("host_cores", "cores", Role::Account, |row| Some(row.provenance.machine.cores as u64)),
        number("host_threads", "threads", Role::Machine, |row| Some(row.provenance.machine.threads as u64)),
    ]
}

/// How long it took, and how much memory.
pub fn speeds() -> Vec<Entry> {
    let columns = [
        Column {
            headline: true,
            overview: Overview::Both,
            ..time(
                "host_latency_median_ms",
                "latency",
                "median time to predict one image at batch 1, mask included",
                |row| row.speed.latency.map(|latency| latency.median_ms),
            )
        },
        time("host_latency_p95_ms", "latency, 95th pct.", "95th percentile of the same", |row| {
            row.speed.latency.map(|latency| latency.p95_ms)
        }),
        time("host_mask_ms", "mask", "median part of it for mask, levels and cells", |row| row.speed.mask_ms),
        time("host_maps_ms", "kernel maps", "median part of it to build kernel maps", |row| {
            row.speed.maps_ms
        }),
        speed("host_images_per_second", "images per second", 2, "1 ÷ the median latency", |row| {
            row.speed.latency.map(|latency| 1e3 / latency.median_ms)
        }),
        speed(
            "host_gflops",
            "GFLOP/s",
            1,
            "two operations per multiply–accumulate ÷ the median latency",
            gflops,
        ),
        speed(
            "host_peak_gflops",
            "peak GFLOP/s",
            1,
            "of the fastest matrix product, measured beside the latency with the same kernel and threads",
            |row| row.speed.peak_gflops,
        ),
        Column {
            unit: Unit::Percent,
            tolerance: Tolerance::Absolute(0.05),
            ..speed("host_share_of_peak", "of peak", 3, "GFLOP/s ÷ peak GFLOP/s", |row| {
                Some(gflops(row)? / row.speed.peak_gflops?)
            })
        },
        Column {
            unit: Unit::Bytes,
            kind: Kind::Memory,
            tolerance: Tolerance::Share(0.05),
            ..size("host_peak_memory_bytes", "peak memory", "highest resident memory of the process", |row| {
                row.speed.peak_memory
            })
        },
        Column {
            unit: Unit::Seconds,
            decimals: 1,
            overview: Overview::Terminal,
            ..time("host_training_seconds", "training", "wall-clock time of training", |row| {
                row.speed.training_seconds
            })
        },
        Column {
            unit: Unit::Seconds,
            decimals: 1,
            ..time("host_evaluation_seconds", "evaluation", "wall-clock time of the evaluation", |row| {
                Some(row.speed.evaluation_seconds)
            })
        },
        Column {
            unit: Unit::Percent,
            tolerance: Tolerance::Absolute(0.02),
            ..time(
                "host_waiting_share",
                "waiting",
                "share of the training time spent waiting for data",
                |row| row.speed.waiting_share,
            )
        },
    ];
    columns.map(Entry::Measured).into()
}

/// When it was made.
pub fn times() -> Vec<Entry> {
    vec![
        text("host_started", "started", Role::Account, |row| Some(row.provenance.started.clone())),
        text("host_finished", "finished", Role::Account, |row| row.provenance.finished.clone()),
    ]
}

/// What the summary computes: how much of the saved work is saved time.
pub fn realised() -> Column {
    Column {
        unit: Unit::Ratio,
        better: Better::Higher,
        overview: Overview::Page,
        read: Read::OverVariants,
        ..time(
            "host_realised",
            "realised ÷ saved",
            "the speed-up over the regular variant with the most MACs, divided by the ratio of MACs",
            |_| None,
        )
    }
}

/// GFLOP/s over the whole latency; a multiply–accumulate counts as two operations.
fn gflops(row: &Row) -> Option<f64> {
    row.speed.latency.map(|latency| 2e-6 * row.cost.macs_total.mean / latency.median_ms)
}
