// CUDA's driver and its run-time compiler as far as this program calls them, for a GPU that the CPU plays: one library
// under both names. What is launched and copied waits in a queue, as on a real card, until somebody waits for it.

#include <dlfcn.h>

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "shim.cc"

namespace {

enum Result { OK = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_FOUND = 500, CAPTURE_INVALIDATED = 901 };

struct Function {
  void (*run)(unsigned, unsigned, unsigned, const void*);
  size_t task_bytes;
  unsigned shared = 48 << 10;
};

struct Work {
  std::function<void()> run;
};

struct Graph {
  std::vector<Work> works;
};

struct Stream {
  Graph* recording = nullptr;
};

std::recursive_mutex all;
// One queue for all streams: the order of launches is one that a card may choose.
std::deque<Work> waiting;
std::map<void*, size_t> memory;
size_t used = 0;

size_t limit() {
  const char* bytes = std::getenv("PLAYED_GPU_BYTES");
  return bytes ? std::strtoull(bytes, nullptr, 10) : size_t{8} << 30;
}

void finish() {
  while (!waiting.empty()) {
    Work work = std::move(waiting.front());
    waiting.pop_front();
    work.run();
  }
}

int enqueue(Stream* stream, std::function<void()> run) {
  std::lock_guard<std::recursive_mutex> lock(all);
  if (stream->recording)
    stream->recording->works.push_back({std::move(run)});
  else
    waiting.push_back({std::move(run)});
  return OK;
}

}  // namespace

#define DRIVER(name, ...) extern "C" int name(__VA_ARGS__)

DRIVER(cuInit, unsigned) { return OK; }
DRIVER(cuDriverGetVersion, int* version) { return *version = 12080, OK; }
DRIVER(cuDeviceGetCount, int* count) { return *count = 1, OK; }
DRIVER(cuDeviceGet, int* device, int ordinal) { return *device = ordinal, ordinal == 0 ? OK : INVALID_VALUE; }
DRIVER(cuDeviceGetName, char* name, int length, int) { return std::snprintf(name, length, "Played GPU"), OK; }
DRIVER(cuDevicePrimaryCtxRetain, void** context, int) { return *context = &all, OK; }
DRIVER(cuDevicePrimaryCtxRelease_v2, int) { return OK; }
DRIVER(cuCtxGetCurrent, void** context) { return *context = &all, OK; }
DRIVER(cuCtxSetCurrent, void*) { return OK; }
DRIVER(cuGetErrorName, int, const char** name) { return *name = "PLAYED_ERROR", OK; }
DRIVER(cuGetErrorString, int error, const char** text) {
  return *text = error == OUT_OF_MEMORY ? "CUDA_ERROR_OUT_OF_MEMORY" : "an error of the played GPU", OK;
}

DRIVER(cuDeviceGetAttribute, int* value, int attribute, int) {
  const char* old = std::getenv("PLAYED_GPU_CAPABILITY");
  switch (attribute) {
    case 75: return *value = old ? std::atoi(old) / 10 : 9, OK;   // compute capability, major
    case 76: return *value = old ? std::atoi(old) % 10 : 0, OK;   // and minor
    case 16: return *value = 4, OK;                               // processors
    case 97: return *value = 99 << 10, OK;                        // shared memory of a block, as an RTX 40 has it
    case 115: return *value = 1, OK;                              // memory pools
    default: return *value = 0, OK;
  }
}

DRIVER(cuMemGetInfo_v2, size_t* unused, size_t* total) { return *unused = limit() - used, *total = limit(), OK; }
DRIVER(cuDeviceGetDefaultMemPool, void** pool, int) { return *pool = &all, OK; }
DRIVER(cuMemPoolSetAttribute, void*, int, void*) { return OK; }

DRIVER(cuStreamCreate, Stream** stream, unsigned) { return *stream = new Stream, OK; }
DRIVER(cuStreamDestroy_v2, Stream* stream) { return delete stream, OK; }
DRIVER(cuStreamSynchronize, Stream* stream) {
  std::lock_guard<std::recursive_mutex> lock(all);
  if (stream->recording) return CAPTURE_INVALIDATED;
  return finish(), OK;
}
DRIVER(cuEventCreate, void** event, unsigned) { return *event = &all, OK; }
DRIVER(cuEventDestroy_v2, void*) { return OK; }
DRIVER(cuEventRecord, void*, Stream*) { return OK; }
DRIVER(cuStreamWaitEvent, Stream*, void*, unsigned) { return OK; }

