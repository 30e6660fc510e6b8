//! Random decisions that depend on (run seed, number) alone, so that a run can go on from anywhere.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// What a generator is for; different purposes never share a stream.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// The order of an epoch; numbered by epoch.
    Order = 1,
    /// The random changes of one draw; numbered by draw.
    Augmentation = 2,
}

/// The generator of one numbered purpose of a run.
pub(super) fn generator(run_seed: u64, purpose: Purpose, number: u64) -> ChaCha8Rng {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&run_seed.to_le_bytes());
    seed[8..16].copy_from_slice(&number.to_le_bytes());
    seed[16] = purpose as u8;
    ChaCha8Rng::from_seed(seed)
}

/// Which of `count` images (at least one) a draw of the endless training sequence takes. Every epoch of
/// `count` draws takes each image once, in an order of its own.
pub fn image_of(count: usize, run_seed: u64, draw: u64) -> usize {
    let (epoch, position) = (draw / count as u64, draw % count as u64);
    let mut order: Vec<usize> = (0..count).collect();
    order.shuffle(&mut generator(run_seed, Purpose::Order, epoch));
    order[position as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch(run_seed: u64, number: u64) -> Vec<usize> {
        (0..20).map(|i| image_of(20, run_seed, number * 20 + i)).collect()
    }

    #[test]
    fn every_epoch_takes_each_image_once_in_an_order_of_its_own() {
        let mut sorted = epoch(7, 3);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..20).collect::<Vec<_>>());
        assert_ne!(epoch(7, 3), epoch(7, 4));
        assert_ne!(epoch(7, 3), epoch(8, 3));
        assert_eq!(epoch(7, 3), epoch(7, 3));
    }

    /// The order is part of every result: a change of the generator or of a crate must not go unnoticed.
    #[test]
    fn the_order_of_seed_1_stays_what_it_was() {
        let first: Vec<usize> = (0..8).map(|draw| image_of(8, 1, draw)).collect();
        insta::assert_snapshot!(format!("{first:?}"), @"[4, 0, 7, 5, 3, 1, 6, 2]");
    }
}
