//! The columns of the runs' table, in their order. Names that begin with `host_` depend on the machine and
//! are comparable within one `host_class` and `host_threads` only; all others repeat anywhere.

use crate::evaluate::Checkpoint;
use crate::metrics::{Metric, Task};
use crate::results::{Row, Spread};

/// A column: its name, where its cells come from, and what becomes of it in the summary over seeds.
#[derive(Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub cells: Cells,
    pub summary: Summary,
}

/// How to read a cell off a row, by the column's type; `None` is an empty cell.
#[derive(Clone, Copy)]
pub enum Cells {
    Text(fn(&Row) -> Option<String>),
    Flag(fn(&Row) -> Option<bool>),
    Whole(fn(&Row) -> Option<u64>),
    /// With the decimals that CSV files show.
    Real(usize, fn(&Row) -> Option<f64>),
    /// A metric of the task, with as many decimals as a fraction.
    Score,
    /// The same of both branches of a learned mask.
    TwoBranch(&'static Metric),
}

/// What the summary says of a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Summary {
    /// Nothing.
    Nothing,
    /// The mean over seeds.
    Mean,
    /// The mean and the deviation (n − 1) over seeds.
    Deviation,
}

/// Decimals of fractions from 0 to 1 and of scores.
const FRACTION: usize = 6;

impl Field {
    /// Whether its values depend on the machine.
    pub fn is_of_host(&self) -> bool {
        self.name.starts_with("host_")
    }

    /// Decimals that CSV files show of its mean.
    pub fn decimals(&self) -> usize {
        match self.cells {
            Cells::Real(decimals, _) => decimals,
            Cells::Score | Cells::TwoBranch(_) => FRACTION,
            _ => 0,
        }
    }
}

const fn text(name: &'static str, cell: fn(&Row) -> Option<String>) -> Field {
    Field { name, cells: Cells::Text(cell), summary: Summary::Nothing }
}

const fn whole(name: &'static str, summary: Summary, cell: fn(&Row) -> Option<u64>) -> Field {
    Field { name, cells: Cells::Whole(cell), summary }
}

/// A fraction from 0 to 1 that varies with the seed.
const fn fraction(name: &'static str, cell: fn(&Row) -> Option<f64>) -> Field {
    Field { name, cells: Cells::Real(FRACTION, cell), summary: Summary::Deviation }
}

/// Multiply–accumulates per image.
const fn macs(name: &'static str, summary: Summary, cell: fn(&Row) -> Option<f64>) -> Field {
    Field { name, cells: Cells::Real(0, cell), summary }
}

/// A time or a share of it.
const fn time(name: &'static str, decimals: usize, cell: fn(&Row) -> Option<f64>) -> Field {
    Field { name, cells: Cells::Real(decimals, cell), summary: Summary::Deviation }
}

fn mean(spread: Spread) -> Option<f64> {
    Some(spread.mean)
}

/// GFLOP/s over the whole latency; a multiply–accumulate counts as two operations.
fn gflops(row: &Row) -> Option<f64> {
    row.speed.latency.map(|latency| 2e-6 * row.cost.macs_total.mean / latency.median_ms)
}

/// Every column of the runs' table of a task.
pub fn fields(task: Task) -> impl Iterator<Item = Field> {
    let score =
        |metric: &Metric| Field { name: metric.name, cells: Cells::Score, summary: Summary::Deviation };
    let two_branch = task.two_branch().map(|([name, _], metric)| Field {
        name,
        cells: Cells::TwoBranch(metric),
        summary: Summary::Deviation,
    });
    let scores = task.metrics().iter().map(score).chain(two_branch);
    IDENTITY.iter().copied().chain(scores).chain(MEASURED.iter().copied())
}

const IDENTITY: &[Field] = &[
    text("experiment", |row| Some(row.identity.experiment.clone())),
    text("variant", |row| Some(row.identity.variant.clone())),
    text("family", |row| Some(row.identity.family.clone())),
    whole("seed", Summary::Nothing, |row| Some(row.identity.seed)),
];

