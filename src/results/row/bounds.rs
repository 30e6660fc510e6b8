//! What no run can have measured: rows are read by what they say, so damage must not pass for a result.

use super::Row;
use crate::error::{Error, Result};
use crate::results::columns::{Column, columns};

impl Row {
    /// Does every number lie where it can lie?
    ///
    /// # Errors
    /// When one does not; names it.
    pub fn check(&self) -> Result<()> {
        let task = self.accuracy.scores.task();
        columns(task).filter_map(|column| Some((column, column.value(self)?))).try_for_each(check)?;
        let classes = task.class_metric();
        let wrong = self.accuracy.scores.classes().0.iter().find_map(|(class, score)| {
            let score = (*score)?;
            (!(0.0..=1.0).contains(&score)).then_some((class, score))
        });
        if let Some((class, score)) = wrong {
            return Err(Error::new(format!("{} of `{class}` cannot be {score}", classes.title)));
        }
        let deviations = columns(task).filter_map(|column| column.image_deviation_of(self));
        match deviations.into_iter().find(|deviation| !(0.0..=1e18).contains(deviation)) {
            Some(deviation) => Err(Error::new(format!("a standard deviation cannot be {deviation}"))),
            None => Ok(()),
        }
    }
}

fn check((column, value): (&Column, f64)) -> Result<()> {
    match column.allows(value) {
        true => Ok(()),
        false => Err(Error::new(format!("{} (`{}`) cannot be {value}", column.title, column.name))),
    }
}

#[cfg(test)]
mod tests {
    use crate::results::Latency;
    use crate::results::samples::{classified, matched, row};

    #[test]
    fn what_runs_measure_passes() {
        for row in
            [row("a", "edges", 0, 0.0), classified("a", "edges", 0, 0.0), matched("a", "edges", 0, 0.0)]
        {
            row.check().unwrap();
        }
    }

    #[test]
    fn times_that_no_run_takes_and_shares_beyond_one_are_refused() {
        let mut slow = row("a", "edges", 0, 0.0);
        slow.speed.latency = Some(Latency { median_ms: 1e308, p95_ms: 1e308 });
        assert!(slow.check().unwrap_err().what().contains("host_latency_median_ms"));
        let mut early = row("a", "edges", 0, 0.0);
        early.speed.training_seconds = Some(-1.0);
        assert!(early.check().is_err());
        let good = row("a", "edges", 0, 900.0);
        assert!(good.check().unwrap_err().what().contains("mIoU"), "a mIoU of 750 %");
        let mut active = row("a", "edges", 0, 0.0);
        active.cost.active_fraction.as_mut().unwrap().mean = 1.5;
        assert!(active.check().is_err());
        let mut spread = row("a", "edges", 0, 0.0);
        spread.cost.macs_total.deviation = Some(-3.0);
        assert!(spread.check().is_err());
    }
}
