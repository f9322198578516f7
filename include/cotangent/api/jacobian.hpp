// Jacobians: the pullback, or the pushforward, batched over one-hot vectors.
#pragma once

#include <cotangent/api/jvp.hpp>
#include <cotangent/transforms/batch.hpp>

#include <algorithm>

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

enum class jacobian_mode { reverse, forward, cheaper };

template <jacobian_mode Mode>
struct jacobian_name {
  static constexpr const char* text = Mode == jacobian_mode::reverse   ? "jacrev"
                                      : Mode == jacobian_mode::forward ? "jacfwd"
                                                                       : "jacobian";
};

template <class... L>
constexpr int largest_rank(type_list<L...>) {
  int most = 0;
  (..., (most = std::max(most, leaf_traits<L>::dims.rank)));
  return most;
}
template <class... L>
constexpr long long total_size(type_list<L...>) {
  return (leaf_traits<L>::dims.size() + ... + 0);
}

/// What is wrong with derivatives of this order, if anything.
template <class Name, int Order, class Result, class Selected, class... Args>
struct jacobian_message;
template <class Name, int Order, class Result, int... A, class... Args>
struct jacobian_message<Name, Order, Result, std::integer_sequence<int, A...>, Args...> {
  static constexpr int arity = sizeof...(Args);
  static constexpr bool in_range = ((A >= 0 && A < arity) && ...);
  static constexpr bool floating() {
    if constexpr (in_range && !std::is_void_v<Result>)
      return all_floating(leaves_of<Result>{}) &&
             (all_floating(leaves_of<std::tuple_element_t<A, std::tuple<Args...>>>{}) && ...);
    else return false;
  }
  static constexpr int rank_of_result() {
    if constexpr (std::is_void_v<Result>) return 0;
    else return largest_rank(leaves_of<Result>{});
  }
  static constexpr int largest_of() {
    int most = 0;
    if constexpr (in_range)
      (..., (most = std::max(most, largest_rank(leaves_of<std::tuple_element_t<A, std::tuple<Args...>>>{}))));
    return most;
  }
  /// Of the block of the largest leaf of the result and the largest leaf of the arguments.
  static constexpr text largest_problem() {
    ir::shape result, argument;
    if constexpr (in_range && !std::is_void_v<Result>) {
      result = largest(leaves_of<Result>{});
      for (const ir::shape& s : {ir::shape{}, largest(leaves_of<std::tuple_element_t<A, std::tuple<Args...>>>{})...})
        if (s.size() > argument.size()) argument = s;
    }
    for (int k = 0; k < Order; ++k) result = ir::concatenated(result, argument);
    return size_problem(Name::text, result);
  }
  template <class... L>
  static constexpr ir::shape largest(type_list<L...>) {
    ir::shape most;
    for (const ir::shape& s : {ir::shape{}, leaf_traits<L>::dims...})
      if (s.size() > most.size()) most = s;
    return most;
  }
  static constexpr text message =
      std::is_void_v<Result>
          ? join(Name::text,
                 ": has_aux: the function must return a tuple (result, auxiliary tree); use ct::tuple(value, aux)")
      : !floating()
          ? join(Name::text, ": results and differentiated arguments must be floating-point, got ", described<Result>(),
                 " from ", described<hana::tuple<Args...>>(), "; convert with ct::astype<T>(x)")
      : rank_of_result() + Order * largest_of() > ir::max_rank
          ? join(Name::text, ": the derivative would have more than ", ir::max_rank, " axes: those of the result, ",
                 described<Result>(), ", and of the arguments, ", described<hana::tuple<Args...>>(),
                 "; flatten them with ravel")
          : largest_problem();
};

/// One block for each leaf of the result (row) and each leaf differentiated by (column), as equations. Its element type
/// is the input's, or with `OfOutput` the result's, as JAX has it for jacrev and jacfwd.
template <bool OfOutput>
struct jacobian_blocks {
  ir::graph* g;
  ir::list<int> ids;
  int next = 0;

