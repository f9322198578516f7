// Functions that move elements: all of them views, pads or reshapes.
#pragma once

#include <cotangent/tracing/reductions.hpp>

namespace cotangent {
namespace detail {

template <class X, ir::shape To>
struct reshape_message {
  static constexpr text message = [] {
    if (X::shape.size() == To.size()) return text{};
    text t = join("reshape: ", description<X>, " has ", X::shape.size(), " elements, the new shape [");
    for (int k = 0; k < To.rank; ++k) t += k > 0 ? "," : "", t += To[k];
    return join(t, "] has ", To.size());
  }();
};
template <ir::shape To>
struct reshape_function {
  template <class X>
  constexpr auto operator()(X x) const {
    using check = reshape_message<X, To>;
    if constexpr (check::message.empty()) {
      return make_expr<typename X::value_type, To>(ir::reshape(term_of(x), To));
    } else {
      COTANGENT_REQUIRE(check);
      return x;
    }
  }
};

/// A view of x, by a map that is computed from x's shape at compile time.
template <class Recipe>
struct view_function {
  template <class X>
  constexpr auto operator()(X x) const {
    using check = typename Recipe::template of<X>;
    if constexpr (check::message.empty()) {
      return make_expr<typename X::value_type, check::result>(ir::view(term_of(x), check::result, check::map));
    } else {
      COTANGENT_REQUIRE(check);
      return x;
    }
  }
};

constexpr int normal_axis(int axis, int rank) { return axis < 0 ? axis + rank : axis; }

template <int... P>
struct transpose_recipe {
  template <class X>
  struct of {
    static constexpr int rank = X::shape.rank;
    static constexpr bool reversed = sizeof...(P) == 0;
    static constexpr int order(int k) {
      const int given[] = {P..., 0};
      return reversed ? rank - 1 - k : normal_axis(given[k], rank);
    }
    static constexpr bool valid = [] {
      if (!reversed && sizeof...(P) != rank) return false;
      int seen = 0;
      for (int k = 0; k < rank; ++k) {
        if (order(k) < 0 || order(k) >= rank) return false;
        seen |= 1 << order(k);
      }
      return seen == (1 << rank) - 1;
    }();
    static constexpr text message =
        valid ? text{} : join("transpose: the axes must be each axis of ", description<X>, " once");
    static constexpr ir::shape result = [] {
      ir::shape s;
      for (int k = 0; valid && k < rank; ++k) s.push(X::shape[order(k)]);
      return s;
    }();
    static constexpr ir::index_map map = [] {
      ir::index_map m = ir::index_map::identity(rank);
      for (int k = 0; valid && k < rank; ++k) m.at[order(k)].axis = k;
      return m;
    }();
  };
};

template <int A, int B>
struct swap_recipe {
  template <class X>
  struct of {
    static constexpr int rank = X::shape.rank, a = normal_axis(A, rank), b = normal_axis(B, rank);
    static constexpr bool valid = a >= 0 && a < rank && b >= 0 && b < rank;
    static constexpr text message = valid ? text{} : join("swapaxes: axis out of range for ", description<X>);
    static constexpr ir::shape result = [] {
      ir::shape s = X::shape;
      if (valid) s.dims[a] = X::shape[b], s.dims[b] = X::shape[a];
      return s;
    }();
    static constexpr ir::index_map map = [] {
      ir::index_map m = ir::index_map::identity(rank);
      if (valid) m.at[a].axis = b, m.at[b].axis = a;
      return m;
    }();
  };
};

template <int... D>
struct broadcast_recipe {
  template <class X>
  struct of {
    static constexpr ir::shape wanted{sizeof...(D), {D...}};
    static constexpr bool valid = broadcast_shapes(X::shape, wanted) == wanted;
    static constexpr text message = [] {
      if (valid) return text{};
      return join("broadcast_to: ", description<X>, " does not broadcast to ", description<expr<typename X::value_type, D...>>);
    }();
    static constexpr ir::shape result = wanted;
    static constexpr ir::index_map map = [] {
      ir::index_map m;
      for (int k = 0; valid && k < X::shape.rank; ++k) {
        const int axis = wanted.rank - X::shape.rank + k;
        m.push(X::shape[k] == wanted[axis] ? ir::axis_index{axis, 0, 1} : ir::axis_index{});
      }
      return m;
    }();
  };
};

/// Elements Begin, Begin + Step, ... along one axis, `Count` of them.
template <int Axis, int Begin, int End, int Step>
struct slice_recipe {
  template <class X>
  struct of {
    static constexpr int axis = normal_axis(Axis, X::shape.rank);
    static constexpr bool has_axis = axis >= 0 && axis < X::shape.rank;
    static constexpr int extent = has_axis ? X::shape[axis] : 0;
    static constexpr int begin = normal_axis(Begin, extent), end = normal_axis(End, extent);
    static constexpr bool valid = has_axis && Step > 0 && begin >= 0 && begin < end && end <= extent;
    static constexpr text message =
        valid ? text{}
              : join("slice: axis ", Axis, " from ", Begin, " to ", End, " by ", Step, " is not inside ", description<X>);
    static constexpr ir::shape result = [] {
      ir::shape s = X::shape;
      if (valid) s.dims[axis] = (end - begin + Step - 1) / Step;
      return s;
    }();
    static constexpr ir::index_map map = [] {
      ir::index_map m = ir::index_map::identity(X::shape.rank);
      if (valid) m.at[axis] = {axis, begin, Step};
      return m;
    }();
  };
};

template <int... Axes>
struct flip_recipe {
  template <class X>
  struct of {
    static constexpr int mask = reduced_mask<X, Axes...>();
    static constexpr text message = mask >= 0 ? text{} : join("flip: axis out of range for ", description<X>);
    static constexpr ir::shape result = X::shape;
    static constexpr ir::index_map map = [] {
      ir::index_map m = ir::index_map::identity(X::shape.rank);
      for (int k = 0; k < X::shape.rank; ++k)
        if (mask >> k & 1) m.at[k] = {k, X::shape[k] - 1, -1};
      return m;
    }();
  };
};

/// The diagonal of a matrix.
struct diagonal_recipe {
  template <class X>
  struct of {
    static constexpr text message = X::shape.rank == 2 ? text{} : join("diag: needs a vector or a matrix, got ", description<X>);
    static constexpr ir::shape result = [] {
      ir::shape s;
      s.push(X::shape[0] < X::shape[1] ? X::shape[0] : X::shape[1]);
      return s;
    }();
    static constexpr ir::index_map map{2, {{0, 0, 1}, {0, 0, 1}}};
  };
};
struct diag_function {
  template <class X>
  constexpr auto operator()(X x) const {
    if constexpr (X::shape.rank == 1) {
      constexpr ir::shape square{2, {X::shape[0], X::shape[0]}};
      return make_expr<typename X::value_type, square>(ir::pad(term_of(x), square, {2, {{0, 0, 1}, {0, 0, 1}}}));
    } else {
      return view_function<diagonal_recipe>{}(x);
    }
  }
};

template <int Axis, class... X>
struct concatenate_message {
  using first = std::tuple_element_t<0, std::tuple<X...>>;
  static constexpr int axis = normal_axis(Axis, first::shape.rank);
  static constexpr bool valid = [] {
    if (axis < 0 || axis >= first::shape.rank) return false;
    const ir::shape shapes[] = {X::shape...};
    for (const ir::shape& s : shapes) {
      if (s.rank != first::shape.rank) return false;
      for (int k = 0; k < s.rank; ++k)
        if (k != axis && s[k] != first::shape[k]) return false;
    }
    return (std::is_same_v<typename X::value_type, typename first::value_type> && ...);
  }();
  static constexpr text message = [] {
    if (valid) return text{};
    text t = join("concatenate: operands must differ in axis ", Axis, " only, got ");
    int k = 0;
    ((t += k++ > 0 ? ", " : "", t += description<X>), ...);
    return t;
  }();
  static constexpr ir::shape result = [] {
    ir::shape s = first::shape;
    if (valid) s.dims[axis] = (X::shape[axis] + ...);
    return s;
  }();
};
template <int Axis>
struct concatenate_function {
  template <class First, class... Rest>
  constexpr auto operator()(First first, Rest... rest) const {
    using check = concatenate_message<Axis, First, Rest...>;
    if constexpr (check::message.empty()) {
      int offset = 0;
      auto placed = [&](ir::term part) {
        ir::index_map map = ir::index_map::identity(check::result.rank);
        map.at[check::axis].offset = offset;
        offset += part.dims()[check::axis];
        return ir::pad(part, check::result, map);
      };
      ir::term whole = placed(term_of(first));
      ((whole = whole + placed(term_of(rest))), ...);
      return make_expr<typename First::value_type, check::result>(whole);
    } else {
      COTANGENT_REQUIRE(check);
      return first;
    }
  }
};

}  // namespace detail

/// The elements of x in row-major order, in the shape D...
template <int... D, detail::Array X>
constexpr auto reshape(const X& x) {
  return detail::on_leaves(detail::reshape_function<ir::shape{sizeof...(D), {D...}}>{}, x);
}
namespace detail {
struct ravel_function {
  template <class X>
  constexpr auto operator()(X x) const {
    return reshape_function<ir::shape{1, {static_cast<int>(X::shape.size())}}>{}(x);
  }
};
template <int... A>
struct squeeze_function {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr ir::shape kept = [] {
      ir::shape s;
      const int mask = reduced_mask<X, A...>();
      for (int k = 0; k < X::shape.rank; ++k)
        if (!(mask >> k & 1) || X::shape[k] != 1) s.push(X::shape[k]);
      return s;
    }();
    return reshape_function<kept>{}(x);
  }
};
template <int Axis>
struct expand_dims_function {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr ir::shape wide = [] {
      ir::shape s;
      const int at = Axis < 0 ? Axis + X::shape.rank + 1 : Axis;
      for (int k = 0; k <= X::shape.rank; ++k) s.push(k == at ? 1 : X::shape[k < at ? k : k - 1]);
      return s;
    }();
    return reshape_function<wide>{}(x);
  }
};
template <int Axis>
struct stack_function {
  constexpr auto operator()(auto... x) const { return concatenate_function<Axis>{}(expand_dims_function<Axis>{}(x)...); }
};
}  // namespace detail

