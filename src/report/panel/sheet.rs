//! The panel of one run and one image, beside the regular runs of its strides.

use std::sync::Arc;

use crate::batch::BatchLabels;
use crate::data::{Class, Dataset, Normalisation};
use crate::error::{Error, Kind, Result};
use crate::experiment::Run;
use crate::mask::View;
use crate::models::Downsampling;
use crate::panel::{self, Panel, Tile};
use crate::results::Store;
use crate::runner::{ImagePrediction, predict_image};

/// A panel and what it lacks.
pub struct Sheet {
    /// To be drawn.
    pub panel: Panel,
    /// A sentence for each run that could not be shown beside it.
    pub missing: Vec<String>,
}

/// Draws the panel: image, labels, mask and cells; then predictions and errors from coarse to fine.
///
/// # Errors
/// When the run's own weights are not in the store, others are damaged, or the image cannot be read.
pub fn sheet(
    run: &Run,
    beside: &[&Run],
    images: &Arc<dyn Dataset>,
    index: usize,
    store: &Store,
) -> Result<Sheet> {
    let own = predict_image(run, images, index, store)?;
    let mut missing = Vec::new();
    let mut seen: Vec<(&Run, ImagePrediction)> = Vec::new();
    for other in beside {
        match predict_image(other, images, index, store) {
            Ok(found) => seen.push((other, found)),
            Err(error) if error.kind() == Kind::NotHere => {
                missing.push(format!("without {}: {}", other.variant, error.what()));
            }
            Err(error) => return Err(error),
        }
    }
    // The coarse one, the run itself, the fine one.
    let place = seen.iter().filter(|(other, _)| stride(other) > own.stride).count();
    seen.insert(place, (run, own));
    let drawing = Drawing { run, classes: images.classes(), own: &seen[place].1 };
    let mut panel = Panel { title: title(run, &drawing.own.image.id, index), ..Panel::default() };
    panel.rows.push(drawing.method()?);
    match &drawing.own.labels {
        BatchLabels::Pixels(labels) => {
            let predictions = seen.iter().map(|(run, seen_by)| drawing.prediction(run, seen_by)).collect();
            let errors = seen.iter().map(|(run, seen_by)| drawing.errors(run, seen_by, labels)).collect();
            match seen.len() {
                1 => panel.rows.push([predictions, errors].concat()),
                _ => panel.rows.extend([predictions, errors]),
            }
            panel.legend = drawing.legend();
        }
        BatchLabels::Images(labels) => {
            let label = labels.first().copied().unwrap_or_default();
            panel.lines = seen.iter().map(|(run, seen_by)| drawing.verdict(run, seen_by, label)).collect();
        }
    }
    Ok(Sheet { panel, missing })
}

fn title(run: &Run, id: &str, index: usize) -> String {
    format!("{}, seed {}: image {index} ({id})", run.variant, run.seed)
}

/// The output stride of a regular run.
fn stride(run: &Run) -> usize {
    match &run.settings.downsampling {
        Downsampling::Regular(regular) => regular.output_stride,
        Downsampling::Adaptive(adaptive) => adaptive.fine,
    }
}

/// The image as its mask saw it.
fn view(seen_by: &ImagePrediction) -> View<'_> {
    let image = &seen_by.image;
    View {
        pixels: &image.pixels,
        height: image.height,
        width: image.width,
        labels: image.labels.pixels().map(Vec::as_slice),
        keypoints: &image.keypoints,
    }
}

/// What all tiles share.
struct Drawing<'a> {
    run: &'a Run,
    classes: &'a [Class],
    own: &'a ImagePrediction,
}

