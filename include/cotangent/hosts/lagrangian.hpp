// The function whose second derivatives solvers of constrained problems ask for.
#pragma once

#include <cotangent/values.hpp>

namespace cotangent {
namespace hosts {

template <class Cost, class Constraints>
struct lagrangian_function {
  [[no_unique_address]] Cost cost;
  [[no_unique_address]] Constraints constraints;

  template <class X, class Sigma, class Lambda>
  constexpr auto operator()(const X& x, const Sigma& sigma, const Lambda& lambda) const {
    return with(sigma * cost(x), lambda, constraints(x));
  }

 private:
  template <class Total, class Lambda, class G>
  static constexpr auto with(const Total& total, const Lambda& lambda, const G& g) {
    if constexpr (detail::Leaf<G>) {
      if constexpr (detail::leaf_traits<G>::dims.rank == 0) return total + lambda * g;
      else return total + sum(lambda * g);
    } else {
      return children<0>(total, lambda, g);
    }
  }
  template <int K, class Total, class Lambda, class G>
  static constexpr auto children(const Total& total, const Lambda& lambda, const G& g) {
    if constexpr (K == detail::tree_traits<G>::count) return total;
    else
      return children<K + 1>(with(total, detail::tree_traits<Lambda>::template child<K>(lambda),
                                  detail::tree_traits<G>::template child<K>(g)),
                             lambda, g);
  }
};

}  // namespace hosts

/// (x, sigma, lambda) -> sigma * cost(x) + sum(lambda * constraints(x)), where lambda is a tree like constraints(x):
/// `ct::sparse_hessian(ct::lagrangian(cost, constraints))` is what Ipopt asks for.
template <class Cost, class Constraints>
constexpr auto lagrangian(Cost cost, Constraints constraints) {
  return hosts::lagrangian_function<Cost, Constraints>{cost, constraints};
}

}  // namespace cotangent
