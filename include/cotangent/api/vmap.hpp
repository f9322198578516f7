// Vectorization over an axis of the arguments.
#pragma once

#include <cotangent/api/transform.hpp>
#include <cotangent/tracing/shapes.hpp>
#include <cotangent/trees/axes.hpp>

namespace cotangent {
namespace detail {

struct vmap_name {
  static constexpr const char* text = "vmap";
};

/// The number of examples, or what is wrong with the mapped axes.
struct mapped_extent {
  int extent = -1;
  bool out_of_range = false, differ = false;
  template <class L, int A>
  constexpr void operator()() {
    if constexpr (A != unmapped_axis) {
      constexpr ir::shape dims = leaf_traits<L>::dims;
      constexpr int axis = A < 0 ? A + dims.rank : A;
      if constexpr (axis < 0 || axis >= dims.rank) {
        out_of_range = true;
      } else {
        differ = differ || (extent >= 0 && extent != dims[axis]);
        extent = dims[axis];
      }
    }
  }
};
/// Leaves of one example, traced as new parameters; unmapped leaves as they are.
struct make_examples {
  ir::graph* g;
  const ir::list<int>* given;
  ir::list<int> parameters, batched;
  int next = 0;
  template <class L, int A>
  constexpr auto operator()() {
    constexpr ir::shape dims = leaf_traits<L>::dims;
    const int id = g == nullptr ? -1 : (*given)[next++];
    if constexpr (A == unmapped_axis) {
      return expr_of<typename leaf_traits<L>::element, dims>{g, id};
    } else {
      constexpr int axis = A < 0 ? A + dims.rank : A;
      using example = expr_of<typename leaf_traits<L>::element, without_axis(dims, axis)>;
      if (g == nullptr) return example{};
      parameters.push(g->emit_unique(ir::op::parameter, g->intern(leaf_traits<example>::type)));
      batched.push(move_axis({g, id}, axis, 0).id);
      return example{g, parameters.back()};
    }
  }
};
struct valid_out_axes {
  int extent;
  bool good = true;
  text too_large = {};
  template <class L, int A>
  constexpr void operator()() {
    const int rank = leaf_traits<L>::dims.rank + 1;
    good = good && (A == unmapped_axis || (A < 0 ? A + rank >= 0 : A < rank));
    if (too_large.empty()) too_large = size_problem("vmap", ir::concatenated({1, {extent}}, leaf_traits<L>::dims));
  }
};
template <int N>
struct take_batched {
  ir::graph* g;
  const ir::list<int>* ids;  // with the examples' axis in front, or (where unmapped is wanted) without
  int next = 0;
  template <class L, int A>
  constexpr auto operator()() {
    constexpr ir::shape dims = leaf_traits<L>::dims;
    const int id = (*ids)[next++];
    if constexpr (A == unmapped_axis) {
      return typed<expr_of<typename leaf_traits<L>::element, dims>>(*g, id);
    } else {
      constexpr int axis = A < 0 ? A + dims.rank + 1 : A;
      return make_expr<typename leaf_traits<L>::element, with_axis(dims, axis, N)>(move_axis({g, id}, 0, axis));
    }
  }
};
struct list_unmapped {
  ir::list<char> unmapped_results;
  template <class, int A>
  constexpr void operator()() {
    unmapped_results.push(A == unmapped_axis);
  }
};

/// The axes that are mapped of arguments, and what one example of them is.
template <class In, class... Args>
struct mapped_arguments {
  using all = hana::tuple<Args...>;
  static constexpr mapped_extent mapped = [] {
    mapped_extent m;
    if (!for_each_axis<all, In>(m)) m.extent = -2;
    return m;
  }();
  static constexpr text in_problem = [] {
    if (mapped.extent == -2)
      return join("vmap: in_axes must be like the arguments: the function was called with ", described<all>());
    if (mapped.out_of_range) return join("vmap: axis out of range for an array of the arguments, ", described<all>());
    if (mapped.extent == -1)
      return join("vmap: nothing is mapped: no array of the arguments has an axis to map, got ", described<all>());
    if (mapped.differ) return join("vmap: sizes of the mapped axes differ: got ", described<all>());
    return text{};
  }();
  static constexpr auto examples_type() {
    if constexpr (in_problem.empty())
      return std::type_identity<decltype(generate_by_axis<all, In>(std::declval<make_examples&>()))>{};
    else return std::type_identity<hana::tuple<>>{};
  }
  using examples = typename decltype(examples_type())::type;
};
template <class In>
inline constexpr bool one_for_all = spec_traits<In>::count < 0;
template <class In, bool Mapped, class T>
constexpr auto mapped_example_type() {
  if constexpr (Mapped) return std::type_identity<decltype(generate_by_axis<T, In>(std::declval<make_examples&>()))>{};
  else return std::type_identity<anything>{};
}
/// One example of an argument that is mapped along the axis In.
template <class In, bool Mapped, class T>
using mapped_example = typename decltype(mapped_example_type<In, Mapped, T>())::type;
/// The first call of F on examples: whether F fails inside. (In a function of its own, where what fails is told once.)
template <class F, bool Open, class... E>
constexpr auto fails_on_examples(hana::tuple<E...>*) {
  using first = decltype(door < F, Open && (sizeof...(E) > 0) > (std::declval<const E&>()...));
  return std::bool_constant<fails_inside<first, F, E...>()>{};
}

template <class F, class In, class Out, class... Args>
struct vmap_message : mapped_arguments<In, Args...> {
  using typename mapped_arguments<In, Args...>::all;
  using typename mapped_arguments<In, Args...>::examples;
  using mapped_arguments<In, Args...>::mapped;
  using mapped_arguments<In, Args...>::in_problem;
  template <class... E>
  static constexpr auto result_of_examples(hana::tuple<E...>*) {
    return std::type_identity<result_or_void<F, E...>>{};
  }
  using result = typename decltype(result_of_examples(static_cast<examples*>(nullptr)))::type;
  template <class... E>
  static constexpr text problem(hana::tuple<E...>*) {
    return call_problem<F, E...>();
  }
  static constexpr text message = [] {
    if constexpr (!in_problem.empty()) return in_problem;
    else if constexpr (!problem(static_cast<examples*>(nullptr)).empty())
      return join("vmap: the function", problem(static_cast<examples*>(nullptr)));
    else {
      valid_out_axes v{mapped.extent};
      if (!for_each_axis<result, Out>(v)) return join("vmap: out_axes must be like the result, ", described<result>());
      if (!v.good) return join("vmap: out_axes out of range for the result, ", described<result>());
      return v.too_large;
    }
  }();
};

/// (The axes of In once more, one for each argument, so that the first call can stand where F is called.)
template <class F, class In = one_axis<0>, class Out = one_axis<0>, class... Axis>
struct vmap_function {
  [[no_unique_address]] held<F> f;

