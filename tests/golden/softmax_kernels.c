#include "softmax_kernels.h"

#include <math.h>
#include <string.h>

#if defined(__GNUC__) && !defined(__clang__) && !defined(__cplusplus) && defined(__x86_64__) && defined(__GLIBC__)
__attribute__((simd("notinbranch"))) float expf(float);
__attribute__((simd("notinbranch"))) float logf(float);
__attribute__((simd("notinbranch"))) double exp(double);
#endif

/* Compilers would unroll short loops before they vectorize them. */
#if defined(__clang__)
#define LOOP_IN_REGISTERS _Pragma("clang loop unroll(disable)")
#elif defined(__GNUC__) && __GNUC__ >= 8
#define LOOP_IN_REGISTERS _Pragma("GCC unroll 1")
#else
#define LOOP_IN_REGISTERS
#endif

/* Bytes of a SIMD register, if the compiler has types for those. */
#ifndef REGISTER
#if !defined(__GNUC__)
#define REGISTER 0
#elif defined(__AVX512F__)
#define REGISTER 64
#elif defined(__AVX__)
#define REGISTER 32
#elif defined(__SSE2__) || defined(__aarch64__)
#define REGISTER 16
#else
#define REGISTER 0
#endif
#endif

/* Minor version of glibc 2 whose functions of registers may be called. */
#if REGISTER > 0 && defined(__x86_64__) && defined(__GLIBC__)
#define VECTOR_MATH __GLIBC_MINOR__
#else
#define VECTOR_MATH 0
#endif
#ifdef __cplusplus
#define C_NAMED extern "C"
#else
#define C_NAMED extern
#endif

#if REGISTER > 0
#define F32_LANES (REGISTER / 4)
typedef float f32_lanes __attribute__((vector_size(REGISTER), aligned(4), may_alias));
#else
#define F32_LANES 1
typedef float f32_lanes;
#endif
static const f32_lanes f32_zeros = {0};
static const float f32_not_done[32] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
static inline float f32_sum(f32_lanes x) {
#if REGISTER > 0
  typedef float part __attribute__((vector_size(16)));
  part p[REGISTER / 16];
  memcpy(p, &x, sizeof x);
#if REGISTER == 64
  const part y = (p[0] + p[2]) + (p[1] + p[3]);
#elif REGISTER == 32
  const part y = p[0] + p[1];
#else
  const part y = p[0];
#endif
  return (y[0] + y[2]) + (y[1] + y[3]);
#else
  return x;
#endif
}
#if REGISTER > 0
typedef int32_t f32_mask __attribute__((vector_size(REGISTER)));
#else
typedef bool f32_mask;
#endif
static inline f32_lanes f32_select(f32_mask x, f32_lanes a, f32_lanes b) {
#if REGISTER > 0
  return (f32_lanes)((x & (f32_mask)a) | (~x & (f32_mask)b));
#else
  return x ? a : b;
#endif
}
#if VECTOR_MATH > 0
typedef float whole_f32_lanes __attribute__((vector_size(REGISTER)));
#if REGISTER == 64
#define F32_VECTOR(parameters, name) _ZGVeN16##parameters##_##name
#elif REGISTER == 32 && defined(__AVX2__)
#define F32_VECTOR(parameters, name) _ZGVdN8##parameters##_##name
#elif REGISTER == 32
#define F32_VECTOR(parameters, name) _ZGVcN8##parameters##_##name
#else
#define F32_VECTOR(parameters, name) _ZGVbN4##parameters##_##name
#endif
#endif
#if VECTOR_MATH >= 22
C_NAMED whole_f32_lanes F32_VECTOR(v, logf)(whole_f32_lanes);
#endif
static inline f32_lanes f32_log(f32_lanes x) {
#if VECTOR_MATH >= 22
  return F32_VECTOR(v, logf)(x);
#elif REGISTER > 0
  for (int lane = 0; lane < F32_LANES; ++lane) x[lane] = logf(x[lane]);
  return x;
#else
  return logf(x);
#endif
}

#if REGISTER > 0
#define F64_LANES (REGISTER / 8)
typedef double f64_lanes __attribute__((vector_size(REGISTER), aligned(8), may_alias));
#else
#define F64_LANES 1
typedef double f64_lanes;
#endif

/* (f32[3],) -> f32[3,3]
   25 operations, 48 bytes read or written, 0 bytes of workspace */
