// Ipopt on functions of trees: minimize cost(x) subject to bounds of x and of constraints(x). With generated functions
// and with the evaluator's; programs link Ipopt themselves (Debian: coinor-libipopt-dev, -lipopt).
#pragma once

#include <cotangent/hosts/ipopt_problem.hpp>

#ifndef HAVE_CSTDDEF
#define HAVE_CSTDDEF  // which headers of Ipopt 3.11 ask for
#endif
#if __has_include(<coin-or/IpTNLP.hpp>)
#include <coin-or/IpIpoptApplication.hpp>
#include <coin-or/IpSolveStatistics.hpp>
#include <coin-or/IpTNLP.hpp>
#elif __has_include(<coin/IpTNLP.hpp>)
#include <coin/IpIpoptApplication.hpp>
#include <coin/IpSolveStatistics.hpp>
#include <coin/IpTNLP.hpp>
#else
#error "cotangent/hosts/ipopt.hpp: Ipopt is not installed (Debian: coinor-libipopt-dev)"
#endif

#include <exception>
#include <limits>
#include <variant>
#include <vector>

namespace cotangent::ipopt {

template <class Tree>
struct bounds {
  Tree lower = hosts::filled<Tree>(-std::numeric_limits<double>::infinity());
  Tree upper = hosts::filled<Tree>(std::numeric_limits<double>::infinity());
};
/// `{"tol", 1e-9}`, `{"max_iter", 50}`, `{"linear_solver", "ma27"}`: as Ipopt's manual has them.
struct option {
  const char* name;
  std::variant<int, double, std::string> value;
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

/// What ApplicationReturnStatus says.
inline const char* status_words(Ipopt::ApplicationReturnStatus status) {
  switch (status) {
    case Ipopt::Solve_Succeeded: return "solved";
    case Ipopt::Solved_To_Acceptable_Level: return "solved, to the acceptable tolerance only";
    case Ipopt::Feasible_Point_Found: return "a feasible point was found";
    case Ipopt::Infeasible_Problem_Detected: return "no feasible point: constraint violation has a local minimum here";
    case Ipopt::Search_Direction_Becomes_Too_Small: return "steps became too small";
    case Ipopt::Diverging_Iterates: return "iterates diverge: the cost may have no lower bound";
    case Ipopt::Maximum_Iterations_Exceeded: return "the greatest number of iterations was reached (max_iter)";
    case Ipopt::Maximum_CpuTime_Exceeded: return "the time was used up (max_cpu_time)";
    case Ipopt::Restoration_Failed: return "no way back to feasible points was found (restoration failed)";
    case Ipopt::Error_In_Step_Computation: return "no step could be computed";
    case Ipopt::Not_Enough_Degrees_Of_Freedom: return "more equality constraints than variables";
    case Ipopt::Invalid_Option: return "an option is invalid";
    case Ipopt::Invalid_Number_Detected: return "a number is not finite";
    case Ipopt::Insufficient_Memory: return "out of memory";
    default: return "Ipopt failed";
  }
}

template <class Problem, class X>
class adaptor final : public Ipopt::TNLP {
  using Index = Ipopt::Index;
  using Number = Ipopt::Number;
  using types = types_of<Problem, X>;
  using G = typename types::constraints;
  using J = typename types::jacobian;
  using H = typename types::hessian;
  const Problem& problem;
  const X& start;
  const bounds<X>& of_x;
  const bounds<G>& of_constraints;
  X x;
  G multipliers{};

 public:
  result<X, G> found;
  std::string wrong;  // the last number that was not finite
  std::exception_ptr thrown;

  adaptor(const Problem& p, const X& from, const bounds<X>& b, const bounds<G>& c)
      : problem(p), start(from), of_x(b), of_constraints(c), x(from) {
    found.x = from;
  }