  /// The tree of argument trees for the next row, the shape of whose leaf is `Row`.
  template <class Row, class... Tree>
  constexpr auto row() {
    auto make = block_maker<Row>{this};
    if constexpr (sizeof...(Tree) == 1) return generate_tree<Tree...>(make);
    else return hana::tuple<decltype(generate_tree<Tree>(make))...>{generate_tree<Tree>(make)...};
  }
  /// The tree like `Result` of rows. For a struct that cannot hold trees for leaves, a map by member name stands.
  template <class Result, class... Tree>
  constexpr auto rows() {
    if constexpr (Leaf<Result>) {
      return row<Result, Tree...>();
    } else {
      using traits = tree_traits<Result>;
      return [&]<int... I>(std::integer_sequence<int, I...>) {
        auto children = hana::tuple<decltype(rows<typename traits::template child_type<I>, Tree...>())...>{
            rows<typename traits::template child_type<I>, Tree...>()...};
        return hana::unpack(std::move(children), [](auto... c) {
          if constexpr (hana::Struct<Result>::value && !holds_trees<Result>)
            return hana::make_map(
                hana::make_pair(hana::first(hana::at_c<I>(hana::accessors<Result>())), std::move(c))...);
          else return traits::rebuild(std::move(c)...);
        });
      }(std::make_integer_sequence<int, traits::count>{});
    }
  }

 private:
  template <class Row>
  struct block_maker {
    jacobian_blocks* blocks;
    template <class L>
    constexpr auto operator()() {
      constexpr ir::shape whole = ir::concatenated(leaf_traits<Row>::dims, leaf_traits<L>::dims);
      using element = typename leaf_traits<std::conditional_t<OfOutput, Row, L>>::element;
      const int id = blocks->ids[blocks->next++];
      return make_expr<element, whole>(id < 0 ? ir::zeros(*blocks->g, ir::dtype_of<element>, whole)
                                              : ir::convert({blocks->g, id}, ir::dtype_of<element>));
    }
  };
};

template <class F, jacobian_mode Mode, bool Aux, int... A>
struct jacobian_function {
  [[no_unique_address]] held<F> f;

  template <class... Args>
    requires(gets_in_derivative<jacobian_name<Mode>, F, A...>(type_list<Args...>{}))
  using hands_on = F;
  template <class... Args>
  constexpr auto operator()(const Args&... args) const {
    constexpr bool open = gets_in_derivative<jacobian_name<Mode>, F, A...>(type_list<Args...>{});
    using inside = decltype(door<innermost<F, Args...>, open>(traced_like<Args>()...));
    constexpr bool failed = fails_inside<inside, innermost<F, Args...>, traced_as<Args>...>();
    using first = decltype(door < F, open && !failed > (traced_like<Args>()...));
    return enter < jacobian_name<Mode>, failed || fails_inside<first, F, traced_as<Args>...>() > (*this, args...);
  }

  template <class Result, class... Args>
  using check = jacobian_message<jacobian_name<Mode>, 1, typename primal_part<Result, Aux>::type,
                                 argument_places<sizeof...(Args), A...>, Args...>;
  template <class... Args>
  using refusal =
      derivative_refusal<jacobian_name<Mode>, F, argument_places<sizeof...(Args), A...>, jacobian_function, Args...>;
  template <class... Args>
  constexpr auto trace(ir::graph& start, const Args&... args) const {
    using result = call_result<F, Args...>;
    return by_arguments<result, typename primal_part<result, Aux>::type>(argument_places<sizeof...(Args), A...>{},
                                                                         start, args...);
  }

