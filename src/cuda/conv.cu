// Convolution through a kernel map as an implicit matrix product, [rows_out, taps·c_in] × [taps·c_in, c_out]: the left
// side is never written down; a block gathers its part step by step into shared memory while it multiplies the last one.

struct Conv {
  const float* x;          // [rows_in, c_in]
  const unsigned* weight;  // [depth, columns] words of one float or two bfloat16 of neighbouring depths
  const float* bias;       // [columns], null without
  const float* residual;   // [rows_out, c_out], null without
  float* y;                // [rows_out, c_out]
  Window window;
  int c_in;
  int c_out;
  int depth;    // taps·c_in, rounded up to whole steps with zeros
  int columns;  // c_out, rounded up to whole tiles with zeros
  int relu;
};

constexpr int STAGES = 3;

// Shared memory of one stage, in words.
template <class Product, int COLUMNS>
struct Stage {
  static constexpr int LINE_A = DEPTH + Product::PAD_A;
  static constexpr int LINES_B = DEPTH / Product::CHANNELS_PER_WORD;
  static constexpr int WORDS = ROWS * LINE_A + LINES_B * (COLUMNS + PAD_B);
};

// A thread's part of the input: four channels of four rows, 32 apart, step after step.
template <class Product, bool VECTOR>
struct Input {
  static constexpr int LINE = DEPTH + Product::PAD_A;
  Laid laid[4];
  // Of the next step: the tap, its rows, and the first channel.
  int tap;
  int rows[4];
  int channel;

  __device__ __forceinline__ Input(const Conv& task, int first_row) {
#pragma unroll
    for (int i = 0; i < 4; i++) laid[i] = lay(task.window, first_row + threadIdx.x / 8 + 32 * i);
    channel = threadIdx.x % 8 * 4;
    tap = channel / task.c_in;
    channel -= tap * task.c_in;
    find(task);
  }

  __device__ __forceinline__ void find(const Conv& task) {
#pragma unroll
    for (int i = 0; i < 4; i++) rows[i] = row_of(task.window, laid[i], tap);
  }

  template <int BYTES>
  __device__ __forceinline__ void copy(const Conv& task, float* a, int i, int row, int channel) {
    const float* from = task.x + (row < 0 ? 0 : static_cast<long long>(row) * task.c_in + channel);
    copy_async<BYTES>(a + (threadIdx.x / 8 + 32 * i) * LINE, from, row >= 0);
  }

  // Starts to fetch the next step; VECTOR: the four channels are of one tap, and come at once.
  __device__ __forceinline__ void fetch(const Conv& task, float* a) {
    a += threadIdx.x % 8 * 4;
    if (VECTOR) {
#pragma unroll
      for (int i = 0; i < 4; i++) copy<16>(task, a, i, rows[i], channel);
    } else {
      int own_tap = tap, own_channel = channel;
      for (int part = 0; part < 4; part++) {
#pragma unroll
        for (int i = 0; i < 4; i++)
          copy<4>(task, a + part, i, part == 0 ? rows[i] : row_of(task.window, laid[i], own_tap), own_channel);
        if (++own_channel == task.c_in) own_channel = 0, own_tap++;
      }
    }
    channel += DEPTH;
    if (channel < task.c_in) return;
    do {
      channel -= task.c_in;
      tap++;
    } while (channel >= task.c_in);
    find(task);
  }
};

// Starts to fetch [DEPTH, COLUMNS] of the weight.
template <class Product, int COLUMNS>
__device__ __forceinline__ void fetch_weight(const Conv& task, int k, int column, unsigned* b) {
  constexpr int LINES = DEPTH / Product::CHANNELS_PER_WORD;
  const unsigned* weight = task.weight + static_cast<long long>(k / Product::CHANNELS_PER_WORD) * task.columns + column;
#pragma unroll
  for (int part = threadIdx.x; part < LINES * COLUMNS / 4; part += THREADS) {
    int line = part / (COLUMNS / 4), at = part % (COLUMNS / 4) * 4;
    copy_async<16>(b + line * (COLUMNS + PAD_B) + at, weight + static_cast<long long>(line) * task.columns + at, true);
  }
}

template <class Product, int COLUMNS, bool VECTOR>
__device__ __forceinline__ void convolve(const Conv& task) {
  using Room = Stage<Product, COLUMNS>;
  SHARED(float, room);
  int tiles = task.columns / COLUMNS;
  int first_row = blockIdx.x / tiles * ROWS, first_column = blockIdx.x % tiles * COLUMNS;
  Input<Product, VECTOR> input(task, first_row);
  // Called for every step in turn.
  auto fetch = [&](int step) {
    float* a = room + step % STAGES * Room::WORDS;
    input.fetch(task, a);
    fetch_weight<Product, COLUMNS>(task, step * DEPTH, first_column, reinterpret_cast<unsigned*>(a + ROWS * Room::LINE_A));
  };
  int steps = task.depth / DEPTH;
  for (int step = 0; step < STAGES - 1; step++) {
    if (step < steps) fetch(step);
    commit_copies();
  }
  Product product;
#pragma unroll 1
  for (int step = 0; step < steps; step++) {
    await_copies<STAGES - 2>();
    // All have fetched this step, and all have multiplied the one whose place is filled next.
    __syncthreads();
    if (step + STAGES - 1 < steps) fetch(step + STAGES - 1);
    commit_copies();
    const float* a = room + step % STAGES * Room::WORDS;
    product.multiply(a, reinterpret_cast<const unsigned*>(a + ROWS * Room::LINE_A));
  }
  auto inside = [&](int row, int column) { return row < task.window.rows_out && column < task.c_out; };
#pragma unroll
  for (int group = 0; group < Product::GROUPS; group++) {
    // First all that is read and then all that is written, or each would wait for the one before. Not __ldg(): loads of
    // all groups would be moved to the front, where there are no registers for them.
    product.each(group, [&](int row, int column, float& value) {
      row += first_row;
      column += first_column;
      if (inside(row, column) && task.bias) value += task.bias[column];
      if (inside(row, column) && task.residual)
        value += task.residual[static_cast<long long>(row) * task.c_out + column];
    });
    product.each(group, [&](int row, int column, float& value) {
      row += first_row;
      column += first_column;
      // Not max(): a NaN stays.
      if (inside(row, column))
        task.y[static_cast<long long>(row) * task.c_out + column] = task.relu && value < 0.0f ? 0.0f : value;
    });
  }
}

#define CONV(name, Product, columns, vector) \
  KERNEL(name, Conv, THREADS) { convolve<Product<columns>, columns, vector>(task); }

CONV(conv_float32_64, Float32, 64, true)
CONV(conv_float32_128, Float32, 128, true)
CONV(conv_float32_64_scalar, Float32, 64, false)
CONV(conv_float32_128_scalar, Float32, 128, false)
CONV(conv_tf32_64, Tf32, 64, true)
CONV(conv_tf32_128, Tf32, 128, true)
CONV(conv_tf32_64_scalar, Tf32, 64, false)
CONV(conv_tf32_128_scalar, Tf32, 128, false)
CONV(conv_bfloat16_64, Bfloat16, 64, true)
CONV(conv_bfloat16_128, Bfloat16, 128, true)
CONV(conv_bfloat16_64_scalar, Bfloat16, 64, false)
CONV(conv_bfloat16_128_scalar, Bfloat16, 128, false)
