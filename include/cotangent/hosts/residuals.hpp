// Least squares as solvers take them: residuals of parameter blocks, all vectors, and a dense matrix of derivatives for
// each block. No solver is needed here, so that generators can add these functions, too.
#pragma once

#include <cotangent/cotangent.hpp>
#include <cotangent/hosts/leaves.hpp>

namespace cotangent {
namespace hosts {

template <class Tree>
constexpr auto as_vector(const Tree& tree) {
  if constexpr (detail::Branch<Tree>) return ravel(tree).vector;
  else if constexpr (detail::leaf_traits<Tree>::dims.rank == 0) return expand_dims<0>(tree);
  else return ravel(tree);
}

/// f with vectors for its first arguments, of the types Blocks, and for its result.
template <class F, class... Blocks>
struct residuals_function {
  static constexpr unsigned options = detail::program_options<F>();
  [[no_unique_address]] detail::held<F> f;

  template <class... X>
  constexpr auto operator()(const X&... x) const {
    return call(std::index_sequence_for<Blocks...>{}, std::make_index_sequence<sizeof...(X) - sizeof...(Blocks)>{},
                std::tie(x...));
  }

 private:
  template <std::size_t... B, std::size_t... C, class Given>
  constexpr auto call(std::index_sequence<B...>, std::index_sequence<C...>, const Given& given) const {
    return as_vector(
        f.get()(detail::unravel_function<Blocks>{}(std::get<B>(given))..., std::get<sizeof...(Blocks) + C>(given)...));
  }
};
/// The same with its Jacobians: (residuals, (by the first block, by the second, ...)).
template <class F, class... Blocks>
struct residuals_and_jacobians_function {
  static constexpr unsigned options = detail::program_options<F>();
  [[no_unique_address]] residuals_function<F, Blocks...> f;

  template <class... X>
  constexpr auto operator()(const X&... x) const {
    return with(std::make_integer_sequence<int, sizeof...(Blocks)>{}, x...);
  }

 private:
  template <int... B, class... X>
  constexpr auto with(std::integer_sequence<int, B...>, const X&... x) const {
    const auto jacobians = jacobian(f, argnums<B...>)(x...);
    if constexpr (sizeof...(B) == 1) return tuple(f(x...), tuple(jacobians));
    else return tuple(f(x...), jacobians);
  }
};

/// Why f is no function of residuals of these blocks, and constants behind them, or nothing.
template <class F, class Blocks, class... Constants>
struct residuals_message;
template <class F, class... Blocks, class... Constants>
struct residuals_message<F, detail::type_list<Blocks...>, Constants...> {
  struct name {
    static constexpr const char* text = "cost_function";
  };
  template <class Result>
  static constexpr detail::text about(std::type_identity<Result>) {
    if constexpr (!all_doubles(detail::leaves_of<Result>{}) || detail::leaves_of<Result>::size == 0)
      return detail::join("cost_function: residuals must be doubles or arrays of doubles, and there must be some, got ",
                          detail::described<Result>());
    else return {};
  }
  template <class... L>
  static constexpr bool all_doubles(detail::type_list<L...>) {
    return (std::is_same_v<typename detail::leaf_traits<L>::element, double> && ... && true);
  }
  template <class Block>
  static constexpr bool is_block() {
    if constexpr (!detail::whole_tree<Block>) return false;
    else return all_own_doubles(detail::leaves_of<Block>{}) && elements<Block> > 0;
  }
  static constexpr detail::text message = [] {
    detail::text wrong;
    int number = 0;
    ((wrong = wrong.empty() && !is_block<Blocks>()
                  ? detail::join("cost_function: parameter block ", number,
                                 " must be a double, a ct::tensor<double, ...> or a tree of them, got ",
                                 detail::described<Blocks>())
                  : wrong,
      ++number),
     ...);
    if (sizeof...(Blocks) == 0)
      wrong = "cost_function: expected cost_function<Blocks...>(f, constants...) with the type of each parameter block";
    if constexpr (sizeof...(Blocks) == 0 || !(is_block<Blocks>() && ...)) return wrong;
    else {
      using call = detail::program_message<name, F, Blocks..., Constants...>;
      if constexpr (!call::message.empty()) return call::message;
      else return about(std::type_identity<detail::result_tree<F, Blocks..., Constants...>>{});
    }
  }();
};

}  // namespace hosts

/// f(blocks..., constants...) on vectors, where Blocks are the types of its first arguments, trees of doubles: (vectors
/// as long as those have elements, leaf after leaf, and constants) -> a vector of the elements of f's result.
template <class... Blocks, class F>
constexpr auto residuals(F f) {
  return hosts::residuals_function<F, Blocks...>{detail::held<F>(f)};
}
/// The same with its derivatives, as one program: (residuals, (by the first block, by the second, ...)), matrices with
/// a row for each residual.
template <class... Blocks, class F>
constexpr auto residuals_and_jacobians(F f) {
  return hosts::residuals_and_jacobians_function<F, Blocks...>{residuals<Blocks...>(f)};
}

}  // namespace cotangent