  template <class... Args>
  constexpr auto operator()(const Args&... args) const {
    using arguments = mapped_arguments<In, traced_as<Args>...>;
    if constexpr (one_for_all<In>) {  // (the first call stands here: the function below would be three lines of each
                                      // error inside F)
      constexpr bool open = gets_in<vmap_name, F, Args...>() && arguments::in_problem.empty();
      using inside = decltype(door<innermost<F, mapped_example<In, open, traced_as<Args>>...>, open>(
          std::declval<const mapped_example<In, open, traced_as<Args>>&>()...));
      constexpr bool failed = fails_inside<inside, innermost<F, mapped_example<In, open, traced_as<Args>>...>,
                                           mapped_example<In, open, traced_as<Args>>...>();
      using first =
          decltype(door < F, open && !failed > (std::declval<const mapped_example<In, open, traced_as<Args>>&>()...));
      return enter < vmap_name,
             failed || fails_inside<first, F, mapped_example<In, open, traced_as<Args>>...>() > (*this, args...);
    } else if constexpr (sizeof...(Axis) == sizeof...(Args)) {
      constexpr bool open = gets_in<vmap_name, F, Args...>() && arguments::in_problem.empty();
      using inside = decltype(door<innermost<F, mapped_example<Axis, open, traced_as<Args>>...>, open>(
          std::declval<const mapped_example<Axis, open, traced_as<Args>>&>()...));
      constexpr bool failed = fails_inside<inside, innermost<F, mapped_example<Axis, open, traced_as<Args>>...>,
                                           mapped_example<Axis, open, traced_as<Args>>...>();
      using first =
          decltype(door < F, open && !failed > (std::declval<const mapped_example<Axis, open, traced_as<Args>>&>()...));
      return enter < vmap_name,
             failed || fails_inside<first, F, mapped_example<Axis, open, traced_as<Args>>...>() > (*this, args...);
    } else {
      using failed = decltype(fails_on_examples<F, gets_in<vmap_name, F, Args...>()>(
          static_cast<typename arguments::examples*>(nullptr)));
      return enter<vmap_name, failed::value>(*this, args...);
    }
  }

