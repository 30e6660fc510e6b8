//! From the network's outputs for the pixels of a padded image to label maps and overlays of the image as it is on disk.

use image::{GrayImage, RgbImage};

use crate::batch::Outputs;
use crate::data::Class;
use crate::panel::class_colours;
use crate::{Error, Result};

/// The folder of overlays beside the label maps.
pub const OVERLAYS: &str = "overlays";

/// How the classes of a data set are written, by the network's output.
pub(super) struct Labelling(Vec<Option<Written>>);

#[derive(Clone, Copy)]
struct Written {
    id: u8,
    colour: [u8; 3],
}

impl Labelling {
    pub fn new(classes: &[Class], outputs: &Outputs) -> Self {
        let mut written = vec![None; outputs.count()];
        let colours = class_colours(classes);
        for (((number, class), colour), &output) in (0u8..).zip(classes).zip(colours).zip(outputs.all()) {
            if let Some(place) = written.get_mut(usize::from(output)) {
                *place = Some(Written { id: class.label_id(number), colour });
            }
        }
        Labelling(written)
    }

    fn written(&self, output: u16) -> Result<Written> {
        let written = self.0.get(usize::from(output)).copied().flatten();
        written.ok_or_else(|| {
            Error::new(format!("the network predicts output {output}, which stands for no class"))
        })
    }

    /// The label ids of the data set's own files.
    ///
    /// # Errors
    /// When an output stands for no class.
    pub fn ids(&self, predicted: &Predicted) -> Result<GrayImage> {
        let mut ids = GrayImage::new(predicted.width, predicted.height);
        for (pixel, &output) in ids.pixels_mut().zip(&predicted.outputs) {
            pixel.0 = [self.written(output)?.id];
        }
        Ok(ids)
    }

    /// The image, each pixel mixed half and half with the colour of its class.
    ///
    /// # Errors
    /// When an output stands for no class.
    pub fn overlay(&self, predicted: &Predicted, image: &RgbImage) -> Result<RgbImage> {
        let mut drawn = image.clone();
        for (pixel, &output) in drawn.pixels_mut().zip(&predicted.outputs) {
            let colour = self.written(output)?.colour;
            for (value, colour) in pixel.0.iter_mut().zip(colour) {
                *value = value.midpoint(colour);
            }
        }
        Ok(drawn)
    }
}

/// The output for each pixel of an image at its own size.
pub(super) struct Predicted {
    width: u32,
    height: u32,
    /// [height·width]
    outputs: Vec<u16>,
}

impl Predicted {
    /// Cuts the padding off (what is left is `content`, height and width, of rows of `stride` pixels) and takes for each pixel
    /// of the image the nearest one that was predicted.
    pub fn new(padded: &[u16], stride: usize, content: (usize, usize), image: &RgbImage) -> Self {
        let (width, height) = image.dimensions();
        let nearest = |place: u32, of: u32, among: usize| {
            ((2 * place as usize + 1) * among / (2 * (of as usize).max(1))).min(among.saturating_sub(1))
        };
        let columns: Vec<usize> = (0..width).map(|x| nearest(x, width, content.1)).collect();
        let mut outputs = Vec::with_capacity(width as usize * height as usize);
        for y in 0..height {
            let row = padded.get(nearest(y, height, content.0) * stride..).unwrap_or_default();
            outputs.extend(columns.iter().filter_map(|&column| row.get(column)));
        }
        Predicted { width, height, outputs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelling() -> Labelling {
        let class = |name: &str, id, colour| Class {
            name: name.into(),
            colour: Some(colour),
            id,
            folder: None,
            output: None,
        };
        let classes = [class("road", Some(7), [100, 0, 200]), class("sky", None, [255; 3])];
        Labelling::new(&classes, &Outputs::of_classes(&classes))
    }

    #[test]
    fn padding_is_cut_off_and_classes_are_written_as_the_cards_ids() {
        let image = RgbImage::new(3, 2);
        let padded = [0, 1, 0, 9, 1, 1, 0, 9, 9, 9, 9, 9];
        let predicted = Predicted::new(&padded, 4, (2, 3), &image);
        assert_eq!(labelling().ids(&predicted).unwrap().into_raw(), [7, 1, 7, 1, 1, 7]);
    }

    #[test]
    fn a_resized_image_gets_a_label_map_of_its_own_size_from_the_nearest_pixels() {
        let predicted = Predicted::new(&[0, 1, 9, 9], 2, (1, 2), &RgbImage::new(5, 3));
        let row = [7, 7, 1, 1, 1];
        assert_eq!(labelling().ids(&predicted).unwrap().into_raw(), [row, row, row].concat());
        let shrunk = Predicted::new(&[0, 0, 1, 1, 1, 1], 6, (1, 6), &RgbImage::new(2, 1));
        assert_eq!(labelling().ids(&shrunk).unwrap().into_raw(), [7, 1]);
    }

    #[test]
    fn an_overlay_is_half_image_and_half_class() {
        let image = RgbImage::from_pixel(2, 1, image::Rgb([200, 101, 0]));
        let predicted = Predicted::new(&[0, 1], 2, (1, 2), &image);
        let drawn = labelling().overlay(&predicted, &image).unwrap();
        assert_eq!(drawn.into_raw(), [150, 50, 100, 227, 178, 127]);
    }

    #[test]
    fn an_output_without_a_class_is_an_error_and_no_id() {
        let predicted = Predicted::new(&[2], 1, (1, 1), &RgbImage::new(1, 1));
        let error = labelling().ids(&predicted).unwrap_err();
        assert_eq!(error.what(), "the network predicts output 2, which stands for no class");
    }
}
