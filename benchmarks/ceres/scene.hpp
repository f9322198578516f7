// Bundle adjustment of the shape of the BAL data sets: a scene, and the same residuals for Ceres's jets.
#pragma once

#include "reprojection.hpp"

#include <ceres/ceres.h>
#include <ceres/rotation.h>

#include <algorithm>
#include <random>
#include <vector>

/// The same as Ceres's users write it (examples/snavely_reprojection_error.h of Ceres).
struct reprojection_of_jets {
  feature seen;
  template <class T>
  bool operator()(const T* c, const T* x, T* residuals) const {
    T p[3];
    ceres::AngleAxisRotatePoint(c, x, p);
    for (int k = 0; k < 3; ++k) p[k] += c[3 + k];
    const T u = -p[0] / p[2], v = -p[1] / p[2], squared = u * u + v * v;
    const T scale = c[6] * (1.0 + squared * (c[7] + c[8] * squared));
    residuals[0] = scale * u - seen(0);
    residuals[1] = scale * v - seen(1);
    return true;
  }
  static ceres::CostFunction* cost(const feature& seen) {
    return new ceres::AutoDiffCostFunction<reprojection_of_jets, 2, 9, 3>(new reprojection_of_jets{seen});
  }
};

/// Cameras around the origin, points there, and a start that is off.
struct scene {
  struct observation {
    std::size_t camera, point;
    feature seen;
  };
  std::vector<camera> cameras;
  std::vector<point> points;
  std::vector<observation> observations;

  scene(std::size_t camera_count, std::size_t point_count, std::size_t observation_count)
      : cameras(camera_count), points(point_count) {
    std::mt19937 engine(1);
    std::normal_distribution<double> normal;
    for (camera& c : cameras) {
      for (int k = 0; k < 3; ++k) c(k) = 0.1 * normal(engine), c(3 + k) = 0.3 * normal(engine);
      c(5) -= 6;
      c(6) = 500 + 10 * normal(engine);
      c(7) = 0.01 * normal(engine);
      c(8) = 0.001 * normal(engine);
    }
    for (point& p : points)
      for (double& number : p) number = normal(engine);
    for (std::size_t k = 0; k < observation_count; ++k) {
      observation o{engine() % camera_count, k % point_count, {}};
      reprojection_of_jets{{0, 0}}(cameras[o.camera].data(), points[o.point].data(), o.seen.data());
      for (double& number : o.seen) number += 0.5 * normal(engine);
      observations.push_back(o);
    }
    std::sort(observations.begin(), observations.end(),
              [](const auto& a, const auto& b) { return a.camera < b.camera; });
    for (camera& c : cameras)
      for (int k = 0; k < 6; ++k) c(k) += 0.01 * normal(engine);
    for (point& p : points)
      for (double& number : p) number += 0.05 * normal(engine);
  }
  /// Adds a residual block for each observation, by `make(seen)`.
  template <class Make>
  void add_to(ceres::Problem& problem, const Make& make, ceres::LossFunction* loss = nullptr) {
    for (const observation& o : observations)
      problem.AddResidualBlock(make(o.seen), loss, cameras[o.camera].data(), points[o.point].data());
  }
};