 private:
  template <class Result, class Primal, int... P, class... Args>
  constexpr auto by_arguments(std::integer_sequence<int, P...>, ir::graph& start, const Args&... args) const {
    constexpr int leaf_counts[] = {leaves_of<Args>::size..., 0};
    auto call = trace_call(start, f.get(), args...);
    ir::graph& g = *call.g;
    ir::list<int> selected;  // places among the parameters
    for (int argument : {P...}) {
      int from = 0;
      for (int k = 0; k < argument; ++k) from += leaf_counts[k];
      for (int k = 0; k < leaf_counts[argument]; ++k) selected.push(from + k);
    }
    ir::list<int> tangents(call.body.parameters.size(), -1), inputs;
    for (int place : selected) {
      tangents[place] = g.emit_unique(ir::op::parameter, g[call.body.parameters[place]].type);
      inputs.push(tangents[place]);
    }
    const ir::linearized lin = ir::linearize(g, call.body, tangents);
    constexpr bool reverse = Mode == jacobian_mode::reverse ||
                             (Mode == jacobian_mode::cheaper &&
                              total_size(leaves_of<Primal>{}) <=
                                  (total_size(leaves_of<std::tuple_element_t<P, std::tuple<Args...>>>{}) + ...));
    jacobian_blocks<Mode == jacobian_mode::forward> blocks{&g, {}};
    if (reverse) blocks.ids = by_rows(g, lin, inputs, leaves_of<Primal>::size);
    else blocks.ids = by_columns(g, lin, inputs);
    const auto jacobian = blocks.template rows<Primal, std::tuple_element_t<P, std::tuple<Args...>>...>();
    if constexpr (Aux)
      return tuple(jacobian, tree_traits<Result>::template child<1>(tree_of_ids<Result>(g, lin.results)));
    else return jacobian;
  }
  static constexpr ir::list<int> single(int id) { return ir::list<int>(1, id); }

  /// For each of the result's first `rows` leaves a batch of pullbacks, over a basis of its cotangents.
  static constexpr ir::list<int> by_rows(ir::graph& g, const ir::linearized& lin, const ir::list<int>& inputs,
                                         int rows) {
    ir::list<int> ids;
    for (int row = 0; row < rows; ++row) {
      const int seed = g.emit_unique(ir::op::parameter, g[lin.results[row]].type);
      ir::list<int> seeds(lin.results.size(), -1);
      if (lin.tangents[row] >= 0) seeds[row] = seed;
      ir::list<int> outer = std::move(g.effects);
      g.effects = {};
      ir::scope body;
      body.parameters = single(seed);
      body.results = ir::transposition(g).run(inputs, lin.tangents, seeds);
      body.effects = std::move(g.effects);
      g.effects = std::move(outer);
      for (int id : ir::batch(g, body, single(one_hot_basis(g, g.type_of(seed)).id), g.dims(seed))) ids.push(id);
    }
    return ids;
  }
  /// For each leaf differentiated by a batch of pushforwards, over a basis of its tangents.
  static constexpr ir::list<int> by_columns(ir::graph& g, const ir::linearized& lin, const ir::list<int>& inputs) {
    const int rows = lin.results.size(), columns = inputs.size();
    ir::list<int> ids(rows * columns, -1);
    for (int column = 0; column < columns; ++column) {
      const ir::shape in = g.dims(inputs[column]);
      ir::scope body;
      body.parameters = inputs;
      body.results = lin.tangents;
      ir::list<int> mapped;
      for (int other = 0; other < columns; ++other)
        mapped.push(other == column
                        ? one_hot_basis(g, g.type_of(inputs[other])).id
                        : ir::zeros(g, g.element(inputs[other]), ir::concatenated(in, g.dims(inputs[other]))).id);
      const ir::list<int> batched = ir::batch(g, body, mapped, in);
      for (int row = 0; row < rows; ++row) {
        if (batched[row] < 0) continue;
        const ir::shape out = g.dims(lin.results[row]);
        ir::index_map swap;
        for (int k = 0; k < in.rank; ++k) swap.push_axis(out.rank + k);
        for (int k = 0; k < out.rank; ++k) swap.push_axis(k);
        ids[row * columns + column] = ir::view({&g, batched[row]}, ir::concatenated(out, in), swap).id;
      }
    }
    return ids;
  }
};