impl Drawing<'_> {
    /// The padded image as it looked before it was normalised.
    fn image(&self, seen_by: &ImagePrediction) -> image::RgbImage {
        let own: Normalisation = self.run.settings.preparation().normalisation;
        panel::coloured(&seen_by.image.pixels, (seen_by.image.height, seen_by.image.width), &own)
    }

    fn zoom(&self) -> u32 {
        panel::zoom(self.own.image.content.1 as u32)
    }

    /// A tile of the part that is no padding.
    fn tile(&self, caption: impl Into<String>, picture: &image::RgbImage) -> Tile {
        let picture = panel::cropped(picture, self.own.image.content, self.zoom());
        Tile { caption: caption.into(), picture }
    }

    /// Image, labels, mask and cells.
    fn method(&self) -> Result<Vec<Tile>> {
        let seen_by = self.own;
        let image = self.image(seen_by);
        let size = (seen_by.image.height, seen_by.image.width);
        let mut tiles = vec![self.tile("image", &image)];
        if let BatchLabels::Pixels(labels) = &seen_by.labels {
            let labels: Vec<u16> = labels.iter().map(|&label| u16::from(label)).collect();
            tiles.push(self.tile("labels", &panel::classes(&labels, size, &self.colours())));
        }
        if let Downsampling::Adaptive(adaptive) = &self.run.settings.downsampling {
            let (what, set) = match adaptive.mask.importance(view(seen_by)) {
                Some(mask) => ("importance mask", mask.set),
                None => ("blocks that stay fine", panel::blocks(&seen_by.levels, seen_by.stride, size)),
            };
            tiles.push(self.tile(what, &panel::mask(&image, &set)));
        }
        let coarsest = seen_by.levels.as_slice().iter().max().map_or(0, |&level| usize::from(level));
        let sizes = match coarsest {
            0 => format!("{0}×{0} pixels", seen_by.stride),
            level => format!("{0}×{0} and {1}×{1} pixels", seen_by.stride, seen_by.stride << level),
        };
        let zoom = self.zoom();
        let cells = panel::cells(&image, &seen_by.levels, seen_by.stride, zoom);
        let (height, width) = seen_by.image.content;
        let content = (height * zoom as usize, width * zoom as usize);
        let picture = panel::cropped(&cells, content, 1);
        tiles.push(Tile { caption: format!("cells of {sizes}"), picture });
        if tiles.iter().any(|tile| tile.picture.width() == 0) {
            return Err(Error::new("the image has no pixels").at(&seen_by.image.id));
        }
        Ok(tiles)
    }

    fn prediction(&self, run: &Run, seen_by: &ImagePrediction) -> Tile {
        let size = (seen_by.image.height, seen_by.image.width);
        self.tile(
            format!("{} predicts", run.variant),
            &panel::classes(&seen_by.predicted, size, &self.colours()),
        )
    }

    fn errors(&self, run: &Run, seen_by: &ImagePrediction, own: &[u8]) -> Tile {
        let labels = match &seen_by.labels {
            BatchLabels::Pixels(labels) => labels,
            BatchLabels::Images(_) => own,
        };
        let counted =
            labels.iter().zip(&seen_by.predicted).filter(|(label, _)| **label != crate::data::IGNORED);
        let wrong = counted.clone().filter(|(label, predicted)| u16::from(**label) != **predicted).count();
        let share = 100.0 * wrong as f64 / counted.count().max(1) as f64;
        let drawn = panel::errors(&self.image(seen_by), &seen_by.predicted, labels);
        self.tile(format!("{}: {share:.1} % wrong", run.variant), &drawn)
    }

    /// What a classifier says of the image.
    fn verdict(&self, run: &Run, seen_by: &ImagePrediction, label: u16) -> String {
        let name = |output: u16| {
            let class = seen_by.outputs.all().iter().position(|&own| own == output);
            class
                .and_then(|class| self.classes.get(class))
                .map_or(format!("output {output}"), |c| c.name.clone())
        };
        let predicted = seen_by.predicted.first().copied().unwrap_or_default();
        let verdict = match predicted == label {
            true => "right".to_owned(),
            false => format!("wrong, it is {}", name(label)),
        };
        format!("{} predicts {}: {verdict}", run.variant, name(predicted))
    }

    fn colours(&self) -> Vec<[u8; 3]> {
        panel::class_colours(self.classes)
    }

    fn legend(&self) -> Vec<(String, [u8; 3])> {
        let names = self.classes.iter().map(|class| class.name.clone());
        let classes = names.zip(self.colours());
        classes.chain([("predicted wrong".into(), [200, 20, 30]), ("no label".into(), [0, 0, 0])]).collect()
    }
}
