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
    let multiple = settings.pixel_multiple();
    let padded = |what: &str, sides: Option<[usize; 2]>| {
        let [height, width] = sides?;
        let [to_height, to_width] = [height, width].map(|side| side.next_multiple_of(multiple));
        let grows = (to_height, to_width) != (height, width);
        grows.then(|| {
            format!(
                "{what} of {height}×{width} pixels are padded to {to_height}×{to_width}, multiples of \
                 {multiple}; the padding counts in no loss and no metric"
            )
        })
    };
    let same = (settings.data.train == settings.data.val)
        .then(|| "training and validation use the same images".to_string());
    [padded("crops", settings.augmentation.crop), padded("images", settings.data.resize), same]
        .into_iter()
        .flatten()
        .collect()
}
