//! Damage to a file, as disks, networks and people do it.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// The bytes with one to three kinds of damage.
pub fn mutated(whole: &[u8], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..random.random_range(1..=3) {
        damage(&mut bytes, random);
    }
    bytes
}

fn damage(bytes: &mut Vec<u8>, random: &mut ChaCha8Rng) {
    let at = random.random_range(0..=bytes.len());
    let end = (at + random.random_range(1..=16)).min(bytes.len());
    match random.random_range(0..8) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => bytes[at..end].fill(0),
        3 => bytes[at..end].fill(0xff),
        // A stretch twice.
        4 => {
            let stretch = bytes[at..end].to_vec();
            bytes.splice(at..at, stretch);
        }
        5 => {
            let length = random.random_range(1..=16);
            let new: Vec<u8> = (0..length).map(|_| random.random()).collect();
            bytes.splice(at..at, new);
        }
        // Some byte of the file in another place: digits stay digits.
        6 => {
            let from = random.random_range(0..=bytes.len());
            if let (Some(byte), Some(place)) = (bytes.get(from).copied(), bytes.get_mut(at)) {
                *place = byte;
            }
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.random_range(0..8);
            }
        }
    }
}
