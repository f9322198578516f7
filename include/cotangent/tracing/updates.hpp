// Arrays with some elements changed: x.at(i).set(v) and x.at(i).add(v).
#pragma once

#include <cotangent/tracing/indexing.hpp>

namespace cotangent {
namespace detail {

enum class update_kind { set, add };
template <update_kind How, class Kept, class X, class V, class... I>
struct update_message {
  static constexpr text message = [] {
    using index = index_message<Kept, X, I...>;
    if (!index::message.empty()) return index::message;
    if (((I::shape.rank > 0) || ... || false) && (How == update_kind::set || sizeof...(I) != 1 || Kept::keeps(0)))
      return join("at: an array of indices can only be added at, and only along the first axis of ", description<X>,
                  ", got indices ", description<hana::tuple<I...>>);
    if constexpr (!std::is_same_v<typename V::value_type, typename X::value_type>)
      return join("at: operands of different element types, ", description<X>, " and ", description<V>,
                  "; convert one with ct::astype<T>(x)");
    if (broadcast_shapes(V::shape, index::result) == index::result) return text{};
    return join("at: ", description<V>, " does not broadcast to what is indexed, ",
                description<expr_of<typename X::value_type, index::result>>);
  }();
};
/// x with a value put, or added, at the indices.
template <update_kind How, class Kept>
struct update_function {
  static constexpr const char* name = "at";
  template <class X, class V, class... I>
  constexpr auto operator()(X x, V value, I... index) const {
    using check = update_message<How, Kept, X, V, I...>;
    if constexpr (!check::message.empty()) {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return x;
    } else if constexpr (((I::shape.rank > 0) || ... || false)) {
      constexpr ir::shape part = index_message<Kept, X, I...>::result;
      const ir::term wanted[] = {index_term(term_of(index), X::shape[0])...}, at = wanted[0],
                     all = broadcast(term_of(value), part);
      // What is outside is dropped, where reading takes the nearest.
      const ir::term inside = ir::apply(ir::op::logical_and, ir::compare(ir::op::ge, at, ir::full_like(at, 0)),
                                        ir::compare(ir::op::lt, at, ir::full_like(at, X::shape[0])));
      const ir::term kept = ir::select(ir::view(inside, part, ir::index_map::identity(at.dims().rank)), all,
                                       ir::zeros(*all.g, all.element(), part));
      return wrap<X>(term_of(x) + ir::scatter_add(at, kept, X::shape, 0));
    } else {
      constexpr ir::shape part = index_message<Kept, X, I...>::result;
      ir::index_map map;
      for (int k = 0; k < X::shape.rank; ++k)
        if (Kept::keeps(k)) map.push_axis(k);
      const ir::term there = ir::view(broadcast(term_of(value), part), X::shape, map),
                     mask = where(x, {term_of(index)..., ir::term{}});
      if constexpr (How == update_kind::set) return wrap<X>(ir::select(mask, there, term_of(x)));
      else return wrap<X>(term_of(x) + ir::select(mask, there, ir::zeros(*there.g, there.element(), X::shape)));
    }
  }

 private:
  /// True at the indexed elements.
  template <class X, int N>
  static constexpr ir::term where(X x, const ir::term (&indices)[N]) {
    ir::graph& g = *term_of(x).g;
    ir::term mask{&g, -1};
    for (int axis = 0, next = 0; axis < X::shape.rank; ++axis) {
      if (Kept::keeps(axis)) continue;
      ir::index_map along;
      along.push_axis(axis);
      const ir::term number = ir::view(ir::iota(g, ir::dtype::i32, X::shape[axis]), X::shape, along);
      constant_index(indices[next], axis, X::shape[axis]);
      const ir::term here =
          ir::compare(ir::op::eq, number, ir::view(index_term(indices[next++], X::shape[axis]), X::shape, {}));
      mask = mask.id < 0 ? here : ir::apply(ir::op::logical_and, mask, here);
    }
    return mask.id < 0 ? ir::full(g, ir::dtype::boolean, X::shape, 1) : mask;
  }
};

template <update_kind How>
struct update_of {
  template <class V>
  struct value {
    template <class Kept, class X, class... I>
    using message = update_message<How, Kept, X, V, I...>;
  };
};
/// What is wrong with an update as it was written.
template <update_kind How, class X, class V, class... I>
struct written_update_message {
  static constexpr text message =
      on_numbers<update_of<How>::template value<typename operand_expr<element_t<X>, V>::type>::template message,
                 kept_axes<is_all<I>...>, expr_of<element_t<X>, leaf_traits<X>::dims>,
                 typename numbers_among<type_list<>, I...>::type>::type::message;
};
template <update_kind How, class X, class V, class... I>
  requires(!Operand<V>)
struct written_update_message<How, X, V, I...> {
  static constexpr text message = join("at: expected a number or an array, got ", described<V>());
};

/// An array and indices into it, to be updated.
template <class X, class... I>
struct array_at {
  X x;
  hana::tuple<I...> index;

  /// The array with `value` added at the indices.
  template <class V>
  [[nodiscard("x.at(i).add(v) is a new array, and x stays as it is")]] constexpr auto add(const V& value) const {
    using check = written_update_message<update_kind::add, X, V, I...>;
    if constexpr (!check::message.empty()) static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return update<update_kind::add, check::message.empty()>(value);
  }
  /// The array with `value` at the indices.
  template <class V>
  [[nodiscard("x.at(i).set(v) is a new array, and x stays as it is")]] constexpr auto set(const V& value) const {
    using check = written_update_message<update_kind::set, X, V, I...>;
    if constexpr (!check::message.empty()) static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return update<update_kind::set, check::message.empty()>(value);
  }

 private:
  template <update_kind How, bool Fits, class V>
  constexpr auto update(const V& value) const {
    if constexpr (!Fits) return x;
    else
      return hana::unpack(index, [&](const auto&... i) {
        return with_numbers(
            [&](const auto&... n) { return on_indexed<2>(update_function<How, kept_by<I...>>{}, x, value, n...); },
            i...);
      });
  }
};

template <class X, class... I>
inline constexpr bool is_unfinished<array_at<X, I...>> = true;
/// Where the indices were refused.
template <class X>
struct refused_at {
  X x;
  constexpr X add(const auto&) const { return x; }
  constexpr X set(const auto&) const { return x; }
};

}  // namespace detail

template <class T, int... D>
template <class... I>
  requires(sizeof...(I) > 0)
constexpr auto expr<T, D...>::at(I... index) const {
  using check = detail::written_index_message<expr, I...>;
  if constexpr (check::message.empty()) {
    return detail::array_at<expr, I...>{*this, {index...}};
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return detail::refused_at<expr>{*this};
  }
}
template <class T, int... D>
template <class... I>
  requires(sizeof...(I) > 0)
constexpr auto tensor<T, D...>::at(I... index) const {
  using check = detail::written_index_message<tensor, I...>;
  if constexpr (check::message.empty()) {
    return detail::array_at<tensor, I...>{*this, {index...}};
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return detail::refused_at<tensor>{*this};
  }
}

}  // namespace cotangent
