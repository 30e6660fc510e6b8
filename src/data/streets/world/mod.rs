//! What stands in a street, and where: each file adds one kind of thing to the stage.

mod buildings;
mod cars;
mod facade;
mod furniture;
mod people;
mod road;
mod signs;
mod stage;
mod street;
mod vegetation;
mod weather;

pub use cars::add_bonnet;
pub use stage::Stage;
pub use street::Street;
pub use weather::{draw_camera, draw_light, draw_sensor};

use rand_chacha::ChaCha8Rng;

/// Fills the stage with a whole street.
pub fn build(stage: &mut Stage, street: &Street, rng: &mut ChaCha8Rng) {
    road::add(stage, street, rng);
    buildings::add(stage, street, rng);
    vegetation::add(stage, street, rng);
    furniture::add(stage, street, rng);
    signs::add(stage, street, rng);
    cars::add(stage, street, rng);
    people::add(stage, street, rng);
}
