// Value and gradient of one of models.hpp's functions, MODEL, at each of SIZES: ours, evaluated and as generated C, by
// hand (BY_HAND), and by other libraries if they are there (PEERS).
#include "compare.hpp"
#include "models.hpp"
#include "models_by_hand.hpp"
#if PEERS
#include "peers.hpp"
#endif
#include SIZES_HEADER
#include KERNELS

#include <boost/hana/for_each.hpp>
#include <boost/hana/unpack.hpp>

#include <memory>

namespace {

/// Calls g with x, a pointer, and the arrays of the data behind it.
template <class Data, class G>
auto with_data(const Data& data, G g) {
  if constexpr (std::is_same_v<Data, ct::none_t>) return g();
  else return boost::hana::unpack(data, [&](const auto&... arrays) { return g(arrays.data()...); });
}

template <int... D>
auto view_of(ct::tensor<double, D...>& x) {
  return ct::view<double, D...>(x.data());
}

template <class Model, class ByHand, int N, class Generated>
void compete(Generated generated) {
  using parameters = typename Model::template parameters<N>;
  using data = typename Model::template data<N>;
  struct state {
    parameters x, ours, other;
    data given;
    double value = 0, other_value = 0;
  };
  const auto s = std::make_shared<state>();
  fill(s->x, Model::low, Model::high);
  if constexpr (!std::is_same_v<data, ct::none_t>)
    boost::hana::for_each(s->given, [](auto& one) { fill(one, -1, 1, 2); });

  const auto ours = [s] {
    auto out = ct::tuple(0.0, view_of(s->ours));
    ct::into(out, value_and_slopes<Model>)(s->x, s->given);
    s->value = boost::hana::at_c<0>(out);
  };
  const auto by_loops = [s] {
    s->other_value = with_data(
        s->given, [&](auto... arrays) { return ByHand::by_loops(s->x.data(), s->other.data(), N, arrays...); });
  };
  const auto by_eigen = [s] {
    s->other_value = with_data(
        s->given, [&](auto... arrays) { return ByHand::by_eigen(s->x.data(), s->other.data(), N, arrays...); });
  };
  const auto in_c = [s, generated] {
    with_data(s->given, [&](auto... arrays) {
      generated(s->x.data(), arrays..., &s->other_value, s->other.data());
      return 0.0;
    });
  };
  const std::string name = std::string(MODEL_NAME) + "/" + std::to_string(N) + "/";
  ours();
  const auto check = [&](const char* who, const auto& run) {
    run();
    check_same(name + who, &s->value, &s->other_value, 1, 1e-12);
    check_same(name + who, s->ours.data(), s->other.data(), s->ours.size(), 1e-11);
  };
  check("hand", by_loops);
  check("eigen", by_eigen);
  check("ours_c", in_c);
  contender(name + "primal", [s] {
    s->other_value = with_data(s->given, [&](auto... arrays) { return ByHand::primal(s->x.data(), N, arrays...); });
  });
  contender(name + "hand", by_loops);
  contender(name + "eigen", by_eigen);
  contender(name + "ours", ours);
  contender(name + "ours_c", in_c);
  constexpr auto program = ct::inspect(value_and_slopes<Model>, ct::like<parameters>, ct::like<data>);
  const long long inputs = static_cast<long long>(sizeof(double)) * 2 * s->x.size() +
                           (std::is_same_v<data, ct::none_t> ? 0 : static_cast<long long>(sizeof s->given));
  roofline(name, program.flops(), program.bytes_moved(), inputs + program.workspace_bytes());
#if PEERS
  const int parameters_count = s->x.size();
  const auto sacado = [s, parameters_count] {
    s->other_value = with_data(s->given, [&](auto... arrays) {
      return by_sacado<ByHand>(s->x.data(), parameters_count, s->other.data(), N, arrays...);
    });
  };
  const auto tape = with_data(
      s->given, [&](auto... arrays) { return adolc_tape<ByHand>(s->x.data(), parameters_count, N, arrays...); });
  const auto adolc = [s, tape] { s->other_value = tape(s->x.data(), s->other.data()); };
  check("sacado", sacado);
  check("adolc", adolc);
  contender(name + "sacado", sacado);
  contender(name + "adolc", adolc);
#endif
}

}  // namespace

int main(int argc, char** argv) {
#define COMPETE(N) compete<MODEL, BY_HAND, N>(gradient_##N);
  SIZES(COMPETE)
  return run_benchmarks(argc, argv);
}
