// Sums of products as products of matrices: what back ends for whole arrays must see, because a product that is stored
// before it is summed takes the room, and the time, of its whole space.
#pragma once

#include <cotangent/passes/symmetric_sums.hpp>

#include <vector>

namespace cotangent::codegen {

/// The sum over the axes `summed` of the product of all factors, each an equation that is read through a map from
/// `space`.
struct contraction {
  ir::shape space;
  unsigned summed = 0;
  std::vector<ir::factor> factors;
};

/// The axes of the space that a factor walks; along all others it is repeated.
inline unsigned axes_of(const ir::factor& f) {
  unsigned axes = 0;
  for (int k = 0; k < f.map.rank; ++k)
    if (f.map[k].axis >= 0) axes |= 1u << f.map[k].axis;
  return axes;
}

/// What a product in its own space multiplies: what views show of a smaller space is one factor, whatever computes it.
/// At most `room` products are taken apart.
inline void collect_factors(const ir::graph& g, int id, std::vector<ir::factor>& factors, int& room) {
  if (g[id].code == ir::op::mul && room > 0) {
    --room;
    collect_factors(g, g[id].in[0], factors, room);
    collect_factors(g, g[id].in[1], factors, room);
  } else if (g[id].code == ir::op::view) {
    factors.push_back({g[id].in[0], g.map_of(id)});
  } else {
    factors.push_back({id, ir::index_map::identity(g.dims(id).rank)});
  }
}

/// What equation `id` sums; without factors if it is no sum of products, or of products whose factors all fill their
/// space.
inline contraction contraction_of(const ir::graph& g, int id) {
  const ir::equation e = g[id];
  if (e.code != ir::op::reduce_sum || g[e.in[0]].code != ir::op::mul || g.element(id) == ir::dtype::boolean) return {};
  contraction c{g.dims(e.in[0]), g.axes_of(id), {}};
  int room = 8;
  collect_factors(g, e.in[0], c.factors, room);
  for (const ir::factor& f : c.factors)
    if (axes_of(f) != (1u << c.space.rank) - 1) return c;
  return {};
}

/// Two operands become one: what both walk, and nobody else and no result, is summed. Operands are the factors, then
/// what each step made.
struct pairing {
  int left = 0, right = 0;
  unsigned shared = 0, summed = 0;  // axes that both walk; those of them that are gone behind it
  unsigned axes = 0;                // of what it makes
};

/// Chooses the pairs of a contraction, each time one that makes the smallest array, and of those the one that takes the
/// least work.
class pairings {
 public:
  /// The summed axes that each factor alone walks: over those it is summed first.
  std::vector<unsigned> own;
  std::vector<pairing> all;

  explicit pairings(const contraction& c_) : c(c_) {
    for (const ir::factor& f : c.factors) axes.push_back(axes_of(f)), waits.push_back(true);
    for (std::size_t k = 0; k < c.factors.size(); ++k) own.push_back(c.summed & axes[k] & ~axes_of_others(k, k));
    for (std::size_t k = 0; k < c.factors.size(); ++k) axes[k] &= ~own[k];
    for (std::size_t count = axes.size(); count > 1; --count) {
      const pairing best = cheapest();
      waits[static_cast<std::size_t>(best.left)] = waits[static_cast<std::size_t>(best.right)] = false;
      axes.push_back(best.axes), waits.push_back(true);
      all.push_back(best);
    }
  }

 private:
  const contraction& c;
  std::vector<unsigned> axes;  // of each operand
  std::vector<bool> waits;     // for its partner

  double elements(unsigned of) const {
    double n = 1;
    for (int k = 0; k < c.space.rank; ++k)
      if (of >> k & 1u) n *= c.space[k];
    return n;
  }
  unsigned axes_of_others(std::size_t a, std::size_t b) const {
    unsigned others = 0;
    for (std::size_t k = 0; k < axes.size(); ++k)
      if (waits[k] && k != a && k != b) others |= axes[k];
    return others;
  }
  pairing pair(std::size_t a, std::size_t b) const {
    const unsigned shared = axes[a] & axes[b], summed = shared & c.summed & ~axes_of_others(a, b);
    return {static_cast<int>(a), static_cast<int>(b), shared, summed, (axes[a] | axes[b]) & ~summed};
  }
  pairing cheapest() const {
    pairing best;
    double least = -1;
    for (std::size_t b = 1; b < axes.size(); ++b)
      for (std::size_t a = 0; a < b; ++a) {
        if (!waits[a] || !waits[b]) continue;
        const pairing now = pair(a, b);
        const double cost = elements(now.axes) + elements(now.axes | now.summed) / 1024;
        if (least < 0 || cost < least) best = now, least = cost;
      }
    return best;
  }
};

}  // namespace cotangent::codegen
