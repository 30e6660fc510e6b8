// Everything else that a plan does with rows: one thread for each number of the result.

// Numbers of a result: [rows, channels].
#define EACH_NUMBER(task, at, count)                                                             \
  long long at = static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x;                  \
  if (at >= static_cast<long long>(count)) return;

// scale · (x − center) + bias, per channel, by whether the row's cell is of level 0.
struct Affine {
  const float* x;  // [rows, channels]
  const float* center;
  const float* scale;
  const float* coarse_center;  // null where all levels share the others
  const float* coarse_scale;
  const float* bias;
  const float* residual;  // [rows, channels], null without
  float* y;               // [rows, channels]
  const struct Cell* cells;  // [rows]
  long long numbers;
  int channels;
  int relu;
};

struct Rectify {
  const float* x;
  float* y;
  long long numbers;
};

// Through one tap (gather: zeros where there is no row) or several (the largest, or the mean).
struct Pick {
  const float* x;  // [rows_in, channels]
  float* y;        // [rows_out, channels]
  Window window;
  int channels;
};

// Copies a map into some channels of a wider one.
struct Insert {
  const float* x;  // [rows, channels]
  float* y;        // [rows, channels_out]
  long long numbers;
  int channels;
  int channels_out;
  int offset;
};

// The mean over each image's rows, weighted by the area of their cells.
struct Mean {
  const float* x;  // [rows, channels]
  float* y;        // [images, channels]
  const int* start;          // [images + 1]
  const struct Cell* cells;  // [rows], null where all areas are equal
  int channels;
};

// Bilinear, as PyTorch computes it with align_corners=False.
struct Resize {
  const float* x;  // [images·height·width, channels]
  float* y;        // [images·height_out·width_out, channels]
  long long numbers;
  int channels;
  int height;
  int width;
  int height_out;
  int width_out;
};

// A place of a map at one depth.
struct Cell {
  int image;
  int y;  // centre
  int x;
  int level;
};

KERNEL(affine, Affine, 256) {
  EACH_NUMBER(task, at, task.numbers)
  int channel = at % task.channels;
  bool coarse = task.coarse_center && task.cells[at / task.channels].level > 0;
  float center = (coarse ? task.coarse_center : task.center)[channel];
  float scale = (coarse ? task.coarse_scale : task.scale)[channel];
  float value = scale * (task.x[at] - center) + task.bias[channel];
  if (task.residual) value += task.residual[at];
  task.y[at] = task.relu && value < 0.0f ? 0.0f : value;
}

KERNEL(rectify, Rectify, 256) {
  EACH_NUMBER(task, at, task.numbers)
  float value = task.x[at];
  task.y[at] = value < 0.0f ? 0.0f : value;
}

KERNEL(gather, Pick, 256) {
  EACH_NUMBER(task, at, static_cast<long long>(task.window.rows_out) * task.channels)
  int row = row_of(task.window, lay(task.window, at / task.channels), 0);
  task.y[at] = row < 0 ? 0.0f : task.x[static_cast<long long>(row) * task.channels + at % task.channels];
}

KERNEL(max_pool, Pick, 256) {
  EACH_NUMBER(task, at, static_cast<long long>(task.window.rows_out) * task.channels)
  Laid laid = lay(task.window, at / task.channels);
  float largest = -INFINITY;
  for (int tap = 0; tap < task.window.taps; tap++) {
    int row = row_of(task.window, laid, tap);
    if (row < 0) continue;
    float value = task.x[static_cast<long long>(row) * task.channels + at % task.channels];
    // A NaN stays.
    if (value > largest || value != value) largest = value;
  }
  task.y[at] = largest;
}

KERNEL(mean_pool, Pick, 256) {
  EACH_NUMBER(task, at, static_cast<long long>(task.window.rows_out) * task.channels)
  Laid laid = lay(task.window, at / task.channels);
  float sum = 0.0f;
  int present = 0;
  for (int tap = 0; tap < task.window.taps; tap++) {
    int row = row_of(task.window, laid, tap);
    if (row < 0) continue;
    float value = task.x[static_cast<long long>(row) * task.channels + at % task.channels];
    sum = present ? sum + value : value;
    present++;
  }
  task.y[at] = present > 1 ? sum * (1.0f / static_cast<float>(present)) : sum;
}

KERNEL(insert, Insert, 256) {
  EACH_NUMBER(task, at, task.numbers)
  task.y[at / task.channels * task.channels_out + task.offset + at % task.channels] = task.x[at];
}

// A block takes 32 channels of one image, eight threads for each: every eighth row, then the eight sums in order.
KERNEL(mean, Mean, 256) {
  SHARED(float, partial);
  int groups = (task.channels + 31) / 32;
  int image = blockIdx.x / groups, channel = blockIdx.x % groups * 32 + threadIdx.x % 32;
  float sum = 0.0f, area = 0.0f;
  if (channel < task.channels) {
    for (int row = task.start[image] + threadIdx.x / 32; row < task.start[image + 1]; row += 8) {
      float own = task.cells ? static_cast<float>(1 << 2 * task.cells[row].level) : 1.0f;
      sum += own * task.x[static_cast<long long>(row) * task.channels + channel];
      area += own;
    }
  }
  partial[threadIdx.x] = sum;
  partial[256 + threadIdx.x] = area;
  __syncthreads();
  if (threadIdx.x >= 32 || channel >= task.channels) return;
  for (int part = 1; part < 8; part++) {
    sum += partial[32 * part + threadIdx.x];
    area += partial[256 + 32 * part + threadIdx.x];
  }
  task.y[static_cast<long long>(image) * task.channels + channel] = sum / area;
}

// Position i of `to` lies at (i + ½)·from/to − ½, no lower than 0; the last position is its own upper neighbour.
__device__ __forceinline__ float between(int position, int from, int to, int* low, int* high) {
  float at = fmaxf(static_cast<float>(from) / static_cast<float>(to) * (static_cast<float>(position) + 0.5f) - 0.5f, 0.0f);
  *low = min(static_cast<int>(at), from - 1);
  *high = min(*low + 1, from - 1);
  return at - static_cast<float>(*low);
}

KERNEL(resize, Resize, 256) {
  EACH_NUMBER(task, at, task.numbers)
  long long pixel = at / task.channels;
  int channel = at % task.channels;
  long long line = pixel / task.width_out;
  int top, bottom, left, right;
  float down = between(line % task.height_out, task.height, task.height_out, &top, &bottom);
  float along = between(pixel % task.width_out, task.width, task.width_out, &left, &right);
  long long first = line / task.height_out * task.height;
  auto x = [&](int y, int x) { return task.x[((first + y) * task.width + x) * task.channels + channel]; };
  float of_left = (1.0f - down) * x(top, left) + down * x(bottom, left);
  float of_right = (1.0f - down) * x(top, right) + down * x(bottom, right);
  task.y[at] = (1.0f - along) * of_left + along * of_right;
}
