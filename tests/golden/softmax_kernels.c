#include "softmax_kernels.h"

#include <math.h>

/* (f32[3],) -> f32[3,3]
   36 operations, 220 bytes read or written, 132 bytes of workspace */
void softmax_jacobian_in_workspace(const float *SOFTMAX_KERNELS_RESTRICT x0, float *SOFTMAX_KERNELS_RESTRICT out, void *workspace) {
  float *const w2 = (float *)(void *)((unsigned char *)workspace + 0);
  float *const w3 = (float *)(void *)((unsigned char *)workspace + 64);
  float *const w4 = (float *)(void *)((unsigned char *)workspace + 128);
  float *const w5 = (float *)(void *)((unsigned char *)workspace + 0);
  float *const w6 = (float *)(void *)((unsigned char *)workspace + 64);
  {
    float s0 = (-INFINITY);
    for (int i = 0; i < 3; ++i) {
      const float t0 = x0[i];
      s0 = (s0 > t0 || s0 != s0) ? s0 : t0;
    }
    w2[0] = s0;
  }
  {
    float s1 = 0.0f;
    for (int i = 0; i < 3; ++i) {
      const float t0 = x0[i];
      const float t1 = w2[0];
      const float t2 = t0 - t1;
      const float t3 = expf(t2);
      w3[i] = t3;
      s1 = s1 + t3;
    }
    w4[0] = s1;
  }
  for (int i = 0; i < 3; ++i) {
    const float t0 = w3[i];
    const float t1 = w4[0];
    const float t2 = t0 / t1;
    w5[i] = t2;
  }
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      const float t0 = w5[i];
      const float t1 = -t0;
      w6[3 * i + j] = t1;
    }
  }
  for (int i = 0; i < 3; ++i) {
    w6[4 * i] += 1.0f;
  }
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      const float t0 = w5[j];
      const float t1 = w6[3 * i + j];
      const float t2 = t0 * t1;
      out[3 * i + j] = t2;
    }
  }
}

void softmax_jacobian(const float *SOFTMAX_KERNELS_RESTRICT x0, float *SOFTMAX_KERNELS_RESTRICT out) {
  union {
    double alignment;
    unsigned char bytes[SOFTMAX_JACOBIAN_WORKSPACE];
  } workspace;
  softmax_jacobian_in_workspace(x0, out, &workspace);
}

/* ({weights: f32[10,64], bias: f32[10]}, f32[100,64], f32[100,10]) -> {value: f32[], gradient: {weights: f32[10,64], bias: f32[10]}}
   272502 operations, 112852 bytes read or written, 8992 bytes of workspace */
