//! The window of a convolution or pool: which taps it has around the place where it is laid.

/// A k×k window in PyTorch's words: tap (i, j), both from 0 to k−1, lies (i − padding)·dilation rows and
/// (j − padding)·dilation columns away, in steps of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    /// Taps along one side: k.
    pub kernel: usize,
    /// Taps before the one in place.
    pub padding: usize,
    /// Steps of the grid from one tap to the next.
    pub dilation: usize,
}

impl Window {
    /// With as many taps on both sides (k odd): what keeps the size of a feature map.
    pub fn centred(kernel: usize, dilation: usize) -> Self {
        Window { kernel, padding: kernel.saturating_sub(1) / 2, dilation }
    }

    /// Starts where it is laid.
    pub fn unpadded(kernel: usize) -> Self {
        Window { kernel, padding: 0, dilation: 1 }
    }

    /// Does it lead from one regular lattice to a coarser one without leaving positions out?
    pub(crate) fn covers(self, stride: usize, to: usize) -> bool {
        stride > 0 && to.is_multiple_of(stride) && self.dilation == 1 && self.kernel >= to / stride
    }

    /// k².
    pub fn taps(self) -> usize {
        self.kernel * self.kernel
    }

    /// Where the taps lie along one side, in lattice positions, when a step is `pitch` of them.
    pub(super) fn offsets(self, pitch: usize) -> impl Iterator<Item = i64> + Clone {
        let (kernel, padding) = (self.kernel as i64, self.padding as i64);
        (-padding..kernel - padding).map(move |i| i * (self.dilation * pitch) as i64)
    }
}
