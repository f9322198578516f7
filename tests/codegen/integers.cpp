// Integers at the ends of their range: evaluator, interpreter, constants and generated C alike, as XLA has them.
#include "../program_of.hpp"
#include "integers.hpp"
#include "integers_kernels.h"

#include <catch2/catch.hpp>

#include <cmath>

namespace {

template <class T>
constexpr T low = std::numeric_limits<T>::min();
template <class T>
constexpr T high = std::numeric_limits<T>::max();
template <class T>
const nine<T> a{low<T>, low<T>, high<T>, 7, -7, 0, 3, -1, 2};
template <class T>
const nine<T> b{-1, 0, high<T>, 0, 2, low<T>, 5, -3, 40};
__extension__ typedef __int128 wide;

/// By arithmetic in more bits, cut.
template <class T, class F>
nine<T> expected(F f) {
  nine<T> all;
  for (int k = 0; k < 9; ++k) all(k) = static_cast<T>(f(static_cast<wide>(a<T>(k)), static_cast<wide>(b<T>(k))));
  return all;
}
template <class Tree>
void check_arithmetic(const Tree& found) {
  using boost::hana::at_c;
  using T = typename std::remove_cvref_t<decltype(at_c<0>(found))>::value_type;
  CHECK(at_c<0>(found) == expected<T>([](auto x, auto y) { return x + y; }));
  CHECK(at_c<1>(found) == expected<T>([](auto x, auto y) { return x - y; }));
  CHECK(at_c<2>(found) == expected<T>([](auto x, auto y) { return x * y; }));
  CHECK(at_c<3>(found) == expected<T>([](auto x, auto y) { return y == 0 ? -1 : x / y; }));
  CHECK(at_c<4>(found) == expected<T>([](auto x, auto) { return -x; }));
  CHECK(at_c<5>(found) == expected<T>([](auto x, auto) { return x < 0 ? -x : x; }));
  CHECK(at_c<6>(found) == nine<T>{0, 1, high<T>, 1, 49, 0, 243, -1, sizeof(T) == 4 ? T(0) : static_cast<T>(1LL << 40)});
  CHECK(at_c<7>(found) == nine<T>{-1, -1, 1, 1, -1, 0, 1, -1, 1});
  T total = 0, products = 0;
  for (int k = 0; k < 9; ++k)
    total = static_cast<T>(static_cast<wide>(total) + a<T>(k)),
    products = static_cast<T>(products + static_cast<wide>(a<T>(k)) * b<T>(k));
  CHECK(at_c<8>(found) == total);
  CHECK(at_c<9>(found) == products);
  CHECK(at_c<10>(found) == high<T>);
  CHECK(at_c<11>(found) == low<T>);
}
template <class From>
const nine<From> reals{1e30F, -1e30F, NAN, -2.75F, 2.75F, 2147483648.F, -2147483648.F, 9.2233720368547758e18F, 0};
template <class Tree>
void check_conversions(const Tree& found) {
  using boost::hana::at_c;
  constexpr auto l32 = low<std::int32_t>, h32 = high<std::int32_t>;
  constexpr auto l64 = low<std::int64_t>, h64 = high<std::int64_t>;
  CHECK(at_c<0>(found) == nine<std::int32_t>{h32, l32, 0, -2, 2, h32, l32, h32, 0});
  CHECK(at_c<1>(found) == nine<std::int64_t>{h64, l64, 0, -2, 2, 2147483648, -2147483648, h64, 0});
  CHECK(at_c<2>(found) == nine<bool>{true, true, true, true, true, true, true, true, false});
}
/// By interpretation of the program, as it is and optimized.
template <class F, class Check, class... Args>
void interpreted(F, Check check, const Args&... args) {
  const ct::ir::graph program = ct::ir::without_optimization(program_of<F, Args...>());
  check(ct::detail::interpret_graph<ct::detail::result_tree<F, Args...>>(program, args...));
  check(ct::detail::interpret_graph<ct::detail::result_tree<F, Args...>>(ct::ir::optimize(program), args...));
}

}  // namespace