void digits_gradient_in_workspace(const float *SOFTMAX_KERNELS_RESTRICT x0_weights, const float *SOFTMAX_KERNELS_RESTRICT x0_bias, const float *SOFTMAX_KERNELS_RESTRICT x1, const float *SOFTMAX_KERNELS_RESTRICT x2, float *SOFTMAX_KERNELS_RESTRICT out_value, float *SOFTMAX_KERNELS_RESTRICT out_gradient_weights, float *SOFTMAX_KERNELS_RESTRICT out_gradient_bias, void *workspace) {
  float *const w7 = (float *)(void *)((unsigned char *)workspace + 0);
  float *const w8 = (float *)(void *)((unsigned char *)workspace + 4032);
  float *const w9 = (float *)(void *)((unsigned char *)workspace + 4480);
  float *const w10 = (float *)(void *)((unsigned char *)workspace + 8512);
  float *const w11 = (float *)(void *)((unsigned char *)workspace + 0);
  float *const w12 = (float *)(void *)((unsigned char *)workspace + 4032);
  float *const w13 = (float *)(void *)((unsigned char *)workspace + 4480);
  float *const w14 = (float *)(void *)((unsigned char *)workspace + 4544);
  float *const w15 = (float *)(void *)((unsigned char *)workspace + 4032);
  float *const w16 = (float *)(void *)((unsigned char *)workspace + 4992);
  for (int i = 0; i < 100; ++i) {
    for (int j = 0; j < 10; ++j) {
      float s0 = 0.0f;
      for (int k = 0; k < 64; ++k) {
        const float t0 = x0_weights[64 * j + k];
        const float t1 = x1[64 * i + k];
        const float t2 = t0 * t1;
        s0 = s0 + t2;
      }
      w7[10 * i + j] = s0;
    }
  }
  for (int i = 0; i < 100; ++i) {
    float s0 = (-INFINITY);
    for (int j = 0; j < 10; ++j) {
      const float t0 = w7[10 * i + j];
      const float t1 = x0_bias[j];
      const float t2 = t0 + t1;
      s0 = (s0 > t2 || s0 != s0) ? s0 : t2;
    }
    w8[i] = s0;
  }
  for (int i = 0; i < 100; ++i) {
    float s1 = 0.0f;
    for (int j = 0; j < 10; ++j) {
      const float t0 = w7[10 * i + j];
      const float t1 = x0_bias[j];
      const float t2 = t0 + t1;
      const float t3 = w8[i];
      const float t4 = t2 - t3;
      const float t5 = expf(t4);
      w9[10 * i + j] = t5;
      s1 = s1 + t5;
    }
    w10[i] = s1;
  }
  for (int i = 0; i < 100; ++i) {
    float s1 = 0.0f;
    for (int j = 0; j < 10; ++j) {
      const float t0 = w9[10 * i + j];
      const float t1 = w10[i];
      const float t2 = t0 / t1;
      const float t3 = x2[10 * i + j];
      const float t4 = t2 * t3;
      w11[10 * i + j] = t2;
      s1 = s1 + t4;
    }
    w12[i] = s1;
  }
  {
    float s0 = 0.0f;
    for (int i = 0; i < 100; ++i) {
      const float t0 = w12[i];
      const float t2 = t0 + 1e-12f;
      const float t3 = logf(t2);
      const float t6 = 1.0f / t2;
      const float t7 = (-0.01f) * t6;
      s0 = s0 + t3;
      w14[i] = t7;
    }
    w13[0] = s0;
  }
  {
    const float t0 = w13[0];
    const float t1 = -t0;
    const float t3 = t1 / 100.0f;
    out_value[0] = t3;
  }
  for (int i = 0; i < 100; ++i) {
    float s0 = 0.0f;
    for (int j = 0; j < 10; ++j) {
      const float t0 = w14[i];
      const float t1 = x2[10 * i + j];
      const float t2 = t0 * t1;
      const float t3 = w11[10 * i + j];
      const float t4 = t2 * t3;
      s0 = s0 + t4;
    }
    w15[i] = s0;
  }
  for (int i = 0; i < 10; ++i) {
    float s1 = 0.0f;
    for (int j = 0; j < 100; ++j) {
      const float t0 = w11[i + 10 * j];
      const float t1 = w14[j];
      const float t2 = x2[i + 10 * j];
      const float t3 = t1 * t2;
      const float t4 = w15[j];
      const float t5 = t3 - t4;
      const float t6 = t0 * t5;
      w16[i + 10 * j] = t6;
      s1 = s1 + t6;
    }
    out_gradient_bias[i] = s1;
  }
  for (int i = 0; i < 10; ++i) {
    for (int j = 0; j < 64; ++j) {
      float s0 = 0.0f;
      for (int k = 0; k < 100; ++k) {
        const float t0 = w16[i + 10 * k];
        const float t1 = x1[j + 64 * k];
        const float t2 = t0 * t1;
        s0 = s0 + t2;
      }
      out_gradient_weights[64 * i + j] = s0;
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
   1440 operations, 13056 bytes read or written, 3072 bytes of workspace */
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
    double s1 = 0.0;
    for (int j = 0; j < 5; ++j) {
      const double t0 = w4[5 * i + j];
      const double t1 = w5[i];
      const double t2 = t0 / t1;
      const double t3 = x1[5 * i + j];
      const double t4 = t3 * t2;
      w6[5 * i + j] = t2;
      s1 = s1 + t4;
    }
    w7[i] = s1;
  }
  for (int i = 0; i < 32; ++i) {
    for (int j = 0; j < 5; ++j) {
      const double t0 = w6[5 * i + j];
      const double t1 = x1[5 * i + j];
      const double t2 = w7[i];
      const double t3 = t1 - t2;
      const double t4 = t0 * t3;
      out[5 * i + j] = t4;
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
