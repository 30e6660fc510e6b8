//! What kernels are told: each gets one structure, laid out as in the `.cu` file that has the same one. Addresses are
//! the GPU's; 0 stands for "without".

use std::ffi::c_void;

/// An address in the GPU's memory.
pub type Address = u64;

/// Which input row each tap of an output row reads (`window.cu`).
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Window {
    /// [rows_out, taps] of `i32`, −1 outside the image; 0 where the kernel computes the rows.
    pub index: Address,
    /// Rows of the result.
    pub rows_out: i32,
    /// Rows that each of them reads.
    pub taps: i32,
    /// Taps along one side on a regular lattice; 0 where row i reads row i, or `index` tells the rows.
    pub kernel: i32,
    /// Taps before the one in place, along one side; this and what follows serve regular lattices only.
    pub padding: i32,
    /// Input positions from one tap to the next.
    pub dilation: i32,
    /// Input positions per output position, along one side.
    pub step: i32,
    /// Height of the input lattice, in positions.
    pub height: i32,
    /// Width of the input lattice, in positions.
    pub width: i32,
    /// Height of the output lattice, in positions.
    pub height_out: i32,
    /// Width of the output lattice, in positions.
    pub width_out: i32,
}

/// A convolution with what happens where it writes (`conv.cu`).
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conv {
    /// [rows_in, c_in].
    pub x: Address,
    /// [depth, columns] words of one float, or [depth / 2, columns] of two bfloat16 of neighbouring depths.
    pub weight: Address,
    /// [columns]; 0 without.
    pub bias: Address,
    /// Added before the ReLU, [rows_out, c_out]; 0 without.
    pub residual: Address,
    /// The result, [rows_out, c_out].
    pub y: Address,
    /// Which input rows each row of the result reads.
    pub window: Window,
    /// Channels of the input.
    pub c_in: i32,
    /// Channels of the result.
    pub c_out: i32,
    /// taps · c_in, rounded up to whole steps of the product; the weight is 0 in what is added.
    pub depth: i32,
    /// c_out, rounded up to whole tiles of the product; the weight is 0 in what is added.
    pub columns: i32,
    /// 1 where ReLU follows, else 0.
    pub relu: i32,
}

/// A norm by itself (`rows.cu`, as what follows).
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Affine {
    /// [rows, channels].
    pub x: Address,
    /// Subtracted first, [channels].
    pub center: Address,
    /// What the difference is multiplied by, [channels].
    pub scale: Address,
    /// As `center`, for cells above level 0; 0 where all levels share one.
    pub coarse_center: Address,
    /// As `scale`, for cells above level 0; 0 where all levels share one.
    pub coarse_scale: Address,
    /// Added to the product, [channels].
    pub bias: Address,
    /// Added before the ReLU, [rows, channels]; 0 without.
    pub residual: Address,
    /// The result, [rows, channels].
    pub y: Address,
    /// The [`Cell`] of every row, whose level is asked for; 0 where all levels share one norm.
    pub cells: Address,
    /// Numbers of the result: rows · channels.
    pub numbers: i64,
    /// Channels of both maps.
    pub channels: i32,
    /// 1 where ReLU follows, else 0.
    pub relu: i32,
}

/// max(x, 0).
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectify {
    /// `numbers` floats.
    pub x: Address,
    /// The result, as many.
    pub y: Address,
    /// Numbers of the result: rows · channels.
    pub numbers: i64,
}

/// Rows through a window: one, or the largest or the mean of several.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pick {
    /// [rows_in, channels].
    pub x: Address,
    /// The result, [rows_out, channels].
    pub y: Address,
    /// Which input rows each row of the result reads.
    pub window: Window,
    /// Channels of both maps.
    pub channels: i32,
}

/// A copy into some channels of a wider map.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Insert {
    /// [rows, channels].
    pub x: Address,
    /// The wider map, [rows, channels_out].
    pub y: Address,
    /// Numbers that are copied: rows · channels.
    pub numbers: i64,
    /// Channels that are copied.
    pub channels: i32,
    /// Channels of the wider map.
    pub channels_out: i32,
    /// The channel of the wider map that the first one goes to.
    pub offset: i32,
}

