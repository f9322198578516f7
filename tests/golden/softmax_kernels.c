#include "softmax_kernels.h"

#include <math.h>

#if defined(__GNUC__) && !defined(__clang__) && !defined(__cplusplus) && defined(__x86_64__) && defined(__GLIBC__)
__attribute__((simd("notinbranch"))) float expf(float);
__attribute__((simd("notinbranch"))) float logf(float);
__attribute__((simd("notinbranch"))) double exp(double);
#endif

#ifdef __clang__  /* it would unroll short loops before it vectorizes them */
#define LOOP_IN_REGISTERS _Pragma("clang loop unroll(disable)")
#else
#define LOOP_IN_REGISTERS
#endif

/* (f32[3],) -> f32[3,3]
   26 operations, 48 bytes read or written, 0 bytes of workspace */
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
    const float t14 = 1.0f / t12;
    const float t15 = t6 * t14;
    const float t16 = t8 * t14;
    const float t17 = t10 * t14;
    const float t18 = 1.0f - t15;
    const float t19 = 1.0f - t16;
    const float t20 = 1.0f - t17;
    const float t21 = t15 * t18;
    const float t22 = t15 * t16;
    const float t23 = -t22;
    const float t24 = t15 * t17;
    const float t25 = -t24;
    const float t26 = t16 * t19;
    const float t27 = t16 * t17;
    const float t28 = -t27;
    const float t29 = t17 * t20;
    out[0] = t21;
    out[1] = t23;
    out[2] = t25;
    out[3] = t23;
    out[4] = t26;
    out[5] = t28;
    out[6] = t25;
    out[7] = t28;
    out[8] = t29;
  }
}

void softmax_jacobian(const float *SOFTMAX_KERNELS_RESTRICT x0, float *SOFTMAX_KERNELS_RESTRICT out) {
  softmax_jacobian_in_workspace(x0, out, 0);
}

/* ({weights: f32[10,64], bias: f32[10]}, f32[100,64], f32[100,10]) -> {value: f32[], gradient: {weights: f32[10,64], bias: f32[10]}}
   274601 operations, 110452 bytes read or written, 12512 bytes of workspace */
