// Three ways to multiply the tiles of a step, [ROWS, DEPTH] in `a` and [DEPTH, COLUMNS] in `b`, and to keep the sums in
// registers: exactly in float32, and on tensor cores in TF32 and bfloat16.

constexpr int ROWS = 128;
constexpr int DEPTH = 32;
constexpr int THREADS = 256;
// Floats between the lines of `b`, beyond its columns: eight lines then lie in different banks.
constexpr int PAD_B = 8;

// Four neighbouring numbers at a multiple of 16 bytes.
__device__ __forceinline__ void read_four(float (&to)[4], const float* from) {
  float4 four = *reinterpret_cast<const float4*>(from);
  to[0] = four.x, to[1] = four.y, to[2] = four.z, to[3] = four.w;
}

// Each thread sums 8 rows, 16 apart, of COLUMNS/64 times 4 neighbouring columns, 64 apart. Two and four
// numbers are read at once.
template <int COLUMNS>
struct Float32 {
  static constexpr int PAD_A = 4;
  static constexpr int CHANNELS_PER_WORD = 1;
  static constexpr int FOURS = COLUMNS / 64;
  float sum[8][FOURS][4] = {};

  __device__ __forceinline__ void multiply(const float* a, const unsigned* b) {
    int row = threadIdx.x / 16, column = threadIdx.x % 16 * 4;
    for (int k = 0; k < DEPTH; k += 2) {
      float of_b[2][FOURS][4];
#pragma unroll
      for (int line = 0; line < 2; line++)
#pragma unroll
        for (int j = 0; j < FOURS; j++)
          read_four(of_b[line][j], reinterpret_cast<const float*>(b) + (k + line) * (COLUMNS + PAD_B) + column + 64 * j);
#pragma unroll
      for (int i = 0; i < 8; i++) {
        float2 two = *reinterpret_cast<const float2*>(a + (row + 16 * i) * (DEPTH + PAD_A) + k);
        float of_a[2] = {two.x, two.y};
#pragma unroll
        for (int line = 0; line < 2; line++)
#pragma unroll
          for (int j = 0; j < FOURS; j++)
#pragma unroll
            for (int part = 0; part < 4; part++)
              sum[i][j][part] = fmaf(of_a[line], of_b[line][j][part], sum[i][j][part]);
      }
    }
  }

  // Visits the sums of one of eight groups.
  static constexpr int GROUPS = 8;
  template <class Visit>
  __device__ __forceinline__ void each(int group, Visit visit) {
    int row = threadIdx.x / 16, column = threadIdx.x % 16 * 4;
#pragma unroll
    for (int j = 0; j < FOURS; j++)
#pragma unroll
      for (int part = 0; part < 4; part++) visit(row + 16 * group, column + 64 * j + part, sum[group][j][part]);
  }
};

// Eight warps, two along the rows and four along the columns, each with 4 × COLUMNS/32 products of 16 × 8.
template <int COLUMNS>
struct TensorCores {
  static constexpr int ACROSS = COLUMNS / 32;
  float sum[4][ACROSS][4] = {};

  static __device__ __forceinline__ int row() { return threadIdx.x / 128 * 64 + threadIdx.x % 32 / 4; }
  static __device__ __forceinline__ int column() { return threadIdx.x / 32 % 4 * (COLUMNS / 4); }
  static __device__ __forceinline__ int lane() { return threadIdx.x % 4; }

  // Visits the sums of one of four groups.
  static constexpr int GROUPS = 4;
  template <class Visit>
  __device__ __forceinline__ void each(int group, Visit visit) {
#pragma unroll
    for (int j = 0; j < ACROSS; j++)
#pragma unroll
      for (int part = 0; part < 4; part++)
        visit(row() + 16 * group + part / 2 * 8, column() + 8 * j + 2 * lane() + part % 2, sum[group][j][part]);
  }
};

template <int COLUMNS>
struct Tf32 : TensorCores<COLUMNS> {
  static constexpr int PAD_A = 4;
  static constexpr int CHANNELS_PER_WORD = 1;
  using Base = TensorCores<COLUMNS>;

  __device__ __forceinline__ void multiply(const float* a, const unsigned* b) {
    a += Base::row() * (DEPTH + PAD_A) + Base::lane();
    b += Base::lane() * (COLUMNS + PAD_B) + Base::column() + threadIdx.x % 32 / 4;
#pragma unroll
    for (int k = 0; k < DEPTH; k += 8) {
      unsigned of_b[Base::ACROSS][2];
#pragma unroll
      for (int j = 0; j < Base::ACROSS; j++)
#pragma unroll
        for (int part = 0; part < 2; part++) of_b[j][part] = b[(k + 4 * part) * (COLUMNS + PAD_B) + 8 * j];
#pragma unroll
      for (int i = 0; i < 4; i++) {
        const float* rows = a + 16 * i * (DEPTH + PAD_A) + k;
        unsigned of_a[4] = {to_tf32(rows[0]), to_tf32(rows[8 * (DEPTH + PAD_A)]), to_tf32(rows[4]),
                            to_tf32(rows[8 * (DEPTH + PAD_A) + 4])};
#pragma unroll
        for (int j = 0; j < Base::ACROSS; j++) multiply_tf32(this->sum[i][j], of_a, of_b[j]);
      }
    }
  }
};

template <int COLUMNS>
struct Bfloat16 : TensorCores<COLUMNS> {
  static constexpr int PAD_A = 8;
  static constexpr int CHANNELS_PER_WORD = 2;
  using Base = TensorCores<COLUMNS>;

  static __device__ __forceinline__ unsigned pair(const float* at) { return to_bfloat16_pair(at[0], at[1]); }

  __device__ __forceinline__ void multiply(const float* a, const unsigned* b) {
    a += Base::row() * (DEPTH + PAD_A) + 2 * Base::lane();
    b += Base::lane() * (COLUMNS + PAD_B) + Base::column() + threadIdx.x % 32 / 4;
#pragma unroll
    for (int k = 0; k < DEPTH; k += 16) {
      unsigned of_b[Base::ACROSS][2];
#pragma unroll
      for (int j = 0; j < Base::ACROSS; j++)
#pragma unroll
        for (int part = 0; part < 2; part++) of_b[j][part] = b[(k / 2 + 4 * part) * (COLUMNS + PAD_B) + 8 * j];
#pragma unroll
      for (int i = 0; i < 4; i++) {
        const float* rows = a + 16 * i * (DEPTH + PAD_A) + k;
        unsigned of_a[4] = {pair(rows), pair(rows + 8 * (DEPTH + PAD_A)), pair(rows + 8),
                            pair(rows + 8 * (DEPTH + PAD_A) + 8)};
#pragma unroll
        for (int j = 0; j < Base::ACROSS; j++) multiply_bfloat16(this->sum[i][j], of_a, of_b[j]);
      }
    }
  }
};
