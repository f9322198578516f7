#include <cotangent/hosts/casadi.hpp>

namespace ct = cotangent;

struct library {
  template <class... Given>
  void add(const Given&...) {}
};
constexpr auto f = [](auto x) { return x * x; };
void good(library& lib) { ct::casadi::add(lib, "f", f, ct::like<ct::tensor<double, 2, 3>>); }
void floats(library& lib) {
  ct::casadi::add(lib, "f", f, ct::like<ct::tensor<float, 3>>);  // error: casadi: CasADi has numbers, vectors and matrices of doubles, got (f32[3],)
}
void integers(library& lib) {
  ct::casadi::add(lib, "f", [](auto x) { return ct::astype<int>(x); }, ct::like<double>);  // error: casadi: CasADi has numbers, vectors and matrices of doubles, got i32[]
}
