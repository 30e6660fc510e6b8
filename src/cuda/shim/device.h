// The words of CUDA that the kernels use, for the played GPU.
#pragma once

#include "fibers.h"

#define __device__
#define __forceinline__ inline
#define KERNEL(name, Task, threads_of_block)                                                     \
  extern "C" const size_t name##_bytes = sizeof(Task);                                           \
  static void name##_body(const Task& task);                                                     \
  extern "C" void name(unsigned blocks, unsigned threads, unsigned shared, const void* task) {   \
    if (threads != threads_of_block) shim::fail(#name " runs in blocks of another size");        \
    shim::launch(blocks, threads, shared, [=] { name##_body(*static_cast<const Task*>(task)); }); \
  }                                                                                              \
  static void name##_body(const Task& task)
#define SHARED(Type, name) Type* name = reinterpret_cast<Type*>(aligned(shim::machine.shared.data()))

// Where a thread stands.
struct ThreadIndex {
  struct X {
    operator unsigned() const { return shim::machine.current; }
  } x;
};
struct BlockIndex {
  struct X {
    operator unsigned() const { return shim::machine.block; }
  } x;
};
struct BlockSize {
  struct X {
    operator unsigned() const { return shim::machine.threads; }
  } x;
};
static const ThreadIndex threadIdx{};
static const BlockIndex blockIdx{};
static const BlockSize blockDim{};

template <class T>
T* aligned(T* at) {
  return reinterpret_cast<T*>((reinterpret_cast<size_t>(at) + 15) / 16 * 16);
}

struct alignas(16) float4 {
  float x, y, z, w;
};

struct alignas(8) float2 {
  float x, y;
};

inline void __syncthreads() { shim::barrier(); }
inline int min(int a, int b) { return a < b ? a : b; }
inline int max(int a, int b) { return a > b ? a : b; }
inline int __popc(unsigned bits) { return __builtin_popcount(bits); }

inline float __uint_as_float(unsigned bits) {
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}

inline unsigned __float_as_uint(float value) {
  unsigned bits;
  std::memcpy(&bits, &value, 4);
  return bits;
}

inline unsigned __ballot_sync(unsigned, bool here) {
  struct Vote {
    bool here;
    unsigned all;
  } mine{here, 0};
  shim::together(&mine, [](void** lanes) {
    unsigned all = 0;
    for (int lane = 0; lane < 32; lane++) all |= static_cast<Vote*>(lanes[lane])->here ? 1u << lane : 0;
    for (int lane = 0; lane < 32; lane++) static_cast<Vote*>(lanes[lane])->all = all;
  });
  return mine.all;
}