/// `…_image_deviation` is over the images of one run.
const MEASURED: &[Field] = &[
    macs("macs_total", Summary::Deviation, |row| mean(row.cost.macs_total)),
    macs("macs_total_image_deviation", Summary::Mean, |row| row.cost.macs_total.deviation),
    macs("macs_backbone", Summary::Deviation, |row| mean(row.cost.macs_backbone)),
    macs("macs_backbone_image_deviation", Summary::Mean, |row| row.cost.macs_backbone.deviation),
    macs("macs_head", Summary::Deviation, |row| mean(row.cost.macs_head)),
    macs("macs_head_image_deviation", Summary::Mean, |row| row.cost.macs_head.deviation),
    macs("macs_mask", Summary::Deviation, |row| mean(row.cost.macs_mask)),
    macs("macs_mask_image_deviation", Summary::Mean, |row| row.cost.macs_mask.deviation),
    macs("ptflops_backbone", Summary::Deviation, |row| mean(row.cost.ptflops_backbone)),
    macs("ptflops_backbone_image_deviation", Summary::Mean, |row| row.cost.ptflops_backbone.deviation),
    macs("ptflops_head", Summary::Deviation, |row| mean(row.cost.ptflops_head)),
    macs("ptflops_head_image_deviation", Summary::Mean, |row| row.cost.ptflops_head.deviation),
    macs("mask_widening", Summary::Deviation, |row| mean(row.cost.mask_widening)),
    fraction("active_fraction", |row| row.cost.active_fraction.map(|spread| spread.mean)),
    Field {
        name: "active_fraction_image_deviation",
        cells: Cells::Real(FRACTION, |row| row.cost.active_fraction.and_then(|spread| spread.deviation)),
        summary: Summary::Mean,
    },
    whole("parameters", Summary::Mean, |row| Some(row.cost.parameters)),
    text("checkpoint", |row| {
        Some(match row.accuracy.checkpoint {
            Checkpoint::Best => "best".into(),
            Checkpoint::Last => "last".into(),
        })
    }),
    whole("step", Summary::Nothing, |row| row.accuracy.step.map(|step| step as u64)),
    fraction("final_loss", |row| row.accuracy.final_loss),
    text("config_hash", |row| Some(row.identity.config_hash.clone())),
    text("data_train", |row| row.provenance.data.train.clone()),
    text("data_validation", |row| row.provenance.data.validation.clone()),
    text("weights", |row| row.provenance.data.weights.clone()),
    text("commit", |row| row.provenance.software.commit.clone()),
    Field {
        name: "dirty",
        cells: Cells::Flag(|row| row.provenance.software.dirty),
        summary: Summary::Nothing,
    },
    text("version", |row| Some(row.provenance.software.version.clone())),
    text("rustc", |row| Some(row.provenance.software.rustc.clone())),
    text("host_class", |row| Some(row.provenance.machine.class.clone())),
    text("host_cpu", |row| row.provenance.machine.cpu.clone()),
    text("host_os", |row| Some(row.provenance.machine.os.clone())),
    text("host_isa", |row| Some(row.provenance.machine.isa.clone())),
    text("host_device", |row| Some(row.provenance.machine.device.clone())),
    whole("host_cores", Summary::Nothing, |row| Some(row.provenance.machine.cores as u64)),
    whole("host_threads", Summary::Nothing, |row| Some(row.provenance.machine.threads as u64)),
    time("host_latency_median_ms", 3, |row| row.speed.latency.map(|latency| latency.median_ms)),
    time("host_latency_p95_ms", 3, |row| row.speed.latency.map(|latency| latency.p95_ms)),
    time("host_mask_ms", 3, |row| row.speed.mask_ms),
    time("host_maps_ms", 3, |row| row.speed.maps_ms),
    time("host_images_per_second", 2, |row| row.speed.latency.map(|latency| 1e3 / latency.median_ms)),
    time("host_gflops", 1, gflops),
    time("host_peak_gflops", 1, |row| row.speed.peak_gflops),
    time("host_share_of_peak", 3, |row| Some(gflops(row)? / row.speed.peak_gflops?)),
    whole("host_peak_memory_bytes", Summary::Mean, |row| row.speed.peak_memory),
    time("host_training_seconds", 1, |row| row.speed.training_seconds),
    time("host_evaluation_seconds", 1, |row| Some(row.speed.evaluation_seconds)),
    time("host_waiting_share", 3, |row| row.speed.waiting_share),
    text("host_started", |row| Some(row.provenance.started.clone())),
    text("host_finished", |row| row.provenance.finished.clone()),
];