void digits_gradient_in_workspace(const float *SOFTMAX_KERNELS_RESTRICT x0_weights, const float *SOFTMAX_KERNELS_RESTRICT x0_bias, const float *SOFTMAX_KERNELS_RESTRICT x1, const float *SOFTMAX_KERNELS_RESTRICT x2, float *SOFTMAX_KERNELS_RESTRICT out_value, float *SOFTMAX_KERNELS_RESTRICT out_gradient_weights, float *SOFTMAX_KERNELS_RESTRICT out_gradient_bias, void *workspace) {
  float *const w7 = (float *)(void *)((unsigned char *)workspace + 0);
  float *const w8 = (float *)(void *)((unsigned char *)workspace + 4032);
  float *const w9 = (float *)(void *)((unsigned char *)workspace + 4480);
  float *const w10 = (float *)(void *)((unsigned char *)workspace + 8512);
  float *const w11 = (float *)(void *)((unsigned char *)workspace + 0);
  float *const w12 = (float *)(void *)((unsigned char *)workspace + 448);
  float w13 = 0.0f;
  float *const w14 = (float *)(void *)((unsigned char *)workspace + 960);
  float *const w15 = (float *)(void *)((unsigned char *)workspace + 448);
  float *const w16 = (float *)(void *)((unsigned char *)workspace + 8512);
  for (int i = 0; i < 100; ++i) {
    for (int j = 0; j < 10; ++j) {
      float s0[16];
      for (int lane = 0; lane < 16; ++lane) s0[lane] = 0.0f;
      for (int k0 = 0; k0 < 64; k0 += 16) {
        LOOP_IN_REGISTERS
        for (int lane = 0; lane < 16; ++lane) {
          const int k = k0 + lane;
          const float t0 = x0_weights[64 * j + k];
          const float t1 = x1[64 * i + k];
          s0[lane] = s0[lane] + t0 * t1;
        }
      }
      for (int lane = 0; lane < 8; ++lane) s0[lane] = s0[lane] + s0[lane + 8];
      for (int lane = 0; lane < 4; ++lane) s0[lane] = s0[lane] + s0[lane + 4];
      for (int lane = 0; lane < 2; ++lane) s0[lane] = s0[lane] + s0[lane + 2];
      for (int lane = 0; lane < 1; ++lane) s0[lane] = s0[lane] + s0[lane + 1];
      w7[10 * i + j] = s0[0];
    }
  }
  for (int i = 0; i < 100; ++i) {
    float s0[10];
    for (int lane = 0; lane < 10; ++lane) s0[lane] = (-INFINITY);
    {
      LOOP_IN_REGISTERS
      for (int lane = 0; lane < 10; ++lane) {
        const int j = lane;
        const float t0 = w7[10 * i + j];
        const float t1 = x0_bias[j];
        const float t2 = t0 + t1;
        s0[lane] = (s0[lane] > t2 || s0[lane] != s0[lane]) ? s0[lane] : t2;
      }
    }
    for (int lane = 0; lane < 5; ++lane) s0[lane] = (s0[lane] > s0[lane + 5] || s0[lane] != s0[lane]) ? s0[lane] : s0[lane + 5];
    for (int lane = 0; lane < 2; ++lane) s0[lane] = (s0[lane] > s0[lane + 3] || s0[lane] != s0[lane]) ? s0[lane] : s0[lane + 3];
    for (int lane = 0; lane < 1; ++lane) s0[lane] = (s0[lane] > s0[lane + 2] || s0[lane] != s0[lane]) ? s0[lane] : s0[lane + 2];
    for (int lane = 0; lane < 1; ++lane) s0[lane] = (s0[lane] > s0[lane + 1] || s0[lane] != s0[lane]) ? s0[lane] : s0[lane + 1];
    w8[i] = s0[0];
  }
  for (int i = 0; i < 100; ++i) {
    float s1[10];
    for (int lane = 0; lane < 10; ++lane) s1[lane] = 0.0f;
    {
      LOOP_IN_REGISTERS
      for (int lane = 0; lane < 10; ++lane) {
        const int j = lane;
        const float t0 = w7[10 * i + j];
        const float t1 = x0_bias[j];
        const float t2 = t0 + t1;
        const float t3 = w8[i];
        const float t4 = t2 - t3;
        const float t5 = expf(t4);
        w9[10 * i + j] = t5;
        s1[lane] = s1[lane] + t5;
      }
    }
    for (int lane = 0; lane < 5; ++lane) s1[lane] = s1[lane] + s1[lane + 5];
    for (int lane = 0; lane < 2; ++lane) s1[lane] = s1[lane] + s1[lane + 3];
    for (int lane = 0; lane < 1; ++lane) s1[lane] = s1[lane] + s1[lane + 2];
    for (int lane = 0; lane < 1; ++lane) s1[lane] = s1[lane] + s1[lane + 1];
    w10[i] = s1[0];
  }
  for (int i = 0; i < 100; ++i) {
    const float t1 = w10[i];
    const float t2 = 1.0f / t1;
    w11[i] = t2;
  }
  for (int i = 0; i < 100; ++i) {
    float s0[10];
    for (int lane = 0; lane < 10; ++lane) s0[lane] = 0.0f;
    {
      LOOP_IN_REGISTERS
      for (int lane = 0; lane < 10; ++lane) {
        const int j = lane;
        const float t0 = w9[10 * i + j];
        const float t1 = w11[i];
        const float t2 = t0 * t1;
        const float t3 = x2[10 * i + j];
        s0[lane] = s0[lane] + t2 * t3;
      }
    }
    for (int lane = 0; lane < 5; ++lane) s0[lane] = s0[lane] + s0[lane + 5];
    for (int lane = 0; lane < 2; ++lane) s0[lane] = s0[lane] + s0[lane + 3];
    for (int lane = 0; lane < 1; ++lane) s0[lane] = s0[lane] + s0[lane + 2];
    for (int lane = 0; lane < 1; ++lane) s0[lane] = s0[lane] + s0[lane + 1];
    w12[i] = s0[0];
  }
  {
    float s0[16];
    for (int lane = 0; lane < 16; ++lane) s0[lane] = 0.0f;
    for (int i0 = 0; i0 < 96; i0 += 16) {
      LOOP_IN_REGISTERS
      for (int lane = 0; lane < 16; ++lane) {
        const int i = i0 + lane;
        const float t0 = w12[i];
        const float t2 = t0 + 1e-12f;
        const float t3 = logf(t2);
        const float t5 = 1.0f / t2;
        const float t7 = t5 * (-0.01f);
        s0[lane] = s0[lane] + t3;
        w14[i] = t7;
      }
    }
    {
      for (int lane = 0; lane < 4; ++lane) {
        const int i = 96 + lane;
        const float t0 = w12[i];
        const float t2 = t0 + 1e-12f;
        const float t3 = logf(t2);
        const float t5 = 1.0f / t2;
        const float t7 = t5 * (-0.01f);
        s0[lane] = s0[lane] + t3;
        w14[i] = t7;
      }
    }
    for (int lane = 0; lane < 8; ++lane) s0[lane] = s0[lane] + s0[lane + 8];
    for (int lane = 0; lane < 4; ++lane) s0[lane] = s0[lane] + s0[lane + 4];
    for (int lane = 0; lane < 2; ++lane) s0[lane] = s0[lane] + s0[lane + 2];
    for (int lane = 0; lane < 1; ++lane) s0[lane] = s0[lane] + s0[lane + 1];
    w13 = s0[0];
  }
  {
    const float t0 = w13;
    const float t2 = t0 * (-0.01f);
    out_value[0] = t2;
  }
  for (int i = 0; i < 100; ++i) {
    float s0[10];
    for (int lane = 0; lane < 10; ++lane) s0[lane] = 0.0f;
    {
      LOOP_IN_REGISTERS
      for (int lane = 0; lane < 10; ++lane) {
        const int j = lane;
        const float t0 = w14[i];
        const float t1 = x2[10 * i + j];
        const float t2 = t0 * t1;
        const float t3 = w9[10 * i + j];
        const float t4 = w11[i];
        const float t5 = t3 * t4;
        s0[lane] = s0[lane] + t2 * t5;
      }
    }
    for (int lane = 0; lane < 5; ++lane) s0[lane] = s0[lane] + s0[lane + 5];
    for (int lane = 0; lane < 2; ++lane) s0[lane] = s0[lane] + s0[lane + 3];
    for (int lane = 0; lane < 1; ++lane) s0[lane] = s0[lane] + s0[lane + 2];
    for (int lane = 0; lane < 1; ++lane) s0[lane] = s0[lane] + s0[lane + 1];
    w15[i] = s0[0];
  }
  {
    float s1[10];
    for (int lane = 0; lane < 10; ++lane) s1[lane] = 0.0f;
    for (int j = 0; j < 100; ++j) {
      LOOP_IN_REGISTERS
      for (int lane = 0; lane < 10; ++lane) {
        const int i = lane;
        const float t0 = w9[i + 10 * j];
        const float t1 = w11[j];
        const float t2 = t0 * t1;
        const float t3 = w14[j];
        const float t4 = x2[i + 10 * j];
        const float t6 = w15[j];
        const float t7 = t3 * t4 - t6;
        const float t8 = t2 * t7;
        w16[i + 10 * j] = t8;
        s1[lane] = s1[lane] + t8;
      }
    }
    LOOP_IN_REGISTERS
    for (int lane = 0; lane < 10; ++lane) {
      const int i = lane;
      out_gradient_bias[i] = s1[lane];
    }
  }
  for (int i = 0; i < 10; ++i) {
    {
      float s0[64];
      for (int lane = 0; lane < 64; ++lane) s0[lane] = 0.0f;
      for (int k = 0; k < 100; ++k) {
        for (int lane = 0; lane < 64; ++lane) {
          const int j = lane;
          const float t0 = w16[i + 10 * k];
          const float t1 = x1[j + 64 * k];
          s0[lane] = s0[lane] + t0 * t1;
        }
      }
      for (int lane = 0; lane < 64; ++lane) {
        const int j = lane;
        out_gradient_weights[64 * i + j] = s0[lane];
      }
    }
  }
}

