//! The pictures of a panel. All are row-major; places outside an image are passed over.

use image::{Rgb, RgbImage, imageops};

use crate::data::{Class, IGNORED, LUMA, Normalisation};
use crate::draw::colours;
use crate::grid::Levels;

/// For classes whose card gives no colour, by class number.
const CLASS_COLOURS: [[u8; 3]; 8] = [
    bytes(colours::BLUE),
    bytes(colours::ORANGE),
    bytes(colours::GREEN),
    bytes(colours::PURPLE),
    bytes(colours::SKY),
    bytes(colours::VERMILION),
    bytes(colours::YELLOW),
    bytes(colours::GREY),
];

/// Where a mask is set.
const SET: [u8; 3] = bytes(colours::VERMILION);
const WRONG: [u8; 3] = [200, 20, 30];
const UNLABELLED: [u8; 3] = [150, 160, 175];

const fn bytes((red, green, blue): colours::Rgb) -> [u8; 3] {
    [red, green, blue]
}

/// The colour of each class, by class number.
pub fn class_colours(classes: &[Class]) -> Vec<[u8; 3]> {
    let own = |(number, class): (usize, &Class)| {
        class.colour.unwrap_or(CLASS_COLOURS[number % CLASS_COLOURS.len()])
    };
    classes.iter().enumerate().map(own).collect()
}

/// A normalised image, [height·width, 3], as it looked before.
pub fn coloured(pixels: &[f32], (height, width): (usize, usize), own: &Normalisation) -> RgbImage {
    let mut image = RgbImage::new(width as u32, height as u32);
    for (target, pixel) in image.pixels_mut().zip(pixels.chunks_exact(3)) {
        let value =
            |c: usize| (255.0 * (pixel[c] * own.std[c] + own.mean[c])).round().clamp(0.0, 255.0) as u8;
        target.0 = [value(0), value(1), value(2)];
    }
    image
}

/// The upper left part of so many rows and columns, enlarged by a whole number.
pub fn cropped(image: &RgbImage, (height, width): (usize, usize), zoom: u32) -> RgbImage {
    let (width, height) = ((width as u32).min(image.width()), (height as u32).min(image.height()));
    let part = imageops::crop_imm(image, 0, 0, width, height).to_image();
    imageops::resize(&part, width * zoom, height * zoom, imageops::FilterType::Nearest)
}

/// The image in grey, with what is set in colour.
pub fn mask(image: &RgbImage, set: &[bool]) -> RgbImage {
    painted(image, |place| set.get(place).copied().unwrap_or(false).then_some((SET, 0.6)))
}

/// Where the lattice keeps its fine resolution, per pixel of an image of this width.
pub fn blocks(levels: &Levels, stride: usize, (height, width): (usize, usize)) -> Vec<bool> {
    let at = |y: usize, x: usize| {
        let (y, x) = (y / stride, x / stride);
        y < levels.height() && x < levels.width() && levels.at(y, x) == 0
    };
    (0..height * width).map(|place| at(place / width, place % width)).collect()
}

/// Every cell at its size, in the mean colour of what it covers, on the image enlarged by `zoom`.
pub fn cells(image: &RgbImage, levels: &Levels, stride: usize, zoom: u32) -> RgbImage {
    let mut drawn = cropped(image, (image.height() as usize, image.width() as usize), zoom);
    for y in 0..levels.height() {
        for x in 0..levels.width() {
            let side = 1usize << levels.at(y, x);
            if y % side == 0 && x % side == 0 {
                let pixels = (side * stride) as u32 * zoom;
                let corner = ((x * stride) as u32 * zoom, (y * stride) as u32 * zoom);
                cell(&mut drawn, corner, pixels);
            }
        }
    }
    drawn
}

fn cell(drawn: &mut RgbImage, (left, top): (u32, u32), side: u32) {
    let (right, bottom) = ((left + side).min(drawn.width()), (top + side).min(drawn.height()));
    if left >= right || top >= bottom {
        return;
    }
    let mut sum = [0u64; 3];
    for y in top..bottom {
        for x in left..right {
            let pixel = drawn.get_pixel(x, y).0;
            (0..3).for_each(|c| sum[c] += u64::from(pixel[c]));
        }
    }
    let count = u64::from(right - left) * u64::from(bottom - top);
    let mean = sum.map(|sum| (sum / count) as u8);
    let border = mean.map(|value| (u16::from(value) * 3 / 5) as u8);
    for y in top..bottom {
        for x in left..right {
            let colour = if x == left || y == top { border } else { mean };
            drawn.put_pixel(x, y, Rgb(colour));
        }
    }
}

/// Classes in their colours; black where there is none.
pub fn classes(of: &[u16], (height, width): (usize, usize), colours: &[[u8; 3]]) -> RgbImage {
    let mut image = RgbImage::new(width as u32, height as u32);
    for (pixel, &class) in image.pixels_mut().zip(of) {
        pixel.0 = colours.get(usize::from(class)).copied().unwrap_or_default();
    }
    image
}

/// The image in grey with wrongly predicted pixels in red, and those that have no label in blue-grey.
pub fn errors(image: &RgbImage, predicted: &[u16], labels: &[u8]) -> RgbImage {
    painted(image, |place| {
        let (&predicted, &label) = (predicted.get(place)?, labels.get(place)?);
        match label {
            IGNORED => Some((UNLABELLED, 0.8)),
            label => (u16::from(label) != predicted).then_some((WRONG, 0.9)),
        }
    })
}

/// The image in light grey; some pixels are painted over with a colour to a share.
fn painted(image: &RgbImage, paint: impl Fn(usize) -> Option<([u8; 3], f32)>) -> RgbImage {
    let mut drawn = image.clone();
    for (place, pixel) in drawn.pixels_mut().enumerate() {
        let [red, green, blue] = pixel.0.map(f32::from);
        let grey = 110.0 + 0.55 * (LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue);
        let mix = |colour: u8, share: f32| (share * f32::from(colour) + (1.0 - share) * grey) as u8;
        pixel.0 = match paint(place) {
            Some((colour, share)) => colour.map(|channel| mix(channel, share)),
            None => [grey as u8; 3],
        };
    }
    drawn
}
