//! One line per network: times, speed, and how much of the saved work is saved time.

use crate::bench::{Sample, Subject, mean, median, quantile, reference};
use crate::cost::Spent;
use crate::text::quantity::percent;
use crate::text::terminal::{Table, table};

/// What the columns mean.
pub const EXPLANATION: &str = "Times are medians in ms per batch: mask with levels and cells, kernel maps, \
    network, all of it. Peak: the fastest matrix product measured beside. Realised ÷ saved: the speed-up over \
    the regular network with the most multiply–accumulates, divided by the ratio of these (1 = every saved one is \
    saved time). Break-even: the active share from which on that network is faster, by a line through the images.";

const HEADER: [&str; 13] = [
    "variant",
    "active",
    "GMAC",
    "mask",
    "maps",
    "network",
    "all",
    "p95",
    "images/s",
    "of peak",
    "feature maps",
    "realised ÷ saved",
    "break-even",
];

/// What goes first where a terminal is narrow.
const DISPENSABLE: [&str; 5] = ["feature maps", "break-even", "maps", "mask", "images/s"];

/// The table; `peak` in GFLOP/s, where it was measured.
pub fn table_of(subjects: &[Subject<'_>], peak: Option<f64>) -> Table {
    let mut table = table(&HEADER, 1).dispensable(&DISPENSABLE);
    let reference = reference(subjects);
    for subject in subjects {
        let of = |value: fn(&Sample) -> f64| median(subject.samples.iter().map(value));
        let milliseconds = |value: fn(&Sample) -> f64| format!("{:.2}", 1e3 * of(value));
        let macs = mean(subject, Sample::macs);
        let gflops = 2.0 * mean(subject, Sample::macs_of_network) / of(|sample| sample.network) / 1e9;
        let all = of(Sample::total);
        let active = match subject.setup.mask() {
            None => "regular".to_owned(),
            Some(_) => percent(mean(subject, |sample| sample.active), 1),
        };
        let realised = reference.map_or("–".into(), |reference| {
            let time = median(reference.samples.iter().map(Sample::total));
            let reference = Spent { time, macs: mean(reference, Sample::macs) };
            format!("{:.3}", Spent { time: all, macs }.realised(reference))
        });
        table.add_row([
            subject.name().to_owned(),
            active,
            format!("{:.3}", macs / 1e9),
            milliseconds(|sample| sample.mask),
            milliseconds(|sample| sample.tables),
            milliseconds(|sample| sample.network),
            milliseconds(Sample::total),
            format!("{:.2}", 1e3 * quantile(subject.samples.iter().map(Sample::total), 0.95)),
            format!("{:.1}", subject.batch as f64 / all),
            peak.map_or("–".into(), |peak| percent(gflops / peak, 0)),
            format!("{:.0} MB", of(|sample| sample.feature_bytes) / 1e6),
            realised,
            break_even(subject, reference).unwrap_or("–".into()),
        ]);
    }
    table
}

/// Where a line through (active share, time) meets the reference's time.
fn break_even(subject: &Subject<'_>, reference: Option<&Subject<'_>>) -> Option<String> {
    subject.setup.mask()?;
    let goal = median(reference?.samples.iter().map(Sample::total));
    let (centre, middle) = (mean(subject, |s| s.active), mean(subject, Sample::total));
    let spread = mean(subject, |s| (s.active - centre).powi(2));
    let slope = mean(subject, |s| (s.active - centre) * (s.total() - middle)) / spread;
    // Without different active shares, or when more of them costs no time, there is no such line.
    if spread < 1e-6 || slope <= 0.0 {
        return None;
    }
    let share = centre + (goal - middle) / slope;
    Some(if share >= 1.0 { "always faster".into() } else { percent(share.max(0.0), 0) })
}
