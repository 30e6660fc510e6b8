//! What a classifier says of an image: its best classes with their probabilities.

use crate::batch::Outputs;
use crate::data::Class;
use crate::evaluate::Competing;
use crate::text::csv;

/// So many classes of each image are written.
const BEST: usize = 5;

/// Names of outputs, and which of them compete.
pub(super) struct Ranking<'a> {
    pub classes: &'a [Class],
    pub outputs: &'a Outputs,
    pub competing: Competing,
}

impl Ranking<'_> {
    pub fn header() -> String {
        csv::line(["image", "rank", "class", "probability"])
    }

    /// A line for each of the best classes of an image, from a score for each output; the probabilities of all outputs that
    /// compete add up to 1 (softmax).
    pub fn lines(&self, image: &str, scores: &[f32]) -> String {
        let competes = |output: u16| match self.competing {
            Competing::All => true,
            Competing::Classes => self.outputs.all().contains(&output),
        };
        let scores = (0u16..).zip(scores).map(|(output, &score)| (output, f64::from(score)));
        let mut ranked: Vec<(u16, f64)> = scores.filter(|(output, _)| competes(*output)).collect();
        // Of equal scores the first output is the best, as in evaluation: the sort is stable.
        ranked.sort_by(|(_, one), (_, two)| two.total_cmp(one));
        let largest = ranked.first().map_or(0.0, |(_, score)| *score);
        let sum: f64 = ranked.iter().map(|(_, score)| (score - largest).exp()).sum();
        let line = |(rank, (output, score)): (usize, &(u16, f64))| {
            let probability = (score - largest).exp() / sum;
            csv::line([
                csv::Cell::from(image),
                rank.into(),
                self.name(*output).into(),
                format!("{probability:.6}").into(),
            ])
        };
        (1..).zip(ranked.iter().take(BEST)).map(line).collect()
    }

    fn name(&self, output: u16) -> String {
        let number = self.outputs.all().iter().position(|&own| own == output);
        let class = number.and_then(|number| self.classes.get(number));
        class.map_or_else(|| format!("output {output}"), |class| class.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(name: &str, output: u16) -> Class {
        Class { name: name.into(), colour: None, id: None, folder: None, output: Some(output) }
    }

    #[test]
    fn the_best_classes_come_first_with_softmax_over_what_competes() {
        let classes = [class("cat", 2), class("dog", 0)];
        let outputs = Outputs::new(Some(3), &classes).unwrap();
        let lines = |competing| {
            let ranking = Ranking { classes: &classes, outputs: &outputs, competing };
            ranking.lines("a/b.png", &[1.0, 2.0, 1.0])
        };
        // e/(e + 2) and 1/(e + 2).
        insta::assert_snapshot!(lines(Competing::All), @"
        a/b.png,1,output 1,0.576117
        a/b.png,2,dog,0.211942
        a/b.png,3,cat,0.211942
        ");
        insta::assert_snapshot!(lines(Competing::Classes), @"
        a/b.png,1,dog,0.500000
        a/b.png,2,cat,0.500000
        ");
    }

    #[test]
    fn no_more_than_five_are_written_and_large_scores_stay_finite() {
        let outputs = Outputs::new(Some(9), &[]).unwrap();
        let ranking = Ranking { classes: &[], outputs: &outputs, competing: Competing::All };
        let scores: Vec<f32> = (0..9).map(|score| 1e4 * score as f32).collect();
        let lines = ranking.lines("a", &scores);
        assert_eq!(lines.lines().count(), 5);
        assert!(lines.starts_with("a,1,output 8,1.000000\na,2,output 7,0.000000\n"), "{lines}");
    }
}