void digits_gradient(const float *SOFTMAX_KERNELS_RESTRICT x0_weights, const float *SOFTMAX_KERNELS_RESTRICT x0_bias, const float *SOFTMAX_KERNELS_RESTRICT x1, const float *SOFTMAX_KERNELS_RESTRICT x2, float *SOFTMAX_KERNELS_RESTRICT out_value, float *SOFTMAX_KERNELS_RESTRICT out_gradient_weights, float *SOFTMAX_KERNELS_RESTRICT out_gradient_bias) {
  union {
    double alignment;
    unsigned char bytes[DIGITS_GRADIENT_WORKSPACE];
  } workspace;
  digits_gradient_in_workspace(x0_weights, x0_bias, x1, x2, out_value, out_gradient_weights, out_gradient_bias, &workspace);
}

/* (f64[32,5], f64[32,5]) -> f64[32,5]
   1632 operations, 12544 bytes read or written, 1792 bytes of workspace */
void softmax_pullback_in_workspace(const double *SOFTMAX_KERNELS_RESTRICT x0, const double *SOFTMAX_KERNELS_RESTRICT x1, double *SOFTMAX_KERNELS_RESTRICT out, void *workspace) {
  double *const w3 = (double *)(void *)((unsigned char *)workspace + 0);
  double *const w4 = (double *)(void *)((unsigned char *)workspace + 256);
  double *const w5 = (double *)(void *)((unsigned char *)workspace + 1536);
  double *const w6 = (double *)(void *)((unsigned char *)workspace + 0);
  double *const w7 = (double *)(void *)((unsigned char *)workspace + 1536);
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
    for (int j = 0; j < 5; ++j) {
      const double t0 = x0[5 * i + j];
      const double t1 = w3[i];
      const double t2 = t0 - t1;
      const double t3 = exp(t2);
      w4[5 * i + j] = t3;
      s1 = s1 + t3;
    }
    w5[i] = s1;
  }
  for (int i = 0; i < 32; ++i) {
    const double t1 = w5[i];
    const double t2 = 1.0 / t1;
    w6[i] = t2;
  }
  for (int i = 0; i < 32; ++i) {
    double s0 = 0.0;
    for (int j = 0; j < 5; ++j) {
      const double t0 = x1[5 * i + j];
      const double t1 = w4[5 * i + j];
      const double t2 = w6[i];
      const double t3 = t1 * t2;
      s0 = s0 + t0 * t3;
    }
    w7[i] = s0;
  }
  for (int i = 0; i < 32; ++i) {
    for (int j = 0; j < 5; ++j) {
      const double t0 = w4[5 * i + j];
      const double t1 = w6[i];
      const double t2 = t0 * t1;
      const double t3 = x1[5 * i + j];
      const double t4 = w7[i];
      const double t5 = t3 - t4;
      const double t6 = t2 * t5;
      out[5 * i + j] = t6;
    }
  }
}

void softmax_pullback(const double *SOFTMAX_KERNELS_RESTRICT x0, const double *SOFTMAX_KERNELS_RESTRICT x1, double *SOFTMAX_KERNELS_RESTRICT out) {
  union {
    double alignment;
    unsigned char bytes[SOFTMAX_PULLBACK_WORKSPACE];
  } workspace;
  softmax_pullback_in_workspace(x0, x1, out, &workspace);
}
