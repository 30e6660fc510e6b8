//! How good predictions are, counted over whole data sets, and what each task is judged by. Knows label maps and
//! kinds of sequences, nothing of networks.

mod by_class;
mod classification;
mod counted;
mod matching;
mod metric;
mod scores;
mod segmentation;
mod task;
mod terms;

pub use by_class::ByClass;
pub use classification::Ranks;
pub use counted::{Counted, Counts};
pub use matching::Accuracies;
pub use metric::{Better, Metric};
pub use scores::Scores;
pub use segmentation::{Confusion, IGNORED, PixelCounts};
pub use task::Task;
pub use terms::{ByImage, Terms};
