// Fifteenth lesson, first half: the cart and pole of the twelfth for CasADi: how they move, as a function with
// derivatives, and the whole problem.
#include <cotangent/codegen/generate.hpp>
#include <cotangent/hosts/casadi.hpp>

#include "swing_up_model.hpp"

int main(int argc, char** argv) {
  ct::codegen::library lib("swing_up_casadi");
  ct::casadi::add(lib, "cart_pole", rates, ct::like<ct::tensor<double, 4>>, ct::like<double>);
  ct::casadi::add_nlp(lib, effort, defects, ct::like<ct::tensor<double, 51, 5>>);
  return lib.main(argc, argv);
}