struct hessian_name {
  static constexpr const char* text = "hessian";
};
/// Forward mode over reverse mode, under its own name.
template <class F, int... A>
struct hessian_function {
  [[no_unique_address]] held<F> f;
  template <class... Args>
    requires(gets_in_derivative<hessian_name, F, A...>(type_list<Args...>{}))
  using hands_on = F;
  template <class... Args>
  constexpr auto operator()(const Args&... args) const {
    constexpr bool open = gets_in_derivative<hessian_name, F, A...>(type_list<Args...>{});
    using inside = decltype(door<innermost<F, Args...>, open>(traced_like<Args>()...));
    constexpr bool failed = fails_inside<inside, innermost<F, Args...>, traced_as<Args>...>();
    using first = decltype(door < F, open && !failed > (traced_like<Args>()...));
    return enter < hessian_name, failed || fails_inside<first, F, traced_as<Args>...>() > (*this, args...);
  }
  template <class Result, class... Args>
  using check = jacobian_message<hessian_name, 2, Result, argument_places<sizeof...(Args), A...>, Args...>;
  template <class... Args>
  using refusal =
      derivative_refusal<hessian_name, F, argument_places<sizeof...(Args), A...>, hessian_function, Args...>;
  template <class... Args>
  constexpr auto trace(ir::graph& start, const Args&... args) const {
    using rows = jacobian_function<F, jacobian_mode::reverse, false, A...>;
    return jacobian_function<rows, jacobian_mode::forward, false, A...>{held<rows>(rows{f})}.trace(start, args...);
  }
};

struct hvp_name {
  static constexpr const char* text = "hvp";
};
template <class F, class... XV>
struct hvp_message {
  static constexpr text message =
      join("hvp: expected hvp(f)(x, v), a point and a direction, got ", described<hana::tuple<XV...>>());
};
template <class F, class X, class V>
struct hvp_message<F, X, V> {
  static constexpr text message = [] {
    using given = differentiated_message<hvp_name, std::integer_sequence<int, 0>, X>;
    if constexpr (!given::message.empty()) return given::message;
    else if constexpr (!call_message<hvp_name, F, X>::message.empty()) return call_message<hvp_name, F, X>::message;
    else {
      constexpr text own =
          grad_message<hvp_name, false, result_or_void<F, X>, std::integer_sequence<int, 0>, X>::message;
      if (!own.empty() || description<X>.view() == description<V>.view()) return own;
      return join("hvp: the direction must be like the point: expected ", description<X>, ", got ", description<V>);
    }
  }();
};
template <class F>
struct hvp_function {
  [[no_unique_address]] held<F> f;
  template <class... XV>
  constexpr auto operator()(const XV&... xv) const {
    using point = std::tuple_element_t<0, std::tuple<XV..., none_t>>;
    using first = decltype(door<F, gets_in_derivative<hvp_name, F, 0>(type_list<XV...>{})>(traced_like<point>()));
    return enter<hvp_name, fails_inside<first, F, traced_as<point>>()>(*this, xv...);
  }
  template <class... XV>
  using refusal = hvp_message<F, XV...>;
  template <class... XV>
  using wanted = std::tuple_element_t<0, std::tuple<XV..., anything>>;
  template <class X, class V>
  constexpr auto trace(ir::graph& start, const X& x, const V& v) const {
    using gradient = grad_function<F, false, false, 0>;
    return jvp_function<gradient>{held<gradient>(gradient{f})}.trace(start, tuple(x), tuple(v)).tangent;
  }
};

}  // namespace detail