/// The mean of each image.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// [rows, channels].
    pub x: Address,
    /// The means, [images, channels].
    pub y: Address,
    /// [images + 1] of `i32`: the first row of each image, then the number of rows.
    pub start: Address,
    /// The [`Cell`] of every row, whose area is its weight; 0 where all areas are equal.
    pub cells: Address,
    /// Channels of both maps.
    pub channels: i32,
}

/// Bilinear resizing.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resize {
    /// [images · height · width, channels].
    pub x: Address,
    /// The result, [images · height_out · width_out, channels].
    pub y: Address,
    /// Numbers of the result.
    pub numbers: i64,
    /// Channels of both maps.
    pub channels: i32,
    /// Height of the input lattice, in positions.
    pub height: i32,
    /// Width of the input lattice, in positions.
    pub width: i32,
    /// Height of the output lattice, in positions.
    pub height_out: i32,
    /// Width of the output lattice, in positions.
    pub width_out: i32,
}

/// A convolution in groups with what happens where it writes (`channels.cu`, as what follows).
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grouped {
    /// [rows_in, c_in].
    pub x: Address,
    /// [taps · inner, c_out].
    pub weight: Address,
    /// [c_out]; 0 without.
    pub bias: Address,
    /// Added before the ReLU, [rows_out, c_out]; 0 without.
    pub residual: Address,
    /// The result, [rows_out, c_out].
    pub y: Address,
    /// Which input rows each row of the result reads.
    pub window: Window,
    /// Channels of the input.
    pub c_in: i32,
    /// Channels of the result.
    pub c_out: i32,
    /// Input channels of a group.
    pub inner: i32,
    /// Output channels of a group.
    pub outer: i32,
    /// 1 where ReLU follows, else 0.
    pub relu: i32,
    /// What follows all of it: the number of an activation, 0 for none.
    pub activation: i32,
}

/// An activation by itself.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Activate {
    /// `numbers` floats.
    pub x: Address,
    /// The result, as many; it may be `x`.
    pub y: Address,
    /// Numbers of the result: rows · channels.
    pub numbers: i64,
    /// Its number.
    pub activation: i32,
}

/// A norm over the channels of every row.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerNorm {
    /// [rows, channels].
    pub x: Address,
    /// What normalised numbers are multiplied by, [channels].
    pub weight: Address,
    /// Added in the end, [channels].
    pub bias: Address,
    /// The result, [rows, channels].
    pub y: Address,
    /// Rows of both maps.
    pub rows: i32,
    /// Channels of both maps.
    pub channels: i32,
    /// Added to the variance.
    pub eps: f32,
}

/// Rows times the factors of their image.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaleImages {
    /// [rows, channels].
    pub x: Address,
    /// [images, channels].
    pub factors: Address,
    /// The result, [rows, channels].
    pub y: Address,
    /// The [`Cell`] of every row, whose image is asked for; 0 where all images have as many rows.
    pub cells: Address,
    /// Numbers of the result: rows · channels.
    pub numbers: i64,
    /// Channels of both maps.
    pub channels: i32,
    /// Rows of each image, where there are no cells.
    pub rows_of_image: i32,
}

/// Two maps added.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sum {
    /// `numbers` floats.
    pub a: Address,
    /// As many.
    pub b: Address,
    /// The result, as many.
    pub y: Address,
    /// Numbers of the result: rows · channels.
    pub numbers: i64,
}

/// The means of the parts of each image.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridMean {
    /// [images · height · width, channels].
    pub x: Address,
    /// The means, [images, channels · side²].
    pub y: Address,
    /// Numbers of the result.
    pub numbers: i64,
    /// Channels of the input.
    pub channels: i32,
    /// Height of the lattice, in positions.
    pub height: i32,
    /// Width of the lattice, in positions.
    pub width: i32,
    /// Parts along one side.
    pub side: i32,
}

/// A cell, as kernels list them.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// Number of its image in the batch.
    pub image: i32,
    /// Row of its centre, in lattice positions.
    pub y: i32,
    /// Column of its centre, in lattice positions.
    pub x: i32,
    /// Its effective level l: it is 2^l lattice positions wide and high.
    pub level: i32,
}