  bool get_nlp_info(Index& n, Index& m, Index& jacobian, Index& hessian, IndexStyleEnum& style) override {
    n = hosts::elements<X>;
    m = hosts::elements<G>;
    jacobian = J::nnz;
    hessian = H::nnz;
    style = C_STYLE;
    return true;
  }
  bool get_bounds_info(Index, Number* lower, Number* upper, Index, Number* g_lower, Number* g_upper) override {
    hosts::to_vector(of_x.lower, lower);
    hosts::to_vector(of_x.upper, upper);
    hosts::to_vector(of_constraints.lower, g_lower);
    hosts::to_vector(of_constraints.upper, g_upper);
    return true;
  }
  bool get_starting_point(Index, bool, Number* to, bool, Number*, Number*, Index, bool, Number*) override {
    hosts::to_vector(start, to);
    return true;
  }
  bool eval_f(Index, const Number* at, bool, Number& to) override {
    return evaluate(at, &to, 1, problem.cost, [](int) { return std::string("the cost"); });
  }
  bool eval_grad_f(Index n, const Number* at, bool, Number* to) override {
    return evaluate(at, to, n, problem.gradient, [](int k) { return "the gradient's element " + variable(k); });
  }
  bool eval_g(Index, const Number* at, bool, Index m, Number* to) override {
    return evaluate(at, to, m, problem.constraints, [](int k) { return constraint(k); });
  }
  bool eval_jac_g(Index, const Number* at, bool, Index, Index nnz, Index* row, Index* column, Number* to) override {
    if (to == nullptr) return places<J>(row, column);
    return evaluate(at, to, nnz, problem.jacobian, [](int k) {
      return "the Jacobian's d " + constraint(J::row[k]) + " / d " + variable(J::column[k]);
    });
  }
  bool eval_h(Index, const Number* at, bool, Number sigma, Index, const Number* lambda, bool, Index nnz, Index* row,
              Index* column, Number* to) override {
    if (to == nullptr) return places<H>(row, column);
    hosts::from_vector(multipliers, lambda);
    return evaluate(
        at, to, nnz, [&](const X& here) { return problem.hessian_at(here, static_cast<double>(sigma), multipliers); },
        [](int k) { return "the Hessian's d2 / d " + variable(H::row[k]) + " d " + variable(H::column[k]); });
  }
  bool intermediate_callback(Ipopt::AlgorithmMode, Index, Number, Number, Number, Number, Number, Number, Number,
                             Number, Index, const Ipopt::IpoptData*, Ipopt::IpoptCalculatedQuantities*) override {
    return thrown == nullptr;
  }
  void finalize_solution(Ipopt::SolverReturn, Index, const Number* at, const Number* lower, const Number* upper, Index,
                         const Number*, const Number* lambda, Number cost, const Ipopt::IpoptData*,
                         Ipopt::IpoptCalculatedQuantities*) override {
    hosts::from_vector(found.x, at);
    hosts::from_vector(found.lower_multipliers, lower);
    hosts::from_vector(found.upper_multipliers, upper);
    hosts::from_vector(found.multipliers, lambda);
    found.cost = cost;
  }

