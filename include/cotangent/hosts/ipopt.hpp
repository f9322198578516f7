// Ipopt on functions of trees: minimize cost(x) subject to bounds of x and of constraints(x). With generated functions
// and with the evaluator's; programs link Ipopt themselves (Debian: coinor-libipopt-dev, -lipopt).
#pragma once

#include <cotangent/hosts/ipopt_problem.hpp>
#include <cotangent/hosts/ipopt_vectors.hpp>

namespace cotangent::ipopt {

/// Of variables: none unless they are said.
template <class Tree>
struct bounds {
  Tree lower = hosts::filled<Tree>(-std::numeric_limits<double>::infinity());
  Tree upper = hosts::filled<Tree>(std::numeric_limits<double>::infinity());
};
/// Of constraints: zero unless they are said.
template <class Tree>
struct constraint_bounds {
  Tree lower = hosts::filled<Tree>(0), upper = hosts::filled<Tree>(0);
};
template <class X, class G>
struct result {
  X x{};
  double cost = std::numeric_limits<double>::quiet_NaN();
  /// Of the Lagrangian cost + sum(multipliers * constraints): one for each constraint, and of the bounds of x, which
  /// are not negative.
  G multipliers{};
  X lower_multipliers{}, upper_multipliers{};
  int iterations = 0;
  bool solved = false;
  /// `solved`, or why not, in words.
  std::string status;
};

template <class Problem, class X>
class tree_problem final : public vector_problem {
  using types = types_of<Problem, X>;
  using G = typename types::constraints;
  const Problem& problem;
  X here;
  G weights{};
  const X& at(const double* from) {
    hosts::from_vector(here, from);
    return here;
  }

 public:
  tree_problem(const Problem& p, const X& start, const bounds<X>& of_x, const constraint_bounds<G>& of_constraints)
      : problem(p), here(start) {
    of_jacobian = {types::jacobian::nnz, types::jacobian::row, types::jacobian::column};
    of_hessian = {types::hessian::nnz, types::hessian::row, types::hessian::column};
    x = hosts::vector_of(start);
    lower = hosts::vector_of(of_x.lower);
    upper = hosts::vector_of(of_x.upper);
    constraints_lower = hosts::vector_of(of_constraints.lower);
    constraints_upper = hosts::vector_of(of_constraints.upper);
  }
  void cost(const double* from, double* to) override { *to = problem.cost(at(from)); }
  void gradient(const double* from, double* to) override { hosts::to_vector(problem.gradient(at(from)), to); }
  void constraints(const double* from, double* to) override { hosts::to_vector(problem.constraints(at(from)), to); }
  void jacobian(const double* from, double* to) override { hosts::to_vector(problem.jacobian(at(from)), to); }
  void hessian(const double* from, double sigma, const double* lambda, double* to) override {
    hosts::from_vector(weights, lambda);
    hosts::to_vector(problem.hessian_at(at(from), sigma, weights), to);
  }
  std::string variable(int k) const override { return hosts::element_name<X>("x", k); }
  std::string constraint(int k) const override { return hosts::element_name<G>("constraints", k); }
};

/// Minimizes problem.cost(x) over x within `of_x`, with problem.constraints(x) within `of_constraints` (zero unless
/// said), from `start`, a tree of doubles: a double, a ct::tensor, a struct of them. What goes wrong is said in the
/// result's status: a number that is not finite by the function and the place that it came from, bounds that hold
/// nothing, an option that Ipopt does not know. (On its way Ipopt may step where a number is not finite; it then takes
/// a shorter step, and that is only said if it fails.) What a function throws is thrown on.
template <class Problem, class X>
auto solve(const Problem& problem, const X& start, const std::type_identity_t<bounds<X>>& of_x = {},
           const constraint_bounds<typename types_of<Problem, X>::constraints>& of_constraints = {},
           const std::vector<option>& options = {}) {
  using check = problem_message<Problem, X>;
  using G = typename types_of<Problem, X>::constraints;
  if constexpr (!check::message.empty()) {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return result<X, G>{};
  } else {
    const Ipopt::SmartPtr<vector_problem> made = new tree_problem<Problem, X>(problem, start, of_x, of_constraints);
    const outcome end = run(made, options);
    result<X, G> found{.cost = made->least, .iterations = end.iterations, .solved = end.solved, .status = end.status};
    found.x = start;
    hosts::from_vector(found.x, made->x.data());
    if (!made->lower_multipliers.empty()) {
      hosts::from_vector(found.multipliers, made->multipliers.data());
      hosts::from_vector(found.lower_multipliers, made->lower_multipliers.data());
      hosts::from_vector(found.upper_multipliers, made->upper_multipliers.data());
    }
    return found;
  }
}

}  // namespace cotangent::ipopt