  template <class... Args>
  using refusal = vmap_message<F, In, Out, Args...>;
  template <class... Args>
  constexpr auto trace(ir::graph& start, const Args&... args) const {
    using check = vmap_message<F, In, Out, Args...>;
    using result = expr_tree<typename check::result>;
    constexpr int n = check::mapped.extent;
    const ir::list<int> given = ids_of(start, hana::tuple<Args...>{args...});
    make_examples make{&start, &given, {}, {}};
    auto examples = generate_by_axis<hana::tuple<Args...>, In>(make);
    ir::scope body;
    hana::unpack(examples, [&](const auto&... a) { return traced_scope(start, f.get(), body, a...); });
    body.parameters = renumbered(start, make.parameters);
    ir::graph& g = current(start);
    const ir::list<int> images = ir::batch_images(g, body, renumbered(start, make.batched), {1, {n}});
    list_unmapped wanted;
    for_each_axis<result, Out>(wanted);
    ir::list<int> results;
    for (int k = 0; k < images.size(); ++k) {
      if (wanted.unmapped_results[k] && images[k] >= 0)
        g.refusal = "vmap: out_axes says unmapped, but the result depends on a mapped argument";
      if (wanted.unmapped_results[k]) results.push(body.results[k]);
      else results.push(images[k] >= 0 ? images[k] : ir::broadcast_leading({&g, body.results[k]}, {1, {n}}).id);
    }
    take_batched<n> take{&g, &results};
    return generate_by_axis<result, Out>(take);
  }
};

template <class Axes>
struct out_spec {
  using type = Axes;
};
template <auto A>
struct out_spec<out_axes_t<A>> {
  using type = typename axis_spec<A>::type;  // one for the whole result
};

}  // namespace detail

/// f on each example of its arguments, results stacked: by default along the leading axis of every leaf of arguments
/// and results. `in_axes` names the axis of each argument, `ct::unmapped` for those that are the same for all examples;
/// `out_axes` where the new axis goes. All mapped axes must have one size.
template <class F>
constexpr auto vmap(F f) {
  return detail::vmap_function<F>{detail::held<F>(f)};
}
template <class F, auto... In>
constexpr auto vmap(F f, in_axes_t<In...>) {
  return detail::with_checked_axes<"vmap", In...>(
      detail::vmap_function<F, in_axes_t<In...>, detail::one_axis<0>, typename detail::axis_spec<In>::type...>{
          detail::held<F>(f)});
}
template <class F, auto... Out>
constexpr auto vmap(F f, out_axes_t<Out...>) {
  return detail::with_checked_axes<"vmap", Out...>(
      detail::vmap_function<F, detail::one_axis<0>, typename detail::out_spec<out_axes_t<Out...>>::type>{
          detail::held<F>(f)});
}
template <class F, auto... In, auto... Out>
constexpr auto vmap(F f, in_axes_t<In...>, out_axes_t<Out...>) {
  return detail::with_checked_axes<"vmap", In..., Out...>(
      detail::vmap_function<F, in_axes_t<In...>, typename detail::out_spec<out_axes_t<Out...>>::type,
                            typename detail::axis_spec<In>::type...>{detail::held<F>(f)});
}
COTANGENT_USAGE(vmap, "vmap(f), and then ct::in_axes<...>, ct::out_axes<...>, or both in this order")

}  // namespace cotangent
