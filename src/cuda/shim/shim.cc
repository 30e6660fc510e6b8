// The kernels for a played GPU: a library whose functions run them on the CPU.

#include "ptx.h"

#include "../window.cu"

#include "../multiply.cu"

#include "../conv.cu"

#include "../rows.cu"

#include "../channels.cu"

#include "../grid.cu"

extern "C" void play_backwards(int yes) { shim::backwards = yes; }

// How large the structures are that Rust makes for the kernels (tasks.rs).
extern "C" void sizes(size_t* sizes) {
  size_t all[] = {sizeof(Window), sizeof(Conv), sizeof(Affine), sizeof(Rectify), sizeof(Pick), sizeof(Insert),
                  sizeof(Mean),   sizeof(Resize), sizeof(Cell), sizeof(Cells),   sizeof(Map),
                  sizeof(Grouped), sizeof(Activate), sizeof(LayerNorm), sizeof(ScaleImages), sizeof(Sum),
                  sizeof(GridMean)};
  std::memcpy(sizes, all, sizeof(all));
}