void softmax_jacobian_in_workspace(const float *SOFTMAX_KERNELS_RESTRICT x0, float *SOFTMAX_KERNELS_RESTRICT out, void *workspace) {
  (void)workspace;
  {
    const float t0 = x0[0];
    const float t1 = x0[1];
    const float t2 = x0[2];
    const float t3 = (t0 > t1 || t0 != t0) ? t0 : t1;
    const float t4 = (t3 > t2 || t3 != t3) ? t3 : t2;
    const float t5 = t0 - t4;
    const float t6 = expf(t5);
    const float t7 = t1 - t4;
    const float t8 = expf(t7);
    const float t9 = t2 - t4;
    const float t10 = expf(t9);
    const float t11 = t6 + t8;
    const float t12 = t10 + t11;
    const float t13 = t6 / t12;
    const float t14 = t8 / t12;
    const float t15 = t10 / t12;
    const float t17 = 1.0f - t13;
    const float t18 = 1.0f - t14;
    const float t19 = 1.0f - t15;
    const float t20 = t13 * t17;
    const float t21 = t13 * t14;
    const float t22 = -t21;
    const float t23 = t13 * t15;
    const float t24 = -t23;
    const float t25 = t14 * t18;
    const float t26 = t14 * t15;
    const float t27 = -t26;
    const float t28 = t15 * t19;
    out[0] = t20;
    out[1] = t22;
    out[2] = t24;
    out[3] = t22;
    out[4] = t25;
    out[5] = t27;
    out[6] = t24;
    out[7] = t27;
    out[8] = t28;
  }
}

void softmax_jacobian(const float *SOFTMAX_KERNELS_RESTRICT x0, float *SOFTMAX_KERNELS_RESTRICT out) {
  softmax_jacobian_in_workspace(x0, out, 0);
}

/* ({weights: f32[10,64], bias: f32[10]}, f32[100,64], f32[100,10]) -> {value: f32[], gradient: {weights: f32[10,64], bias: f32[10]}}
   272802 operations, 106852 bytes read or written, 12960 bytes of workspace */
