//! People on the sidewalks and crossing the road.

mod person;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use self::person::Person;
use super::stage::Stage;
use super::street::{KERB_HEIGHT, SIDES, Street};
use crate::data::streets::render::{Vec3, vec3};

/// Adds groups of people to both sidewalks, and some to the road.
pub fn add(stage: &mut Stage, street: &Street, rng: &mut ChaCha8Rng) {
    let amount = stage.settings.people;
    if amount == 0.0 {
        return;
    }
    for side in SIDES {
        let mut z = rng.random_range(4.5..16.0);
        while z < street.end.min(75.0) {
            if !street.is_crossed(z, 0.5) {
                let x = rng.random_range(street.kerb + 0.8..street.line(side) - 0.5);
                add_group(stage, vec3(side * x, KERB_HEIGHT, z), rng);
            }
            z += rng.random_range(3.0..18.0) / amount;
        }
    }
    let zebra = street.crossing.map_or(0.0, |(near, _)| near - 2.5);
    for _ in 0..rng.random_range(0..3) {
        if rng.random::<f32>() < 0.5 * amount {
            let z = if zebra > 0.0 { zebra } else { rng.random_range(12.0..45.0) };
            let x = rng.random_range(-street.kerb..street.kerb);
            Person::draw(rng).put_up(stage, vec3(x, 0.0, z + rng.random_range(-1.0..1.0)));
        }
    }
}

fn add_group(stage: &mut Stage, foot: Vec3, rng: &mut ChaCha8Rng) {
    for place in 0..[1, 1, 1, 2, 2, 3][rng.random_range(0..6)] {
        let beside = vec3(0.55 * place as f32 - 0.3, 0.0, rng.random_range(-0.4..0.4));
        Person::draw(rng).put_up(stage, foot + beside);
    }
}
