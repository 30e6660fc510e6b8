//! Rows of houses along the street, and what closes the view at its end.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::facade::{Facade, shop_colour};
use super::stage::{Stage, wall};
use super::street::{KERB_HEIGHT, Plot, Street, Use};
use crate::data::streets::class::Class;
use crate::data::streets::render::{Colour, Paint, Rectangle, Surface, Vec3, lattice, rgb, vec3};

/// How far houses reach back from the street, in metres.
const DEPTH: f32 = 11.0;

/// Adds a house to every plot that holds one, and houses across the street's end.
pub fn add(stage: &mut Stage, street: &Street, rng: &mut ChaCha8Rng) {
    for plot in street.plots.iter().filter(|plot| plot.holds == Use::House) {
        add_house(stage, street, plot, rng);
    }
    if rng.random_bool(0.6) {
        close(stage, street, rng);
    }
    add_skyline(stage, street, rng);
}

fn add_house(stage: &mut Stage, street: &Street, plot: &Plot, rng: &mut ChaCha8Rng) {
    let facade = Facade::draw(plot.far - plot.near, stage.settings.texture, rng);
    let line = street.line(plot.side) + rng.random_range(0.0..0.5);
    let place = |x: f32, y: f32, z: f32| vec3(plot.side * x, KERB_HEIGHT + y, z);
    let (near, far, height) = (plot.near, plot.far, facade.height);
    let (front, side) = (facade.clone(), facade.clone());
    stage.wall(place(line, 0.0, near), place(line, 0.0, far), height, move |u, v| front.front(u, v));
    stage.wall(place(line, 0.0, near), place(line + DEPTH, 0.0, near), height, move |u, v| side.plain(u, v));
    stage.wall(place(line, 0.0, far), place(line + DEPTH, 0.0, far), height, {
        let side = facade.clone();
        move |u, v| side.plain(u, v)
    });
    if rng.random_bool(0.6) {
        add_roof(stage, place(line, height, near), plot.side, far - near, &facade, rng);
    }
    if rng.random_bool(0.3) {
        add_awning(stage, place(line, 2.5, near), plot, rng);
    }
}

/// A gabled roof: the slope above the street, the gable towards the camera, and chimneys.
fn add_roof(stage: &mut Stage, eave: Vec3, side: f32, width: f32, facade: &Facade, rng: &mut ChaCha8Rng) {
    let rise = rng.random_range(2.0..4.5);
    let half = DEPTH / 2.0;
    let slope = vec3(side * half, rise, 0.0);
    let tiles = [rgb(132, 62, 44), rgb(96, 60, 52), rgb(74, 74, 80), rgb(112, 92, 78)];
    let tile = tiles[rng.random_range(0..tiles.len())] * rng.random_range(0.8..1.2);
    let (seed, texture) = (rng.random(), stage.settings.texture);
    let along = vec3(0.0, 0.0, 1.0);
    let rectangle =
        Rectangle { corner: eave, across: along, up: slope.unit(), width, height: slope.length() };
    stage.surfaces.push(Surface::solid(rectangle, move |u, v| {
        let row = (v / 0.35).floor();
        let shade = lattice((u / 0.3).floor() as i32, row as i32, seed) - 0.5;
        let lap = if v / 0.35 - row < 0.2 { -0.25 } else { 0.0 };
        Paint::matt(tile * (1.0 + texture * (0.35 * shade + lap)).max(0.2), Class::Building)
    }));
    let gable = facade.clone();
    let outer = eave + vec3(side * DEPTH, 0.0, 0.0);
    stage.surfaces.push(Surface::cut_out(wall(eave, outer, rise), move |u, v| {
        let inside = v < rise * (1.0 - (u / half - 1.0).abs());
        inside.then(|| gable.plain(u, v + gable.height))
    }));
    for _ in 0..rng.random_range(0..3) {
        let foot = eave + slope * 0.9 + along * (width * rng.random_range(0.1..0.8));
        add_chimney(stage, foot - vec3(0.0, 0.5, 0.0), side, tile * 0.8);
    }
}

fn add_chimney(stage: &mut Stage, foot: Vec3, side: f32, colour: Colour) {
    let brick = move |_: f32, v: f32| Paint::matt(colour * if v > 1.5 { 0.6 } else { 1.0 }, Class::Building);
    stage.wall(foot, foot + vec3(side * 0.7, 0.0, 0.0), 1.7, brick);
    stage.wall(foot, foot + vec3(0.0, 0.0, 0.7), 1.7, brick);
}

/// A striped cloth over the sidewalk.
fn add_awning(stage: &mut Stage, foot: Vec3, plot: &Plot, rng: &mut ChaCha8Rng) {
    let (colour, striped) = (shop_colour(rng), rng.random_bool(0.5));
    let width = (plot.far - plot.near) * rng.random_range(0.3..0.9);
    let fall = vec3(-plot.side * 1.3, -0.5, 0.0);
    let corner = foot + vec3(0.0, 0.5, rng.random_range(0.0..(plot.far - plot.near - width)));
    let rectangle =
        Rectangle { corner, across: vec3(0.0, 0.0, 1.0), up: fall.unit(), width, height: fall.length() };
    stage.surfaces.push(Surface::solid(rectangle, move |u, _| {
        let white = striped && u.rem_euclid(0.8) < 0.4;
        Paint::matt(if white { rgb(225, 220, 210) } else { colour }, Class::Building)
    }));
}

/// A house across the end of the street.
fn close(stage: &mut Stage, street: &Street, rng: &mut ChaCha8Rng) {
    let half = street.line[0].max(street.line[1]) + 1.0;
    let facade = Facade::draw(2.0 * half, stage.settings.texture, rng);
    let foot = |x: f32| vec3(x, 0.0, street.end + 9.0);
    stage.wall(foot(-half), foot(half), facade.height, move |u, v| facade.front(u, v));
}

/// Distant houses between which the horizon shows, and the backs of blocks beside gardens.
fn add_skyline(stage: &mut Stage, street: &Street, rng: &mut ChaCha8Rng) {
    for side in [-1.0, 1.0] {
        let mut z = 10.0;
        while z < 230.0 {
            let width = rng.random_range(10.0..30.0);
            let facade = Facade::draw(width, stage.settings.texture, rng);
            let x = side * (street.line(side) + rng.random_range(24.0..34.0));
            let (front, height) = (facade.clone(), facade.height);
            stage.wall(vec3(x, 0.0, z), vec3(x, 0.0, z + width), height, move |u, v| front.front(u, v));
            let back = vec3(x + side * width, 0.0, z);
            stage.wall(vec3(x, 0.0, z), back, height, move |u, v| facade.front(u, v));
            z += width + rng.random_range(0.0..12.0);
        }
    }
    let mut x = -70.0;
    while x < 70.0 {
        let width = rng.random_range(8.0..24.0);
        let facade = Facade::draw(width, stage.settings.texture, rng);
        let foot = vec3(x, 0.0, 230.0);
        let top = facade.height * rng.random_range(0.6..1.6);
        stage.wall(foot, foot + vec3(width, 0.0, 0.0), top, move |u, v| facade.front(u, v));
        x += width;
    }
}