void digits_gradient_in_workspace(const float *SOFTMAX_KERNELS_RESTRICT x0_weights, const float *SOFTMAX_KERNELS_RESTRICT x0_bias, const float *SOFTMAX_KERNELS_RESTRICT x1, const float *SOFTMAX_KERNELS_RESTRICT x2, float *SOFTMAX_KERNELS_RESTRICT out_value, float *SOFTMAX_KERNELS_RESTRICT out_gradient_weights, float *SOFTMAX_KERNELS_RESTRICT out_gradient_bias, void *workspace) {
  float *const w7 = (float *)(void *)((unsigned char *)workspace + 0);
  float *const w8 = (float *)(void *)((unsigned char *)workspace + 4032);
  float *const w9 = (float *)(void *)((unsigned char *)workspace + 4480);
  float *const w10 = (float *)(void *)((unsigned char *)workspace + 8512);
  float *const w11 = (float *)(void *)((unsigned char *)workspace + 0);
  float *const w12 = (float *)(void *)((unsigned char *)workspace + 8960);
  float w13 = 0.0f;
  float *const w14 = (float *)(void *)((unsigned char *)workspace + 512);
  float *const w15 = (float *)(void *)((unsigned char *)workspace + 960);
  float *const w16 = (float *)(void *)((unsigned char *)workspace + 1408);
  float *const w17 = (float *)(void *)((unsigned char *)workspace + 8960);
  for (int i = 0; i < 100; ++i) {
    for (int j0 = 0; j0 < 8; j0 += 4) {
      f32_lanes s0_0 = {0};
      f32_lanes s0_1 = {0};
      f32_lanes s0_2 = {0};
      f32_lanes s0_3 = {0};
      f32_lanes s0_4 = {0};
      f32_lanes s0_5 = {0};
      f32_lanes s0_6 = {0};
      f32_lanes s0_7 = {0};
      for (int k0 = 0; k0 + 2 * F32_LANES <= 64; k0 += 2 * F32_LANES) {
        {
          const int j = j0;
          const int k = k0;
          const f32_lanes t0 = *(const f32_lanes *)(x0_weights + 64 * j + k);
          const f32_lanes t1 = *(const f32_lanes *)(x1 + 64 * i + k);
          s0_0 = s0_0 + t0 * t1;
        }
        {
          const int j = j0;
          const int k = k0 + F32_LANES;
          const f32_lanes t0 = *(const f32_lanes *)(x0_weights + 64 * j + k);
          const f32_lanes t1 = *(const f32_lanes *)(x1 + 64 * i + k);
          s0_1 = s0_1 + t0 * t1;
        }
        {
          const int j = j0 + 1;
          const int k = k0;
          const f32_lanes t0 = *(const f32_lanes *)(x0_weights + 64 * j + k);
          const f32_lanes t1 = *(const f32_lanes *)(x1 + 64 * i + k);
          s0_2 = s0_2 + t0 * t1;
        }
        {
          const int j = j0 + 1;
          const int k = k0 + F32_LANES;
          const f32_lanes t0 = *(const f32_lanes *)(x0_weights + 64 * j + k);
          const f32_lanes t1 = *(const f32_lanes *)(x1 + 64 * i + k);
          s0_3 = s0_3 + t0 * t1;
        }
        {
          const int j = j0 + 2;
          const int k = k0;
          const f32_lanes t0 = *(const f32_lanes *)(x0_weights + 64 * j + k);
          const f32_lanes t1 = *(const f32_lanes *)(x1 + 64 * i + k);
          s0_4 = s0_4 + t0 * t1;
        }
        {
          const int j = j0 + 2;
          const int k = k0 + F32_LANES;
          const f32_lanes t0 = *(const f32_lanes *)(x0_weights + 64 * j + k);
          const f32_lanes t1 = *(const f32_lanes *)(x1 + 64 * i + k);
          s0_5 = s0_5 + t0 * t1;
        }
        {
          const int j = j0 + 3;
          const int k = k0;
          const f32_lanes t0 = *(const f32_lanes *)(x0_weights + 64 * j + k);
          const f32_lanes t1 = *(const f32_lanes *)(x1 + 64 * i + k);
          s0_6 = s0_6 + t0 * t1;
        }
        {
          const int j = j0 + 3;
          const int k = k0 + F32_LANES;
          const f32_lanes t0 = *(const f32_lanes *)(x0_weights + 64 * j + k);
          const f32_lanes t1 = *(const f32_lanes *)(x1 + 64 * i + k);
          s0_7 = s0_7 + t0 * t1;
        }
      }
      {
        const int j = j0;
        w7[10 * i + j] = f32_sum(s0_0 + s0_1);
      }
      {
        const int j = j0 + 1;
        w7[10 * i + j] = f32_sum(s0_2 + s0_3);
      }
      {
        const int j = j0 + 2;
        w7[10 * i + j] = f32_sum(s0_4 + s0_5);
      }
      {
        const int j = j0 + 3;
        w7[10 * i + j] = f32_sum(s0_6 + s0_7);
      }
    }
    {
      const int j0 = 8;
      f32_lanes s0_0 = {0};
      f32_lanes s0_1 = {0};
      f32_lanes s0_2 = {0};
      f32_lanes s0_3 = {0};
      for (int k0 = 0; k0 + 2 * F32_LANES <= 64; k0 += 2 * F32_LANES) {
        {
          const int j = j0;
          const int k = k0;
          const f32_lanes t0 = *(const f32_lanes *)(x0_weights + 64 * j + k);
          const f32_lanes t1 = *(const f32_lanes *)(x1 + 64 * i + k);
          s0_0 = s0_0 + t0 * t1;
        }
        {
          const int j = j0;
          const int k = k0 + F32_LANES;
          const f32_lanes t0 = *(const f32_lanes *)(x0_weights + 64 * j + k);
          const f32_lanes t1 = *(const f32_lanes *)(x1 + 64 * i + k);
          s0_1 = s0_1 + t0 * t1;
        }
        {
          const int j = j0 + 1;
          const int k = k0;
          const f32_lanes t0 = *(const f32_lanes *)(x0_weights + 64 * j + k);
          const f32_lanes t1 = *(const f32_lanes *)(x1 + 64 * i + k);
          s0_2 = s0_2 + t0 * t1;
        }
        {
          const int j = j0 + 1;
          const int k = k0 + F32_LANES;
          const f32_lanes t0 = *(const f32_lanes *)(x0_weights + 64 * j + k);
          const f32_lanes t1 = *(const f32_lanes *)(x1 + 64 * i + k);
          s0_3 = s0_3 + t0 * t1;
        }
      }
      {
        const int j = j0;
        w7[10 * i + j] = f32_sum(s0_0 + s0_1);
      }
      {
        const int j = j0 + 1;
        w7[10 * i + j] = f32_sum(s0_2 + s0_3);
      }
    }
  }
  for (int i = 0; i < 100; ++i) {
    float s0[8];
    for (int lane = 0; lane < 8; ++lane) s0[lane] = (-INFINITY);
    {
      LOOP_IN_REGISTERS
      for (int lane = 0; lane < 8; ++lane) {
        const int j = lane;
        const float t0 = w7[10 * i + j];
        const float t1 = x0_bias[j];
        const float t2 = t0 + t1;
        s0[lane] = (s0[lane] > t2 || s0[lane] != s0[lane]) ? s0[lane] : t2;
      }
    }
    {
      for (int lane = 0; lane < 2; ++lane) {
        const int j = 8 + lane;
        const float t0 = w7[10 * i + j];
        const float t1 = x0_bias[j];
        const float t2 = t0 + t1;
        s0[lane] = (s0[lane] > t2 || s0[lane] != s0[lane]) ? s0[lane] : t2;
      }
    }
    for (int lane = 0; lane < 4; ++lane) s0[lane] = (s0[lane] > s0[lane + 4] || s0[lane] != s0[lane]) ? s0[lane] : s0[lane + 4];
    for (int lane = 0; lane < 2; ++lane) s0[lane] = (s0[lane] > s0[lane + 2] || s0[lane] != s0[lane]) ? s0[lane] : s0[lane + 2];
    for (int lane = 0; lane < 1; ++lane) s0[lane] = (s0[lane] > s0[lane + 1] || s0[lane] != s0[lane]) ? s0[lane] : s0[lane + 1];
    w8[i] = s0[0];
  }
  for (int i = 0; i < 100; ++i) {
    float s1[8];
    for (int lane = 0; lane < 8; ++lane) s1[lane] = 0.0f;
    float s2[8];
    for (int lane = 0; lane < 8; ++lane) s2[lane] = 0.0f;
    {
      LOOP_IN_REGISTERS
      for (int lane = 0; lane < 8; ++lane) {
        const int j = lane;
        const float t0 = w7[10 * i + j];
        const float t1 = x0_bias[j];
        const float t2 = t0 + t1;
        const float t3 = w8[i];
        const float t4 = t2 - t3;
        const float t5 = expf(t4);
        const float t6 = x2[10 * i + j];
        w9[10 * i + j] = t5;
        s1[lane] = s1[lane] + t5;
        s2[lane] = s2[lane] + t6 * t5;
      }
    }
    {
      for (int lane = 0; lane < 2; ++lane) {
        const int j = 8 + lane;
        const float t0 = w7[10 * i + j];
        const float t1 = x0_bias[j];
        const float t2 = t0 + t1;
        const float t3 = w8[i];
        const float t4 = t2 - t3;
        const float t5 = expf(t4);
        const float t6 = x2[10 * i + j];
        w9[10 * i + j] = t5;
        s1[lane] = s1[lane] + t5;
        s2[lane] = s2[lane] + t6 * t5;
      }
    }
    for (int lane = 0; lane < 4; ++lane) s1[lane] = s1[lane] + s1[lane + 4];
    for (int lane = 0; lane < 2; ++lane) s1[lane] = s1[lane] + s1[lane + 2];
    for (int lane = 0; lane < 1; ++lane) s1[lane] = s1[lane] + s1[lane + 1];
    w10[i] = s1[0];
    for (int lane = 0; lane < 4; ++lane) s2[lane] = s2[lane] + s2[lane + 4];
    for (int lane = 0; lane < 2; ++lane) s2[lane] = s2[lane] + s2[lane + 2];
    for (int lane = 0; lane < 1; ++lane) s2[lane] = s2[lane] + s2[lane + 1];
    w12[i] = s2[0];
  }
  {
    f32_lanes s1_0 = {0};
    f32_lanes s1_1 = {0};
    f32_lanes s1_2 = {0};
    f32_lanes s1_3 = {0};
    {
      int i0 = 0;
      for (; i0 + 4 * F32_LANES <= 96; i0 += 4 * F32_LANES) {
        {
          const int i = i0;
          const f32_lanes t1 = *(const f32_lanes *)(w10 + i);
          const f32_lanes t2 = 1.0f / t1;
          const f32_lanes t3 = *(const f32_lanes *)(w12 + i);
          const f32_lanes t6 = t2 * t3 + 1e-12f;
          const f32_lanes t7 = f32_log(t6);
          const f32_lanes t8 = 1.0f / t6;
          const f32_lanes t10 = t8 * (-0.01f);
          *(f32_lanes *)(w11 + i) = t2;
          s1_0 = s1_0 + t7;
          *(f32_lanes *)(w14 + i) = t10;
        }
        {
          const int i = i0 + F32_LANES;
          const f32_lanes t1 = *(const f32_lanes *)(w10 + i);
          const f32_lanes t2 = 1.0f / t1;
          const f32_lanes t3 = *(const f32_lanes *)(w12 + i);
          const f32_lanes t6 = t2 * t3 + 1e-12f;
          const f32_lanes t7 = f32_log(t6);
          const f32_lanes t8 = 1.0f / t6;
          const f32_lanes t10 = t8 * (-0.01f);
          *(f32_lanes *)(w11 + i) = t2;
          s1_1 = s1_1 + t7;
          *(f32_lanes *)(w14 + i) = t10;
        }
        {
          const int i = i0 + 2 * F32_LANES;
          const f32_lanes t1 = *(const f32_lanes *)(w10 + i);
          const f32_lanes t2 = 1.0f / t1;
          const f32_lanes t3 = *(const f32_lanes *)(w12 + i);
          const f32_lanes t6 = t2 * t3 + 1e-12f;
          const f32_lanes t7 = f32_log(t6);
          const f32_lanes t8 = 1.0f / t6;
          const f32_lanes t10 = t8 * (-0.01f);
          *(f32_lanes *)(w11 + i) = t2;
          s1_2 = s1_2 + t7;
          *(f32_lanes *)(w14 + i) = t10;
        }
        {
          const int i = i0 + 3 * F32_LANES;
          const f32_lanes t1 = *(const f32_lanes *)(w10 + i);
          const f32_lanes t2 = 1.0f / t1;
          const f32_lanes t3 = *(const f32_lanes *)(w12 + i);
          const f32_lanes t6 = t2 * t3 + 1e-12f;
          const f32_lanes t7 = f32_log(t6);
          const f32_lanes t8 = 1.0f / t6;
          const f32_lanes t10 = t8 * (-0.01f);
          *(f32_lanes *)(w11 + i) = t2;
          s1_3 = s1_3 + t7;
          *(f32_lanes *)(w14 + i) = t10;
        }
      }
      for (; i0 < 96; i0 += F32_LANES) {
        {
          const int i = i0;
          const f32_lanes t1 = *(const f32_lanes *)(w10 + i);
          const f32_lanes t2 = 1.0f / t1;
          const f32_lanes t3 = *(const f32_lanes *)(w12 + i);
          const f32_lanes t6 = t2 * t3 + 1e-12f;
          const f32_lanes t7 = f32_log(t6);
          const f32_lanes t8 = 1.0f / t6;
          const f32_lanes t10 = t8 * (-0.01f);
          *(f32_lanes *)(w11 + i) = t2;
          s1_0 = s1_0 + t7;
          *(f32_lanes *)(w14 + i) = t10;
        }
      }
    }
    for (int i1 = 96; i1 < 100; i1 += F32_LANES) {
      const int i0 = i1 + F32_LANES <= 100 ? i1 : 100 - F32_LANES;
      const f32_mask i2 = (f32_mask)(*(const f32_lanes *)(f32_not_done + 16 - (i1 - i0)) != f32_zeros);
      {
        const int i = i0;
        const f32_lanes t1 = *(const f32_lanes *)(w10 + i);
        const f32_lanes t2 = 1.0f / t1;
        const f32_lanes t3 = *(const f32_lanes *)(w12 + i);
        const f32_lanes t6 = t2 * t3 + 1e-12f;
        const f32_lanes t7 = f32_log(t6);
        const f32_lanes t8 = 1.0f / t6;
        const f32_lanes t10 = t8 * (-0.01f);
        *(f32_lanes *)(w11 + i) = t2;
        s1_0 = s1_0 + f32_select(i2, t7, f32_zeros);
        *(f32_lanes *)(w14 + i) = t10;
      }
    }
    {
      w13 = f32_sum(s1_0 + s1_1 + s1_2 + s1_3);
    }
  }
  {
    const float t0 = w13;
    const float t1 = -t0;
    const float t3 = t1 / 100.0f;
    out_value[0] = t3;
  }
  for (int i = 0; i < 100; ++i) {
    float s0[8];
    for (int lane = 0; lane < 8; ++lane) s0[lane] = 0.0f;
    {
      LOOP_IN_REGISTERS
      for (int lane = 0; lane < 8; ++lane) {
        const int j = lane;
        const float t0 = w9[10 * i + j];
        const float t1 = x2[10 * i + j];
        const float t2 = w14[i];
        const float t3 = t1 * t2;
        s0[lane] = s0[lane] + t0 * t3;
      }
    }
    {
      for (int lane = 0; lane < 2; ++lane) {
        const int j = 8 + lane;
        const float t0 = w9[10 * i + j];
        const float t1 = x2[10 * i + j];
        const float t2 = w14[i];
        const float t3 = t1 * t2;
        s0[lane] = s0[lane] + t0 * t3;
      }
    }
    for (int lane = 0; lane < 4; ++lane) s0[lane] = s0[lane] + s0[lane + 4];
    for (int lane = 0; lane < 2; ++lane) s0[lane] = s0[lane] + s0[lane + 2];
    for (int lane = 0; lane < 1; ++lane) s0[lane] = s0[lane] + s0[lane + 1];
    w15[i] = s0[0];
  }
  for (int i0 = 0; i0 + F32_LANES <= 96; i0 += F32_LANES) {
    {
      const int i = i0;
      const f32_lanes t0 = *(const f32_lanes *)(w11 + i);
      const f32_lanes t1 = *(const f32_lanes *)(w15 + i);
      const f32_lanes t2 = t0 * t1;
      *(f32_lanes *)(w16 + i) = t2;
    }
  }
  for (int i1 = 96; i1 < 100; i1 += F32_LANES) {
    const int i0 = i1 + F32_LANES <= 100 ? i1 : 100 - F32_LANES;
    {
      const int i = i0;
      const f32_lanes t0 = *(const f32_lanes *)(w11 + i);
      const f32_lanes t1 = *(const f32_lanes *)(w15 + i);
      const f32_lanes t2 = t0 * t1;
      *(f32_lanes *)(w16 + i) = t2;
    }
  }
  {
    float s1[10];
    for (int lane = 0; lane < 10; ++lane) s1[lane] = 0.0f;
    for (int j = 0; j < 100; ++j) {
      LOOP_IN_REGISTERS
      for (int lane = 0; lane < 8; ++lane) {
        const int i = lane;
        const float t0 = w9[i + 10 * j];
        const float t1 = w10[j];
        const float t2 = t0 / t1;
        const float t3 = x2[i + 10 * j];
        const float t4 = w14[j];
        const float t6 = w16[j];
        const float t7 = t3 * t4 - t6;
        const float t8 = t2 * t7;
        w17[i + 10 * j] = t8;
        s1[lane] = s1[lane] + t8;
      }
      for (int lane = 8; lane < 10; ++lane) {
        const int i = lane;
        const float t0 = w9[i + 10 * j];
        const float t1 = w10[j];
        const float t2 = t0 / t1;
        const float t3 = x2[i + 10 * j];
        const float t4 = w14[j];
        const float t6 = w16[j];
        const float t7 = t3 * t4 - t6;
        const float t8 = t2 * t7;
        w17[i + 10 * j] = t8;
        s1[lane] = s1[lane] + t8;
      }
    }
    LOOP_IN_REGISTERS
    for (int lane = 0; lane < 8; ++lane) {
      const int i = lane;
      out_gradient_bias[i] = s1[lane];
    }
    for (int lane = 8; lane < 10; ++lane) {
      const int i = lane;
      out_gradient_bias[i] = s1[lane];
    }
  }
  for (int i0 = 0; i0 < 8; i0 += 4) {
    for (int j0 = 0; j0 + 2 * F32_LANES <= 64; j0 += 2 * F32_LANES) {
      f32_lanes s0_0 = {0};
      f32_lanes s0_1 = {0};
      f32_lanes s0_2 = {0};
      f32_lanes s0_3 = {0};
      f32_lanes s0_4 = {0};
      f32_lanes s0_5 = {0};
      f32_lanes s0_6 = {0};
      f32_lanes s0_7 = {0};
      for (int k = 0; k < 100; k += 1) {
        {
          const int i = i0;
          const int j = j0;
          const f32_lanes t0 = *(const f32_lanes *)(x1 + j + 64 * k);
          const float t1 = w17[i + 10 * k];
          s0_0 = s0_0 + t0 * t1;
        }
        {
          const int i = i0;
          const int j = j0 + F32_LANES;
          const f32_lanes t0 = *(const f32_lanes *)(x1 + j + 64 * k);
          const float t1 = w17[i + 10 * k];
          s0_1 = s0_1 + t0 * t1;
        }
        {
          const int i = i0 + 1;
          const int j = j0;
          const f32_lanes t0 = *(const f32_lanes *)(x1 + j + 64 * k);
          const float t1 = w17[i + 10 * k];
          s0_2 = s0_2 + t0 * t1;
        }
        {
          const int i = i0 + 1;
          const int j = j0 + F32_LANES;
          const f32_lanes t0 = *(const f32_lanes *)(x1 + j + 64 * k);
          const float t1 = w17[i + 10 * k];
          s0_3 = s0_3 + t0 * t1;
        }
        {
          const int i = i0 + 2;
          const int j = j0;
          const f32_lanes t0 = *(const f32_lanes *)(x1 + j + 64 * k);
          const float t1 = w17[i + 10 * k];
          s0_4 = s0_4 + t0 * t1;
        }
        {
          const int i = i0 + 2;
          const int j = j0 + F32_LANES;
          const f32_lanes t0 = *(const f32_lanes *)(x1 + j + 64 * k);
          const float t1 = w17[i + 10 * k];
          s0_5 = s0_5 + t0 * t1;
        }
        {
          const int i = i0 + 3;
          const int j = j0;
          const f32_lanes t0 = *(const f32_lanes *)(x1 + j + 64 * k);
          const float t1 = w17[i + 10 * k];
          s0_6 = s0_6 + t0 * t1;
        }
        {
          const int i = i0 + 3;
          const int j = j0 + F32_LANES;
          const f32_lanes t0 = *(const f32_lanes *)(x1 + j + 64 * k);
          const float t1 = w17[i + 10 * k];
          s0_7 = s0_7 + t0 * t1;
        }
      }
      {
        const int i = i0;
        const int j = j0;
        *(f32_lanes *)(out_gradient_weights + 64 * i + j) = s0_0;
      }
      {
        const int i = i0;
        const int j = j0 + 1 * F32_LANES;
        *(f32_lanes *)(out_gradient_weights + 64 * i + j) = s0_1;
      }
      {
        const int i = i0 + 1;
        const int j = j0;
        *(f32_lanes *)(out_gradient_weights + 64 * i + j) = s0_2;
      }
      {
        const int i = i0 + 1;
        const int j = j0 + 1 * F32_LANES;
        *(f32_lanes *)(out_gradient_weights + 64 * i + j) = s0_3;
      }
      {
        const int i = i0 + 2;
        const int j = j0;
        *(f32_lanes *)(out_gradient_weights + 64 * i + j) = s0_4;
      }
      {
        const int i = i0 + 2;
        const int j = j0 + 1 * F32_LANES;
        *(f32_lanes *)(out_gradient_weights + 64 * i + j) = s0_5;
      }
      {
        const int i = i0 + 3;
        const int j = j0;
        *(f32_lanes *)(out_gradient_weights + 64 * i + j) = s0_6;
      }
      {
        const int i = i0 + 3;
        const int j = j0 + 1 * F32_LANES;
        *(f32_lanes *)(out_gradient_weights + 64 * i + j) = s0_7;
      }
    }
  }
  {
    const int i0 = 8;
    for (int j0 = 0; j0 + 2 * F32_LANES <= 64; j0 += 2 * F32_LANES) {
      f32_lanes s0_0 = {0};
      f32_lanes s0_1 = {0};
      f32_lanes s0_2 = {0};
      f32_lanes s0_3 = {0};
      for (int k = 0; k < 100; k += 1) {
        {
          const int i = i0;
          const int j = j0;
          const f32_lanes t0 = *(const f32_lanes *)(x1 + j + 64 * k);
          const float t1 = w17[i + 10 * k];
          s0_0 = s0_0 + t0 * t1;
        }
        {
          const int i = i0;
          const int j = j0 + F32_LANES;
          const f32_lanes t0 = *(const f32_lanes *)(x1 + j + 64 * k);
          const float t1 = w17[i + 10 * k];
          s0_1 = s0_1 + t0 * t1;
        }
        {
          const int i = i0 + 1;
          const int j = j0;
          const f32_lanes t0 = *(const f32_lanes *)(x1 + j + 64 * k);
          const float t1 = w17[i + 10 * k];
          s0_2 = s0_2 + t0 * t1;
        }
        {
          const int i = i0 + 1;
          const int j = j0 + F32_LANES;
          const f32_lanes t0 = *(const f32_lanes *)(x1 + j + 64 * k);
          const float t1 = w17[i + 10 * k];
          s0_3 = s0_3 + t0 * t1;
        }
      }
      {
        const int i = i0;
        const int j = j0;
        *(f32_lanes *)(out_gradient_weights + 64 * i + j) = s0_0;
      }
      {
        const int i = i0;
        const int j = j0 + 1 * F32_LANES;
        *(f32_lanes *)(out_gradient_weights + 64 * i + j) = s0_1;
      }
      {
        const int i = i0 + 1;
        const int j = j0;
        *(f32_lanes *)(out_gradient_weights + 64 * i + j) = s0_2;
      }
      {
        const int i = i0 + 1;
        const int j = j0 + 1 * F32_LANES;
        *(f32_lanes *)(out_gradient_weights + 64 * i + j) = s0_3;
      }
    }
  }
}

