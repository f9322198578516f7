// A nonlinear program as CasADi's solvers ask for it.
#pragma once

#include <cotangent/codegen/casadi_places.hpp>

namespace cotangent::codegen::casadi {

/// Everything that CasADi's solvers ask of a nonlinear program, under their names.
inline void append_nlp(std::vector<external>& all, const functions_by_name& functions) {
  const function &f = functions.needed("nlp_f", "nlp_f"), &gradient = functions.needed("nlp_grad_f", "nlp_f"),
                 &both = functions.needed("nlp_grad", "nlp_f"),
                 &hessian = sparse(functions.needed("nlp_hess_l", "nlp_f"));
  const function* const g = functions.find("nlp_g");
  const function* const jacobian = g != nullptr ? &sparse(functions.needed("nlp_jac_g", "nlp_g")) : nullptr;
  const place x = place_of(f.inputs[0]).named("x"),
              p = f.inputs.size() > 1 ? place_of(f.inputs[1]).named("p") : place{"p", 0, 1}, number{"", 1, 1},
              constraints = g != nullptr ? place_of(g->outputs[0]) : place{"", 0, 1};
  std::vector<int> given{0};
  if (f.inputs.size() > 1) given.push_back(1);
  const std::vector<place> point{x, p}, with_multipliers{x, p, number.named("lam_f"), constraints.named("lam_g")};
  std::vector<int> all_given = given;
  all_given.push_back(2);
  if (g != nullptr) all_given.push_back(3);

  const output value = dense_output(f, 0, "f"), grad_f = dense_output(gradient, 0, "grad_f_x"),
               values = g != nullptr ? dense_output(*g, 0, "g") : output{constraints.named("g")};
  output jac_g{place{"jac_g_x", 0, x.rows}.empty("jac_g_x")};
  if (jacobian != nullptr) {
    std::vector<std::array<int, 3>> entries;
    append_entries(entries, *jacobian, [](int row, int column) { return std::array{row, column}; });
    jac_g = sparse_output(*jacobian, "jac_g_x", constraints.rows, x.rows, std::move(entries));
  }
  std::vector<std::array<int, 3>> upper, whole;
  append_entries(upper, hessian, [](int row, int column) { return std::array{column, row}; });
  whole = upper;
  append_entries(whole, hessian,
                 [](int row, int column) { return row == column ? std::array{-1, -1} : std::array{row, column}; });
  const bool has_p = f.inputs.size() > 1;
  all.push_back({"nlp", point, {value, values}, given});
  all.push_back({"nlp_f", point, {value}, given});
  all.push_back({"nlp_g", point, {values}, given});
  all.push_back({"nlp_fg", point, {value, values}, given});
  all.push_back({"nlp_grad_f", point, {value, grad_f}, given});
  all.push_back({"nlp_jac_g", point, {values, jac_g}, given});
  all.push_back({"nlp_jac_fg", point, {value, grad_f, values, jac_g}, given});
  all.push_back({"nlp_grad",
                 with_multipliers,
                 {value, values, dense_output(both, 0, "grad_gamma_x"),
                  has_p ? dense_output(both, 1, "grad_gamma_p") : output{p.named("grad_gamma_p")}},
                 all_given});
  all.push_back({"nlp_hess_l",
                 with_multipliers,
                 {sparse_output(hessian, "triu_hess_gamma_x_x", x.rows, x.rows, std::move(upper))},
                 all_given});
  all.push_back({"nlp_hess",
                 with_multipliers,
                 {sparse_output(hessian, "hess_gamma_x_x", x.rows, x.rows, std::move(whole))},
                 all_given});
}

}  // namespace cotangent::codegen::casadi
