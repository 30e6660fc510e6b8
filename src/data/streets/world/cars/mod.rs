//! Cars at the kerb and on the road, and the bonnet of the camera's own.

mod body;
mod car;
mod profile;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use self::body::{Body, paint_colour};
use self::car::Car;
use super::stage::Stage;
use super::street::{SIDES, Street};
use crate::data::streets::class::Class;
use crate::data::streets::render::{Camera, Paint, Rectangle, Surface};

/// Adds parked cars where there is a parking strip, and traffic in both lanes.
pub fn add(stage: &mut Stage, street: &Street, rng: &mut ChaCha8Rng) {
    let amount = stage.settings.cars;
    for side in SIDES {
        if street.parking(side) > 0.0 {
            park(stage, street, side, amount * rng.random_range(0.15..0.8), rng);
        }
    }
    if amount > 0.0 {
        drive(stage, street, 1.0, amount, rng);
        drive(stage, street, -1.0, amount, rng);
    }
}

/// Fills a share of the bays at one kerb.
fn park(stage: &mut Stage, street: &Street, side: f32, share: f32, rng: &mut ChaCha8Rng) {
    let mut z = rng.random_range(4.5..10.0);
    while z < street.end.min(120.0) {
        if rng.random::<f32>() < share && !street.is_crossed(z, 6.0) {
            let body = Body::draw(rng);
            let x = side * (street.kerb - body.width / 2.0 - rng.random_range(0.15..0.4));
            let ahead = if rng.random_bool(0.9) { side } else { -side };
            Car { body, x, z, ahead, yaw: rng.random_range(-0.03..0.03), lit: false }.put_up(stage);
        }
        z += 5.6;
    }
}

/// Traffic on one side of the road, following in its own direction.
fn drive(stage: &mut Stage, street: &Street, side: f32, amount: f32, rng: &mut ChaCha8Rng) {
    let lane = (street.kerb - street.parking(side)) * 0.5;
    let mut z = rng.random_range(7.0..45.0);
    while z < street.end.min(130.0) {
        let (x, yaw) = (side * lane + rng.random_range(-0.3..0.3), rng.random_range(-0.02..0.02));
        Car { body: Body::draw(rng), x, z, ahead: side, yaw, lit: rng.random_bool(0.3) }.put_up(stage);
        // Cars don't stand in each other, however many are wanted.
        z += (rng.random_range(8.0..45.0) / amount).max(6.0);
    }
}

/// Adds the bonnet that the camera sees of its own car, on three of four cars.
pub fn add_bonnet(stage: &mut Stage, camera: &Camera, rng: &mut ChaCha8Rng) {
    if rng.random_bool(0.25) {
        return;
    }
    let colour = paint_colour(rng) * 0.5;
    // A card half a metre ahead, as wide as the view and as high as the part of it that is hidden.
    let distance = 0.5;
    let metres = |samples: usize| samples as f32 / camera.focal * distance;
    let (width, view, bulge) = (metres(camera.width), metres(camera.height), rng.random_range(0.03..0.085));
    let height = view * bulge;
    let corner =
        camera.eye + camera.forward * distance - camera.right * (width / 2.0) - camera.up * (view / 2.0);
    let rectangle = Rectangle { corner, across: camera.right, up: camera.up, width, height };
    stage.surfaces.push(
        Surface::cut_out(rectangle, move |u, v| {
            let out = (u / width * 2.0 - 1.0).powi(2);
            let shine = Paint::matt(colour, Class::EgoVehicle).gloss(0.1).tilt(0.0, 0.8);
            (v < height * (1.0 - 0.75 * out)).then_some(shine)
        })
        .shadowless(),
    );
}