/// d f(x, ...)[i...] / d x[j...], of shape (i..., j...), by reverse mode: one pullback for each element of the result,
/// all at once. For trees: a tree like the result, of trees like the argument (or, for several argnums, tuples of
/// them). Where the function changes the element type, a Jacobian has the argument's, as a gradient has. With
/// `ct::has_aux`, f returns (result, auxiliary tree) and this a tuple (Jacobian, auxiliary tree).
template <class F>
constexpr auto jacrev(F f) {
  return detail::jacobian_function<F, detail::jacobian_mode::reverse, false, 0>{detail::held<F>(f)};
}
template <class F, int... A>
constexpr auto jacrev(F f, argnums_t<A...>) {
  return detail::jacobian_function<F, detail::jacobian_mode::reverse, false, A...>{detail::held<F>(f)};
}
template <class F>
constexpr auto jacrev(F f, has_aux_t) {
  return detail::jacobian_function<F, detail::jacobian_mode::reverse, true, 0>{detail::held<F>(f)};
}
template <class F, int... A>
constexpr auto jacrev(F f, argnums_t<A...>, has_aux_t) {
  return detail::jacobian_function<F, detail::jacobian_mode::reverse, true, A...>{detail::held<F>(f)};
}

/// The same by forward mode: one pushforward for each element of x. (Element types are the result's, as a tangent's.)
template <class F>
constexpr auto jacfwd(F f) {
  return detail::jacobian_function<F, detail::jacobian_mode::forward, false, 0>{detail::held<F>(f)};
}
template <class F, int... A>
constexpr auto jacfwd(F f, argnums_t<A...>) {
  return detail::jacobian_function<F, detail::jacobian_mode::forward, false, A...>{detail::held<F>(f)};
}
template <class F>
constexpr auto jacfwd(F f, has_aux_t) {
  return detail::jacobian_function<F, detail::jacobian_mode::forward, true, 0>{detail::held<F>(f)};
}
template <class F, int... A>
constexpr auto jacfwd(F f, argnums_t<A...>, has_aux_t) {
  return detail::jacobian_function<F, detail::jacobian_mode::forward, true, A...>{detail::held<F>(f)};
}

/// jacrev's result by the mode that needs fewer passes: reverse if the result has no more elements than what is
/// differentiated by.
template <class F>
constexpr auto jacobian(F f) {
  return detail::jacobian_function<F, detail::jacobian_mode::cheaper, false, 0>{detail::held<F>(f)};
}
template <class F, int... A>
constexpr auto jacobian(F f, argnums_t<A...>) {
  return detail::jacobian_function<F, detail::jacobian_mode::cheaper, false, A...>{detail::held<F>(f)};
}
template <class F>
constexpr auto jacobian(F f, has_aux_t) {
  return detail::jacobian_function<F, detail::jacobian_mode::cheaper, true, 0>{detail::held<F>(f)};
}
template <class F, int... A>
constexpr auto jacobian(F f, argnums_t<A...>, has_aux_t) {
  return detail::jacobian_function<F, detail::jacobian_mode::cheaper, true, A...>{detail::held<F>(f)};
}

/// Second derivatives, of shape (result..., x..., x...): forward mode over reverse mode.
template <class F>
constexpr auto hessian(F f) {
  return detail::hessian_function<F, 0>{detail::held<F>(f)};
}
template <class F, int... A>
constexpr auto hessian(F f, argnums_t<A...>) {
  return detail::hessian_function<F, A...>{detail::held<F>(f)};
}

/// hvp(f)(x, v): the Hessian of f, a function with one number for a result, at x, times v, without the Hessian: the
/// derivative of grad(f) along v.
template <class F>
constexpr auto hvp(F f) {
  return detail::hvp_function<F>{detail::held<F>(f)};
}

COTANGENT_USAGE(jacrev, "jacrev(f), and then ct::argnums<...>, ct::has_aux, or both in this order")
COTANGENT_USAGE(jacfwd, "jacfwd(f), and then ct::argnums<...>, ct::has_aux, or both in this order")
COTANGENT_USAGE(jacobian, "jacobian(f), and then ct::argnums<...>, ct::has_aux, or both in this order")
COTANGENT_USAGE(hessian, "hessian(f) or hessian(f, ct::argnums<...>)")
COTANGENT_USAGE(hvp, "hvp(f), which is called with a point and a direction")

}  // namespace cotangent
