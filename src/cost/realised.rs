//! How much of the work that a network saves is saved time.

/// What a network took and what it had to compute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spent {
    /// In any unit, the same on both sides.
    pub time: f64,
    /// Multiply–accumulates.
    pub macs: f64,
}

impl Spent {
    /// Realised ÷ saved: the speed-up over a reference, divided by the ratio of multiply–accumulates. 1 when every
    /// saved one is saved time.
    pub fn realised(self, reference: Spent) -> f64 {
        reference.time / self.time / (reference.macs / self.macs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_the_work_in_half_the_time_is_all_of_it() {
        let reference = Spent { time: 8.0, macs: 100.0 };
        assert_eq!(Spent { time: 4.0, macs: 50.0 }.realised(reference), 1.0);
        assert_eq!(Spent { time: 8.0, macs: 50.0 }.realised(reference), 0.5);
        assert_eq!(reference.realised(reference), 1.0);
    }
}
