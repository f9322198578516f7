// Jacobians: the pullback, or the pushforward, batched over one-hot vectors.
#pragma once

#include <cotangent/api/grad.hpp>
#include <cotangent/transforms/batch.hpp>

namespace cotangent {
namespace detail {

/// An identity: one one-hot array for each index of a shape.
constexpr ir::term one_hot_basis(ir::graph& g, const ir::value_type& t) {
  const ir::shape both = ir::concatenated(t.dims, t.dims);
  ir::index_map twice;
  for (int half = 0; half < 2; ++half)
    for (int k = 0; k < t.dims.rank; ++k) twice.push_axis(k);
  return ir::pad(ir::full(g, t.element, t.dims, 1), both, twice);
}

template <class Name, class Result, class Input>
struct jacobian_message {
  static constexpr bool arrays = Leaf<Result> && Leaf<Input>;
  static constexpr bool floating = [] {
    if constexpr (arrays)
      return std::is_floating_point_v<typename leaf_traits<Result>::element> && std::is_floating_point_v<typename leaf_traits<Input>::element>;
    else return false;
  }();
  static constexpr text message = floating ? text{} : join(Name::text, ": needs a floating-point array for result and argument 0, got ", description<Result>, " from ", description<Input>);
};

template <bool Reverse>
struct jacobian_name {
  static constexpr const char* text = Reverse ? "jacrev" : "jacfwd";
};

template <class F, bool Reverse>
struct jacobian_function {
  [[no_unique_address]] held<F> f;

  template <class... Args>
  constexpr auto operator()(const Args&... args) const { return enter<jacobian_name<Reverse>>(*this, args...); }

  template <class Input, class... Rest>
  constexpr auto trace(ir::graph& start, const Input& x, const Rest&... rest) const {
    using result = std::decay_t<std::invoke_result_t<const F&, const Input&, const Rest&...>>;
    using check = jacobian_message<jacobian_name<Reverse>, result, Input>;
    if constexpr (check::message.empty()) {
      constexpr ir::shape out = leaf_traits<result>::dims, in = leaf_traits<Input>::dims;
      constexpr ir::shape whole = ir::concatenated(out, in);
      auto call = trace_call(start, f.get(), x, rest...);
      ir::graph& g = *call.g;
      ir::list<int> tangents = fresh_parameters(g, part(call.body.parameters, 0, 1));
      tangents.resize(call.body.parameters.size(), -1);
      const ir::linearized lin = ir::linearize(g, call.body, tangents);
      ir::term jacobian = ir::zeros(g, leaf_traits<result>::type.element, whole);
      if (lin.tangents[0] >= 0) {
        if constexpr (Reverse) {
          const int seed = g.emit_unique(ir::op::parameter, g[lin.results[0]].type);
          ir::list<int> outer = std::move(g.effects);
          g.effects = {};
          ir::scope body;
          body.parameters = single(seed);
          body.results = ir::transposition(g).run(single(tangents[0]), lin.tangents, body.parameters);
          body.effects = std::move(g.effects);
          g.effects = std::move(outer);
          if (body.results[0] >= 0)
            jacobian.id = ir::batch(g, body, single(one_hot_basis(g, g.type_of(seed)).id), out)[0];
        } else {
          ir::scope body;
          body.parameters = single(tangents[0]);
          body.results = lin.tangents;
          const int rows = ir::batch(g, body, single(one_hot_basis(g, g.type_of(tangents[0])).id), in)[0];
          ir::index_map swap;
          for (int k = 0; k < in.rank; ++k) swap.push_axis(out.rank + k);
          for (int k = 0; k < out.rank; ++k) swap.push_axis(k);
          jacobian = ir::view({&g, rows}, whole, swap);
        }
      }
      return make_expr<typename leaf_traits<result>::element, whole>(jacobian);
    } else {
      COTANGENT_REQUIRE(check);
      return x;
    }
  }

 private:
  static constexpr ir::list<int> single(int id) { return ir::list<int>(1, id); }
};

}  // namespace detail

/// d f(x, ...)[i...] / d x[j...], of shape (i..., j...), by reverse mode: one pullback for each element of the result,
/// all at once.
template <class F>
constexpr auto jacrev(F f) { return detail::jacobian_function<F, true>{detail::held<F>(f)}; }
/// The same by forward mode: one pushforward for each element of x.
template <class F>
constexpr auto jacfwd(F f) { return detail::jacobian_function<F, false>{detail::held<F>(f)}; }
/// Second derivatives, of shape (result..., x..., x...): forward mode over reverse mode.
template <class F>
constexpr auto hessian(F f) { return jacfwd(jacrev(f)); }

}  // namespace cotangent
