//! What the machine can do at its best, and whether it held that.

use std::time::Duration;

use cadbench::kernels::peak;

use super::networks::Timed;

/// How long each peak is looked for, before and behind all else.
const TIME: Duration = Duration::from_secs(2);
/// A share by which one may change.
const DISTURBED: f64 = 0.05;

/// GFLOP/s, each the best of two seconds.
#[derive(Clone, Copy)]
pub struct Peaks {
    /// Of multiply–adds in registers.
    pub registers: f64,
    /// Of a matrix product.
    pub product: f64,
}

impl Peaks {
    /// Measures both.
    pub fn find() -> Peaks {
        Peaks {
            registers: peak::best_within(TIME, peak::registers),
            product: peak::best_within(TIME, peak::gemm),
        }
    }

    /// The larger of each.
    pub fn best(self, other: Peaks) -> Peaks {
        Peaks { registers: self.registers.max(other.registers), product: self.product.max(other.product) }
    }
}

/// Both, before and behind all else, and what to think of a page where the machine did not hold its speed.
pub fn explanation(peaks: [Peaks; 2], networks: &[Timed]) -> String {
    let [before, after] = peaks;
    let best = before.best(after);
    let share = 100.0 * best.product / best.registers;
    let mut text = format!(
        "Registers multiply and add {:.0} GFLOP/s before all other measurements and {:.0} behind them; the fastest matrix product \
         {:.0} and {:.0} ({share:.0} % of the registers'). Each is the best of two seconds, and shares are of the larger one.",
        before.registers, after.registers, before.product, after.product
    );
    let kept = |a: f64, b: f64| (a / b).max(b / a) < 1.0 + DISTURBED;
    // Heads of large dilation skip taps outside the image, and bfloat16 has a peak of its own.
    let mut plain = networks.iter().filter(|timed| timed.case.head.is_none() && !timed.case.is_bfloat16());
    if !kept(before.registers, after.registers) || !kept(before.product, after.product) {
        text += " **The machine was disturbed**: the peaks before and behind differ, and so may everything between them.";
    } else if best.product > best.registers || plain.any(|timed| timed.gflops() > best.registers) {
        text += " **The machine was disturbed**: something is beyond what registers can do.";
    }
    text
}
