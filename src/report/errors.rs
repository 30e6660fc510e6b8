//! Where segmentation networks err: fine and coarse places, by their distance to the border between resolutions.

use std::sync::Arc;

use crate::batch::BatchLabels;
use crate::data::{Dataset, IGNORED};
use crate::error::{Error, Result};
use crate::experiment::Run;
use crate::grid::Levels;
use crate::results::{Spread, Store};
use crate::runner::{ImagePrediction, predict_images};
use crate::text::Format;
use crate::text::markdown::{self, Side};
use crate::text::quantity::{Scale, Unit};
use crate::text::terminal;

/// Farthest lattice positions of each class of distances but the last, which has no end.
const FARTHEST: [usize; 3] = [1, 2, 4];
/// Classes of distances, and one for images without a border.
const DISTANCES: usize = FARTHEST.len() + 2;
/// Fine places and others.
const PLACES: usize = 2 * DISTANCES;

/// A variant and its runs by seed, in the order of the seeds of the variant whose cells divide the pixels.
pub struct Compared<'a> {
    /// Name of the variant.
    pub variant: &'a str,
    /// One run for each seed.
    pub runs: Vec<&'a Run>,
}

/// Shares of wrong pixels by place.
pub struct Errors {
    /// By place: its share of all labelled pixels.
    shares: [f64; PLACES],
    /// By variant: of each place the spread over seeds; `None` where there is no such place.
    variants: Vec<(String, [Option<Spread>; PLACES + 1])>,
}

/// Labelled pixels and wrong ones by place.
type Counts = [[u64; 2]; PLACES];

/// Predicts all images with every run; the cells of the first variant's runs say which place a pixel has.
///
/// # Errors
/// When weights are not in the store, an image cannot be read, or a run sees images of another size.
pub fn errors(
    compared: &[Compared<'_>],
    images: &Arc<dyn Dataset>,
    store: &Store,
    done: &mut dyn FnMut(),
) -> Result<Errors> {
    let seeds = compared.first().map_or(0, |first| first.runs.len());
    let mut counts = vec![Vec::with_capacity(seeds); compared.len()];
    for seed in 0..seeds {
        let mut places: Vec<Places> = Vec::with_capacity(images.len());
        for (variant, counts) in compared.iter().zip(&mut counts) {
            let Some(run) = variant.runs.get(seed) else { continue };
            let (mut counted, mut number) = (Counts::default(), 0);
            predict_images(run, images, 0..images.len(), store, &mut |image| {
                if places.len() == number {
                    places.push(Places::of(&image));
                }
                places[number].count(&image, &mut counted)?;
                number += 1;
                done();
                Ok(())
            })?;
            counts.push(counted);
        }
    }
    Ok(Errors::of(compared, &counts))
}

/// The place of every lattice position of an image.
struct Places {
    /// Pixels per position.
    stride: usize,
    /// Positions in a line.
    width: usize,
    /// Height and width of the image without padding, in pixels.
    content: [usize; 2],
    place: Vec<usize>,
}

impl Places {
    fn of(image: &ImagePrediction) -> Self {
        let levels = &image.levels;
        let distances = levels.distances_to_border();
        let place = |position: usize| {
            let distance = match &distances {
                None => DISTANCES - 1,
                Some(distances) => {
                    FARTHEST.iter().filter(|&&farthest| distances[position] > farthest).count()
                }
            };
            distance + if is_fine(levels, position) { 0 } else { DISTANCES }
        };
        let place = (0..levels.as_slice().len()).map(place).collect();
        let content = [image.image.content.0, image.image.content.1];
        Places { stride: image.stride, width: levels.width(), content, place }
    }

    fn count(&self, image: &ImagePrediction, counts: &mut Counts) -> Result<()> {
        let BatchLabels::Pixels(labels) = &image.labels else {
            return Err(Error::new("only a segmentation errs pixel by pixel"));
        };
        // Padding differs with the strides and blocks of a network; what is in the image does not.
        let (height, width) = image.image.content;
        if [height, width] != self.content {
            return Err(Error::new("a run sees its images in another size")
                .at(&image.image.id)
                .help("compare runs whose images have one size"));
        }
        let columns = image.image.width;
        for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
            let (label, predicted) = (labels[y * columns + x], image.predicted[y * columns + x]);
            let position = (y / self.stride) * self.width + x / self.stride;
            // An unpadded lattice may end before the image does.
            let Some(&place) = self.place.get(position).filter(|_| x / self.stride < self.width) else {
                continue;
            };
            if label != IGNORED {
                counts[place][0] += 1;
                counts[place][1] += u64::from(u16::from(label) != predicted);
            }
        }
        Ok(())
    }
}

fn is_fine(levels: &Levels, position: usize) -> bool {
    levels.as_slice()[position] == 0
}