DRIVER(cuMemAllocAsync, void** address, size_t bytes, Stream*) {
  std::lock_guard<std::recursive_mutex> lock(all);
  if (bytes == 0) return INVALID_VALUE;
  if (used + bytes > limit()) return OUT_OF_MEMORY;
  *address = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
  // Every word starts as a NaN: what is read before it is written shows.
  std::memset(*address, 0xff, (bytes + 255) / 256 * 256);
  memory[*address] = bytes;
  used += bytes;
  return OK;
}

DRIVER(cuMemFreeAsync, void* address, Stream* stream) {
  std::lock_guard<std::recursive_mutex> lock(all);
  used -= memory[address];
  return enqueue(stream, [=] {
    std::memset(address, 0xff, memory[address]);
    memory.erase(address);
    std::free(address);
  });
}

// The host's bytes are read at once, as the driver does that stages pageable memory.
DRIVER(cuMemcpyHtoDAsync_v2, void* to, const void* from, size_t bytes, Stream* stream) {
  std::string staged(static_cast<const char*>(from), bytes);
  return enqueue(stream, [=] { std::memcpy(to, staged.data(), bytes); });
}

DRIVER(cuMemcpyDtoHAsync_v2, void* to, const void* from, size_t bytes, Stream*) {
  std::lock_guard<std::recursive_mutex> lock(all);
  finish();
  return std::memcpy(to, from, bytes), OK;
}

DRIVER(cuMemsetD8Async, void* to, unsigned char value, size_t bytes, Stream* stream) {
  return enqueue(stream, [=] { std::memset(to, value, bytes); });
}

// The "code" of a module is what the played compiler gives; kernels are functions of this library.
DRIVER(cuModuleLoadData, void** module, const char* code) {
  if (std::strcmp(code, "played code") != 0) return INVALID_VALUE;
  Dl_info own;
  if (!dladdr(reinterpret_cast<void*>(&limit), &own)) return NOT_FOUND;
  return *module = dlopen(own.dli_fname, RTLD_NOW), OK;
}
DRIVER(cuModuleUnload, void*) { return OK; }

DRIVER(cuModuleGetFunction, Function** function, void* module, const char* name) {
  void* run = dlsym(module, name);
  void* bytes = dlsym(module, (std::string(name) + "_bytes").c_str());
  if (!run || !bytes) return NOT_FOUND;
  *function = new Function{reinterpret_cast<decltype(Function::run)>(run), *static_cast<size_t*>(bytes)};
  return OK;
}

DRIVER(cuFuncSetAttribute, Function* function, int attribute, int value) {
  if (attribute != 8 || value > 99 << 10) return INVALID_VALUE;
  return function->shared = value, OK;
}

DRIVER(cuLaunchKernel, Function* function, unsigned blocks, unsigned y, unsigned z, unsigned threads, unsigned, unsigned,
       unsigned shared, Stream* stream, void** parameters, void**) {
  if (blocks == 0 || y != 1 || z != 1 || shared > function->shared) return INVALID_VALUE;
  std::string task(static_cast<const char*>(parameters[0]), function->task_bytes);
  return enqueue(stream, [=] { function->run(blocks, threads, shared, task.data()); });
}

DRIVER(cuStreamBeginCapture_v2, Stream* stream, int) { return stream->recording = new Graph, OK; }
DRIVER(cuStreamEndCapture, Stream* stream, Graph** graph) {
  *graph = stream->recording;
  return stream->recording = nullptr, OK;
}
DRIVER(cuGraphInstantiateWithFlags, Graph** instance, Graph* graph, unsigned long long) {
  return *instance = new Graph(*graph), OK;
}
DRIVER(cuGraphLaunch, Graph* graph, Stream* stream) {
  for (const Work& work : graph->works) enqueue(stream, work.run);
  return OK;
}
DRIVER(cuGraphExecDestroy, Graph* graph) { return delete graph, OK; }
DRIVER(cuGraphDestroy, Graph* graph) { return delete graph, OK; }

// The compiler.
DRIVER(nvrtcVersion, int* major, int* minor) { return *major = 12, *minor = 8, OK; }
DRIVER(nvrtcCreateProgram, void** program, const char*, const char*, int, const char* const*, const char* const*) {
  return *program = &all, OK;
}
DRIVER(nvrtcCompileProgram, void*, int, const char* const*) { return OK; }
DRIVER(nvrtcDestroyProgram, void**) { return OK; }
DRIVER(nvrtcGetCUBINSize, void*, size_t* bytes) { return *bytes = sizeof("played code"), OK; }
DRIVER(nvrtcGetCUBIN, void*, char* code) { return std::memcpy(code, "played code", sizeof("played code")), OK; }
DRIVER(nvrtcGetProgramLogSize, void*, size_t* bytes) { return *bytes = 1, OK; }
DRIVER(nvrtcGetProgramLog, void*, char* log) { return *log = 0, OK; }