/// All elements in one axis.
template <detail::Array X>
constexpr auto ravel(const X& x) { return detail::on_leaves(detail::ravel_function{}, x); }
/// Without the axes A... of extent 1 (all such axes, if none is given).
template <int... A, detail::Array X>
constexpr auto squeeze(const X& x) { return detail::on_leaves(detail::squeeze_function<A...>{}, x); }
/// With a new axis of extent 1 at `Axis`.
template <int Axis, detail::Operand X>
constexpr auto expand_dims(const X& x) { return detail::on_leaves(detail::expand_dims_function<Axis>{}, x); }
/// The axes in the order P..., or reversed if none is given.
template <int... P, detail::Array X>
constexpr auto transpose(const X& x) {
  return detail::on_leaves(detail::view_function<detail::transpose_recipe<P...>>{}, x);
}
template <int A, int B, detail::Array X>
constexpr auto swapaxes(const X& x) { return detail::on_leaves(detail::view_function<detail::swap_recipe<A, B>>{}, x); }
/// x repeated to the shape D..., as NumPy broadcasts.
template <int... D, detail::Operand X>
constexpr auto broadcast_to(const X& x) {
  return detail::on_leaves(detail::view_function<detail::broadcast_recipe<D...>>{}, x);
}
/// x[..., Begin:End:Step, ...] along one axis.
template <int Axis, int Begin, int End, int Step = 1, detail::Array X>
constexpr auto slice(const X& x) {
  return detail::on_leaves(detail::view_function<detail::slice_recipe<Axis, Begin, End, Step>>{}, x);
}
/// Reversed along the axes (all, if none is given).
template <int... Axes, detail::Array X>
constexpr auto flip(const X& x) { return detail::on_leaves(detail::view_function<detail::flip_recipe<Axes...>>{}, x); }
/// A vector as a diagonal matrix; of a matrix, its diagonal.
template <detail::Array X>
constexpr auto diag(const X& x) { return detail::on_leaves(detail::diag_function{}, x); }
/// Operands after each other along an axis.
template <int Axis = 0, detail::Array... X>
constexpr auto concatenate(const X&... x) { return detail::on_leaves(detail::concatenate_function<Axis>{}, x...); }
/// Operands of one shape along a new axis.
template <int Axis = 0, detail::Operand... X>
constexpr auto stack(const X&... x) { return detail::on_leaves(detail::stack_function<Axis>{}, x...); }

