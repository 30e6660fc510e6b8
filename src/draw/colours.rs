//! Colours that colour-blind people can tell apart, and words in them that can be read.

/// Red, green, blue.
pub type Rgb = (u8, u8, u8);

// The palette of Okabe and Ito, and a grey.
pub const BLUE: Rgb = (0x00, 0x72, 0xB2);
pub const SKY: Rgb = (0x56, 0xB4, 0xE9);
pub const GREEN: Rgb = (0x00, 0x9E, 0x73);
pub const VERMILION: Rgb = (0xD5, 0x5E, 0x00);
pub const ORANGE: Rgb = (0xE6, 0x9F, 0x00);
pub const PURPLE: Rgb = (0xCC, 0x79, 0xA7);
pub const YELLOW: Rgb = (0xF0, 0xE4, 0x42);
pub const GREY: Rgb = (0x80, 0x80, 0x80);

/// As many lines as can be told apart on white, in the order in which they are given out.
pub const LINES: [Rgb; 8] = [BLUE, SKY, GREEN, VERMILION, ORANGE, PURPLE, (0x00, 0x00, 0x00), GREY];

/// More colours, less easy to tell from those.
pub const MORE: [Rgb; 5] =
    [(0x7B, 0x61, 0xC9), (0x8C, 0x6D, 0x31), (0xB2, 0x22, 0x22), (0x2E, 0x8B, 0x8B), (0x9A, 0x9A, 0x00)];

/// So many parts or lines without families have colours of their own.
pub const COLOURS: usize = PARTS.len() + MORE.len();

/// What parts and lines without families are given first.
const PARTS: [Rgb; 7] = [BLUE, VERMILION, GREEN, PURPLE, SKY, ORANGE, GREY];

/// The colour of line or part number so and so, in a chart without families.
pub fn colour(number: usize) -> Rgb {
    PARTS.into_iter().chain(MORE).nth(number % COLOURS).unwrap_or(GREY)
}

/// A colour as dark as words on white must be to be read: a contrast of at least 4.5, as WCAG asks.
pub fn legible(colour: Rgb) -> Rgb {
    let darker = |(red, green, blue): Rgb| {
        let less = |channel: u8| (u16::from(channel) * 15 / 16) as u8;
        (less(red), less(green), less(blue))
    };
    let mut colour = colour;
    while 1.05 / (luminance(colour) + 0.05) < 4.5 {
        colour = darker(colour);
    }
    colour
}

/// From 0, black, to 1, white, as WCAG defines it.
fn luminance((red, green, blue): Rgb) -> f64 {
    let linear = |channel: u8| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_dark_enough_to_be_read_on_white() {
        assert_eq!(legible(BLUE), BLUE);
        for colour in [SKY, ORANGE, YELLOW, (255, 255, 255)] {
            let contrast = 1.05 / (luminance(legible(colour)) + 0.05);
            assert!((4.5..5.3).contains(&contrast), "{colour:?}: {contrast}");
        }
        assert!((luminance((255, 255, 255)) - 1.0).abs() < 1e-9 && luminance((0, 0, 0)) == 0.0);
    }
}
