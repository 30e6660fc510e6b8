// What ptx.cu asks of the hardware, played: fragments lie as the PTX ISA draws them.
#pragma once

#include "device.h"

template <int BYTES>
void copy_async(void* shared, const void* global, bool there) {
  if (reinterpret_cast<size_t>(shared) % BYTES || reinterpret_cast<size_t>(global) % BYTES)
    shim::fail("a copy of 16 or 4 bytes begins between their multiples");
  shim::self().copies.push_back({shared, global, BYTES, there});
}

inline void commit_copies() { shim::self().groups.push_back(shim::self().copies.size()); }

template <int PENDING>
void await_copies() {
  std::vector<shim::Copy>& copies = shim::self().copies;
  std::vector<size_t>& groups = shim::self().groups;
  if (groups.size() <= PENDING) return;
  size_t done = groups[groups.size() - 1 - PENDING];
  for (size_t i = 0; i < done; i++) {
    if (copies[i].there)
      std::memcpy(copies[i].to, copies[i].from, copies[i].bytes);
    else
      std::memset(copies[i].to, 0, copies[i].bytes);
  }
  copies.erase(copies.begin(), copies.begin() + done);
  groups.erase(groups.begin(), groups.end() - PENDING);
  for (size_t& end : groups) end -= done;
}

// To the nearest number of 10 bits of mantissa, ties away from zero.
inline unsigned to_tf32(float value) {
  unsigned bits = __float_as_uint(value);
  return std::isfinite(value) ? (bits + 0x1000u) & ~0x1fffu : bits;
}

// To the nearest of 7 bits of mantissa, ties to even.
inline unsigned to_bfloat16(float value) {
  unsigned bits = __float_as_uint(value);
  return std::isnan(value) ? 0x7fffu : (bits + 0x7fffu + (bits >> 16 & 1)) >> 16;
}

inline unsigned to_bfloat16_pair(float low, float high) { return to_bfloat16(low) | to_bfloat16(high) << 16; }

struct Fragments {
  float (&sum)[4];
  const unsigned (&a)[4];
  const unsigned (&b)[2];
};

// sum [16, 8] += a [16, DEPTH] · b [DEPTH, 8] of the 32 lanes; `value` takes a number out of a word that has one or two.
template <int DEPTH, class Value>
void multiply(void** lanes, Value value) {
  float a[16][DEPTH], b[DEPTH][8];
  for (int lane = 0; lane < 32; lane++) {
    const Fragments& own = *static_cast<Fragments*>(lanes[lane]);
    int group = lane / 4, inside = lane % 4;
    constexpr int PER_WORD = DEPTH / 8;
    for (int word = 0; word < 4; word++)
      for (int part = 0; part < PER_WORD; part++)
        a[group + word % 2 * 8][PER_WORD * inside + part + word / 2 * DEPTH / 2] = value(own.a[word], part);
    for (int word = 0; word < 2; word++)
      for (int part = 0; part < PER_WORD; part++)
        b[PER_WORD * inside + part + word * DEPTH / 2][group] = value(own.b[word], part);
  }
  for (int lane = 0; lane < 32; lane++) {
    const Fragments& own = *static_cast<Fragments*>(lanes[lane]);
    for (int part = 0; part < 4; part++) {
      int row = lane / 4 + part / 2 * 8, column = 2 * (lane % 4) + part % 2;
      for (int k = 0; k < DEPTH; k++) own.sum[part] += a[row][k] * b[k][column];
    }
  }
}

inline void multiply_tf32(float (&sum)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
  Fragments mine{sum, a, b};
  shim::together(&mine, [](void** lanes) {
    // Tensor cores look at 19 bits only.
    multiply<8>(lanes, [](unsigned word, int) { return __uint_as_float(word & ~0x1fffu); });
  });
}

inline void multiply_bfloat16(float (&sum)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
  Fragments mine{sum, a, b};
  shim::together(&mine, [](void** lanes) {
    multiply<16>(lanes, [](unsigned word, int part) { return __uint_as_float(part ? word & 0xffff0000u : word << 16); });
  });
}
