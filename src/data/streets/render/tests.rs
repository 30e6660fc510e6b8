//! Geometry and light on scenes small enough to work out by hand.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::data::streets::class::Class;

/// 30×30 pixels, looking along z from the origin; at a depth of 10 m a pixel is 1/3 m wide.
fn camera() -> Camera {
    let (width, height) = (30 * SAMPLES, 30 * SAMPLES);
    let (right, up, forward) = (vec3(1.0, 0.0, 0.0), vec3(0.0, 1.0, 0.0), vec3(0.0, 0.0, 1.0));
    Camera { eye: vec3(0.0, 0.0, 0.0), right, up, forward, focal: width as f32, width, height }
}

fn noon() -> Light {
    Light {
        towards: vec3(0.0, 1.0, 0.0),
        sun: grey(255),
        ambient: grey(90),
        zenith: grey(200),
        horizon: grey(200),
        clouds: 0.0,
        cloud_seed: 0,
        haze: 0.0,
    }
}

fn plain() -> Sensor {
    Sensor { exposure: 1.0, balance: vec3(1.0, 1.0, 1.0), blur: 0.0, vignette: 0.0, noise: 0.0 }
}

/// An upright square of a class, 10 m in front, from (x, y), sides in metres.
fn board(class: Class, x: f32, y: f32, side: f32, depth: f32) -> Surface {
    let (across, up) = (vec3(1.0, 0.0, 0.0), vec3(0.0, 1.0, 0.0));
    let rectangle = Rectangle { corner: vec3(x, y, depth), across, up, width: side, height: side };
    Surface::solid(rectangle, move |_, _| Paint::matt(grey(120), class))
}

fn labels(surfaces: &[Surface]) -> image::GrayImage {
    photograph(&camera(), surfaces, &noon(), &plain(), &mut ChaCha8Rng::seed_from_u64(0)).1
}

#[test]
fn a_square_covers_exactly_the_pixels_whose_centres_it_covers() {
    // 0 to 2 m at 10 m: six pixels right of and above the middle.
    let labels = labels(&[board(Class::Car, 0.0, 0.0, 2.0, 10.0)]);
    for (x, y, label) in labels.enumerate_pixels() {
        let inside = (15..21).contains(&x) && (9..15).contains(&y);
        assert_eq!(label[0] == Class::Car.label_id(), inside, "at {x}, {y}");
    }
}

#[test]
fn what_is_nearer_hides_what_is_farther_in_either_order() {
    let (near, far) = (board(Class::Person, 0.0, 0.0, 1.0, 5.0), board(Class::Car, 0.0, 0.0, 4.0, 10.0));
    for surfaces in [[near.clone(), far.clone()], [far, near]] {
        assert_eq!(labels(&surfaces).get_pixel(17, 12)[0], Class::Person.label_id());
    }
}

#[test]
fn a_hole_shows_what_is_behind() {
    let across = vec3(1.0, 0.0, 0.0);
    let rectangle =
        Rectangle { corner: vec3(0.0, 0.0, 5.0), across, up: vec3(0.0, 1.0, 0.0), width: 1.0, height: 1.0 };
    let ring = Surface::cut_out(rectangle, |u, _| (u > 0.5).then(|| Paint::matt(grey(9), Class::Pole)));
    let labels = labels(&[ring, board(Class::Building, 0.0, 0.0, 4.0, 10.0)]);
    assert_eq!(labels.get_pixel(16, 12)[0], Class::Building.label_id());
    assert_eq!(labels.get_pixel(19, 12)[0], Class::Pole.label_id());
}

#[test]
fn a_rectangle_that_passes_behind_the_camera_is_cut_there() {
    let (across, up) = (vec3(1.0, 0.0, 0.0), vec3(0.0, 0.0, 1.0));
    let corner = vec3(-50.0, -1.0, -50.0);
    let ground = Rectangle { corner, across, up, width: 100.0, height: 5000.0 };
    let labels = labels(&[Surface::solid(ground, |_, _| Paint::matt(grey(90), Class::Road))]);
    assert!((0..30).all(|x| labels.get_pixel(x, 29)[0] == Class::Road.label_id()));
    assert!((0..30).all(|x| labels.get_pixel(x, 14)[0] == Class::Sky.label_id()));
}

#[test]
fn ground_under_a_roof_lies_in_shadow() {
    let level = |y: f32, left: f32, width: f32| {
        let (across, up) = (vec3(1.0, 0.0, 0.0), vec3(0.0, 0.0, 1.0));
        let rectangle = Rectangle { corner: vec3(left, y, 1.0), across, up, width, height: 30.0 };
        Surface::solid(rectangle, |_, _| Paint::matt(grey(120), Class::Road))
    };
    // The roof lies above the camera's view and over the right half of the ground.
    let surfaces = [level(-1.0, -20.0, 40.0).shadowless(), level(20.0, 0.0, 20.0)];
    let (image, _) = photograph(&camera(), &surfaces, &noon(), &plain(), &mut ChaCha8Rng::seed_from_u64(0));
    let (lit, dark) = (image.get_pixel(7, 25)[0], image.get_pixel(22, 25)[0]);
    assert!(dark as f32 * 1.5 < lit as f32, "{dark} in the shadow, {lit} in the sun");
}
