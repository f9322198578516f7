// What generated CUDA needs of its runtime, on a CPU: threads run one after the other.
#pragma once

#include <cstddef>

#define __global__
#define __device__
#define __constant__
#define __forceinline__ inline
#define __noinline__

typedef int cudaError_t;
typedef struct CUstream_st* cudaStream_t;
inline constexpr cudaError_t cudaSuccess = 0;
inline cudaError_t cudaGetLastError() { return cudaSuccess; }

struct emulated_index {
  unsigned x = 0;
};
inline thread_local emulated_index blockIdx, blockDim, threadIdx;

template <class Kernel>
void emulated_launch(unsigned blocks, unsigned threads, Kernel kernel) {
  blockDim.x = threads;
  for (blockIdx.x = 0; blockIdx.x < blocks; ++blockIdx.x)
    for (threadIdx.x = 0; threadIdx.x < threads; ++threadIdx.x) kernel();
}
