//! Whole networks, regular and adaptive: a ResNet-50 on one 256×512 image, as a backbone and with its head, and a MobileNetV2
//! on one of 512×1024.

mod cases;
pub mod maps;
pub mod training;

use cadbench::Result;
use cadbench::cost::Spent;

use cases::cases;
pub use cases::{Built, Case, FLOAT32, How, Which};

use super::pairs::Ratio;
use super::peer::Peer;
use super::table;

/// What the columns mean.
pub const EXPLANATION: &str = "One image with random weights, the shortest of several rounds through all networks; \
    levels, cells and their kernel maps are built anew for each image. Of peak: of what the registers can multiply and add. \
    Realised ÷ saved: the speed-up over OS8 divided by the ratio of multiply–accumulates (1 = every saved one is \
    saved time), and × float32: how much faster than the same network in float32; both are the middle of the rounds' ratios.";

/// A network and its times.
pub struct Timed {
    pub case: Case,
    /// Seconds by round.
    pub rounds: Vec<f64>,
    /// The peer's in the same rounds, where it has the network.
    pub peer: Vec<f64>,
    /// Multiply–accumulates.
    pub macs: f64,
    /// Bytes of feature maps that are alive at the same time.
    pub feature_bytes: usize,
}

/// All networks, timed in turn in every round, each beside the peer's.
///
/// # Errors
/// When a network cannot be built: not for the ones here. When the peer ends.
pub fn measure(rounds: usize, mut peer: Option<&mut Peer>) -> Result<Vec<Timed>> {
    let built: Vec<Built> = cases().into_iter().map(Built::new).collect::<Result<_>>()?;
    let mut beside = Vec::new();
    for built in &built {
        beside.push(beside_peer(peer.as_deref_mut(), &built.case.name())?);
    }
    let (mut own, mut others) = (vec![Vec::new(); built.len()], vec![Vec::new(); built.len()]);
    for built in &built {
        built.seconds()?;
    }
    for _ in 0..rounds {
        for (number, built) in built.iter().enumerate() {
            own[number].push(built.seconds()?);
            if let (true, Some(peer)) = (beside[number], peer.as_deref_mut()) {
                others[number].push(peer.seconds(&built.case.name())?);
            }
        }
    }
    let timed = |((built, rounds), peer): ((Built, Vec<f64>), Vec<f64>)| {
        let (macs, feature_bytes) = (built.macs()?, built.feature_bytes()?);
        Ok(Timed { case: built.case, rounds, peer, macs, feature_bytes })
    };
    built.into_iter().zip(own).zip(others).map(timed).collect()
}

/// Makes the peer ready for a network; does it have it?
pub fn beside_peer(peer: Option<&mut Peer>, name: &str) -> Result<bool> {
    Ok(peer.map(|peer| peer.prepare(name)).transpose()?.flatten().is_some())
}

/// The shortest of several times.
pub fn shortest(rounds: &[f64]) -> f64 {
    rounds.iter().copied().fold(f64::INFINITY, f64::min)
}

impl Timed {
    /// The shortest round.
    pub fn seconds(&self) -> f64 {
        shortest(&self.rounds)
    }

    /// Floating-point operations per second, in 10⁹: two for each multiply–accumulate.
    pub fn gflops(&self) -> f64 {
        2.0 * self.macs / self.seconds() / 1e9
    }

    /// The speed-up over the same network at OS8, divided by the ratio of multiply–accumulates.
    pub fn realised(&self, all: &[Timed]) -> Option<Ratio> {
        let reference = all.iter().find(|other| {
            let (own, other) = (&self.case, &other.case);
            other.is_reference()
                && own.network == other.network
                && (own.head.is_some(), own.precision) == (other.head.is_some(), other.precision)
        })?;
        let spent = |timed: &Timed, time: f64| Spent { time, macs: timed.macs };
        let rounds = self.rounds.iter().zip(&reference.rounds);
        Ratio::of(rounds.map(|(own, other)| spent(self, *own).realised(spent(reference, *other))))
    }

    /// How much faster than the same network in float32.
    pub fn faster_than_float32(&self, all: &[Timed]) -> Option<Ratio> {
        let plain = Case { precision: FLOAT32, ..self.case.clone() }.name();
        let other = all.iter().find(|other| other.case.name() == plain && self.case.precision != FLOAT32)?;
        Ratio::of(self.rounds.iter().zip(&other.rounds).map(|(own, other)| other / own))
    }
}

/// One line per network; `peak` of the registers in GFLOP/s.
pub fn table(all: &[Timed], peak: f64) -> comfy_table::Table {
    let header =
        ["network", "ms", "GMAC", "GFLOP/s", "of peak", "feature maps", "realised ÷ saved", "× float32"];
    let mut table = table::markdown(&header);
    for timed in all {
        let speed = timed.gflops();
        let number =
            |value: Option<Ratio>| value.map_or("–".to_owned(), |value| format!("{:.2}", value.middle));
        table.add_row([
            timed.case.name(),
            format!("{:.1}", 1e3 * timed.seconds()),
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
