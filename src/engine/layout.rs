//! Where feature maps lie in one piece of memory, so that those that live at the same time do not overlap.

use std::ops::Range;

/// A feature map: its floats, the step that writes it and the last one that reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Life {
    pub floats: usize,
    pub steps: Range<usize>,
}

/// A place for each feature map, and floats of all together. The largest ones come first, each at the first
/// gap between those that live at the same time; nothing depends on the machine.
pub(super) fn layout(lives: &[Life]) -> (Vec<Range<usize>>, usize) {
    let mut order: Vec<usize> = (0..lives.len()).collect();
    order.sort_by_key(|&map| (std::cmp::Reverse(lives[map].floats), map));
    let mut places = vec![0..0; lives.len()];
    for (done, &map) in order.iter().enumerate() {
        let meets = |&&other: &&usize| {
            let (a, b) = (&lives[map].steps, &lives[other].steps);
            a.start <= b.end && b.start <= a.end
        };
        let mut taken: Vec<Range<usize>> =
            order[..done].iter().filter(meets).map(|&other| places[other].clone()).collect();
        taken.sort_by_key(|place| place.start);
        let start = taken.iter().fold((0, false), |(start, found), place| {
            let fits = found || start + lives[map].floats <= place.start;
            if fits { (start, true) } else { (start.max(place.end), false) }
        });
        places[map] = start.0..start.0 + lives[map].floats;
    }
    let floats = places.iter().map(|place| place.end).max().unwrap_or(0);
    (places, floats)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::mix;

    fn life(floats: usize, steps: Range<usize>) -> Life {
        Life { floats, steps }
    }

    #[test]
    fn a_chain_needs_room_for_two_neighbours_and_a_residual_stays_untouched() {
        let chain = [life(100, 0..1), life(50, 1..2), life(60, 2..3), life(40, 3..4)];
        assert_eq!(layout(&chain).1, 150);
        let residual = [life(100, 0..3), life(50, 1..2), life(50, 2..3), life(100, 3..4)];
        assert_eq!(layout(&residual).1, 250);
    }

    #[test]
    fn maps_that_live_at_the_same_time_never_overlap() {
        for seed in 0..50 {
            let draw = |i: u64, below: u64| (mix(seed, i) % below) as usize;
            let lives: Vec<Life> = (0..20)
                .map(|i| life(draw(3 * i, 40), draw(3 * i + 1, 20)..draw(3 * i + 1, 20) + draw(3 * i + 2, 6)))
                .collect();
            let (places, floats) = layout(&lives);
            for (i, a) in lives.iter().enumerate() {
                assert!(places[i].len() == a.floats && places[i].end <= floats);
                for (j, b) in lives.iter().enumerate().take(i) {
                    let together = a.steps.start <= b.steps.end && b.steps.start <= a.steps.end;
                    let overlap = places[i].start < places[j].end && places[j].start < places[i].end;
                    assert!(!(together && overlap), "seed {seed}: {i} and {j}");
                }
            }
        }
    }
}
