//! Whole networks: a ResNet-50 on one 256×512 image, regular and adaptive, as a backbone and with its head.

mod cases;
pub mod maps;
pub mod training;

use cadbench::Result;
use cadbench::cost::Spent;

use cases::cases;
pub use cases::{Built, Case, FLOAT32, How};

use super::table;

/// What the columns mean.
pub const EXPLANATION: &str = "One image with random weights, the shortest of several rounds through all networks; \
    levels, cells and their kernel maps are built anew for each image. Of peak: of the fastest matrix product here. \
    Realised ÷ saved: the speed-up over OS8 divided by the ratio of multiply–accumulates (1 = every saved one is \
    saved time). × float32: how much faster than the same network in float32.";

/// A network and its shortest time.
pub struct Timed {
    pub case: Case,
    pub seconds: f64,
    /// Multiply–accumulates.
    pub macs: f64,
    /// Bytes of feature maps that are alive at the same time.
    pub feature_bytes: usize,
}

/// All networks, timed in turn in every round.
///
/// # Errors
/// When a network cannot be built: not for the ones here.
pub fn measure(repeats: usize) -> Result<Vec<Timed>> {
    let built: Vec<Built> = cases().into_iter().map(Built::new).collect::<Result<_>>()?;
    let mut shortest = vec![f64::INFINITY; built.len()];
    for round in 0..=repeats {
        for (built, shortest) in built.iter().zip(&mut shortest) {
            let seconds = built.seconds()?;
            // The first round warms up.
            *shortest = if round == 0 { f64::INFINITY } else { seconds.min(*shortest) };
        }
    }
    let timed = |(built, seconds): (Built, f64)| {
        Ok(Timed { macs: built.macs()?, feature_bytes: built.feature_bytes()?, case: built.case, seconds })
    };
    built.into_iter().zip(shortest).map(timed).collect()
}

impl Timed {
    /// Floating-point operations per second, in 10⁹: two for each multiply–accumulate.
    pub fn gflops(&self) -> f64 {
        2.0 * self.macs / self.seconds / 1e9
    }

    /// The speed-up over the same network at OS8, divided by the ratio of multiply–accumulates.
    pub fn realised(&self, all: &[Timed]) -> Option<f64> {
        let reference = all.iter().find(|other| {
            let (own, other) = (&self.case, &other.case);
            other.is_reference()
                && (own.head.is_some(), own.precision) == (other.head.is_some(), other.precision)
        })?;
        Some(self.spent().realised(reference.spent()))
    }

    fn spent(&self) -> Spent {
        Spent { time: self.seconds, macs: self.macs }
    }

    /// How much faster than the same network in float32.
    pub fn faster_than_float32(&self, all: &[Timed]) -> Option<f64> {
        let plain = Case { precision: FLOAT32, ..self.case.clone() }.name();
        let other = all.iter().find(|other| other.case.name() == plain && self.case.precision != FLOAT32)?;
        Some(other.seconds / self.seconds)
    }
}

/// One line per network; `peak` in GFLOP/s.
pub fn table(all: &[Timed], peak: f64) -> comfy_table::Table {
    let header =
        ["network", "ms", "GMAC", "GFLOP/s", "of peak", "feature maps", "realised ÷ saved", "× float32"];
    let mut table = table::markdown(&header);
    for timed in all {
        let speed = timed.gflops();
        let number = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.2}"));
        table.add_row([
            timed.case.name(),
            format!("{:.1}", 1e3 * timed.seconds),
            format!("{:.2}", timed.macs / 1e9),
            format!("{speed:.0}"),
            format!("{:.0} %", 100.0 * speed / peak),
            format!("{:.0} MB", timed.feature_bytes as f64 / 1e6),
            number(timed.realised(all)),
            number(timed.faster_than_float32(all)),
        ]);
    }
    table
}
