//! Cross-entropy of class scores.

use rayon::prelude::*;

use super::{CHUNK_ELEMENTS, chunk_rows, exponential::exp_of_negative};

/// The labels of the rows of a map of class scores.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'a> {
    /// One class number < classes, or `ignored`, per row.
    pub of_rows: &'a [u16],
    /// The label of rows that do not count.
    pub ignored: u16,
    /// Columns of the map.
    pub classes: usize,
}

impl Labels<'_> {
    /// The sum of −log softmax(logits)[label] over the rows that count.
    pub fn loss(&self, logits: &[f32]) -> f64 {
        let step = chunk_rows(self.classes);
        let chunks = logits.par_chunks(step * self.classes).zip(self.of_rows.par_chunks(step));
        let loss = |buffer: &mut Vec<f32>, (logits, of_rows): (&[f32], &[u16])| {
            buffer.resize(logits.len(), 0.0);
            Labels { of_rows, ..*self }.exponentials(logits, buffer, |_, _, _| {})
        };
        let losses: Vec<f64> = chunks.map_init(|| Vec::with_capacity(CHUNK_ELEMENTS), loss).collect();
        losses.iter().sum()
    }

    /// As [`Self::loss`]; `gradient` takes factor · (softmax − one-hot), and zeros in rows that do not count.
    pub fn loss_and_gradient(&self, logits: &[f32], factor: f32, gradient: &mut [f32]) -> f64 {
        let step = chunk_rows(self.classes);
        let chunks = logits.par_chunks(step * self.classes).zip(self.of_rows.par_chunks(step));
        let losses: Vec<f64> = chunks
            .zip(gradient.par_chunks_mut(step * self.classes))
            .map(|((logits, of_rows), gradient)| {
                Labels { of_rows, ..*self }.exponentials(logits, gradient, |label, sum, row| match label {
                    Some(label) => {
                        row.iter_mut().for_each(|value| *value *= factor / sum);
                        row[label] -= factor;
                    }
                    None => row.fill(0.0),
                })
            })
            .collect();
        losses.iter().sum()
    }

    /// The loss of a chunk; `buffer` takes exp(logit − the row's largest logit), and `row` is called with the
    /// label (unless ignored), the sum and the exponentials of each row.
    fn exponentials(
        &self,
        logits: &[f32],
        buffer: &mut [f32],
        mut row: impl FnMut(Option<usize>, f32, &mut [f32]),
    ) -> f64 {
        subtract_maxima(logits, self.classes, buffer);
        let label = |label: u16| (label != self.ignored).then_some(label as usize);
        let mut loss = 0.0;
        for (values, &of_row) in buffer.chunks_exact(self.classes).zip(self.of_rows) {
            loss -= label(of_row).map_or(0.0, |label| f64::from(values[label]));
        }
        exponentiate(buffer);
        for (values, &of_row) in buffer.chunks_exact_mut(self.classes).zip(self.of_rows) {
            let (label, sum) = (label(of_row), values.iter().sum::<f32>());
            loss += label.map_or(0.0, |_| f64::from(sum.ln()));
            row(label, sum, values);
        }
        loss
    }
}

vectorized! {
    fn subtract_maxima(x: &[f32], columns: usize, y: &mut [f32]) {
        for (y, x) in y.chunks_exact_mut(columns).zip(x.chunks_exact(columns)) {
            let largest = x.iter().fold(f32::NEG_INFINITY, |largest, &x| if x > largest { x } else { largest });
            y.iter_mut().zip(x).for_each(|(y, x)| *y = x - largest);
        }
    }
}

vectorized! {
    fn exponentiate(x: &mut [f32]) {
        x.iter_mut().for_each(|x| *x = exp_of_negative(*x));
    }
}
