//! The polynomial learning-rate schedule (METHOD section 6).

use super::Training;

impl Training {
    /// The head's learning rate at a step, counted from 0.
    pub fn rate(&self, step: usize) -> f32 {
        let left = 1.0 - step as f64 / self.steps as f64;
        let rate = f64::from(self.learning_rate) * left.max(0.0).powf(f64::from(self.power));
        (rate as f32).max(self.minimum_rate)
    }

    /// Is the validation set evaluated, and a checkpoint written, after that many steps?
    pub fn validates_after(&self, steps: usize) -> bool {
        steps == self.steps || self.validate_every.is_some_and(|every| steps.is_multiple_of(every))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_falls_from_its_start_to_its_floor() {
        let training: Training = serde_json::from_str(
            r#"{"steps": 100, "batch": 1, "learning_rate": 0.1, "minimum_rate": 0.001}"#,
        )
        .unwrap();
        assert_eq!(training.rate(0), 0.1);
        assert!((training.rate(50) - 0.1 * 0.5f32.powf(0.9)).abs() < 1e-7);
        assert_eq!(training.rate(100), 0.001);
    }
}
