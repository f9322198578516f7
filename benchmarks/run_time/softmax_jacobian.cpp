// jacrev(softmax) by a custom rule, and without one, against hand-written diag(s) - s s^T.
#include "compare.hpp"

#include <cstring>
#include <memory>
#include <vector>

namespace {

constexpr auto plain_softmax = [](auto x) {
  auto e = exp(x - amax(x));
  return e / sum(e);
};
constexpr auto softmax = ct::custom_vjp(
    plain_softmax,
    [](auto x) {
      auto s = plain_softmax(x);
      return ct::tuple(s, s);
    },
    [](auto s, auto ds) { return ct::tuple(dot(ds, diag(s) - outer(s, s))); });

template <class T>
[[gnu::noinline]] void by_hand(const T* __restrict x, T* __restrict jacobian, T* __restrict s, int n) {
  T top = x[0], total = 0;
  for (int i = 1; i < n; ++i) top = x[i] > top ? x[i] : top;
  for (int i = 0; i < n; ++i) s[i] = std::exp(x[i] - top);
  for (int i = 0; i < n; ++i) total += s[i];
  for (int i = 0; i < n; ++i) s[i] /= total;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) jacobian[i * n + j] = -s[i] * s[j];
  for (int i = 0; i < n; ++i) jacobian[i * n + i] += s[i];
}

template <class T, int N>
void compete() {
  struct state {
    ct::tensor<T, N> x, s;
    ct::tensor<T, N, N> hand, ours;
  };
  const auto at = std::make_shared<state>();
  fill(at->x, -2, 2);
  const std::string name =
      std::string("softmax_jacobian_") + (sizeof(T) == 4 ? "float" : "double") + "/" + std::to_string(N) + "/";
  const double tolerance = 64 * static_cast<double>(std::numeric_limits<T>::epsilon());
  by_hand(at->x.data(), at->hand.data(), at->s.data(), N);
  const auto with_rule = ct::jacrev(softmax)(at->x), without = ct::jacrev(plain_softmax)(at->x);
  check_same(name + "hand", with_rule.data(), at->hand.data(), N * N, tolerance);
  check_same(name + "ours_without_rule", with_rule.data(), without.data(), N * N, tolerance);

  contender(name + "hand", [=] { by_hand(at->x.data(), at->hand.data(), at->s.data(), N); });
  // Into memory that is there, as the hand-written version has it.
  contender(name + "ours", [=] { ct::into(at->ours, ct::jacrev(softmax))(at->x); });
  // What storing alone takes: large Jacobians are bound by it.
  contender(name + "memset", [=] { std::memset(at->ours.data(), 0, sizeof(T) * N * N); });
  contender(name + "ours_without_rule", [=] { ct::into(at->ours, ct::jacrev(plain_softmax))(at->x); });
}

/// Many small ones: an example in each SIMD lane, against the same program called for one after the other.
void compete_mapped(std::size_t n) {
  struct state {
    std::vector<ct::tensor<double, 3>> x;
    std::vector<ct::tensor<double, 3, 3>> hand, ours;
  };
  const auto at =
      std::make_shared<state>(state{std::vector<ct::tensor<double, 3>>(n), std::vector<ct::tensor<double, 3, 3>>(n),
                                    std::vector<ct::tensor<double, 3, 3>>(n)});
  for (std::size_t k = 0; k < n; ++k) fill(at->x[k], -2, 2, static_cast<unsigned>(k));
  const std::string name = "softmax_map/" + std::to_string(n) + "/";
  const auto hand = [=] {
    double s[3];
    for (std::size_t k = 0; k < n; ++k) by_hand(at->x[k].data(), at->hand[k].data(), s, 3);
  };
  const auto ours = [=] { ct::map(ct::jacrev(softmax))(at->x, at->ours); };
  hand();
  ours();
  for (std::size_t k = 0; k < n; ++k) check_same(name, at->ours[k].data(), at->hand[k].data(), 9, 1e-14);
  contender(name + "hand", hand);
  contender(name + "ours", ours);
  contender(name + "ours_called", [=] {
    for (std::size_t k = 0; k < n; ++k) ct::into(at->ours[k], ct::jacrev(softmax))(at->x[k]);
  });
#if COTANGENT_WITH_TBB
  contender(name + "ours_par", [=] { ct::map(ct::jacrev(softmax), ct::in_axes<0>, ct::par)(at->x, at->ours); });
#endif
}

}  // namespace

int main(int argc, char** argv) {
  compete<float, 3>();
  compete<float, 16>();
  compete<float, 128>();
  compete<float, 1024>();
  compete<double, 3>();
  compete<double, 16>();
  compete<double, 128>();
  compete<double, 1024>();
  for (std::size_t n : {std::size_t{1}, std::size_t{100}, std::size_t{10000}, std::size_t{1000000}}) compete_mapped(n);
  return run_benchmarks(argc, argv);
}
