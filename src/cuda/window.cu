// Which input row each tap of an output row reads: looked up in a kernel map, or reckoned on a regular lattice.

struct Window {
  const int* index;  // [rows_out, taps], −1 outside; null where rows are reckoned
  int rows_out;
  int taps;
  int kernel;  // 0: row i reads row i
  // The rest serves lattices only.
  int padding;
  int dilation;
  int step;  // input positions per output position, along one side
  int height;
  int width;
  int height_out;
  int width_out;
};

// Where the window of one output row lies, in as few registers as it takes.
struct Laid {
  int row;       // the output row itself, or on a lattice the first row of its image; −1 reads nothing
  unsigned at;  // y · 2¹⁶ + x on a lattice
};

__device__ __forceinline__ Laid lay(const Window& window, int row) {
  if (row >= window.rows_out) return {-1, 0};
  if (window.index || window.kernel == 0) return {row, 0};
  int line = row / window.width_out;
  int image = line / window.height_out;
  int y = (line - image * window.height_out) * window.step;
  int x = (row - line * window.width_out) * window.step;
  return {image * window.height * window.width, static_cast<unsigned>(y) << 16 | static_cast<unsigned>(x)};
}

// The row that a tap reads, −1 outside.
__device__ __forceinline__ int row_of(const Window& window, const Laid& laid, int tap) {
  if (laid.row < 0 || tap >= window.taps) return -1;
  if (window.index) return window.index[static_cast<long long>(laid.row) * window.taps + tap];
  if (window.kernel == 0) return laid.row;
  int line = tap / window.kernel;
  int y = static_cast<int>(laid.at >> 16) + (line - window.padding) * window.dilation;
  int x = static_cast<int>(laid.at & 0xffff) + (tap - line * window.kernel - window.padding) * window.dilation;
  bool inside = y >= 0 && y < window.height && x >= 0 && x < window.width;
  return inside ? laid.row + y * window.width + x : -1;
}
