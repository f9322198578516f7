// Errors and 2 x 15 Jacobian blocks of bundle adjustment (samples/bundle_model.hpp), for a run-time number of
// observations.
#include "../../samples/bundle_model.hpp"
#include "compare.hpp"

#include <cstring>
#include <memory>
#include <vector>

namespace {

struct problem {
  std::vector<camera> cameras;
  std::vector<point> points;
  std::vector<double> weights;
  std::vector<feature> features;
  std::vector<error_block> ours, other;
  explicit problem(std::size_t n) : cameras(n), points(n), weights(n), features(n), ours(n), other(n) {
    for (std::size_t k = 0; k < n; ++k) {
      const unsigned seed = 4 * static_cast<unsigned>(k);
      fill(cameras[k], -0.1, 0.1, seed);
      cameras[k](6) += 500;
      fill(points[k], 1, 2, seed + 1);
      points[k](2) += 6;
      weights[k] = 0.5 + 0.001 * static_cast<double>(k % 500);
      fill(features[k], -100, 100, seed + 2);
    }
  }
};

/// By the chain rule, with what is shared shared. (Blocks are rows of the error and its derivatives.)
void by_hand(const double* __restrict c, const double* __restrict x, double weight, const double* __restrict seen,
             double* __restrict out) {
  const double v[3] = {x[0] - c[3], x[1] - c[4], x[2] - c[5]};
  const double squared = c[0] * c[0] + c[1] * c[1] + c[2] * c[2];
  double p[3], turn[3][3], by_r[3][3];  // the rotation, and the derivative of the rotated point in r
  if (squared > 0) {
    const double angle = std::sqrt(squared), inverse = 1 / angle, cosine = std::cos(angle), sine = std::sin(angle);
    const double w[3] = {c[0] * inverse, c[1] * inverse, c[2] * inverse};
    const double rest = 1 - cosine, along = w[0] * v[0] + w[1] * v[1] + w[2] * v[2];
    const double across[3] = {w[1] * v[2] - w[2] * v[1], w[2] * v[0] - w[0] * v[2], w[0] * v[1] - w[1] * v[0]};
    double by_angle[3];
    for (int i = 0; i < 3; ++i) {
      p[i] = v[i] * cosine + across[i] * sine + w[i] * along * rest;
      by_angle[i] = -v[i] * sine + across[i] * cosine + w[i] * along * sine;
    }
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) turn[i][j] = w[i] * w[j] * rest + (i == j ? cosine : 0);
    turn[0][1] -= w[2] * sine, turn[1][0] += w[2] * sine;
    turn[0][2] += w[1] * sine, turn[2][0] -= w[1] * sine;
    turn[1][2] -= w[0] * sine, turn[2][1] += w[0] * sine;
    for (int k = 0; k < 3; ++k) {
      double dw[3];
      for (int i = 0; i < 3; ++i) dw[i] = ((i == k ? 1 : 0) - w[i] * w[k]) * inverse;
      const double d_along = dw[0] * v[0] + dw[1] * v[1] + dw[2] * v[2];
      const double d_across[3] = {dw[1] * v[2] - dw[2] * v[1], dw[2] * v[0] - dw[0] * v[2],
                                  dw[0] * v[1] - dw[1] * v[0]};
      for (int i = 0; i < 3; ++i)
        by_r[i][k] = by_angle[i] * w[k] + d_across[i] * sine + (dw[i] * along + w[i] * d_along) * rest;
    }
  } else {
    const double across[3] = {c[1] * v[2] - c[2] * v[1], c[2] * v[0] - c[0] * v[2], c[0] * v[1] - c[1] * v[0]};
    for (int i = 0; i < 3; ++i) p[i] = v[i] + across[i];
    const double identity[3][3] = {{1, -c[2], c[1]}, {c[2], 1, -c[0]}, {-c[1], c[0], 1}},
                 slopes[3][3] = {{0, v[2], -v[1]}, {-v[2], 0, v[0]}, {v[1], -v[0], 0}};
    for (int i = 0; i < 3; ++i)
      for (int k = 0; k < 3; ++k) turn[i][k] = identity[i][k], by_r[i][k] = slopes[i][k];
  }
  const double depth = 1 / p[2], u[2] = {p[0] * depth, p[1] * depth}, n = u[0] * u[0] + u[1] * u[1];
  const double distortion = 1 + c[9] * n + c[10] * n * n, slope = 2 * (c[9] + 2 * c[10] * n), scale = weight * c[6];
  for (int i = 0; i < 2; ++i) {
    double* const row = out + 16 * i;
    const double error = c[6] * distortion * u[i] + c[7 + i] - seen[i];
    double by_u[2] = {scale * slope * u[i] * u[0], scale * slope * u[i] * u[1]};
    by_u[i] += scale * distortion;
    const double by_p[3] = {by_u[0] * depth, by_u[1] * depth, -(by_u[0] * u[0] + by_u[1] * u[1]) * depth};
    row[0] = weight * error;
    for (int k = 0; k < 3; ++k) {
      row[1 + k] = by_p[0] * by_r[0][k] + by_p[1] * by_r[1][k] + by_p[2] * by_r[2][k];
      row[12 + k] = by_p[0] * turn[0][k] + by_p[1] * turn[1][k] + by_p[2] * turn[2][k];
      row[4 + k] = -row[12 + k];
    }
    row[7] = weight * distortion * u[i];
    row[8] = i == 0 ? weight : 0;
    row[9] = i == 1 ? weight : 0;
    row[10] = scale * u[i] * n;
    row[11] = scale * u[i] * n * n;
    row[15] = error;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bool only_check = argc == 2 && std::string_view(argv[1]) == "--check";
  for (std::size_t n : only_check ? std::vector<std::size_t>{100} : std::vector<std::size_t>{31843, 284000}) {
    const auto q = std::make_shared<problem>(n);
    const auto hand = [q, n] {
      for (std::size_t k = 0; k < n; ++k)
        by_hand(q->cameras[k].data(), q->points[k].data(), q->weights[k], q->features[k].data(), q->other[k].data());
    };
    const auto ours = [q] { ct::map(reprojection_block)(q->cameras, q->points, q->weights, q->features, q->ours); };
    ours();
    hand();
    const std::string name = "bundle_adjustment/" + std::to_string(n) + "/";
    for (std::size_t k = 0; k < n; ++k) check_same(name, q->ours[k].data(), q->other[k].data(), 32, 1e-12);
    contender(name + "hand", hand);
    contender(name + "ours", ours);
#if COTANGENT_WITH_TBB
    contender(name + "ours_par", [q] {
      ct::map(reprojection_block, ct::in_axes<0, 0, 0, 0>, ct::par)(q->cameras, q->points, q->weights, q->features,
                                                                    q->ours);
    });
#endif
    // What reading and writing so many bytes takes without any arithmetic.
    contender(name + "memory", [q, n] {
      auto* to = reinterpret_cast<char*>(q->other.data());
      const std::size_t all = n * sizeof(error_block),
                        read[] = {n * sizeof(camera), n * sizeof(point), n * sizeof(double), n * sizeof(feature)};
      const void* const from[] = {q->cameras.data(), q->points.data(), q->weights.data(), q->features.data()};
      std::size_t at = 0;
      for (int k = 0; k < 4; ++k) std::memcpy(to + at, from[k], read[k]), at += read[k];
      std::memset(to + at, 0, all - at);
    });
  }
  return run_benchmarks(argc, argv);
}
