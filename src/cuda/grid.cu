// The cells of a batch at one depth, from its levels, and the kernel maps on them (METHOD section 4): in the order of
// the CPU's, image by image, level by level, each level in raster order of its boxes.

// One line of boxes of one level in one image. Lines are numbered image by image, level by level, top to bottom.
struct Cells {
  const unsigned char* levels;  // [images, levels_height, levels_width]
  int* before;                  // [lines + 1]: cells of a line, then those before it
  int* cell_of;                 // [images, height, width], −1 where no cell is
  Cell* cells;                  // [rows]
  int lines;
  int depth;
  int height;
  int width;
  int levels_height;
  int levels_width;
};

struct Line {
  int image;
  int level;
  int top;  // first line of the lattice
  bool whole;
};

__device__ __forceinline__ Line line_of(const Cells& task, int number) {
  int per_image = (task.depth + 1) * task.height;
  int level = number % per_image / task.height;
  int top = (number % task.height) << level;
  return {number / per_image, level, top, top + (1 << level) <= task.height};
}

// Does a cell of the line's level begin at this column?
__device__ __forceinline__ bool begins(const Cells& task, const Line& line, int left) {
  if (left + (1 << line.level) > task.width) return false;
  long long at = (static_cast<long long>(line.image) * task.levels_height + line.top) * task.levels_width + left;
  return min(static_cast<int>(task.levels[at]), task.depth) == line.level;
}

// A warp looks at 32 boxes of its line at a time.
template <class Found>
__device__ __forceinline__ int walk(const Cells& task, const Line& line, Found found) {
  int count = 0, lane = threadIdx.x % 32;
  for (int first = 0; line.whole && first << line.level < task.width; first += 32) {
    int left = (first + lane) << line.level;
    bool here = begins(task, line, left);
    unsigned all = __ballot_sync(0xffffffffu, here);
    if (here) found(count + __popc(all & ((1u << lane) - 1)), left);
    count += __popc(all);
  }
  return count;
}

KERNEL(count_cells, Cells, 256) {
  int number = blockIdx.x * 8 + threadIdx.x / 32;
  if (number >= task.lines) return;
  int count = walk(task, line_of(task, number), [](int, int) {});
  if (threadIdx.x % 32 == 0) task.before[number + 1] = count;
  if (number == 0 && threadIdx.x == 0) task.before[0] = 0;
}

// One block: every thread sums a stretch, then all stretches before it.
KERNEL(sum_cells, Cells, 256) {
  SHARED(int, sums);
  int stretch = (task.lines + 255) / 256;
  int from = min(static_cast<int>(threadIdx.x) * stretch, task.lines), to = min(from + stretch, task.lines);
  int sum = 0;
  for (int line = from; line < to; line++) sum += task.before[line + 1];
  sums[threadIdx.x] = sum;
  __syncthreads();
  sum = 0;
  for (int other = 0; other < static_cast<int>(threadIdx.x); other++) sum += sums[other];
  for (int line = from; line < to; line++) task.before[line + 1] = sum += task.before[line + 1];
}

KERNEL(list_cells, Cells, 256) {
  int number = blockIdx.x * 8 + threadIdx.x / 32;
  if (number >= task.lines) return;
  Line line = line_of(task, number);
  int side = 1 << line.level, first = task.before[number];
  walk(task, line, [&](int place, int left) {
    int row = first + place;
    task.cells[row] = {line.image, line.top + side / 2, left + side / 2, line.level};
    for (int y = line.top; y < line.top + side; y++)
      for (int x = left; x < left + side; x++)
        task.cell_of[(static_cast<long long>(line.image) * task.height + y) * task.width + x] = row;
  });
}

// A kernel map from cells at one depth to cells at the same or the next one.
struct Map {
  const int* cell_of;   // of the depth that is read, [images, height, width]
  const Cell* cells;    // of the depth that is read
  const Cell* results;  // of the depth that is written
  int* index;           // [rows_out, taps]
  int rows_out;
  int kernel;
  int padding;
  int dilation;
  int pitch;     // lattice positions of a step, and the least of them
  int own_pitch;  // a step is at least as wide as the cell it starts from
  int step;      // is the depth that is written the next one?
  int height;
  int width;
};

__device__ __forceinline__ int cell_at(const Map& task, int image, int y, int x) {
  if (y < 0 || y >= task.height || x < 0 || x >= task.width) return -1;
  return task.cell_of[(static_cast<long long>(image) * task.height + y) * task.width + x];
}

// The cell that a step keeps: the top-left one of those before.
__device__ __forceinline__ int kept(const Map& task, const Cell& cell) {
  int half = (1 << cell.level) / 2;
  return cell_at(task, cell.image, cell.y - half, cell.x - half);
}

KERNEL(map_window, Map, 256) {
  int taps = task.kernel * task.kernel;
  EACH_NUMBER(task, at, static_cast<long long>(task.rows_out) * taps)
  Cell cell = task.results[at / taps];
  if (task.step) cell = task.cells[kept(task, cell)];
  int pitch = task.own_pitch ? max(task.pitch, 1 << cell.level) : task.pitch;
  int line = at % taps / task.kernel, column = at % taps % task.kernel;
  int y = cell.y + (line - task.padding) * task.dilation * pitch;
  int x = cell.x + (column - task.padding) * task.dilation * pitch;
  task.index[at] = cell_at(task, cell.image, y, x);
}

KERNEL(map_kept, Map, 256) {
  EACH_NUMBER(task, at, task.rows_out)
  task.index[at] = kept(task, task.results[at]);
}

// The four cells that max-pooling merges: [rows_out, 4], −1 where a cell stays as it is.
KERNEL(map_merged, Map, 256) {
  EACH_NUMBER(task, at, task.rows_out)
  Cell cell = task.results[at];
  int half = (1 << cell.level) / 2, y = cell.y - half, x = cell.x - half;
  // The depth that is written comes in as the pitch, which pools have no other use for.
  bool stays = cell.level < task.pitch;
  task.index[4 * at] = cell_at(task, cell.image, y, x);
  task.index[4 * at + 1] = stays ? -1 : cell_at(task, cell.image, y, x + half);
  task.index[4 * at + 2] = stays ? -1 : cell_at(task, cell.image, y + half, x);
  task.index[4 * at + 3] = stays ? -1 : cell_at(task, cell.image, y + half, x + half);
}

// The image of every row.
KERNEL(map_images, Map, 256) {
  EACH_NUMBER(task, at, task.rows_out)
  task.index[at] = task.results ? task.results[at].image : static_cast<int>(at / (task.height * task.width));
}
