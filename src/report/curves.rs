//! Training curves: means over the seeds of a variant, from the logs that its runs left in the store.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::metrics::Metric;
use crate::results::{Event, Row, Store};

/// A curve of the loss has at most so many points: each is a mean over neighbouring steps.
const POINTS: usize = 40;

/// How the training of a variant went; empty where the store has no log of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// Name of the variant within the experiment.
    pub variant: String,
    /// (step, loss in nats), both means over neighbouring steps and over seeds.
    pub loss: Vec<(f64, f64)>,
    /// (step, headline metric as people read it), means over seeds.
    pub score: Vec<(f64, f64)>,
}

/// Of the trained variants among the ordered rows.
///
/// # Errors
/// When a log cannot be read.
pub fn curves(store: &Store, rows: &[Row]) -> Result<Vec<Curve>> {
    let mut logs: Vec<(&Row, Vec<Event>)> = Vec::new();
    for row in rows {
        let events = store.events(&row.identity.config_hash)?;
        match logs.iter_mut().find(|(known, _)| known.identity.variant == row.identity.variant) {
            Some((_, all)) => all.extend(events),
            None => logs.push((row, events)),
        }
    }
    let curve = |(row, events): &(&Row, Vec<Event>)| Curve {
        variant: row.identity.variant.clone(),
        loss: loss(events),
        score: score(events, row.accuracy.scores.task().headline()),
    };
    Ok(logs.iter().map(curve).filter(|curve| curve.loss.len() > 1).collect())
}

fn loss(events: &[Event]) -> Vec<(f64, f64)> {
    let last = events.iter().map(Event::step).max().unwrap_or(0);
    let width = last.div_ceil(POINTS).max(1);
    means(events.iter().filter_map(|event| match event {
        Event::Step { step, loss, .. } => Some((step.saturating_sub(1) / width, *step, *loss)),
        Event::Validation { .. } => None,
    }))
}

fn score(events: &[Event], metric: &Metric) -> Vec<(f64, f64)> {
    means(events.iter().filter_map(|event| match event {
        Event::Validation { step, scores } => {
            Some((*step, *step, metric.scale().scaled(*scores.get(metric.name)?)))
        }
        Event::Step { .. } => None,
    }))
}

/// Mean step and mean value of the values under each key.
fn means(values: impl Iterator<Item = (usize, usize, f64)>) -> Vec<(f64, f64)> {
    let mut sums: BTreeMap<usize, (f64, f64, f64)> = BTreeMap::new();
    for (key, step, value) in values {
        let sum = sums.entry(key).or_default();
        *sum = (sum.0 + step as f64, sum.1 + value, sum.2 + 1.0);
    }
    sums.into_values().map(|(steps, values, count)| (steps / count, values / count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::samples::row;

    fn step(step: usize, loss: f64) -> Event {
        Event::Step { step, loss, learning_rate: 0.1, seconds: 0.5 }
    }

    #[test]
    fn neighbouring_steps_are_taken_together() {
        let events: Vec<Event> = (1..=80).map(|n| step(n, n as f64)).collect();
        let curve = loss(&events);
        assert_eq!((curve.len(), curve[0], curve[1]), (40, (1.5, 1.5), (3.5, 3.5)));
        assert!(loss(&[]).is_empty());
    }

    #[test]
    fn seeds_are_averaged_and_variants_without_a_log_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path());
        let rows = [row("a", "edges", 0, 0.0), row("a", "edges", 1, 0.0), row("a", "untrained", 0, 0.0)];
        for (row, loss) in rows.iter().zip([1.0, 3.0]) {
            let mut log =
                store.claim(&row.identity.config_hash).unwrap().unwrap().open_log(0, false).unwrap();
            log.write(&step(1, loss)).unwrap();
            log.write(&step(2, loss + 1.0)).unwrap();
            let scores = [("miou".to_owned(), loss / 10.0)].into();
            log.write(&Event::Validation { step: 2, scores }).unwrap();
        }
        let expected =
            Curve { variant: "edges".into(), loss: vec![(1.0, 2.0), (2.0, 3.0)], score: vec![(2.0, 20.0)] };
        assert_eq!(curves(&store, &rows).unwrap(), [expected]);
    }
}
