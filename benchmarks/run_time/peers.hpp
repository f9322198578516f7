// Value and gradient of models.hpp's functions by libraries that a user might take instead, each used as its
// documentation has it for a function that is called again and again.
#pragma once

#define TRILINOS_NO_CONFIG_H  // else Debian's Sacado wants Kokkos
#include <Sacado_trad.hpp>
#include <adolc/adolc.h>

#include <vector>

/// Sacado, reverse mode: every call records its operations anew.
template <class Model, class... Data>
double by_sacado(const double* x, int parameters, double* gradient, int n, const Data*... data) {
  using number = Sacado::Rad::ADvar<double>;
  std::vector<number> inputs(static_cast<std::size_t>(parameters));
  for (std::size_t k = 0; k < inputs.size(); ++k) inputs[k] = x[k];
  const number value = Model::primal(static_cast<const number*>(inputs.data()), n, data...);
  number::Gradcomp();
  for (std::size_t k = 0; k < inputs.size(); ++k) gradient[k] = inputs[k].adj();
  return value.val();
}

inline short next_tape = 0;
/// ADOL-C: operations are recorded once, and the tape is run on other numbers. Nothing here branches on them.
template <class Model>
class adolc_tape {
 public:
  template <class... Data>
  adolc_tape(const double* x, int parameters, int n, const Data*... data) : tag_(next_tape++), parameters_(parameters) {
    trace_on(tag_);
    std::vector<adouble> inputs(static_cast<std::size_t>(parameters));
    for (std::size_t k = 0; k < inputs.size(); ++k) inputs[k] <<= x[k];
    adouble value = Model::primal(static_cast<const adouble*>(inputs.data()), n, data...);
    double result;
    value >>= result;
    trace_off();
  }
  double operator()(const double* x, double* gradient) const {
    double value, one = 1;
    zos_forward(tag_, 1, parameters_, 1, x, &value);
    fos_reverse(tag_, 1, parameters_, &one, gradient);
    return value;
  }

 private:
  short tag_;
  int parameters_;
};
