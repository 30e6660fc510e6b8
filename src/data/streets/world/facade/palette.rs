//! Colours of walls and shops.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::Pattern;
use crate::data::streets::render::{Colour, grey, rgb};

/// A colour that suits the material.
pub fn wall_colour(pattern: Pattern, rng: &mut ChaCha8Rng) -> Colour {
    let plaster = [
        rgb(226, 214, 190),
        rgb(214, 186, 128),
        rgb(204, 160, 140),
        rgb(236, 232, 226),
        rgb(178, 190, 200),
        rgb(170, 182, 156),
        rgb(190, 120, 96),
        rgb(150, 150, 150),
    ];
    let brick = [rgb(142, 74, 58), rgb(120, 82, 66), rgb(164, 112, 84), rgb(100, 84, 80)];
    let stone = [grey(150), rgb(170, 158, 138), grey(110), rgb(184, 176, 164)];
    let choice: &[Colour] = match pattern {
        Pattern::Plaster => &plaster,
        Pattern::Brick => &brick,
        Pattern::Stone | Pattern::Panels => &stone,
    };
    choice.choose(rng).copied().unwrap_or(plaster[0]) * rng.random_range(0.7..1.1)
}

/// A shop's colour, also used for its awning.
pub fn shop_colour(rng: &mut ChaCha8Rng) -> Colour {
    let colours =
        [rgb(150, 40, 40), rgb(36, 70, 120), rgb(40, 96, 64), rgb(214, 170, 60), grey(60), rgb(180, 90, 40)];
    colours[rng.random_range(0..colours.len())]
}
