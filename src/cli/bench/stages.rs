//! One line per stage of every network.

use crate::bench::{Sample, Subject, mean, median, reference};
use crate::cost::Spent;
use crate::engine::Purpose;
use crate::text::terminal::{Table, table};

/// Seconds, work and speed of the stages, and how much of the work that they save is saved time.
pub fn table_of(subjects: &[Subject<'_>]) -> Table {
    let mut table = table(&["variant", "stage", "ms", "GMAC", "GFLOP/s", "realised ÷ saved"], 2);
    let reference = reference(subjects);
    for subject in subjects {
        for stage in stages(subject) {
            let spent = |subject| Spent { time: time(subject, stage), macs: work(subject, stage) };
            let Spent { time, macs } = spent(subject);
            let realised =
                reference.filter(|_| macs > 0.0).map(|reference| spent(subject).realised(spent(reference)));
            table.add_row([
                subject.name().to_owned(),
                stage.to_owned(),
                format!("{:.3}", 1e3 * time),
                format!("{:.3}", macs / 1e9),
                format!("{:.0}", 2.0 * macs / time / 1e9),
                realised.map_or("–".into(), |realised| format!("{realised:.3}")),
            ]);
        }
    }
    table
}

/// The stages that take the network's time, in its order.
fn stages(subject: &Subject<'_>) -> Vec<&'static str> {
    let mut stages = Vec::new();
    let steps = subject.engine.steps().iter().filter(|step| step.purpose == Purpose::Network);
    for stage in steps.map(|step| step.stage) {
        if !stages.contains(&stage) {
            stages.push(stage);
        }
    }
    stages
}

fn time(subject: &Subject<'_>, stage: &str) -> f64 {
    median(subject.samples.iter().map(|sample| sample.stages.get(stage).copied().unwrap_or(0.0)))
}

fn work(subject: &Subject<'_>, stage: &str) -> f64 {
    mean(subject, |sample: &Sample| sample.macs.get(stage).copied().unwrap_or(0.0))
}
