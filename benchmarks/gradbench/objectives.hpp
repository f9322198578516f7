// Objectives of the public suite GradBench, written as a user would (hand_tracking.hpp has the largest): functions of
// arrays, their derivatives by transforms. Sizes are the suite's smaller ones.
#pragma once

#include <cotangent/cotangent.hpp>

namespace gradbench {

namespace ct = cotangent;

/// Runge-Kutta over [0, 2] of y_0' = x_0, y_i' = x_i y_{i-1} from y = 0: the last element at the end.
template <int N, int Steps>
struct ode {
  static constexpr auto rate = [](auto x, auto y) {
    return concatenate<0>(slice<0, 0, 1>(x), slice<0, 1, N>(x) * slice<0, 0, N - 1>(y));
  };
  static constexpr auto end = [](auto x) {
    constexpr double h = 2.0 / Steps;
    return ct::fori_loop<0, Steps>(
        [=](auto, auto y) {
          const auto k1 = rate(x, y);
          const auto k2 = rate(x, y + h * k1 / 2);
          const auto k3 = rate(x, y + h * k2 / 2);
          const auto k4 = rate(x, y + h * k3);
          return y + h * (k1 + 2 * k2 + 2 * k3 + k4) / 6;
        },
        ct::zeros<double, N>());
  };
  static constexpr auto last = [](auto x) { return end(x)(N - 1); };
};

/// Half the squared error of the polynomial with coefficients x as sign(t): powers by cumprod, or the sum by a scan.
template <int M>
struct least_squares {
  static constexpr auto sign = [](auto t) { return select(t > 0, 1.0, select(t < 0, -1.0, 0 * t)); };
  static constexpr auto by_powers = [](auto t, auto x) {
    const auto powers = concatenate<0>(ct::ones<double, 1>(), cumprod(broadcast_to<M - 1>(t)));
    const auto r = sign(t) - dot(x, powers);
    return 0.5 * r * r;
  };
  static constexpr auto by_scan = [](auto t, auto x) {
    const auto end = ct::scan(
        [=](auto carry, auto coefficient) {
          const auto [rest, power] = carry;
          return ct::tuple(ct::tuple(rest - coefficient * power, power * t), ct::none);
        },
        ct::tuple(sign(t), 1 + 0 * t), x);
    const auto [r, power] = end.carry;
    return 0.5 * r * r;
  };
};

/// The cost of a point is its squared distance to the nearest of K centroids; of all points: gradient, and diagonal of
/// the Hessian as its product with ones.
template <int K, int D>
struct k_means {
  static constexpr auto cost = [](auto point, auto centroids) {
    return amin(sum(square(point - centroids), ct::axes<1>));
  };
  static constexpr auto slope_and_curvature = [](auto point, auto centroids) {
    const auto slope = [=](auto at) { return ct::grad([=](auto c) { return cost(point, c); })(at); };
    const auto [g, h] = ct::jvp(slope, ct::tuple(centroids), ct::tuple(ct::ones<double, K, D>()));
    return ct::tuple(g, h);
  };
};

/// Mean cross entropy of two layers of the suite's own LSTM, whose weights are diagonal: main is layer x (weight or
/// bias) x (forget, in, out, change) x B, extra is (in, out, bias of out) x B, state is layer x (hidden, memory) x B.
template <int Chars, int B>
struct lstm {
  static constexpr auto cell = [](auto w, auto hidden, auto memory, auto input) {
    const auto gate = [&](int which, auto x) { return x * w(0, which, ct::all) + w(1, which, ct::all); };
    const auto next = memory * sigmoid(gate(0, input)) + sigmoid(gate(1, hidden)) * tanh(gate(3, hidden));
    return ct::tuple(sigmoid(gate(2, input)) * tanh(next), next);
  };
  static constexpr auto layer = [](auto main, int which, auto state, auto input) {
    const auto [hidden, memory] = state;
    return cell(main(which, ct::all, ct::all, ct::all), hidden, memory, input);
  };
  static constexpr auto loss = [](auto main, auto extra, auto state, auto sequence) {
    const auto step = [=](auto carry, auto io) {
      const auto [lower, upper, total] = carry;
      const auto [input, gold] = io;
      const auto next_lower = layer(main, 0, lower, input * extra(0, ct::all));
      const auto next_upper = layer(main, 1, upper, boost::hana::at_c<0>(next_lower));
      const auto predicted = boost::hana::at_c<0>(next_upper) * extra(1, ct::all) + extra(2, ct::all);
      const auto normal = predicted - log(sum(exp(predicted)) + 2);
      return ct::tuple(ct::tuple(next_lower, next_upper, total + sum(gold * normal)), ct::none);
    };
    const auto start = [=](int which) { return ct::tuple(state(which, 0, ct::all), state(which, 1, ct::all)); };
    const auto last = ct::scan(step, ct::tuple(start(0), start(1), 0 * extra(0, 0)),
                               ct::tuple(slice<0, 0, Chars - 1>(sequence), slice<0, 1, Chars>(sequence)));
    return -boost::hana::at_c<2>(last.carry) / ((Chars - 1) * B);
  };
};

}  // namespace gradbench
