// Arrays of other libraries' types: arguments of every transform, and places for results.
#include "cases.hpp"

#include <array>
#include <span>

#if __has_include(<Eigen/Core>)
#include <Eigen/Core>
#elif __has_include(<eigen3/Eigen/Core>)
#include <eigen3/Eigen/Core>
#endif

TEST_CASE("arrays of other libraries as arguments and places", "[view][into]") {
  const auto f = [](auto x) { return sum(x * x * x); };
  std::array<double, 3> a{1, 2, 3};
  const std::span<double, 3> s(a);
  const std::span<const double, 3> sc(a);
  double raw[] = {1, 2, 3};
  const double* p = raw;
  const ct::tensor<double, 3> g{3, 12, 27};
  const auto check = [&](const auto& x) {
    check_close(ct::grad(f)(x), g);
    check_close(ct::value_and_grad(f)(x).gradient, g);
    CHECK(ct::jit(f)(x) == 36);
    check_close(at_c<0>(ct::vjp(f, x).pullback(1.0)), g);
    CHECK(ct::jvp(f, ct::tuple(x), ct::tuple(x)).tangent == 108);
    CHECK(ct::linearize(f, x).pushforward(x) == 108);
    check_close(ct::jacfwd(f)(x), g);
    check_close(ct::hvp(f)(x, x), ct::tensor<double, 3>{6, 24, 54});
    CHECK(ct::hessian(f)(x)(1, 1) == 12);
    check_close(ct::vmap([](auto v) { return v * v; })(x), ct::tensor<double, 3>{1, 4, 9});
    check_close(at_c<0>(ct::grad([](auto t) { return sum(at_c<0>(t) * at_c<0>(t)); })(ct::tuple(x, 1.0))),
                ct::tensor<double, 3>{2, 4, 6});
    check_close(at_c<0>(ct::vjp([](auto v) { return 2.0 * v; }, x).pullback(x)), ct::tensor<double, 3>{2, 4, 6});
    CHECK(ct::checkpoint(f)(x) == 36);
    check_close(at_c<0>(ct::linear_transpose([](auto v) { return 2.0 * v; }, x)(x)), ct::tensor<double, 3>{2, 4, 6});
    std::array<double, 3> out{};
    ct::into(out, ct::grad(f))(x);
    CHECK(out[2] == 27);
    ct::into(std::span<double, 3>(out), [](auto v) { return -v; })(x);
    CHECK(out[2] == -3);
    CHECK(ct::scan([](auto c, auto v) { return ct::tuple(c + v, c); }, 0.0, x).carry == 6);
    CHECK(ct::inspect(f, ct::like<std::remove_cvref_t<decltype(x)>>).flops() > 0);
    static_assert(ct::check<decltype(ct::grad(f)), std::remove_cvref_t<decltype(x)>>().ok);
  };
  check(s);
  const auto gradient = ct::grad(f);
  check_close(gradient(sc), g);
  check_close(ct::grad(f)(ct::view<double, 3>(p)), g);
  check_close(ct::grad(f)(ct::view<const double, 3>(p)), g);
  check_close(ct::grad(f)(ct::view<double, 3>(std::span<const double>(p, 3))), g);
  check_close(ct::grad(f)(a), g);
  CHECK(ct::jvp(f, ct::tuple(a), ct::tuple(a)).tangent == 108);
  check_close(ct::vmap([](auto v) { return v * v; })(a), ct::tensor<double, 3>{1, 4, 9});
  const auto loop =
      ct::fori_loop<0, 3>([](auto, auto c) { return std::array{c[1], c[0] + c[1]}; }, std::array{0.0, 1.0});
  CHECK(loop[1] == 3);
}

#ifdef EIGEN_CORE_H
TEST_CASE("Eigen's vectors and row-major matrices", "[view][into]") {
  const auto f = [](auto x) { return sum(x * x * x); };
  const auto gradient = ct::grad(f);
  const ct::tensor<double, 3> g{3, 12, 27};
  double raw[] = {1, 2, 3};
  const Eigen::Vector3d x{1, 2, 3};
  check_close(gradient(x), g);
  check_close(gradient(Eigen::RowVector3d{1, 2, 3}), g);
  check_close(gradient(Eigen::Map<const Eigen::Vector3d>(raw)), g);
  CHECK(ct::jvp(f, ct::tuple(x), ct::tuple(x)).tangent == 108);
  check_close(at_c<0>(ct::vjp([](auto v) { return 2.0 * v; }, x).pullback(x)), ct::tensor<double, 3>{2, 4, 6});
  Eigen::Vector3d out;
  ct::into(out, gradient)(x);
  CHECK(out(1) == 12);
  ct::into(Eigen::Map<Eigen::Vector3d>(raw), gradient)(x);
  CHECK(raw[2] == 27);
  const Eigen::Matrix<float, 2, 3, Eigen::RowMajor> rows{{1, 2, 3}, {4, 5, 6}};
  const auto j =
      ct::grad([](auto w, auto v) { return sum(dot(w, v)); }, ct::argnums<0, 1>)(rows, Eigen::Vector3f{1, 2, 3});
  check_close(at_c<0>(j), ct::tensor<float, 2, 3>{1, 2, 3, 1, 2, 3});
  check_close(at_c<1>(j), ct::tensor<float, 3>{5, 7, 9});
}
#endif