void digits_gradient(const float *SOFTMAX_KERNELS_RESTRICT x0_weights, const float *SOFTMAX_KERNELS_RESTRICT x0_bias, const float *SOFTMAX_KERNELS_RESTRICT x1, const float *SOFTMAX_KERNELS_RESTRICT x2, float *SOFTMAX_KERNELS_RESTRICT out_value, float *SOFTMAX_KERNELS_RESTRICT out_gradient_weights, float *SOFTMAX_KERNELS_RESTRICT out_gradient_bias) {
  double workspace[(DIGITS_GRADIENT_WORKSPACE + sizeof(double) - 1) / sizeof(double)];
  digits_gradient_in_workspace(x0_weights, x0_bias, x1, x2, out_value, out_gradient_weights, out_gradient_bias, workspace);
}

/* (f64[32,5], f64[32,5]) -> f64[32,5]
   1504 operations, 11264 bytes read or written, 2048 bytes of workspace */
void softmax_pullback_in_workspace(const double *SOFTMAX_KERNELS_RESTRICT x0, const double *SOFTMAX_KERNELS_RESTRICT x1, double *SOFTMAX_KERNELS_RESTRICT out, void *workspace) {
  double *const w3 = (double *)(void *)((unsigned char *)workspace + 0);
  double *const w4 = (double *)(void *)((unsigned char *)workspace + 256);
  double *const w5 = (double *)(void *)((unsigned char *)workspace + 1536);
  double *const w6 = (double *)(void *)((unsigned char *)workspace + 1792);
  double *const w7 = (double *)(void *)((unsigned char *)workspace + 0);
  for (int i = 0; i < 32; ++i) {
    double s0 = (-(double)INFINITY);
    for (int j = 0; j < 5; ++j) {
      const double t0 = x0[5 * i + j];
      s0 = (s0 > t0 || s0 != s0) ? s0 : t0;
    }
    w3[i] = s0;
  }
  for (int i = 0; i < 32; ++i) {
    double s1 = 0.0;
    double s2 = 0.0;
    for (int j = 0; j < 5; ++j) {
      const double t0 = x0[5 * i + j];
      const double t1 = w3[i];
      const double t2 = t0 - t1;
      const double t3 = exp(t2);
      const double t4 = x1[5 * i + j];
      w4[5 * i + j] = t3;
      s1 = s1 + t3;
      s2 = s2 + t4 * t3;
    }
    w5[i] = s1;
    w6[i] = s2;
  }
  for (int i0 = 0; i0 + F64_LANES <= 32; i0 += F64_LANES) {
    {
      const int i = i0;
      const f64_lanes t1 = *(const f64_lanes *)(w5 + i);
      const f64_lanes t2 = 1.0 / t1;
      const f64_lanes t3 = *(const f64_lanes *)(w6 + i);
      const f64_lanes t4 = t2 * t3;
      *(f64_lanes *)(w7 + i) = t4;
    }
  }
  for (int i = 0; i < 32; ++i) {
    for (int j = 0; j < 5; ++j) {
      const double t0 = w4[5 * i + j];
      const double t1 = w5[i];
      const double t2 = t0 / t1;
      const double t3 = x1[5 * i + j];
      const double t4 = w7[i];
      const double t5 = t3 - t4;
      const double t6 = t2 * t5;
      out[5 * i + j] = t6;
    }
  }
}

void softmax_pullback(const double *SOFTMAX_KERNELS_RESTRICT x0, const double *SOFTMAX_KERNELS_RESTRICT x1, double *SOFTMAX_KERNELS_RESTRICT out) {
  double workspace[(SOFTMAX_PULLBACK_WORKSPACE + sizeof(double) - 1) / sizeof(double)];
  softmax_pullback_in_workspace(x0, x1, out, workspace);
}
