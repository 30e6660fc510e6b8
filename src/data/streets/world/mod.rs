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

/// Adds one kind of thing.
type Add = fn(&mut Stage, &Street, &mut ChaCha8Rng);

/// Fills the stage with a whole street. Each kind of thing draws from a stream of its own, so that more
/// signs, say, leave the houses as they are.
pub fn build(stage: &mut Stage, street: &Street, rng: &ChaCha8Rng) {
    let kinds: [Add; 7] =
        [road::add, buildings::add, vegetation::add, furniture::add, signs::add, cars::add, people::add];
    for (add, stream) in kinds.into_iter().zip(1..) {
        let mut own = rng.clone();
        own.set_stream(stream);
        add(stage, street, &mut own);
    }
}
