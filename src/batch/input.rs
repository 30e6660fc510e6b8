//! From normalised pixels to what a network's weights want.

use crate::data::Normalisation;
use crate::models::Input;

/// Blue, green and red that Caffe's models take away.
const CAFFE_MEAN: [f32; 3] = [104.0, 117.0, 123.0];

/// Converts normalised pixels [rows, 3] in place.
pub(super) fn convert(input: Input, Normalisation { mean, std }: &Normalisation, pixels: &mut [f32]) {
    match input {
        Input::Normalised => {}
        Input::Caffe => {
            for pixel in pixels.chunks_exact_mut(3) {
                let colour = |c: usize| 255.0 * (pixel[c] * std[c] + mean[c]);
                let [red, green, blue] = [0, 1, 2].map(colour);
                let converted = [blue, green, red];
                (0..3).for_each(|c| pixel[c] = converted[c] - CAFFE_MEAN[c]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caffe_gets_blue_first_from_0_to_255_less_its_means() {
        let normalisation = Normalisation::default();
        let Normalisation { mean, std } = &normalisation;
        // Red 255, green 51, blue 0.
        let mut pixels: Vec<f32> = (0..3).map(|c| ([1.0, 0.2, 0.0][c] - mean[c]) / std[c]).collect();
        convert(Input::Caffe, &normalisation, &mut pixels);
        let expected = [-104.0, 51.0 - 117.0, 255.0 - 123.0];
        assert!(pixels.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-3), "{pixels:?}");
    }
}
