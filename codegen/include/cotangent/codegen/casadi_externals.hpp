// Which externals of CasADi a library's functions make, with the names and sparsity that CasADi asks for: a C function
// casadi_f makes the external f (hosts/casadi.hpp adds them).
#pragma once

#include <cotangent/codegen/casadi_nlp.hpp>
#include <cotangent/codegen/names.hpp>

namespace cotangent::codegen::casadi {

class externals {
  functions_by_name functions;

 public:
  std::vector<external> all;

  explicit externals(const std::vector<function>& f) : functions{f} {
    for (const function& each : f) {
      if (!each.name.starts_with(prefix)) continue;
      for (const auto* list : {&each.inputs, &each.outputs})
        for (const parameter& p : *list)
          if (p.type.element != ir::dtype::f64 || p.type.dims.rank > 2)
            throw std::invalid_argument(each.name + ": CasADi has numbers, vectors and matrices of doubles, and " +
                                        p.name + " is another array; convert it, or reshape it");
      const std::string name = each.name.substr(prefix.size());
      if (!name.starts_with("nlp_")) all.push_back(of(name));
    }
    if (functions.find("nlp_f") != nullptr) append_nlp(all, functions);
    if (all.empty())
      throw std::invalid_argument("casadi: no function was added for CasADi; ct::casadi::add and add_nlp do that");
    check_names();
  }

 private:
  /// f itself, or a derivative of another one: the inputs are those of the other, what it comes to (which nobody
  /// needs), and directions.
  external of(const std::string& name) const {
    const function& f = functions.needed(name, name);
    const auto derives = [&](const char* word) {
      return name.starts_with(word) && functions.find(name.substr(std::string_view(word).size()));
    };
    external made{name, {}, {}, {}};
    const bool jacobian = derives("jac_"), forward = derives("fwd1_"), reverse = derives("adj1_");
    if (!jacobian && !forward && !reverse) {
      for (const parameter& p : f.inputs) made.inputs.push_back(place_of(p));
      for (std::size_t k = 0; k < f.outputs.size(); ++k)
        made.outputs.push_back(dense_output(f, static_cast<int>(k), f.outputs[k].name));
    } else {
      const external other = of(name.substr(jacobian ? 4 : 5));
      made.inputs = other.inputs;
      made.given = other.given;
      for (const output& o : other.outputs) made.inputs.push_back(o.empty("out_" + o.name));
      if (jacobian) {
        append_blocks(made, sparse(f), other);
      } else {
        const auto directed = [&](const place& p, const char* word) { return p.named(word + p.name); };
        const auto directions = [&](const auto& list) {
          for (const place& p : list) {
            made.given.push_back(static_cast<int>(made.inputs.size()));
            made.inputs.push_back(directed(p, forward ? "fwd_" : "adj_"));
          }
        };
        const auto results = [&](const auto& list) {
          int which = 0;
          for (const place& p : list)
            made.outputs.push_back(dense_output(f, which++, (forward ? "fwd_" : "adj_") + p.name));
        };
        if (forward) directions(other.inputs), results(other.outputs);
        else directions(other.outputs), results(other.inputs);
      }
    }
    if (!forward && !reverse && !jacobian)
      for (std::size_t k = 0; k < made.inputs.size(); ++k) made.given.push_back(static_cast<int>(k));
    return made;
  }
  /// A block for each output of `other` and each of its inputs: f's rows are elements of the outputs, one after the
  /// other, its columns those of the inputs that C has.
  static void append_blocks(external& made, const function& f, const external& other) {
    int first_row = 0;
    for (const output& o : other.outputs) {
      for (std::size_t i = 0; i < other.inputs.size(); ++i) {
        int first_column = 0, count = 0;
        for (const int given : other.given) {
          count = other.inputs[static_cast<std::size_t>(given)].count();
          if (given == static_cast<int>(i)) break;
          first_column += count;
          count = 0;
        }
        std::vector<std::array<int, 3>> entries;
        append_entries(entries, f, [&](int row, int column) {
          const bool inside = row >= first_row && row < first_row + o.count() && column >= first_column &&
                              column < first_column + count;
          return inside ? std::array{row - first_row, column - first_column} : std::array{-1, -1};
        });
        const place& in = other.inputs[i];
        made.outputs.push_back(sparse_output(f, "jac_" + o.name + "_" + in.name, o.rows * o.columns,
                                             in.rows * in.columns, std::move(entries)));
      }
      first_row += o.count();
    }
  }

  void check_names() const {
    std::vector<std::string> taken;
    for (const function& f : functions.all) taken.push_back(f.name);
    for (const external& e : all) {
      if (const std::string_view problem = problem_with_name(e.name); !problem.empty())
        throw std::invalid_argument("casadi: '" + e.name + "' " + std::string(problem));
      for (const char* end :
           {"", "_n_in", "_n_out", "_name_in", "_name_out", "_sparsity_in", "_sparsity_out", "_work"}) {
        if (std::find(taken.begin(), taken.end(), e.name + end) != taken.end())
          throw std::invalid_argument("casadi: two functions would be " + e.name + end + "; rename one of them");
        taken.push_back(e.name + end);
      }
    }
  }
};

}  // namespace cotangent::codegen::casadi
