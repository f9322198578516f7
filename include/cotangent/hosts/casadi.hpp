// What CasADi asks of a function, and of a whole nonlinear program: a generator adds it to its library in one line, and
// `--with casadi` (WITH casadi) makes CasADi's externals of it. No CasADi is needed here.
#pragma once

#include <cotangent/hosts/lagrangian.hpp>
#include <cotangent/hosts/residuals.hpp>

#include <string>

namespace cotangent::casadi {

// CasADi has matrices of doubles, by columns: each leaf is an argument of its own, and a matrix comes transposed.
template <class Leaf>
constexpr ir::shape stored_shape() {
  constexpr ir::shape dims = detail::leaf_traits<Leaf>::dims;
  return dims.rank == 2 ? ir::shape{2, {dims[1], dims[0]}} : dims;
}
template <class Leaf>
using stored = detail::value_of<double, stored_shape<Leaf>()>;
template <class X>
constexpr auto exchanged(const X& x) {
  if constexpr (detail::leaf_traits<X>::dims.rank == 2) return transpose(x);
  else return x;
}
/// A tuple, or what is in it if that is one.
template <class Tuple>
constexpr auto unwrapped(const Tuple& all) {
  if constexpr (detail::tree_traits<Tuple>::count == 1) return boost::hana::front(all);
  else return all;
}
template <int From, int... K, class Tuple>
constexpr auto part(std::integer_sequence<int, K...>, const Tuple& all) {
  return tuple(boost::hana::at_c<From + K>(all)...);
}

/// f on the leaves of its arguments as CasADi stores them, to those of its result.
template <class F, class... Args>
struct by_columns {
  static constexpr unsigned options = detail::program_options<F>();
  static constexpr int count = (detail::leaves_of<Args>::size + ... + 0);
  [[no_unique_address]] detail::held<F> f;

  template <class... X>
  constexpr auto operator()(const X&... x) const {
    return unwrapped(leaves(x...));
  }
  template <class... X>
  constexpr auto leaves(const X&... x) const {
    const auto result = call(std::index_sequence_for<Args...>{}, tuple(exchanged(x)...));
    return boost::hana::unpack(tree_leaves(result), [](const auto&... leaf) { return tuple(exchanged(leaf)...); });
  }