template <class T, int... D>
template <class... I>
constexpr auto expr<T, D...>::operator()(I... index) const {
  static_assert(sizeof...(I) <= sizeof...(D), "index: more indices than axes");
  // Every `all_t` keeps its axis, every number drops it.
  constexpr bool keeps[] = {std::is_same_v<I, all_t>..., true};
  constexpr ir::shape result = [&] {
    ir::shape s;
    for (int k = 0; k < rank; ++k)
      if (k >= static_cast<int>(sizeof...(I)) || keeps[k]) s.push(shape[k]);
    return s;
  }();
  auto number = []<class N>(N n) -> long long {
    if constexpr (std::is_same_v<N, all_t>) return 0;
    else return static_cast<long long>(n);
  };
  const long long at[] = {number(index)..., 0};
  ir::index_map map;
  for (int k = 0, axis = 0; k < rank; ++k) {
    if (k >= static_cast<int>(sizeof...(I)) || keeps[k]) {
      map.push_axis(axis++);
    } else {
      const long long i = at[k] < 0 ? at[k] + shape[k] : at[k];
      if (i < 0 || i >= shape[k]) throw "index: out of range";
      map.push({-1, static_cast<int>(i), 0});
    }
  }
  return detail::make_expr<T, result>(ir::view(detail::term_of(*this), result, map));
}

}  // namespace cotangent
