// Plays a GPU on the CPU, for tests: the threads of a block are fibers that take turns, so that barriers and what a warp
// does together mean what they mean there. Blocks run one after the other.
#pragma once

#undef _FORTIFY_SOURCE
#include <setjmp.h>
#include <ucontext.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <vector>

namespace shim {

// A copy to shared memory that has begun; it happens when it is waited for, and no sooner.
struct Copy {
  void* to;
  const void* from;
  int bytes;
  bool there;
};

struct Fiber {
  ucontext_t start;
  jmp_buf here;
  std::unique_ptr<char[]> stack;
  bool begun, done;
  const int* awaited;  // goes on when this has changed
  int seen;
  std::vector<Copy> copies;
  std::vector<size_t> groups;  // where each ends

  void wait_for(const int& event) { awaited = &event, seen = event; }
  bool ready() const { return !done && (!awaited || *awaited != seen); }
};

struct Warp {
  int arrived, released;
  void* of_lane[32];
};

struct Machine {
  std::vector<Fiber> fibers;
  std::vector<Warp> warps;
  std::vector<unsigned> shared;
  std::function<void()> body;
  jmp_buf scheduler;
  unsigned block, threads, current;
  int arrived, released;  // at the block's barrier
};

inline thread_local Machine machine;
// Threads take turns from the last to the first: a result that depends on the order is wrong.
inline thread_local bool backwards = false;

[[noreturn]] inline void fail(const char* what) {
  std::fprintf(stderr, "the played GPU: %s\n", what);
  std::abort();
}

inline Fiber& self() { return machine.fibers[machine.current]; }

inline void yield() {
  if (!_setjmp(self().here)) _longjmp(machine.scheduler, 1);
}

inline void enter() {
  machine.body();
  self().done = true;
  _longjmp(machine.scheduler, 1);
}

inline void resume(unsigned thread) {
  machine.current = thread;
  Fiber& fiber = self();
  fiber.awaited = nullptr;
  if (_setjmp(machine.scheduler)) return;
  if (fiber.begun) _longjmp(fiber.here, 1);
  fiber.begun = true;
  setcontext(&fiber.start);
}

inline void begin(unsigned threads) {
  constexpr size_t STACK = 1 << 16;
  machine.fibers.resize(threads);
  machine.warps.assign((threads + 31) / 32, Warp{});
  machine.arrived = machine.released = 0;
  for (Fiber& fiber : machine.fibers) {
    if (!fiber.stack) fiber.stack.reset(new char[STACK]);
    getcontext(&fiber.start);
    fiber.start.uc_stack.ss_sp = fiber.stack.get();
    fiber.start.uc_stack.ss_size = STACK;
    makecontext(&fiber.start, enter, 0);
    fiber.begun = fiber.done = false;
    fiber.awaited = nullptr;
    fiber.copies.clear(), fiber.groups.clear();
  }
}

inline void run_block() {
  unsigned left = machine.threads;
  while (left > 0) {
    bool moved = false;
    for (unsigned turn = 0; turn < machine.threads; turn++) {
      unsigned thread = backwards ? machine.threads - 1 - turn : turn;
      if (!machine.fibers[thread].ready()) continue;
      moved = true;
      resume(thread);
      if (machine.fibers[thread].done) left--;
    }
    // Threads that are done have passed every barrier.
    if (left > 0 && machine.arrived > 0 && machine.arrived == static_cast<int>(left)) {
      machine.arrived = 0;
      machine.released++;
    } else if (left > 0 && !moved) {
      fail("threads wait for each other for ever");
    }
  }
}

inline void launch(unsigned blocks, unsigned threads, unsigned shared_bytes, std::function<void()> body) {
  machine.body = std::move(body);
  machine.threads = threads;
  for (machine.block = 0; machine.block < blocks; machine.block++) {
    // Every word starts as a NaN: what is read before it is written shows.
    machine.shared.assign(shared_bytes / 4 + 4, 0x7fc00000u);
    begin(threads);
    run_block();
  }
}

inline void barrier() {
  self().wait_for(machine.released);
  machine.arrived++;
  yield();
}

// All lanes of a warp bring something; the last to come does the work for all.
template <class Work>
void together(void* mine, Work work) {
  Warp& warp = machine.warps[machine.current / 32];
  warp.of_lane[machine.current % 32] = mine;
  if (++warp.arrived < 32) {
    self().wait_for(warp.released);
    return yield();
  }
  work(warp.of_lane);
  warp.arrived = 0;
  warp.released++;
}

}  // namespace shim