impl Errors {
    fn of(compared: &[Compared<'_>], counts: &[Vec<Counts>]) -> Self {
        let pixels = |of: &dyn Fn(usize) -> u64| (0..PLACES).map(of).sum::<u64>() as f64;
        let first = counts.first().map_or(&[][..], Vec::as_slice);
        let at = |place: usize| first.iter().map(|counted| counted[place][0]).sum::<u64>();
        let all = pixels(&at);
        let spread = |runs: &[Counts], share: &dyn Fn(&Counts) -> Option<f64>| {
            Spread::of(&runs.iter().filter_map(share).collect::<Vec<f64>>())
        };
        let variants = compared.iter().zip(counts).map(|(variant, runs)| {
            let spreads = std::array::from_fn(|place| match place {
                PLACES => spread(runs, &|counted| ratio(counted.iter())),
                _ => spread(runs, &|counted| ratio(std::iter::once(&counted[place]))),
            });
            (variant.variant.to_owned(), spreads)
        });
        Errors { shares: std::array::from_fn(|place| at(place) as f64 / all), variants: variants.collect() }
    }

    /// As a table of shares of wrong pixels, in percent, for a terminal or as Markdown.
    pub fn table(&self, format: Format, columns: Option<usize>) -> String {
        let variants = self.variants.iter().map(|(variant, _)| variant.clone());
        let header: Vec<String> =
            ["pixels".to_owned(), "share (%)".to_owned()].into_iter().chain(variants).collect();
        let lines = (0..PLACES).filter(|&place| self.shares[place] > 0.0).map(|place| {
            self.line(name(place), &Scale::of(Unit::Percent, []).number(self.shares[place]), place)
        });
        let lines: Vec<Vec<String>> = lines.chain([self.line("all".into(), "100.0", PLACES)]).collect();
        if format == Format::Markdown {
            let sides = std::iter::once(Side::Left).chain(std::iter::repeat(Side::Right));
            let mut table = markdown::Table::new(header.iter().zip(sides));
            lines.iter().for_each(|line| table.line(line));
            return table.compact();
        }
        let mut table = terminal::table(&header, 1);
        for line in lines {
            table.add_row(line);
        }
        format!("{}\n", table.fitted(columns))
    }

    fn line(&self, name: String, share: &str, place: usize) -> Vec<String> {
        let scale = Scale::of(Unit::Percent, []);
        let cell = |spread: &Option<Spread>| {
            spread.map_or("–".to_owned(), |spread| scale.spread(spread.mean, spread.deviation))
        };
        let cells = self.variants.iter().map(|(_, spreads)| cell(&spreads[place]));
        [name, share.to_owned()].into_iter().chain(cells).collect()
    }
}

/// Wrong pixels of labelled ones.
fn ratio<'a>(counts: impl Iterator<Item = &'a [u64; 2]>) -> Option<f64> {
    let [labelled, wrong] = counts.fold([0, 0], |sum: [u64; 2], one| [sum[0] + one[0], sum[1] + one[1]]);
    (labelled > 0).then(|| wrong as f64 / labelled as f64)
}

/// "coarse, 3–4 from a fine one".
fn name(place: usize) -> String {
    let (own, other) = if place < DISTANCES { ("fine", "coarse") } else { ("coarse", "fine") };
    let distance = place % DISTANCES;
    if distance == DISTANCES - 1 {
        return format!("{own}, no {other} place in the image");
    }
    let nearest = distance.checked_sub(1).map_or(1, |before| FARTHEST[before] + 1);
    match FARTHEST.get(distance) {
        Some(&farthest) if farthest == nearest => format!("{own}, {nearest} from a {other} place"),
        Some(farthest) => format!("{own}, {nearest}–{farthest} from a {other} place"),
        None => format!("{own}, {nearest} or more from a {other} place"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_by_level_and_distance() {
        let names: Vec<String> = (0..PLACES).map(name).collect();
        assert_eq!(
            names[..3],
            ["fine, 1 from a coarse place", "fine, 2 from a coarse place", "fine, 3–4 from a coarse place"]
        );
        assert_eq!(
            names[3..6],
            [
                "fine, 5 or more from a coarse place",
                "fine, no coarse place in the image",
                "coarse, 1 from a fine place"
            ]
        );
    }

    #[test]
    fn shares_are_of_labelled_pixels_and_spread_over_seeds() {
        let mut counts = [Counts::default(); 2];
        (counts[0][0], counts[0][8]) = ([10, 1], [30, 9]);
        (counts[1][0], counts[1][8]) = ([10, 3], [30, 9]);
        let compared = [Compared { variant: "edges", runs: Vec::new() }];
        let errors = Errors::of(&compared, &[counts.to_vec()]);
        insta::assert_snapshot!(errors.table(Format::Markdown, None), @"
        | pixels | share (%) | edges |
        |---|---:|---:|
        | fine, 1 from a coarse place | 25.0 | 20.0 ± 14.1 |
        | coarse, 5 or more from a fine place | 75.0 | 30.0 ± 0.0 |
        | all | 100.0 | 27.5 ± 3.5 |
        ");
    }
}
