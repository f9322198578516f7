// The same elements in another shape or order of axes: views and reshapes.
#pragma once

#include <cotangent/tracing/reductions.hpp>

namespace cotangent {
namespace detail {

/// `To` with an extent of -1 as large as the elements of X want it.
template <class X, ir::shape To>
constexpr ir::shape inferred_shape() {
  ir::shape s = To;
  int unknown = -1;
  long long known = 1;
  for (int k = 0; k < s.rank; ++k) {
    if (s[k] == -1 && unknown < 0) unknown = k;
    else known *= s[k];
  }
  if (unknown >= 0 && known > 0 && X::shape.size() % known == 0)
    s.dims[unknown] = static_cast<int>(X::shape.size() / known);
  return s;
}
template <class X, ir::shape To>
struct reshape_message {
  static constexpr text message = [] {
    if (To.rank < 0) return size_problem("reshape", To);
    bool known = true;
    for (int k = 0; k < To.rank; ++k) known = known && inferred_shape<X, To>()[k] >= 0;
    if (known && X::shape.size() == inferred_shape<X, To>().size()) return text{};
    text t = join("reshape: ", description<X>, " has ", X::shape.size(), " elements, the new shape [");
    for (int k = 0; k < To.rank; ++k) t += k > 0 ? "," : "", t += To[k];
    return known ? join(t, "] has ", To.size()) : join(t, "]; one extent may be -1, where a multiple of the others");
  }();
};
template <ir::shape To>
struct reshape_function {
  template <class X>
  using refusal = reshape_message<X, To>;
  template <class X>
  constexpr auto operator()(X x) const {
    using check = reshape_message<X, To>;
    if constexpr (check::message.empty()) {
      constexpr ir::shape to = inferred_shape<X, To>();
      return make_expr<typename X::value_type, to>(ir::reshape(term_of(x), to));
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return x;
    }
  }
};

/// A view of x, by a map that is computed from x's shape at compile time.
template <class Recipe>
struct view_function {
  template <class X>
  using refusal = typename Recipe::template of<X>;
  template <class X>
  constexpr auto operator()(X x) const {
    using check = typename Recipe::template of<X>;
    if constexpr (check::message.empty()) {
      return make_expr<typename X::value_type, check::result>(ir::view(term_of(x), check::result, check::map));
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return x;
    }
  }
};

constexpr ir::shape without_axis(const ir::shape& s, int axis) {
  ir::shape rest;
  for (int k = 0; k < s.rank; ++k)
    if (k != axis) rest.push(s[k]);
  return rest;
}
constexpr ir::shape with_axis(const ir::shape& s, int axis, int extent) {
  ir::shape more;
  for (int k = 0; k <= s.rank; ++k) more.push(k == axis ? extent : s[k < axis ? k : k - 1]);
  return more;
}
/// `x` with axis `from` moved to `to`.
constexpr ir::term move_axis(ir::term x, int from, int to) {
  if (from == to) return x;
  const ir::shape before = x.dims(), after = with_axis(without_axis(before, from), to, before[from]);
  ir::index_map map;
  for (int k = 0; k < before.rank; ++k) {
    const int rest = k < from ? k : k - 1;
    map.push_axis(k == from ? to : rest < to ? rest : rest + 1);
  }
  return ir::view(x, after, map);
}

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
    static constexpr text message = axes_inside<"swapaxes", A, B>::template of<X>::message;
    static constexpr bool valid = message.empty();
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
    static constexpr ir::shape wanted = ir::shape_of<D...>();
    static constexpr text size = size_problem("broadcast_to", wanted);
    static constexpr bool valid = size.empty() && broadcast_shapes(X::shape, wanted) == wanted;
    static constexpr text message = [] {
      if constexpr (valid || !size.empty()) return size;
      else
        return join("broadcast_to: ", description<X>, " does not broadcast to ",
                    description<expr<typename X::value_type, D...>>);
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

}  // namespace detail

/// The elements of x in row-major order, in the shape D..., of which one may be -1: as large as the others leave it.
template <int... D, detail::Array X>
constexpr auto reshape(const X& x) {
  return detail::on_leaves(detail::reshape_function<ir::shape_of<D...>()>{}, x);
}
namespace detail {
struct ravel_function {
  template <class X>
  constexpr auto operator()(X x) const {
    return reshape_function<ir::shape{1, {static_cast<int>(X::shape.size())}}>{}(x);
  }
};
/// The axes A... are there and have extent 1.
template <int... A>
struct axes_of_one {
  template <class X>
  struct of {
    static constexpr text message = [] {
      constexpr text outside = axes_inside<"squeeze", A...>::template of<X>::message;
      if constexpr (outside.empty()) {
        for (int a : std::initializer_list<int>{A...})
          if (X::shape[normal_axis(a, X::shape.rank)] != 1)
            return join("squeeze: axis ", a, " of ", description<X>, " has more than one element");
      }
      return outside;
    }();
  };
};
template <int... A>
struct squeeze_function {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr ir::shape kept = [] {
      ir::shape s;
      const unsigned mask = reduced_mask<X, A...>();
      for (int k = 0; k < X::shape.rank; ++k)
        if (!(mask >> k & 1u) || X::shape[k] != 1) s.push(X::shape[k]);
      return s;
    }();
    return reshape_function<kept>{}(x);
  }
};
/// A new axis may stand before, between or behind those that there are.
template <literal Name, int Axis>
struct new_axis_inside {
  template <class X, class...>
  struct of {
    static constexpr bool inside = Axis >= -X::shape.rank - 1 && Axis <= X::shape.rank;
    static constexpr text message =
        !inside ? join(Name.chars, ": axis ", Axis, " out of range for ", description<X>, " and a new axis")
        : X::shape.rank == ir::max_rank ? size_problem(Name.chars, {ir::shape::overfull, {}})
                                        : text{};
  };
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
}  // namespace detail

/// All elements in one axis.
template <detail::Array X>
constexpr auto ravel(const X& x) {
  return detail::on_leaves(detail::ravel_function{}, x);
}
/// Without the axes A... of extent 1 (all such axes, if none is given).
template <int... A, detail::Array X>
constexpr auto squeeze(const X& x) {
  return detail::on_leaves(detail::checked<detail::axes_of_one<A...>>(detail::squeeze_function<A...>{}), x);
}
/// With a new axis of extent 1 at `Axis`.
template <int Axis, detail::Operand X>
constexpr auto expand_dims(const X& x) {
  return detail::on_leaves(
      detail::checked<detail::new_axis_inside<"expand_dims", Axis>>(detail::expand_dims_function<Axis>{}), x);
}
/// The axes in the order P..., or reversed if none is given.
template <int... P, detail::Array X>
constexpr auto transpose(const X& x) {
  return detail::on_leaves(detail::view_function<detail::transpose_recipe<P...>>{}, x);
}
template <int A, int B, detail::Array X>
constexpr auto swapaxes(const X& x) {
  return detail::on_leaves(detail::view_function<detail::swap_recipe<A, B>>{}, x);
}
/// x repeated to the shape D..., as NumPy broadcasts.
template <int... D, detail::Operand X>
constexpr auto broadcast_to(const X& x) {
  return detail::on_leaves(detail::view_function<detail::broadcast_recipe<D...>>{}, x);
}

}  // namespace cotangent
