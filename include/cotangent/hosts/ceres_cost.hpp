// Cost functions of Ceres whose Jacobians are generated ones: no tracing, no compiler flags.
#pragma once

#include <cotangent/generated.hpp>
#include <cotangent/hosts/leaves.hpp>

#include <memory>

#if __has_include(<ceres/sized_cost_function.h>)
#include <ceres/sized_cost_function.h>
#else
#error "cotangent/hosts/ceres.hpp: Ceres is not installed (Debian: libceres-dev)"
#endif

namespace cotangent::ceres {

/// R residuals of blocks of N... parameters by a Program, which writes them and their Jacobians straight into Ceres's
/// memory: `program.residuals(place, vectors..., constants...)` and `program.residuals_and_jacobians(place, (places),
/// vectors..., constants...)`, where all are views.
template <class Program, class Constants, int R, int... N>
class cost final : public ::ceres::SizedCostFunction<R, N...> {
  template <int... D>
  using view_type = tensor_view<double, D...>;
  [[no_unique_address]] Program program;
  Constants constants;

 public:
  cost(Program p, Constants c) : program(std::move(p)), constants(std::move(c)) {}

  /// False where a residual, or a derivative that is wanted, is not finite: Ceres then takes a shorter step.
  bool Evaluate(const double* const* at, double* to, double** jacobians) const override {
    return evaluate(std::make_index_sequence<sizeof...(N)>{}, at, to, jacobians);
  }

 private:
  template <std::size_t... K>
  bool evaluate(std::index_sequence<K...>, const double* const* at, double* to, double** jacobians) const {
    const view_type<R> residuals(to);
    if (jacobians == nullptr || ((jacobians[K] == nullptr) && ...)) {
      std::apply([&](const auto&... c) { program.residuals(residuals, view<const double, N>(at[K])..., c...); },
                 constants);
      return hosts::all_finite<R>(to);
    }
    const boost::hana::tuple<view_type<R, N>...> places{
        view_type<R, N>(jacobians[K] != nullptr ? jacobians[K] : unwanted() + R * before<K>())...};
    std::apply(
        [&](const auto&... c) {
          program.residuals_and_jacobians(residuals, places, view<const double, N>(at[K])..., c...);
        },
        constants);
    return hosts::all_finite<R>(to) && ((jacobians[K] == nullptr || hosts::all_finite<R * N>(jacobians[K])) && ...);
  }
  /// Derivatives in blocks that are held constant are computed with the others, and left here.
  [[gnu::noinline]] static double* unwanted() {
    thread_local const std::unique_ptr<double[]> memory(new double[static_cast<std::size_t>(((R * N) + ...))]);
    return memory.get();
  }
  template <std::size_t K>
  static constexpr int before() {
    constexpr int sizes[] = {N...};
    int sum = 0;
    for (std::size_t k = 0; k < K; ++k) sum += sizes[k];
    return sum;
  }
};

/// Functions of a generated NAME.hpp.
template <class Residuals, class Both>
struct generated_program {
  template <class Place, class... X>
  void residuals(const Place& to, const X&... x) const {
    generated::call_into<Residuals>(out(to), x...);
  }
  template <class Place, class Places, class... X>
  void residuals_and_jacobians(const Place& to, const Places& places, const X&... x) const {
    generated::call_into<Both>(out(to, places), x...);
  }
};

/// What a generated function's result is, and the cost that it makes.
template <class Result>
struct generated_blocks {
  static constexpr int count = 0, residuals = 0;
};
template <int R, int... N>
struct generated_blocks<boost::hana::tuple<tensor<double, R>, boost::hana::tuple<tensor<double, R, N>...>>> {
  static constexpr int count = sizeof...(N), residuals = R;
  template <class Program, class Constants>
  using cost_type = cost<Program, Constants, R, N...>;
};
template <class Residuals, class Both, class... Constants>
struct generated_message {
  using blocks = generated_blocks<typename Both::result>;
  template <class Value>
  static constexpr int size() {
    if constexpr (std::is_same_v<Value, tensor<double, blocks::residuals>>) return blocks::residuals;
    else return 0;
  }
  static constexpr detail::text message = [] {
    using detail::join;
    if constexpr (blocks::count == 0)
      return join("generated_cost: ", Both::name, " must be ct::residuals_and_jacobians<Blocks...>(f), and returns ",
                  detail::described<typename Both::result>());
    else if constexpr (size<typename Residuals::result>() == 0)
      return join("generated_cost: ", Residuals::name, " must return f64[", blocks::residuals, "] as ", Both::name,
                  " does, and returns ", detail::described<typename Residuals::result>());
    else if constexpr (Both::arguments::size != blocks::count + static_cast<int>(sizeof...(Constants)))
      return join("generated_cost: ", Both::name, " has ", blocks::count, " parameter blocks, and so ",
                  Both::arguments::size - blocks::count, " constants, got ", static_cast<int>(sizeof...(Constants)));
    else return detail::text{};
  }();
};

/// The same as ceres.hpp's cost_function of functions in a generated NAME.hpp, which a generator adds by
/// `lib.add("f", ct::residuals<Blocks...>(f), ct::like<...>...)` and `lib.add("f_both",
/// ct::residuals_and_jacobians<Blocks...>(f), ct::like<...>...)` (hosts/residuals.hpp): `generated_cost(NAME::f,
/// NAME::f_both, constants...)`.
template <class Residuals, class Both, class... Constants>
::ceres::CostFunction* generated_cost(generated::function<Residuals>, generated::function<Both>,
                                      Constants... constants) {
  using check = generated_message<Residuals, Both, Constants...>;
  if constexpr (!check::message.empty()) {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return nullptr;
  } else {
    using program = generated_program<Residuals, Both>;
    using all = std::tuple<Constants...>;
    using type = typename check::blocks::template cost_type<program, all>;
    return new type(program{}, all(std::move(constants)...));
  }
}

}  // namespace cotangent::ceres
