//! Memory that goes from one feature map to the next.

/// A buffer is taken for a larger need than it was made for never, and for a smaller one only down to this
/// share: a large buffer kept busy by a small feature map would have to be made once more.
const SMALLEST_SHARE: usize = 2;

/// Buffers that are free.
#[derive(Default)]
pub(super) struct Buffers(Vec<Vec<f32>>);

impl Buffers {
    /// A buffer of `length` floats with any values.
    pub(super) fn take(&mut self, length: usize) -> Vec<f32> {
        let fits = |buffer: &Vec<f32>| buffer.len() >= length && buffer.len() / SMALLEST_SHARE <= length;
        let best = self.0.iter().enumerate().filter(|(_, buffer)| fits(buffer)).min_by_key(|(_, b)| b.len());
        match best.map(|(number, _)| number) {
            Some(number) => {
                let mut buffer = self.0.swap_remove(number);
                buffer.truncate(length);
                buffer
            }
            None => vec![0.0; length],
        }
    }

    /// Bytes of all free buffers.
    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|buffer| buffer.capacity() * size_of::<f32>()).sum()
    }

    /// Gives a buffer back.
    pub(super) fn give(&mut self, buffer: Vec<f32>) {
        self.0.push(buffer);
    }
}
