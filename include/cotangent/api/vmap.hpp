// Vectorization over the leading axis of every argument.
#pragma once

#include <cotangent/api/transform.hpp>
#include <cotangent/transforms/batch.hpp>

namespace cotangent {
namespace detail {

struct vmap_name {
  static constexpr const char* text = "vmap";
};

constexpr ir::shape without_first(const ir::shape& s) {
  ir::shape rest;
  for (int k = 1; k < s.rank; ++k) rest.push(s[k]);
  return rest;
}
template <int N>
constexpr ir::shape with_first(const ir::shape& s) { return ir::concatenated({1, {N}}, s); }

struct make_examples {
  ir::graph* g;
  ir::list<int>* ids;
  template <class L>
  constexpr auto operator()() {
    using example = expr_of<typename leaf_traits<L>::element, without_first(leaf_traits<L>::dims)>;
    return make_parameters{g, ids}.template operator()<example>();
  }
};
template <int N>
struct take_batched {
  ir::graph* g;
  const ir::list<int>* ids;
  int next = 0;
  template <class L>
  constexpr auto operator()() {
    return expr_of<typename leaf_traits<L>::element, with_first<N>(leaf_traits<L>::dims)>{g, (*ids)[next++]};
  }
};

template <class... L>
constexpr int mapped_extent(type_list<L...>) {  // -1: nothing to map; -2: a leaf without axes; -3: sizes differ
  int n = -1;
  for (const ir::shape& s : {ir::shape{1, {-1}}, leaf_traits<L>::dims...}) {
    if (s.rank == 0) return -2;
    if (s[0] == -1) continue;
    if (n >= 0 && n != s[0]) return -3;
    n = s[0];
  }
  return n;
}
template <class... Args>
struct vmap_message {
  static constexpr int extent = mapped_extent((type_list<>{} + ... + leaves_of<Args>{}));
  static constexpr text message =
      extent == -1   ? text("vmap: nothing is mapped: the arguments have no arrays")
      : extent == -2 ? join("vmap: every array needs a leading axis to map over, got ", description<hana::tuple<Args...>>)
      : extent == -3 ? join("vmap: sizes of the mapped axes differ: got ", description<hana::tuple<Args...>>)
                     : text{};
};

template <class F>
struct vmap_function {
  [[no_unique_address]] held<F> f;

  template <class... Args>
  constexpr auto operator()(const Args&... args) const { return enter<vmap_name>(*this, args...); }

  template <class... Args>
  constexpr auto trace(ir::graph& start, const Args&... args) const {
    using check = vmap_message<Args...>;
    if constexpr (check::message.empty()) {
      constexpr int n = check::extent;
      ir::list<int> batched, examples;
      auto collect = [&](const auto& tree) {
        for (int id : ids_of(start, tree)) batched.push(id);
      };
      (collect(args), ...);
      make_examples make{&start, &examples};
      auto arguments = hana::tuple<decltype(generate_tree<Args>(make))...>{generate_tree<Args>(make)...};
      ir::scope body;
      auto result = hana::unpack(arguments, [&](const auto&... a) { return traced_scope(start, f.get(), body, a...); });
      body.parameters = renumbered(start, examples);
      ir::graph& g = current(start);
      const ir::list<int> results = ir::batch(g, body, renumbered(start, batched), {1, {n}});
      take_batched<n> take{&g, &results};
      return generate_tree<decltype(result)>(take);
    } else {
      COTANGENT_REQUIRE(check);
      return std::get<0>(std::tuple<Args...>(args...));
    }
  }
};

}  // namespace detail

/// f on each slice along the leading axis of every leaf of its arguments; results stacked along a new leading axis.
template <class F>
constexpr auto vmap(F f) { return detail::vmap_function<F>{detail::held<F>(f)}; }

}  // namespace cotangent