 private:
  template <std::size_t... K, class Leaves>
  constexpr auto call(std::index_sequence<K...>, const Leaves& all) const {
    return f.get()(detail::from_leaves<Args, first<K>()>(all)...);
  }
  template <std::size_t K>
  static constexpr int first() {
    constexpr int sizes[] = {detail::leaves_of<Args>::size...};
    int from = 0;
    for (std::size_t k = 0; k < K; ++k) from += sizes[k];
    return from;
  }
};
template <class Columns>
struct all_leaves {
  Columns f;
  template <class... X>
  constexpr auto operator()(const X&... x) const {
    return f.leaves(x...);
  }
};
/// (leaves, tangents of them) -> tangents of the result's leaves.
template <class Columns>
struct forward {
  static constexpr unsigned options = Columns::options;
  static constexpr int count = Columns::count;
  [[no_unique_address]] Columns f;
  template <class... X>
  constexpr auto operator()(const X&... x) const {
    constexpr std::make_integer_sequence<int, count> each{};
    const auto all = tuple(x...);
    return unwrapped(jvp(all_leaves<Columns>{f}, part<0>(each, all), part<count>(each, all)).tangent);
  }
};
/// (leaves, cotangents of the result's leaves) -> cotangents of the leaves.
template <class Columns>
struct reverse {
  static constexpr unsigned options = Columns::options;
  static constexpr int count = Columns::count;
  [[no_unique_address]] Columns f;
  template <class... X>
  constexpr auto operator()(const X&... x) const {
    const auto all = tuple(x...);
    const auto made = boost::hana::unpack(part<0>(std::make_integer_sequence<int, count>{}, all),
                                          [&](const auto&... at) { return vjp(all_leaves<Columns>{f}, at...); });
    constexpr std::make_integer_sequence<int, static_cast<int>(sizeof...(X)) - count> rest{};
    return unwrapped(made.pullback(part<count>(rest, all)));
  }
};

template <class... L>
constexpr bool all_matrices(detail::type_list<L...>) {
  return (
      (std::is_same_v<typename detail::leaf_traits<L>::element, double> && detail::leaf_traits<L>::dims.rank <= 2) &&
      ... && true);
}
template <class F, class... Args>
struct external_message {
  static constexpr detail::text about(const detail::text& what) {
    return detail::join("casadi: CasADi has numbers, vectors and matrices of doubles, got ", what);
  }
  static constexpr detail::text message = [] {
    if constexpr (!(all_matrices(detail::leaves_of<Args>{}) && ...))
      return about(detail::described<boost::hana::tuple<Args...>>());
    else if constexpr (!all_matrices(detail::leaves_of<detail::result_tree<F, Args...>>{}))
      return about(detail::described<detail::result_tree<F, Args...>>());
    else return detail::text{};
  }();
};

template <class Library, class F, int... N, class... L>
void add_differentiated(Library& lib, const std::string& name, F f, std::integer_sequence<int, N...>,
                        detail::type_list<L...>) {
  lib.add(name, f, like<stored<L>>...);
  lib.add("casadi_jac_" + name.substr(7), sparse_jacobian(f, argnums<N...>), like<stored<L>>...);
}
template <class Library, class Columns, class... X, class... Y>
void add_all(Library& lib, const std::string& name, Columns f, detail::type_list<X...> x, detail::type_list<Y...>) {
  add_differentiated(lib, "casadi_" + name, f, std::make_integer_sequence<int, sizeof...(X)>{}, x);
  lib.add("casadi_fwd1_" + name, forward<Columns>{f}, like<stored<X>>..., like<stored<X>>...);
  add_differentiated(lib, "casadi_adj1_" + name, reverse<Columns>{f},
                     std::make_integer_sequence<int, sizeof...(X) + sizeof...(Y)>{}, detail::type_list<X..., Y...>{});
}
template <class... A, class... B, class... Rest>
constexpr auto joined(detail::type_list<A...>, detail::type_list<B...>, Rest... rest) {
  if constexpr (sizeof...(Rest) == 0) return detail::type_list<A..., B...>{};
  else return joined(detail::type_list<A..., B...>{}, rest...);
}

/// Adds f on arguments of these types for `ca.external("f", "./libNAME.so")`, with derivatives: CasADi finds the sparse
/// Jacobian (jac_f), directional derivatives (fwd1_f, adj1_f), and the derivative of the latter (jac_adj1_f), which
/// Hessians need. Each leaf of the arguments is an input x0, x1, ..., each of the result an output out (or out_0,
/// out_1, ...): numbers, vectors and matrices of doubles. In the library their C functions begin with `casadi_`.
template <class Library, class F, class... Args>
void add(Library& lib, const std::string& name, F f, like_t<Args>...) {
  using check = external_message<F, Args...>;
  if constexpr (!check::message.empty()) static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
  else
    add_all(lib, name, by_columns<F, Args...>{detail::held<F>(f)},
            joined(detail::type_list<>{}, detail::leaves_of<Args>{}...),
            detail::leaves_of<detail::result_tree<F, Args...>>{});
}

// ---- nonlinear programs
/// The cost of trees (x, p) on vectors.
template <class F, class... Trees>
struct on_vectors {
  [[no_unique_address]] detail::held<F> f;
  template <class... X>
  constexpr auto operator()(const X&... x) const {
    return f.get()(detail::unravel_function<Trees>{}(x)...);
  }
};
/// gamma = lam_f cost + sum(lam_g constraints) of vectors (x, p..., lam_f, lam_g), or without constraints lam_f cost.
template <class Cost, class Constraints>
struct gamma {
  [[no_unique_address]] Cost cost;
  [[no_unique_address]] Constraints constraints;
  template <class... X>
  constexpr auto operator()(const X&... x) const {
    const auto all = tuple(x...);
    constexpr int multipliers = std::is_same_v<Constraints, none_t> ? 1 : 2;
    return boost::hana::unpack(part<0>(std::make_integer_sequence<int, sizeof...(X) - multipliers>{}, all),
                               [&](const auto&... at) {
                                 const auto of_cost = boost::hana::at_c<sizeof...(at)>(all) * cost(at...);
                                 if constexpr (multipliers == 1) return of_cost;
                                 else
                                   return of_cost + dot(boost::hana::at_c<sizeof...(at) + 1>(all), constraints(at...));
                               });
  }
};

/// Adds minimize cost(x, p) subject to bounds of x and of constraints(x, p), for `ca.nlpsol("s", "ipopt",
/// "./libNAME.so")`: CasADi finds nlp, nlp_f, nlp_g, nlp_grad_f, nlp_jac_g, nlp_hess_l and whatever else its solvers
/// ask for, with sparse Jacobian and Hessian. x, and p if there is one, are trees of doubles, for CasADi vectors of
/// their leaves' elements, one after the other; so are constraints(x, p). (sqpmethod wants the whole Hessian under the
/// name that others have half of it: `{"hess_lag": ca.external("nlp_hess", "./libNAME.so")}`.)
template <class Library, class Cost, class Constraints, class... Trees>
  requires(sizeof...(Trees) == 1 || sizeof...(Trees) == 2)
void add_nlp(Library& lib, Cost cost, Constraints constraints, like_t<Trees>...) {
  static_assert((hosts::all_own_doubles(detail::leaves_of<Trees>{}) && ...),
                "casadi: x and p must be doubles, ct::tensor<double, ...>, or trees of them");
  constexpr std::conditional_t<sizeof...(Trees) == 1, argnums_t<0>, argnums_t<0, 1>> all;
  const on_vectors<Cost, Trees...> f{detail::held<Cost>(cost)};
  lib.add("casadi_nlp_f", f, like<tensor<double, hosts::elements<Trees>>>...);
  lib.add("casadi_nlp_grad_f", grad(f), like<tensor<double, hosts::elements<Trees>>>...);
  const auto with = [&](auto g, auto... lambda) {
    const gamma<on_vectors<Cost, Trees...>, decltype(g)> lagrangian{f, g};
    lib.add("casadi_nlp_grad", grad(lagrangian, all), like<tensor<double, hosts::elements<Trees>>>..., like<double>,
            lambda...);
    lib.add("casadi_nlp_hess_l", sparse_hessian(lagrangian), like<tensor<double, hosts::elements<Trees>>>...,
            like<double>, lambda...);
  };
  if constexpr (std::is_same_v<Constraints, none_t>) {
    with(none);
  } else {
    const auto g = residuals<Trees...>(constraints);
    lib.add("casadi_nlp_g", g, like<tensor<double, hosts::elements<Trees>>>...);
    lib.add("casadi_nlp_jac_g", sparse_jacobian(g), like<tensor<double, hosts::elements<Trees>>>...);
    constexpr int count = hosts::elements<detail::result_tree<Constraints, Trees...>>;
    with(g, like<tensor<double, count>>);
  }
}

}  // namespace cotangent::casadi