TEST_CASE("sums, products, quotients and powers of integers", "[integers]") {
  const auto check = [](const auto& found) { check_arithmetic(found); };
  check(ct::jit(arithmetic)(a<std::int32_t>, b<std::int32_t>));
  check(ct::jit(arithmetic)(a<std::int64_t>, b<std::int64_t>));
  interpreted(arithmetic, check, a<std::int32_t>, b<std::int32_t>);
  interpreted(arithmetic, check, a<std::int64_t>, b<std::int64_t>);
  const auto generated = [&]<class T>(T, auto f) {
    ct::detail::result_tree<decltype(arithmetic), nine<T>, nine<T>> out;
    boost::hana::unpack(out, [&](auto&... leaf) {
      const auto address = [](auto& l) {
        if constexpr (std::is_arithmetic_v<std::remove_reference_t<decltype(l)>>) return &l;
        else return l.data();
      };
      f(a<T>.data(), b<T>.data(), address(leaf)...);
    });
    check(out);
  };
  generated(std::int32_t{}, [](auto... p) { arithmetic_i32(p...); });
  generated(std::int64_t{}, [](auto... p) { arithmetic_i64(p...); });
}
TEST_CASE("numbers as integers", "[integers]") {
  using boost::hana::at_c;
  const auto check = [](const auto& found) { check_conversions(found); };
  check(ct::jit(conversions)(reals<float>));
  check(ct::jit(conversions)(reals<double>));
  interpreted(conversions, check, reals<float>);
  interpreted(conversions, check, reals<double>);
  ct::detail::result_tree<decltype(conversions), nine<float>> out;
  conversions_f32(reals<float>.data(), at_c<0>(out).data(), at_c<1>(out).data(), at_c<2>(out).data());
  check(out);
  conversions_f64(reals<double>.data(), at_c<0>(out).data(), at_c<1>(out).data(), at_c<2>(out).data());
  check(out);
}
TEST_CASE("integers that are added where an index says", "[integers]") {
  const four<std::int32_t> x{high<std::int32_t>, 1, 2, low<std::int32_t>};
  const nine<std::int32_t> at{0, 0, 3, 1, 1, 2, 3, 0, 1}, v{1, 2, -1, 5, 6, 7, high<std::int32_t>, 0, 1};
  const auto check = [](const auto& found) { CHECK(found == four<std::int32_t>{low<std::int32_t> + 2, 13, 9, -2}); };
  check(ct::jit(updates)(x, at, v));
  interpreted(updates, check, x, at, v);
  four<std::int32_t> out;
  updates_i32(x.data(), at.data(), v.data(), out.data());
  check(out);
}
TEST_CASE("integers in constant expressions, in floating-point functions, and their means", "[integers]") {
  static_assert(ct::jit([](auto x, auto y) { return x / y; })(7, 0) == -1);
  static_assert(ct::jit([](auto x) { return x + 1; })(high<std::int32_t>) == low<std::int32_t>);
  static_assert(ct::jit([](auto x) { return ct::astype<std::int32_t>(x); })(1e300) == high<std::int32_t>);
  const ct::tensor<std::int32_t, 3> x{1, 2, 4};
  static_assert(std::is_same_v<decltype(mean(x)), float>);
  CHECK(mean(x) == Approx(7 / 3.0));
  static_assert(std::is_same_v<decltype(mean(ct::astype<std::int64_t>(x))), double>);
  CHECK(ct::var(ct::astype<std::int64_t>(x)) == Approx(14 / 9.0));
  CHECK(mean(x == 2) == Approx(1 / 3.0));
  CHECK(sum(x > 1) == 2);
  CHECK(sqrt(x) == sqrt(ct::astype<float>(x)));
  CHECK(pow(x, ct::tensor<double, 3>{0.5, 2, -1}) == ct::tensor<double, 3>{1, 4, 0.25});
  const ct::tensor<std::int64_t, 2> large{(1LL << 60) + 1, -3};
  CHECK(floor(large) == large);
}
TEST_CASE("linear functions of integers have transposes", "[integers]") {
  using boost::hana::at_c;
  CHECK(at_c<0>(ct::linear_transpose([](auto x) { return 2 * x; }, ct::like<int>)(3)) == 6);
  const ct::tensor<std::int64_t, 3> ct3{1, 2, 4};
  CHECK(at_c<0>(ct::linear_transpose([](auto x) { return flip(x) - 3 * x; }, ct::like<ct::tensor<std::int64_t, 3>>)(
            ct3)) == ct::tensor<std::int64_t, 3>{1, -4, -11});
  constexpr auto halved = [](auto x) { return x / 2; };
  constexpr auto rounded = [](auto x) { return floor(x) * 2; };
  constexpr auto chosen = [](auto i) { return ct::tensor<std::int32_t, 3>{1, 2, 3}(i); };
  static_assert(ct::check<decltype(ct::linear_transpose(halved, ct::like<double>)), double>().ok);
  static_assert(!ct::check<decltype(ct::linear_transpose(halved, ct::like<int>)), int>().ok);
  static_assert(!ct::check<decltype(ct::linear_transpose(rounded, ct::like<double>)), double>().ok);
  static_assert(!ct::check<decltype(ct::linear_transpose(chosen, ct::like<int>)), int>().ok);
}
TEST_CASE("linear functions of integers in loops, branches and checkpoints have transposes", "[integers]") {
  using boost::hana::at_c;
  using vector = ct::tensor<std::int32_t, 4>;
  // 4 x, 3 y_k and sums of those before; the transpose by the definition, <f(x), c> = <x, f^T(c)>.
  constexpr auto running = [](auto x) {
    const auto step = [](auto sum, auto v) { return ct::tuple(sum + v, 2 * sum - v); };
    return ct::scan(step, x(0), x).ys + ct::fori_loop<0, 3>([](auto i, auto y) { return y * (i + 1) - flip(y); }, x);
  };
  constexpr auto branched = [](auto x) {
    const auto sign = ct::tensor<std::int32_t, 4>{1, 0, 2, 0} > 0;
    return ct::vmap([](auto which, auto v) {
      return ct::cond(which, [](auto a) { return 5 * a; }, [](auto a) { return -a; }, v);
    })(sign, x);
  };
  constexpr auto again = [](auto x) { return ct::checkpoint([](auto v) { return 3 * v - flip(v); })(x); };
  const auto check = [](auto f) {
    for (int k = 0; k < 4; ++k) {
      vector one{};
      one(k) = 1;
      const vector back = at_c<0>(ct::linear_transpose(f, ct::like<vector>)(one));
      for (int j = 0; j < 4; ++j) {
        vector other{};
        other(j) = 1;
        CHECK(back(j) == ct::jit(f)(other)(k));
      }
    }
  };
  check(running);
  check(branched);
  check(again);
  // A loop that carries its argument beside what its derivative needs, of numbers.
  constexpr auto scaled = [](auto x) {
    return ct::fori_loop<0, 3>([=](auto i, auto y) { return y * ct::astype<double>(i + 1) + x; }, x);
  };
  CHECK(at_c<0>(ct::linear_transpose(scaled, ct::like<double>)(2.0)) == 2 * (6 + 6 + 3 + 1));
  // What is not linear in a loop is refused there too, of numbers as of integers; so are custom rules of integers.
  constexpr auto squares = [](auto x) { return ct::fori_loop<0, 3>([](auto, auto y) { return y * y; }, x); };
  constexpr auto floors = [](auto x) { return ct::fori_loop<0, 3>([](auto, auto y) { return floor(y) * 2; }, x); };
  constexpr auto halves = [](auto x) { return ct::fori_loop<0, 3>([](auto, auto y) { return y / 2; }, x); };
  constexpr auto by_sign = [](auto x) {
    return ct::cond(x > 0, [](auto a) { return a; }, [](auto a) { return 2 * a; }, x);
  };
  constexpr auto ruled = ct::custom_vjp([](auto x) { return 2 * x; }, [](auto x) { return ct::tuple(2 * x, ct::none); },
                                        [](auto, auto c) { return ct::tuple(2 * c); });
  static_assert(!ct::check<decltype(ct::linear_transpose(squares, ct::like<int>)), int>().ok);
  static_assert(!ct::check<decltype(ct::linear_transpose(floors, ct::like<double>)), double>().ok);
  static_assert(!ct::check<decltype(ct::linear_transpose(halves, ct::like<int>)), int>().ok);
  static_assert(ct::check<decltype(ct::linear_transpose(halves, ct::like<double>)), double>().ok);
  static_assert(!ct::check<decltype(ct::linear_transpose(by_sign, ct::like<int>)), int>().ok);
  static_assert(!ct::check<decltype(ct::linear_transpose(ruled, ct::like<int>)), int>().ok);
}
