// Interpretation of a program on trees of values.
#pragma once

#include <cotangent/evaluate/interpret.hpp>
#include <cotangent/tracing/trace.hpp>

namespace cotangent::detail {

/// The results of a program on values by interpretation: in a constant expression, in generators, and (in tests) of the
/// program before optimization.
template <class Result, class... Args>
constexpr Result interpret_graph(const ir::graph& g, const Args&... args) {
  ir::interpreter machine(g);
  ir::list<ir::list<ir::cell>> given;
  auto each = [](auto& leaf, auto visit) {
    using L = std::remove_cvref_t<decltype(leaf)>;
    if constexpr (ir::is_element<L>) visit(leaf);
    else
      for (auto& element : leaf) visit(element);
  };
  (for_each_leaf(args,
                 [&](const auto& leaf) {
                   ir::list<ir::cell> cells;
                   each(leaf, [&](const auto& v) {
                     cells.push(ir::cell_of(ir::dtype_of<std::remove_cvref_t<decltype(v)>>, word_of(v)));
                   });
                   given.push(cells);
                 }),
   ...);
  const ir::list<ir::list<ir::cell>> results = machine.run(g.root, given);
  Result result{};
  int next = 0;
  for_each_leaf(result, [&](auto& leaf) {
    const ir::list<ir::cell>& cells = results[next++];
    int k = 0;
    each(leaf, [&]<class T>(T& v) {
      const ir::cell c = cells[k++];
      v = static_cast<T>(ir::is_floating(ir::dtype_of<T>) ? static_cast<T>(c.real) : static_cast<T>(c.whole));
    });
  });
  return result;
}

}  // namespace cotangent::detail
