//! What kernels are told: each gets one structure, laid out as in the `.cu` file that has the same one. Addresses are
//! the card's; 0 stands for "without".

use std::ffi::c_void;

/// An address in the card's memory.
pub type Address = u64;

/// Which input row each tap of an output row reads (`window.cu`).
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Window {
    pub index: Address,
    pub rows_out: i32,
    pub taps: i32,
    pub kernel: i32,
    pub padding: i32,
    pub dilation: i32,
    pub step: i32,
    pub height: i32,
    pub width: i32,
    pub height_out: i32,
    pub width_out: i32,
}

/// A convolution with what happens where it writes (`conv.cu`).
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conv {
    pub x: Address,
    pub weight: Address,
    pub bias: Address,
    pub residual: Address,
    pub y: Address,
    pub window: Window,
    pub c_in: i32,
    pub c_out: i32,
    pub depth: i32,
    pub columns: i32,
    pub relu: i32,
}

/// A norm by itself (`rows.cu`, as what follows).
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Affine {
    pub x: Address,
    pub center: Address,
    pub scale: Address,
    pub coarse_center: Address,
    pub coarse_scale: Address,
    pub bias: Address,
    pub residual: Address,
    pub y: Address,
    pub cells: Address,
    pub numbers: i64,
    pub channels: i32,
    pub relu: i32,
}

/// max(x, 0).
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectify {
    pub x: Address,
    pub y: Address,
    pub numbers: i64,
}

/// Rows through a window: one, or the largest of several.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pick {
    pub x: Address,
    pub y: Address,
    pub window: Window,
    pub channels: i32,
}

/// A copy into some channels of a wider map.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Insert {
    pub x: Address,
    pub y: Address,
    pub numbers: i64,
    pub channels: i32,
    pub channels_out: i32,
    pub offset: i32,
}

/// The mean of each image.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    pub x: Address,
    pub y: Address,
    pub start: Address,
    pub cells: Address,
    pub channels: i32,
}

/// Bilinear resizing.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resize {
    pub x: Address,
    pub y: Address,
    pub numbers: i64,
    pub channels: i32,
    pub height: i32,
    pub width: i32,
    pub height_out: i32,
    pub width_out: i32,
}

/// A cell, as kernels list them.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    pub image: i32,
    pub y: i32,
    pub x: i32,
    pub level: i32,
}

/// The cells of a batch (`grid.cu`, as what follows).
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cells {
    pub levels: Address,
    pub before: Address,
    pub cell_of: Address,
    pub cells: Address,
    pub lines: i32,
    pub depth: i32,
    pub height: i32,
    pub width: i32,
    pub levels_height: i32,
    pub levels_width: i32,
}

/// A kernel map on cells.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Map {
    pub cell_of: Address,
    pub cells: Address,
    pub results: Address,
    pub index: Address,
    pub rows_out: i32,
    pub kernel: i32,
    pub padding: i32,
    pub dilation: i32,
    pub pitch: i32,
    pub own_pitch: i32,
    pub step: i32,
    pub height: i32,
    pub width: i32,
}

/// Any of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Task {
    Conv(Conv),
    Affine(Affine),
    Rectify(Rectify),
    Pick(Pick),
    Insert(Insert),
    Mean(Mean),
    Resize(Resize),
    Cells(Cells),
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
            Task::Cells(task) => std::ptr::from_ref(task).cast(),
            Task::Map(task) => std::ptr::from_ref(task).cast(),
        }
    }
}
