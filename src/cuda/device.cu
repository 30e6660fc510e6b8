// What kernels are written with, on a GPU.

#define INFINITY __int_as_float(0x7f800000)

// A kernel of blocks of so many threads, two of which fit a processor, which gets one structure.
#define KERNEL(name, Task, threads) \
  extern "C" __global__ void __launch_bounds__(threads, 2) name(const __grid_constant__ Task task)

// The shared memory that the launch asked for.
extern __shared__ __align__(16) unsigned char shared_memory[];
#define SHARED(Type, name) Type* name = reinterpret_cast<Type*>(shared_memory)
