// Ipopt on vectors: what it calls back, and a run of it, told in words.
#pragma once

#include <cotangent/hosts/leaves.hpp>

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

/// `{"tol", 1e-9}`, `{"max_iter", 50}`, `{"linear_solver", "ma27"}`: as Ipopt's manual has them.
struct option {
  const char* name;
  std::variant<int, double, std::string> value;
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

/// A problem on vectors, as Ipopt sees it, with its result.
class vector_problem : public Ipopt::TNLP {
  using Index = Ipopt::Index;
  using Number = Ipopt::Number;

 public:
  using vector = std::vector<double>;
  struct table {
    int nnz = 0;
    const int *row = nullptr, *column = nullptr;
  };
  table of_jacobian, of_hessian;
  vector x, lower, upper, constraints_lower, constraints_upper;

  vector multipliers, lower_multipliers, upper_multipliers;
  double least = std::numeric_limits<double>::quiet_NaN();
  std::string wrong;  // the last number that was not finite
  std::exception_ptr thrown;

  virtual void cost(const double* at, double* to) = 0;
  virtual void gradient(const double* at, double* to) = 0;
  virtual void constraints(const double* at, double* to) = 0;
  virtual void jacobian(const double* at, double* to) = 0;
  virtual void hessian(const double* at, double sigma, const double* lambda, double* to) = 0;
  /// Names of elements.
  virtual std::string variable(int k) const = 0;
  virtual std::string constraint(int k) const = 0;

  bool get_nlp_info(Index& n, Index& m, Index& jacobian_nnz, Index& hessian_nnz, IndexStyleEnum& style) override {
    n = static_cast<Index>(x.size());
    m = static_cast<Index>(constraints_lower.size());
    jacobian_nnz = of_jacobian.nnz;
    hessian_nnz = of_hessian.nnz;
    style = C_STYLE;
    return true;
  }
  bool get_bounds_info(Index, Number* l, Number* u, Index, Number* g_l, Number* g_u) override {
    std::copy(lower.begin(), lower.end(), l);
    std::copy(upper.begin(), upper.end(), u);
    std::copy(constraints_lower.begin(), constraints_lower.end(), g_l);
    std::copy(constraints_upper.begin(), constraints_upper.end(), g_u);
    return true;
  }
  bool get_starting_point(Index, bool, Number* to, bool, Number*, Number*, Index, bool, Number*) override {
    std::copy(x.begin(), x.end(), to);
    return true;
  }
  bool eval_f(Index, const Number* at, bool, Number& to) override {
    return evaluate([&] { cost(at, &to); }, &to, 1, [](int) { return std::string("the cost"); });
  }
  bool eval_grad_f(Index n, const Number* at, bool, Number* to) override {
    return evaluate([&] { gradient(at, to); }, to, n, [&](int k) { return "the gradient's element " + variable(k); });
  }
  bool eval_g(Index, const Number* at, bool, Index m, Number* to) override {
    return evaluate([&] { constraints(at, to); }, to, m, [&](int k) { return constraint(k); });
  }
  bool eval_jac_g(Index, const Number* at, bool, Index, Index nnz, Index* row, Index* column, Number* to) override {
    const table& where = of_jacobian;
    if (to == nullptr) return places(where, row, column);
    return evaluate(
        [&] { jacobian(at, to); }, to, nnz,
        [&](int k) { return "the Jacobian's d " + constraint(where.row[k]) + " / d " + variable(where.column[k]); });
  }
  bool eval_h(Index, const Number* at, bool, Number sigma, Index, const Number* lambda, bool, Index nnz, Index* row,
              Index* column, Number* to) override {
    const table& where = of_hessian;
    if (to == nullptr) return places(where, row, column);
    return evaluate(
        [&] { hessian(at, sigma, lambda, to); }, to, nnz,
        [&](int k) { return "the Hessian's d2 / d " + variable(where.row[k]) + " d " + variable(where.column[k]); });
  }
  bool intermediate_callback(Ipopt::AlgorithmMode, Index, Number, Number, Number, Number, Number, Number, Number,
                             Number, Index, const Ipopt::IpoptData*, Ipopt::IpoptCalculatedQuantities*) override {
    return thrown == nullptr;
  }
  void finalize_solution(Ipopt::SolverReturn, Index n, const Number* at, const Number* z_l, const Number* z_u, Index m,
                         const Number*, const Number* lambda, Number value, const Ipopt::IpoptData*,
                         Ipopt::IpoptCalculatedQuantities*) override {
    x.assign(at, at + n);
    lower_multipliers.assign(z_l, z_l + n);
    upper_multipliers.assign(z_u, z_u + n);
    multipliers.assign(lambda, lambda + m);
    least = value;
  }

