//! What is allowed but worth knowing before a run.

use super::Settings;
use super::variant::Resolved;

/// One line for each note, with the variants that it concerns.
pub(super) fn notes(variants: &[Resolved]) -> Vec<String> {
    let mut notes: Vec<(String, Vec<&str>)> = Vec::new();
    for variant in variants {
        for note in notes_of(&variant.settings) {
            match notes.iter_mut().find(|(known, _)| *known == note) {
                Some((_, names)) => names.push(&variant.name),
                None => notes.push((note, vec![&variant.name])),
            }
        }
    }
    notes.into_iter().map(|(note, names)| format!("{note} ({})", names.join(", "))).collect()
}

fn notes_of(settings: &Settings) -> Vec<String> {
    let (crop, image) = (settings.crop_size(), settings.image_size());
    let same_images = (settings.data.train.as_ref() == Some(&settings.data.val))
        .then(|| "training and validation use the same images".to_string());
    let notes = [padded("crops", crop, settings), padded("images", image, settings), outgrown(settings)];
    notes.into_iter().chain([same_images]).flatten().collect()
}

fn padded(what: &str, sides: Option<[usize; 2]>, settings: &Settings) -> Option<String> {
    let multiple = settings.network.resolution(&settings.downsampling).ok()?.multiple();
    let [height, width] = sides?;
    let [to_height, to_width] = [height, width].map(|side| side.next_multiple_of(multiple));
    ([to_height, to_width] != [height, width]).then(|| {
        format!(
            "{what} of {height}×{width} pixels are padded to {to_height}×{to_width}, multiples of {multiple}; \
             the padding counts in no loss and no metric"
        )
    })
}

/// A crop that no image fills.
fn outgrown(settings: &Settings) -> Option<String> {
    let ([crop_height, crop_width], [height, width]) = (settings.augmentation.crop?, settings.data.resize?);
    let larger = crop_height > height || crop_width > width;
    (larger && settings.augmentation.scale.is_none()).then(|| {
        format!(
            "crops of {crop_height}×{crop_width} pixels are larger than the images of {height}×{width}; the \
             rest counts in no loss"
        )
    })
}