 private:
  static std::string variable(int k) { return hosts::element_name<X>("x", k); }
  static std::string constraint(int k) { return hosts::element_name<G>("constraints", k); }
  template <class Matrix>
  static bool places(Index* row, Index* column) {
    std::copy_n(Matrix::row, Matrix::nnz, row);
    std::copy_n(Matrix::column, Matrix::nnz, column);
    return true;
  }
  /// False, which makes Ipopt try a shorter step if there can be one, where a number is not finite.
  template <class F, class Name>
  bool evaluate(const Number* at, Number* to, int count, const F& f, const Name& name) try {
    hosts::from_vector(x, at);
    const auto numbers = f(x);
    hosts::to_vector(numbers, to);
    const int bad = hosts::not_finite(to, count);
    if (bad >= 0) wrong = name(bad) + " is " + hosts::number_name(to[bad]);
    return bad < 0;
  } catch (...) {
    thrown = std::current_exception();
    return false;
  }
};

/// Why bounds or a start are none, or nothing.
template <class Tree>
std::string wrong_bounds(const char* name, const bounds<Tree>& b) {
  std::vector<double> lower(hosts::elements<Tree> + 1), upper(lower.size());
  hosts::to_vector(b.lower, lower.data());
  hosts::to_vector(b.upper, upper.data());
  for (int k = 0; k < hosts::elements<Tree>; ++k) {
    const double l = lower[static_cast<std::size_t>(k)], u = upper[static_cast<std::size_t>(k)];
    if (!(l <= u))
      return "the bounds of " + hosts::element_name<Tree>(name, k) + " are from " + hosts::number_name(l) + " to " +
             hosts::number_name(u);
  }
  return {};
}

/// Minimizes problem.cost(x) over x within `of_x`, with problem.constraints(x) within `of_constraints` (zero unless
/// said), from `start`, a tree of doubles: a double, a ct::tensor, a struct of them. What goes wrong is said in the
/// result's status: a number that is not finite by the function and the place that it came from, bounds that hold
/// nothing, an option that Ipopt does not know. (On its way Ipopt may step where a number is not finite; it then takes
/// a shorter step, and that is only said if it fails.) What a function throws is thrown on.
template <class Problem, class X>
auto solve(const Problem& problem, const X& start, const std::type_identity_t<bounds<X>>& of_x = {},
           const bounds<typename types_of<Problem, X>::constraints>& of_constraints =
               {hosts::filled<typename types_of<Problem, X>::constraints>(0),
                hosts::filled<typename types_of<Problem, X>::constraints>(0)},
           const std::vector<option>& options = {}) {
  using check = problem_message<Problem, X>;
  using G = typename types_of<Problem, X>::constraints;
  if constexpr (!check::message.empty()) {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return result<X, G>{};
  } else {
    auto* const made = new adaptor<Problem, X>(problem, start, of_x, of_constraints);
    const Ipopt::SmartPtr<Ipopt::TNLP> owner = made;
    result<X, G>& found = made->found;
    const auto refused = [&](std::string why) {
      found.status = std::move(why);
      return std::move(found);
    };
    std::vector<double> from(hosts::elements<X> + 1);
    hosts::to_vector(start, from.data());
    if (const int bad = hosts::not_finite(from.data(), hosts::elements<X>); bad >= 0)
      return refused("the start's " + hosts::element_name<X>("x", bad) + " is " +
                     hosts::number_name(from[static_cast<std::size_t>(bad)]));
    if (const std::string why = wrong_bounds("x", of_x); !why.empty()) return refused(why);
    if (const std::string why = wrong_bounds("constraints", of_constraints); !why.empty()) return refused(why);

    const Ipopt::SmartPtr<Ipopt::IpoptApplication> application = IpoptApplicationFactory();
    const auto set = [&](const option& o) {
      if (const int* number = std::get_if<int>(&o.value)) {
        return application->Options()->SetIntegerValue(o.name, *number) ||
               application->Options()->SetNumericValue(o.name, *number);
      }
      if (const double* number = std::get_if<double>(&o.value))
        return application->Options()->SetNumericValue(o.name, *number);
      return application->Options()->SetStringValue(o.name, std::get<std::string>(o.value));
    };
    set({"print_level", 0});
    set({"sb", "yes"});
    for (const option& o : options)
      if (!set(o)) return refused(std::string("Ipopt has no option ") + o.name + " that takes such a value");
    auto status = application->Initialize();
    if (status == Ipopt::Solve_Succeeded) status = application->OptimizeTNLP(owner);
    if (made->thrown) std::rethrow_exception(made->thrown);
    found.solved = status == Ipopt::Solve_Succeeded || status == Ipopt::Solved_To_Acceptable_Level;
    found.status = status_words(status);
    if (!found.solved && !made->wrong.empty()) found.status += ": " + made->wrong;
    if (IsValid(application->Statistics())) found.iterations = application->Statistics()->IterationCount();
    return std::move(found);
  }
}

}  // namespace cotangent::ipopt