  /// What is wrong with the start and the bounds, or nothing.
  std::string refusal() const {
    if (const int bad = hosts::not_finite(x.data(), static_cast<int>(x.size())); bad >= 0)
      return "the start's " + variable(bad) + " is " + hosts::number_name(x[static_cast<std::size_t>(bad)]);
    std::string why;
    const auto check = [&](const vector& from, const vector& to, const auto& name) {
      for (std::size_t k = 0; k < from.size() && why.empty(); ++k)
        if (!(from[k] <= to[k]))
          why = "the bounds of " + name(static_cast<int>(k)) + " are from " + hosts::number_name(from[k]) + " to " +
                hosts::number_name(to[k]);
    };
    check(lower, upper, [&](int k) { return variable(k); });
    check(constraints_lower, constraints_upper, [&](int k) { return constraint(k); });
    return why;
  }

 private:
  static bool places(const table& where, Index* row, Index* column) {
    std::copy_n(where.row, where.nnz, row);
    std::copy_n(where.column, where.nnz, column);
    return true;
  }
  /// False, which makes Ipopt try a shorter step if there can be one, where a number is not finite.
  template <class Call, class Name>
  bool evaluate(const Call& call, const Number* to, int count, const Name& name) try {
    call();
    const int bad = hosts::not_finite(to, count);
    if (bad >= 0) wrong = name(bad) + " is " + hosts::number_name(to[bad]);
    return bad < 0;
  } catch (...) {
    thrown = std::current_exception();
    return false;
  }
};

struct outcome {
  bool solved = false;
  int iterations = 0;
  std::string status;
};
inline outcome run(const Ipopt::SmartPtr<vector_problem>& problem, const std::vector<option>& options) {
  if (const std::string why = problem->refusal(); !why.empty()) return {false, 0, why};
  const Ipopt::SmartPtr<Ipopt::IpoptApplication> application = IpoptApplicationFactory();
  const Ipopt::SmartPtr<Ipopt::OptionsList> list = application->Options();
  const auto set = [&](const option& o) {
    if (const int* number = std::get_if<int>(&o.value))
      return list->SetIntegerValue(o.name, *number) || list->SetNumericValue(o.name, *number);
    if (const double* number = std::get_if<double>(&o.value)) return list->SetNumericValue(o.name, *number);
    return list->SetStringValue(o.name, std::get<std::string>(o.value));
  };
  set({"print_level", 0});
  set({"sb", "yes"});
  for (const option& o : options)
    if (!set(o)) return {false, 0, std::string("Ipopt has no option ") + o.name + " that takes such a value"};
  auto status = application->Initialize();
  if (status == Ipopt::Solve_Succeeded) status = application->OptimizeTNLP(GetRawPtr(problem));
  if (problem->thrown) std::rethrow_exception(problem->thrown);
  outcome found{status == Ipopt::Solve_Succeeded || status == Ipopt::Solved_To_Acceptable_Level, 0,
                status_words(status)};
  if (!found.solved && !problem->wrong.empty()) found.status += ": " + problem->wrong;
  if (IsValid(application->Statistics())) found.iterations = application->Statistics()->IterationCount();
  return found;
}

}  // namespace cotangent::ipopt
