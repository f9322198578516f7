// Products: each is a multiplication of views and a sum, which the schedule fuses into one loop nest.
#pragma once

#include <cotangent/tracing/pieces.hpp>

namespace cotangent {
namespace detail {

template <class A, class B>
struct dot_message {
  static constexpr int inner_axis = B::shape.rank >= 2 ? B::shape.rank - 2 : 0;  // NumPy: second to last of b
  static constexpr text message = [] {
    if (!std::is_same_v<typename A::value_type, typename B::value_type>)
      return join("dot: operands of different element types, ", description<A>, " and ", description<B>, "; convert one with ct::astype<T>(x)");
    if (A::shape.rank > 0 && B::shape.rank > 0 && A::shape[A::shape.rank - 1] != B::shape[inner_axis])
      return join("dot: inner sizes differ: ", description<A>, " and ", description<B>, ", ",
                  A::shape[A::shape.rank - 1], " against ", B::shape[inner_axis]);
    return text{};
  }();
};

/// sum over k of a[i..., k] b[j..., k, l]
struct dot_function {
  template <class A, class B>
  constexpr auto operator()(A a, B b) const {
    using check = dot_message<A, B>;
    if constexpr (!check::message.empty()) {
      COTANGENT_REQUIRE(check);
      return a;
    } else if constexpr (A::shape.rank == 0 || B::shape.rank == 0) {
      return a * b;
    } else {
      constexpr int ra = A::shape.rank, rb = B::shape.rank;
      constexpr ir::shape space = [] {
        ir::shape s = leading(A::shape, ra - 1);
        for (int k = 0; k < rb; ++k)
          if (k != check::inner_axis) s.push(B::shape[k]);
        s.push(A::shape[ra - 1]);
        return s;
      }();
      ir::index_map left, right;
      for (int k = 0; k < ra - 1; ++k) left.push_axis(k);
      left.push_axis(space.rank - 1);
      for (int k = 0, axis = ra - 1; k < rb; ++k) right.push_axis(k == check::inner_axis ? space.rank - 1 : axis++);
      const ir::term product = ir::view(term_of(a), space, left) * ir::view(term_of(b), space, right);
      return make_expr<typename A::value_type, leading(space, space.rank - 1)>(ir::sum(product, 1u << (space.rank - 1)));
    }
  }
};

/// a[i] b[j], of the raveled operands
struct outer_function {
  template <class A, class B>
  constexpr auto operator()(A a, B b) const {
    return expand_dims_function<1>{}(ravel_function{}(a)) * expand_dims_function<0>{}(ravel_function{}(b));
  }
};

}  // namespace detail

/// Sum over the last axis of a and the second to last (or only) axis of b.
template <detail::Operand A, detail::Operand B>
constexpr auto dot(const A& a, const B& b) { return detail::on_leaves(detail::dot_function{}, a, b); }
/// The matrix product; for operands of at most two axes the same as dot.
template <detail::Array A, detail::Array B>
constexpr auto matmul(const A& a, const B& b) {
  static_assert(detail::leaf_traits<A>::dims.rank <= 2 && detail::leaf_traits<B>::dims.rank <= 2,
                "matmul: operands of one or two axes; use vmap for stacks of matrices");
  return dot(a, b);
}
template <detail::Array A, detail::Array B>
constexpr auto outer(const A& a, const B& b) { return detail::on_leaves(detail::outer_function{}, a, b); }
/// Sum over the last axis of both.
template <detail::Array A, detail::Array B>
constexpr auto inner(const A& a, const B& b) {
  return detail::on_leaves(
      []<class X, class Y>(X x, Y y) {
        if constexpr (Y::shape.rank < 2) return detail::dot_function{}(x, y);
        else return detail::dot_function{}(x, detail::view_function<detail::swap_recipe<-1, -2>>{}(y));
      },
      a, b);
}
/// Sum of the products of all elements.
template <detail::Array A, detail::Array B>
constexpr auto vdot(const A& a, const B& b) {
  return detail::on_leaves(
      [](auto x, auto y) { return detail::dot_function{}(detail::ravel_function{}(x), detail::ravel_function{}(y)); }, a, b);
}
/// Sum of the diagonal.
template <detail::Array X>
constexpr auto trace(const X& x) {
  return detail::on_leaves([](auto m) { return detail::reduction<ir::op::reduce_sum, false>{}(detail::diag_function{}(m)); }, x);
}
/// Square root of the sum of squares of all elements.
template <detail::Array X>
constexpr auto norm(const X& x) {
  return detail::on_leaves([](auto m) { return sqrt(sum(m * m)); }, x);
}

}  // namespace cotangent
