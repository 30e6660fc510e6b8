// What plans of other networks than ResNets do with channels: convolutions in groups, other activations, norms over
// channels, factors of images, sums, and the means of the parts of an image.

// As `Activation` in kernels/rows/activation.rs numbers them; 0 is none. A NaN stays.
__device__ __forceinline__ float activated(int activation, float x) {
  float inside = x + 3.0f;
  inside = inside < 0.0f ? 0.0f : inside;
  inside = (inside > 6.0f ? 6.0f : inside) * (1.0f / 6.0f);
  switch (activation) {
    case 1: return x < 0.0f ? 0.0f : x > 6.0f ? 6.0f : x;
    case 2: return inside;
    case 3: return x * inside;
    case 4: return 1.0f / (1.0f + expf(-x));
    case 5: return x / (1.0f + expf(-x));
    case 6: return 0.5f * x * erfcf(-0.70710678f * x);
    default: return x;
  }
}

struct Grouped {
  const float* x;         // [rows_in, c_in]
  const float* weight;    // [taps·inner, c_out]
  const float* bias;      // [c_out], null without
  const float* residual;  // [rows_out, c_out], null without
  float* y;               // [rows_out, c_out]
  Window window;
  int c_in;
  int c_out;
  int inner;  // input channels of a group
  int outer;  // output channels of a group
  int relu;
  int activation;
};

struct Activate {
  const float* x;
  float* y;
  long long numbers;
  int activation;
};

struct LayerNorm {
  const float* x;  // [rows, channels]
  const float* weight;
  const float* bias;
  float* y;  // [rows, channels]
  int rows;
  int channels;
  float eps;
};

struct ScaleImages {
  const float* x;        // [rows, channels]
  const float* factors;  // [images, channels]
  float* y;              // [rows, channels]
  const struct Cell* cells;  // [rows], null where all images have as many rows
  long long numbers;
  int channels;
  int rows_of_image;
};

struct Sum {
  const float* a;
  const float* b;
  float* y;
  long long numbers;
};

// side² parts of each image, which overlap where it does not divide.
struct GridMean {
  const float* x;  // [images·height·width, channels]
  float* y;        // [images, channels·side²]
  long long numbers;
  int channels;
  int height;
  int width;
  int side;
};

KERNEL(grouped, Grouped, 256) {
  EACH_NUMBER(task, at, static_cast<long long>(task.window.rows_out) * task.c_out)
  int output = at % task.c_out;
  Laid laid = lay(task.window, at / task.c_out);
  float sum = 0.0f;
  for (int tap = 0; tap < task.window.taps; tap++) {
    int row = row_of(task.window, laid, tap);
    if (row < 0) continue;
    const float* x = task.x + static_cast<long long>(row) * task.c_in + output / task.outer * task.inner;
    const float* weight = task.weight + static_cast<long long>(tap) * task.inner * task.c_out + output;
    for (int i = 0; i < task.inner; i++) sum += x[i] * weight[static_cast<long long>(i) * task.c_out];
  }
  if (task.bias) sum += task.bias[output];
  if (task.residual) sum += task.residual[at];
  if (task.relu && sum < 0.0f) sum = 0.0f;
  task.y[at] = activated(task.activation, sum);
}

KERNEL(activate, Activate, 256) {
  EACH_NUMBER(task, at, task.numbers)
  task.y[at] = activated(task.activation, task.x[at]);
}

// The sum of what 32 threads found, in their order.
__device__ __forceinline__ float total(const float* partial) {
  float sum = 0.0f;
  for (int lane = 0; lane < 32; lane++) sum += partial[lane];
  return sum;
}

// A block takes eight rows, 32 threads for each.
KERNEL(layer_norm, LayerNorm, 256) {
  SHARED(float, partial);
  int lane = threadIdx.x % 32, own = threadIdx.x / 32, row = blockIdx.x * 8 + own;
  int end = row < task.rows ? task.channels : 0;
  const float* x = task.x + static_cast<long long>(row) * task.channels;
  float sum = 0.0f;
  for (int channel = lane; channel < end; channel += 32) sum += x[channel];
  partial[threadIdx.x] = sum;
  __syncthreads();
  float mean = total(partial + 32 * own) / static_cast<float>(task.channels);
  __syncthreads();
  float squares = 0.0f;
  for (int channel = lane; channel < end; channel += 32) squares += (x[channel] - mean) * (x[channel] - mean);
  partial[threadIdx.x] = squares;
  __syncthreads();
  float inverse = 1.0f / sqrtf(total(partial + 32 * own) / static_cast<float>(task.channels) + task.eps);
  float* y = task.y + static_cast<long long>(row) * task.channels;
  for (int channel = lane; channel < end; channel += 32)
    y[channel] = (x[channel] - mean) * inverse * task.weight[channel] + task.bias[channel];
}

KERNEL(scale_images, ScaleImages, 256) {
  EACH_NUMBER(task, at, task.numbers)
  long long row = at / task.channels;
  long long image = task.cells ? task.cells[row].image : row / task.rows_of_image;
  task.y[at] = task.x[at] * task.factors[image * task.channels + at % task.channels];
}

KERNEL(sum, Sum, 256) {
  EACH_NUMBER(task, at, task.numbers)
  task.y[at] = task.a[at] + task.b[at];
}

KERNEL(grid_mean, GridMean, 256) {
  EACH_NUMBER(task, at, task.numbers)
  int parts = task.side * task.side, part = at % parts, channel = at / parts % task.channels;
  long long image = at / parts / task.channels;
  int line = part / task.side, column = part % task.side;
  int top = line * task.height / task.side, left = column * task.width / task.side;
  int bottom = ((line + 1) * task.height + task.side - 1) / task.side;
  int right = ((column + 1) * task.width + task.side - 1) / task.side;
  float sum = 0.0f;
  for (int y = top; y < bottom; y++)
    for (int x = left; x < right; x++)
      sum += task.x[((image * task.height + y) * task.width + x) * task.channels + channel];
  task.y[at] = sum / static_cast<float>((bottom - top) * (right - left));
}