/// The cells of a batch (`grid.cu`, as what follows).
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cells {
    /// A byte for each place, [images, levels_height, levels_width].
    pub levels: Address,
    /// Written: [lines + 1] of `i32`, the cells before each line of boxes, then all of them.
    pub before: Address,
    /// Written: the row of the cell at each position, [images, height, width] of `i32`; −1 where none is.
    pub cell_of: Address,
    /// Written: the [`Cell`] of every row.
    pub cells: Address,
    /// Lines of boxes, some of them empty: images · (depth + 1) · height.
    pub lines: i32,
    /// Adaptive downsampling steps that the network has passed.
    pub depth: i32,
    /// Height of the lattice of the fine stride, in positions.
    pub height: i32,
    /// Width of the lattice of the fine stride, in positions.
    pub width: i32,
    /// Rows of `levels`; no fewer than the lattice has.
    pub levels_height: i32,
    /// Columns of `levels`; no fewer than the lattice has.
    pub levels_width: i32,
}

/// A kernel map on cells.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Map {
    /// The row of the cell at each position at the depth that is read, [images, height, width] of `i32`.
    pub cell_of: Address,
    /// The [`Cell`] of every row at the depth that is read.
    pub cells: Address,
    /// The [`Cell`] of every row at the depth that is written.
    pub results: Address,
    /// The map, [rows_out, taps] of `i32`, −1 outside the image.
    pub index: Address,
    /// Rows at the depth that is written.
    pub rows_out: i32,
    /// Taps along one side.
    pub kernel: i32,
    /// Taps before the one in place, along one side.
    pub padding: i32,
    /// Steps from one tap to the next.
    pub dilation: i32,
    /// Lattice positions of a step, or the fewest with `own_pitch`; for pools the depth that is written.
    pub pitch: i32,
    /// 1 where a step is at least as wide as the cell that it starts from, else 0.
    pub own_pitch: i32,
    /// 1 where the depth that is written is the one after that which is read, else 0.
    pub step: i32,
    /// Height of the lattice of the fine stride, in positions.
    pub height: i32,
    /// Width of the lattice of the fine stride, in positions.
    pub width: i32,
}

/// Any of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Task {
    /// Of the kernels in `conv.cu`.
    Conv(Conv),
    /// Of `affine`.
    Affine(Affine),
    /// Of `rectify`.
    Rectify(Rectify),
    /// Of `gather`, which takes one row, and `max_pool` and `mean_pool`, which take the largest and the mean of several.
    Pick(Pick),
    /// Of `insert`.
    Insert(Insert),
    /// Of `mean`.
    Mean(Mean),
    /// Of `resize`.
    Resize(Resize),
    /// Of `grouped`.
    Grouped(Grouped),
    /// Of `activate`.
    Activate(Activate),
    /// Of `layer_norm`.
    LayerNorm(LayerNorm),
    /// Of `scale_images`.
    ScaleImages(ScaleImages),
    /// Of `sum`.
    Sum(Sum),
    /// Of `grid_mean`.
    GridMean(GridMean),
    /// Of `count_cells`, `sum_cells` and `list_cells`, in this order.
    Cells(Cells),
    /// Of the kernels in `grid.cu` that list maps, such as `map_window`.
    Map(Map),
}

impl Task {
    /// Where the structure begins.
    pub fn pointer(&self) -> *const c_void {
        match self {
            Task::Conv(task) => std::ptr::from_ref(task).cast(),
            Task::Affine(task) => std::ptr::from_ref(task).cast(),
            Task::Rectify(task) => std::ptr::from_ref(task).cast(),
            Task::Pick(task) => std::ptr::from_ref(task).cast(),
            Task::Insert(task) => std::ptr::from_ref(task).cast(),
            Task::Mean(task) => std::ptr::from_ref(task).cast(),
            Task::Resize(task) => std::ptr::from_ref(task).cast(),
            Task::Grouped(task) => std::ptr::from_ref(task).cast(),
            Task::Activate(task) => std::ptr::from_ref(task).cast(),
            Task::LayerNorm(task) => std::ptr::from_ref(task).cast(),
            Task::ScaleImages(task) => std::ptr::from_ref(task).cast(),
            Task::Sum(task) => std::ptr::from_ref(task).cast(),
            Task::GridMean(task) => std::ptr::from_ref(task).cast(),
            Task::Cells(task) => std::ptr::from_ref(task).cast(),
            Task::Map(task) => std::ptr::from_ref(task).cast(),
        }
    }
}
