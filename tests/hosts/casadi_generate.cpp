// What CasADi calls: functions with derivatives, and one of several nonlinear programs, which is named first.
#include <cotangent/codegen/generate.hpp>
#include <cotangent/hosts/casadi.hpp>

#include "../sparse/hock_schittkowski.hpp"
#include "../sparse/optimal_control.hpp"

#include <string_view>

template <template <class, int...> class Leaf>
struct pendulum {
  using vector = Leaf<double, 2>;
  using number = Leaf<double>;
  BOOST_HANA_DEFINE_STRUCT(pendulum, (vector, state), (number, length));
};
constexpr auto swing = [](auto p, auto matrix, auto force) {
  const auto rate = stack(p.state(1), -9.81 / p.length * sin(p.state(0)) + force);
  return ct::tuple(dot(matrix, rate), matrix * p.length, sum(square(rate)));
};
constexpr auto banded = [](auto x) { return x * ct::roll<1, 0>(x) + sin(x); };
/// With a parameter, and a tree of constraints.
constexpr auto parametric_cost = [](auto x, auto p) { return sum(square(x - p)) + x(0) * x(2); };
constexpr auto parametric_constraints = [](auto x, auto p) { return ct::tuple(x(0) * x(1) - p(0), x - square(x(1))); };

template <class P>
void add_problem(ct::codegen::library& lib) {
  if constexpr (requires { P::constraints; })
    ct::casadi::add_nlp(lib, P::cost, P::constraints, ct::like<typename P::vector>);
  else ct::casadi::add_nlp(lib, P::cost, ct::none, ct::like<typename P::vector>);
}

int main(int argc, char** argv) {
  const std::string_view problem = argv[1];
  const bool is_named = problem != "--out";
  ct::codegen::library lib(is_named ? std::string(problem) + "_nlp" : "casadi_kernels");
  if (problem == "hs1") add_problem<hs1>(lib);
  else if (problem == "hs14") add_problem<hs14>(lib);
  else if (problem == "hs43") add_problem<hs43>(lib);
  else if (problem == "hs71") add_problem<hs71>(lib);
  else if (problem == "hs60") add_problem<hs60>(lib);
  else if (problem == "parametric")
    ct::casadi::add_nlp(lib, parametric_cost, parametric_constraints, ct::like<ct::tensor<double, 3>>,
                        ct::like<ct::tensor<double, 3>>);
  // What the adaptor refuses.
  else if (problem == "nothing") lib.add("f", banded, ct::like<ct::tensor<double, 6>>);
  else if (problem == "floats") lib.add("casadi_f", banded, ct::like<ct::tensor<float, 6>>);
  else if (problem == "cubes") lib.add("casadi_f", banded, ct::like<ct::tensor<double, 6, 2, 2>>);
  else if (problem == "twice")
    for (const char* name : {"f_work", "casadi_f"}) lib.add(name, banded, ct::like<ct::tensor<double, 6>>);
  else if (problem == "library") lib.add("casadi_exp", banded, ct::like<ct::tensor<double, 6>>);
  else if (problem == "dense")
    for (const char* name : {"casadi_f", "casadi_jac_f"}) lib.add(name, banded, ct::like<ct::tensor<double, 6>>);
  else {
    ct::casadi::add(lib, "swing", swing, ct::like<pendulum<ct::value>>, ct::like<ct::tensor<double, 3, 2>>,
                    ct::like<double>);
    ct::casadi::add(lib, "banded", banded, ct::like<ct::tensor<double, 6>>);
  }
  return is_named ? lib.main(argc - 1, argv + 1) : lib.main(argc, argv);
}
