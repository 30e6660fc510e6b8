//! Scores at the size of the labels that they are held against.

use crate::batch::BatchLabels;
use crate::data::{Prepared, Scored};
use crate::kernels::rows::resize::Bilinear;

/// Where the scores of an image are held against labels.
pub(super) struct Target {
    /// Of the network's scores, padding included.
    padded: [usize; 2],
    /// Of them without padding.
    content: [usize; 2],
    scored: Option<Scored>,
}

impl Target {
    /// Takes what it needs out of an image that becomes a batch.
    pub(super) fn of(image: &mut Prepared) -> Self {
        let content = [image.content.0, image.content.1];
        Target { padded: [image.height, image.width], content, scored: image.scored.take() }
    }

    /// Labels, their height and width, and a row of scores for each: the network's own, or resized without their padding.
    pub(super) fn hold(self, labels: BatchLabels, scores: Vec<f32>) -> (BatchLabels, [usize; 2], Vec<f32>) {
        let Some(Scored { size, labels }) = self.scored else { return (labels, self.padded, scores) };
        let classes = scores.len() / (self.padded[0] * self.padded[1]).max(1);
        let (from, to) = (self.padded[1] * classes, self.content[1] * classes);
        let lines = scores.chunks_exact(from.max(1)).take(self.content[0]);
        let inside: Vec<f32> = lines.flat_map(|line| &line[..to]).copied().collect();
        let mut resized = vec![0.0; size[0] * size[1] * classes];
        let [from, to] = [self.content, size].map(|[height, width]| (height, width));
        Bilinear::new(classes, from, to).forward(&inside, &mut resized);
        (BatchLabels::Pixels(labels), size, resized)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_lose_their_padding_and_take_the_size_of_the_labels() {
        // Two rows and three columns, of which a row and a column are padding; two classes.
        let scores = vec![1.0, 10.0, 3.0, 30.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0];
        let scored = Some(Scored { size: [1, 4], labels: vec![0, 1, 0, 1] });
        let target = Target { padded: [2, 3], content: [1, 2], scored };
        let (labels, size, resized) = target.hold(BatchLabels::Pixels(vec![7; 6]), scores);
        assert_eq!((labels, size), (BatchLabels::Pixels(vec![0, 1, 0, 1]), [1, 4]));
        assert_eq!(resized, [1.0, 10.0, 1.5, 15.0, 2.5, 25.0, 3.0, 30.0]);
    }

    #[test]
    fn scores_of_the_networks_own_size_stay_as_they_are() {
        let target = Target { padded: [1, 2], content: [1, 1], scored: None };
        let labels = BatchLabels::Pixels(vec![0, 255]);
        assert_eq!(target.hold(labels.clone(), vec![1.0, 2.0]), (labels, [1, 2], vec![1.0, 2.0]));
    }
}
