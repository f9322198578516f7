// Problems of Hock and Schittkowski, Test Examples for Nonlinear Programming Codes (1981), with their numbers and
// optima there: constraints are not negative, but for the last `equations`, which are zero. Costs and constraints are
// traced by hock_schittkowski_generate.cpp; solvers.cpp takes the rest.
#pragma once

#include <cotangent/values.hpp>

#include <cmath>
#include <limits>

namespace ct = cotangent;

template <int N>
struct numbers {
  using vector = ct::tensor<double, N>;
  static constexpr double infinity = std::numeric_limits<double>::infinity();
  static vector all(double number) {
    vector x;
    for (double& e : x) e = number;
    return x;
  }
  vector start;
  double optimum = 0;
  int equations = 0;
  vector lower = all(-infinity), upper = all(infinity);
};
inline constexpr double any = numbers<1>::infinity;

constexpr auto valley = [](auto x) { return 100 * square(x(1) - square(x(0))) + square(1 - x(0)); };

struct hs1 : numbers<2> {
  hs1() : numbers{{-2, 1}, 0, 0, {-any, -1.5}} {}
  static constexpr auto cost = valley;
};
struct hs3 : numbers<2> {
  hs3() : numbers{{10, 1}, 0, 0, {-any, 0}} {}
  static constexpr auto cost = [](auto x) { return x(1) + 1e-5 * square(x(1) - x(0)); };
};
struct hs4 : numbers<2> {
  hs4() : numbers{{1.125, 0.125}, 8. / 3, 0, {1, 0}} {}
  static constexpr auto cost = [](auto x) { return (x(0) + 1) * square(x(0) + 1) / 3 + x(1); };
};
struct hs5 : numbers<2> {
  hs5() : numbers{{0, 0}, -1.9132229549810362, 0, {-1.5, -3}, {4, 3}} {}
  static constexpr auto cost = [](auto x) {
    return sin(x(0) + x(1)) + square(x(0) - x(1)) - 1.5 * x(0) + 2.5 * x(1) + 1;
  };
};
struct hs6 : numbers<2> {
  hs6() : numbers{{-1.2, 1}, 0, 1} {}
  static constexpr auto cost = [](auto x) { return square(1 - x(0)); };
  static constexpr auto constraints = [](auto x) { return 10 * (x(1) - square(x(0))); };
};
struct hs7 : numbers<2> {
  hs7() : numbers{{2, 2}, -std::sqrt(3), 1} {}
  static constexpr auto cost = [](auto x) { return log(1 + square(x(0))) - x(1); };
  static constexpr auto constraints = [](auto x) { return square(1 + square(x(0))) + square(x(1)) - 4; };
};
struct hs8 : numbers<2> {
  hs8() : numbers{{2, 1}, -1, 2} {}
  static constexpr auto cost = [](auto x) { return 0 * x(0) - 1; };
  static constexpr auto constraints = [](auto x) { return stack(square(x(0)) + square(x(1)) - 25, x(0) * x(1) - 9); };
};
struct hs10 : numbers<2> {
  hs10() : numbers{{-10, 10}, -1} {}
  static constexpr auto cost = [](auto x) { return x(0) - x(1); };
  static constexpr auto constraints = [](auto x) { return -3 * square(x(0)) + 2 * x(0) * x(1) - square(x(1)) + 1; };
};
struct hs11 : numbers<2> {
  hs11() : numbers{{4.9, 0.1}, -8.498464223} {}
  static constexpr auto cost = [](auto x) { return square(x(0) - 5) + square(x(1)) - 25; };
  static constexpr auto constraints = [](auto x) { return x(1) - square(x(0)); };
};
struct hs12 : numbers<2> {
  hs12() : numbers{{0, 0}, -30} {}
  static constexpr auto cost = [](auto x) {
    return square(x(0)) / 2 + square(x(1)) - x(0) * x(1) - 7 * x(0) - 7 * x(1);
  };
  static constexpr auto constraints = [](auto x) { return 25 - 4 * square(x(0)) - square(x(1)); };
};
struct hs14 : numbers<2> {
  hs14() : numbers{{2, 2}, 9 - 2.875 * std::sqrt(7), 1} {}
  static constexpr auto cost = [](auto x) { return square(x(0) - 2) + square(x(1) - 1); };
  static constexpr auto constraints = [](auto x) {
    return stack(1 - square(x(0)) / 4 - square(x(1)), x(0) - 2 * x(1) + 1);
  };
};
struct hs15 : numbers<2> {
  hs15() : numbers{{-2, 1}, 306.5, 0, all(-any), {0.5, any}} {}
  static constexpr auto cost = valley;
  static constexpr auto constraints = [](auto x) { return stack(x(0) * x(1) - 1, x(0) + square(x(1))); };
};
struct hs17 : numbers<2> {
  hs17() : numbers{{-2, 1}, 1, 0, {-0.5, -any}, {0.5, 1}} {}
  static constexpr auto cost = valley;
  static constexpr auto constraints = [](auto x) { return stack(square(x(1)) - x(0), square(x(0)) - x(1)); };
};
struct hs18 : numbers<2> {
  hs18() : numbers{{2, 2}, 5, 0, {2, 0}, {50, 50}} {}
  static constexpr auto cost = [](auto x) { return 0.01 * square(x(0)) + square(x(1)); };
  static constexpr auto constraints = [](auto x) { return stack(x(0) * x(1) - 25, square(x(0)) + square(x(1)) - 25); };
};
struct hs19 : numbers<2> {
  hs19() : numbers{{20.1, 5.84}, -6961.81381, 0, {13, 0}, {100, 100}} {}
  static constexpr auto cost = [](auto x) {
    const auto a = x(0) - 10, b = x(1) - 20;
    return a * a * a + b * b * b;
  };
  static constexpr auto constraints = [](auto x) {
    return stack(square(x(0) - 5) + square(x(1) - 5) - 100, 82.81 - square(x(1) - 5) - square(x(0) - 6));
  };
};
struct hs22 : numbers<2> {
  hs22() : numbers{{2, 2}, 1} {}
  static constexpr auto cost = [](auto x) { return square(x(0) - 2) + square(x(1) - 1); };
  static constexpr auto constraints = [](auto x) { return stack(2 - x(0) - x(1), x(1) - square(x(0))); };
};
struct hs23 : numbers<2> {
  hs23() : numbers{{3, 1}, 2, 0, all(-50), all(50)} {}
  static constexpr auto cost = [](auto x) { return sum(square(x)); };
  static constexpr auto constraints = [](auto x) {
    const auto a = square(x(0)), b = square(x(1));
    return stack(x(0) + x(1) - 1, a + b - 1, 9 * a + b - 9, a - x(1), b - x(0));
  };
};
struct hs26 : numbers<3> {
  hs26() : numbers{{-2.6, 2, 2}, 0, 1} {}
  static constexpr auto cost = [](auto x) { return square(x(0) - x(1)) + square(square(x(1) - x(2))); };
  static constexpr auto constraints = [](auto x) { return (1 + square(x(1))) * x(0) + square(square(x(2))) - 3; };
};
struct hs28 : numbers<3> {
  hs28() : numbers{{-4, 1, 1}, 0, 1} {}
  static constexpr auto cost = [](auto x) { return square(x(0) + x(1)) + square(x(1) + x(2)); };
  static constexpr auto constraints = [](auto x) { return x(0) + 2 * x(1) + 3 * x(2) - 1; };
};
struct hs29 : numbers<3> {
  hs29() : numbers{{1, 1, 1}, -16 * std::sqrt(2)} {}
  static constexpr auto cost = [](auto x) { return -x(0) * x(1) * x(2); };
  static constexpr auto constraints = [](auto x) { return 48 - square(x(0)) - 2 * square(x(1)) - 4 * square(x(2)); };
};
struct hs31 : numbers<3> {
  hs31() : numbers{{1, 1, 1}, 6, 0, {-10, 1, -10}, {10, 10, 1}} {}
  static constexpr auto cost = [](auto x) { return 9 * square(x(0)) + square(x(1)) + 9 * square(x(2)); };
  static constexpr auto constraints = [](auto x) { return x(0) * x(1) - 1; };
};
struct hs32 : numbers<3> {
  hs32() : numbers{{0.1, 0.7, 0.2}, 1, 1, all(0)} {}
  static constexpr auto cost = [](auto x) { return square(x(0) + 3 * x(1) + x(2)) + 4 * square(x(0) - x(1)); };
  static constexpr auto constraints = [](auto x) {
    return stack(6 * x(1) + 4 * x(2) - x(0) * square(x(0)) - 3, 1 - sum(x));
  };
};
struct hs34 : numbers<3> {
  hs34() : numbers{{0, 1.05, 2.9}, -std::log(std::log(10)), 0, all(0), {100, 100, 10}} {}
  static constexpr auto cost = [](auto x) { return -x(0); };
  static constexpr auto constraints = [](auto x) { return stack(x(1) - exp(x(0)), x(2) - exp(x(1))); };
};
struct hs35 : numbers<3> {
  hs35() : numbers{all(0.5), 1. / 9, 0, all(0)} {}
  static constexpr auto cost = [](auto x) {
    return 9 - 8 * x(0) - 6 * x(1) - 4 * x(2) + 2 * square(x(0)) + 2 * square(x(1)) + square(x(2)) + 2 * x(0) * x(1) +
           2 * x(0) * x(2);
  };
  static constexpr auto constraints = [](auto x) { return 3 - x(0) - x(1) - 2 * x(2); };
};
struct hs36 : numbers<3> {
  hs36() : numbers{all(10), -3300, 0, all(0), {20, 11, 42}} {}
  static constexpr auto cost = [](auto x) { return -x(0) * x(1) * x(2); };
  static constexpr auto constraints = [](auto x) { return 72 - x(0) - 2 * x(1) - 2 * x(2); };
};
struct hs38 : numbers<4> {
  hs38() : numbers{{-3, -1, -3, -1}, 0, 0, all(-10), all(10)} {}
  static constexpr auto cost = [](auto x) {
    return valley(x) + 90 * square(x(3) - square(x(2))) + square(1 - x(2)) +
           10.1 * (square(x(1) - 1) + square(x(3) - 1)) + 19.8 * (x(1) - 1) * (x(3) - 1);
  };
};
struct hs39 : numbers<4> {
  hs39() : numbers{all(2), -1, 2} {}
  static constexpr auto cost = [](auto x) { return -x(0); };
  static constexpr auto constraints = [](auto x) {
    return stack(x(1) - x(0) * square(x(0)) - square(x(2)), square(x(0)) - x(1) - square(x(3)));
  };
};
struct hs40 : numbers<4> {
  hs40() : numbers{all(0.8), -0.25, 3} {}
  static constexpr auto cost = [](auto x) { return -x(0) * x(1) * x(2) * x(3); };
  static constexpr auto constraints = [](auto x) {
    return stack(x(0) * square(x(0)) + square(x(1)) - 1, square(x(0)) * x(3) - x(2), square(x(3)) - x(1));
  };
};
struct hs42 : numbers<4> {
  hs42() : numbers{all(1), 28 - 10 * std::sqrt(2), 2} {}
  static constexpr auto cost = [](auto x) {
    return square(x(0) - 1) + square(x(1) - 2) + square(x(2) - 3) + square(x(3) - 4);
  };
  static constexpr auto constraints = [](auto x) { return stack(x(0) - 2, square(x(2)) + square(x(3)) - 2); };
};
struct hs43 : numbers<4> {
  hs43() : numbers{all(0), -44} {}
  static constexpr auto cost = [](auto x) {
    return sum(square(x)) + square(x(2)) - 5 * x(0) - 5 * x(1) - 21 * x(2) + 7 * x(3);
  };
  static constexpr auto constraints = [](auto x) {
    const auto s = square(x);
    return stack(8 - sum(s) - x(0) + x(1) - x(2) + x(3), 10 - s(0) - 2 * s(1) - s(2) - 2 * s(3) + x(0) + x(3),
                 5 - 2 * s(0) - s(1) - s(2) - 2 * x(0) + x(1) + x(3));
  };
};
struct hs45 : numbers<5> {
  hs45() : numbers{all(2), 1, 0, all(0), {1, 2, 3, 4, 5}} {}
  static constexpr auto cost = [](auto x) { return 2 - x(0) * x(1) * x(2) * x(3) * x(4) / 120; };
};
struct hs48 : numbers<5> {
  hs48() : numbers{{3, 5, -3, 2, -2}, 0, 2} {}
  static constexpr auto cost = [](auto x) { return square(x(0) - 1) + square(x(1) - x(2)) + square(x(3) - x(4)); };
  static constexpr auto constraints = [](auto x) { return stack(sum(x) - 5, x(2) - 2 * (x(3) + x(4)) + 3); };
};
struct hs52 : numbers<5> {
  hs52() : numbers{all(2), 1859. / 349, 3} {}
  static constexpr auto cost = [](auto x) {
    return square(4 * x(0) - x(1)) + square(x(1) + x(2) - 2) + square(x(3) - 1) + square(x(4) - 1);
  };
  static constexpr auto constraints = [](auto x) {
    return stack(x(0) + 3 * x(1), x(2) + x(3) - 2 * x(4), x(1) - x(4));
  };
};
struct hs60 : numbers<3> {
  hs60() : numbers{all(2), 0.03256820025, 1, all(-10), all(10)} {}
  static constexpr auto cost = [](auto x) {
    return square(x(0) - 1) + square(x(0) - x(1)) + square(square(x(1) - x(2)));
  };
  static constexpr auto constraints = [](auto x) {
    return x(0) * (1 + square(x(1))) + square(square(x(2))) - (4 + 3 * std::sqrt(2));
  };
};
struct hs65 : numbers<3> {
  hs65() : numbers{{-5, 5, 0}, 0.9535288567, 0, {-4.5, -4.5, -5}, {4.5, 4.5, 5}} {}
  static constexpr auto cost = [](auto x) {
    return square(x(0) - x(1)) + square(x(0) + x(1) - 10) / 9 + square(x(2) - 5);
  };
  static constexpr auto constraints = [](auto x) { return 48 - sum(square(x)); };
};
struct hs66 : numbers<3> {
  hs66() : numbers{{0, 1.05, 2.9}, 0.5181632741, 0, all(0), {100, 100, 10}} {}
  static constexpr auto cost = [](auto x) { return 0.2 * x(2) - 0.8 * x(0); };
  static constexpr auto constraints = hs34::constraints;
};
struct hs71 : numbers<4> {  // with its own 25 and 40 taken away
  hs71() : numbers{{1, 5, 5, 1}, 17.0140173, 1, all(1), all(5)} {}
  static constexpr auto cost = [](auto x) { return x(0) * x(3) * (x(0) + x(1) + x(2)) + x(2); };
  static constexpr auto constraints = [](auto x) { return stack(x(0) * x(1) * x(2) * x(3) - 25, sum(square(x)) - 40); };
};
struct hs73 : numbers<4> {
  hs73() : numbers{all(1), 29.89437816, 1, all(0)} {}
  static constexpr auto cost = [](auto x) { return 24.55 * x(0) + 26.75 * x(1) + 39 * x(2) + 40.5 * x(3); };
  static constexpr auto constraints = [](auto x) {
    const auto s = square(x);
    return stack(2.3 * x(0) + 5.6 * x(1) + 11.1 * x(2) + 1.3 * x(3) - 5,
                 12 * x(0) + 11.9 * x(1) + 41.8 * x(2) + 52.1 * x(3) - 21 -
                     1.645 * sqrt(0.28 * s(0) + 0.19 * s(1) + 20.5 * s(2) + 0.62 * s(3)),
                 sum(x) - 1);
  };
};
struct hs76 : numbers<4> {
  hs76() : numbers{all(0.5), -4.681818181, 0, all(0)} {}
  static constexpr auto cost = [](auto x) {
    return square(x(0)) + square(x(1)) / 2 + square(x(2)) + square(x(3)) / 2 - x(0) * x(2) + x(2) * x(3) - x(0) -
           3 * x(1) + x(2) - x(3);
  };
  static constexpr auto constraints = [](auto x) {
    return stack(5 - x(0) - 2 * x(1) - x(2) - x(3), 4 - 3 * x(0) - x(1) - 2 * x(2) + x(3), x(1) + 4 * x(2) - 1.5);
  };
};
struct hs78 : numbers<5> {
  hs78() : numbers{{-2, 1.5, 2, -1, -1}, -2.91970041, 3} {}
  static constexpr auto cost = [](auto x) { return x(0) * x(1) * x(2) * x(3) * x(4); };
  static constexpr auto constraints = [](auto x) {
    return stack(sum(square(x)) - 10, x(1) * x(2) - 5 * x(3) * x(4), x(0) * square(x(0)) + x(1) * square(x(1)) + 1);
  };
};
struct hs79 : numbers<5> {
  hs79() : numbers{all(2), 0.0787768209, 3} {}
  static constexpr auto cost = [](auto x) {
    return square(x(0) - 1) + square(x(0) - x(1)) + square(x(1) - x(2)) + square(square(x(2) - x(3))) +
           square(square(x(3) - x(4)));
  };
  static constexpr auto constraints = [](auto x) {
    return stack(x(0) + square(x(1)) + x(2) * square(x(2)) - (2 + 3 * std::sqrt(2)),
                 x(1) - square(x(2)) + x(3) + (2 - 2 * std::sqrt(2)), x(0) * x(4) - 2);
  };
};
struct hs100 : numbers<7> {
  hs100() : numbers{{1, 2, 0, 4, 0, 1, 1}, 680.6300573} {}
  static constexpr auto cost = [](auto x) {
    const auto s = square(x);
    return square(x(0) - 10) + 5 * square(x(1) - 12) + square(s(2)) + 3 * square(x(3) - 11) + 10 * s(4) * s(4) * s(4) +
           7 * s(5) + square(s(6)) - 4 * x(5) * x(6) - 10 * x(5) - 8 * x(6);
  };
  static constexpr auto constraints = [](auto x) {
    const auto s = square(x);
    return stack(127 - 2 * s(0) - 3 * square(s(1)) - x(2) - 4 * s(3) - 5 * x(4),
                 282 - 7 * x(0) - 3 * x(1) - 10 * s(2) - x(3) + x(4), 196 - 23 * x(0) - s(1) - 6 * s(5) + 8 * x(6),
                 -4 * s(0) - s(1) + 3 * x(0) * x(1) - 2 * s(2) - 5 * x(5) + 11 * x(6));
  };
};

#define UNCONSTRAINED_PROBLEMS(P) P(hs1) P(hs3) P(hs4) P(hs5) P(hs38) P(hs45)
#define OF_TWO(P) P(hs6) P(hs7) P(hs8) P(hs10) P(hs11) P(hs12) P(hs14) P(hs15)
#define OF_TWO_MORE(P) P(hs17) P(hs18) P(hs19) P(hs22) P(hs23)
#define OF_THREE(P) P(hs26) P(hs28) P(hs29) P(hs31) P(hs32) P(hs34) P(hs35) P(hs36) P(hs60) P(hs65) P(hs66)
#define OF_FOUR(P) P(hs39) P(hs40) P(hs42) P(hs43) P(hs71) P(hs73) P(hs76)
#define OF_FIVE_OR_MORE(P) P(hs48) P(hs52) P(hs78) P(hs79) P(hs100)
#define CONSTRAINED_PROBLEMS(P) OF_TWO(P) OF_TWO_MORE(P) OF_THREE(P) OF_FOUR(P) OF_FIVE_OR_MORE(P)
