// Programs as Python, a line for each equation. What each operation becomes stands in the table at jax_rows.hpp.
#pragma once

#include <cotangent/codegen/jax_program.hpp>
#include <functional>

namespace cotangent::codegen::jax {

/// What a module holds beside its functions.
struct module_text {
  std::set<text> names;                          // that its definitions have
  std::vector<text> definitions;                 // functions with rules, in the order that Python reads them
  std::set<text> helpers;                        // of jax_preamble.hpp, by name
  std::map<text, text> functions_of_operations;  // which have a rule of their own; by operation and types

  text fresh(const text& wanted) {
    text name = wanted;
    for (int k = 2; !names.insert(name).second; ++k) name = wanted + std::to_string(k);
    return name;
  }
};

class writer {
 public:
  writer(module_text& whole, const program& what, text of)
      : module(whole), p(what), g(what.g), function(std::move(of)) {}

  /// The body of a region as Python: its lines; its results are what `finish` makes of their texts.
  void region(int id, const std::function<void(const std::vector<text>& results)>& finish);
  void bind(int parameter, const text& code) { name(parameter, {code, g.dims(parameter)}); }
  text new_letters();
  void line(const text& code) { body += text(4 * depth, ' ') + code + "\n"; }
  /// The array itself, of its shape and element type.
  text whole(int id);
  /// A zero of a value's type.
  text zeros_like(int id) const { return splat(g.element(id), g.dims(id), "0"); }

  text body;
  std::size_t depth = 1;

 private:
  friend struct row;
  friend struct rules;
  using texts = std::vector<text>;

  module_text& module;
  const program& p;
  const ir::graph& g;
  text function;
  std::map<int, piece> names;
  std::vector<int> named_here;
  std::map<text, int> inner_functions;
  int next_letters = 0;

  [[noreturn]] void refuse(int id, const text& why) const {
    throw std::invalid_argument(function + ": " + ir::primitives[g[id].code].name + ": " + why);
  }
  void name(int id, piece what) {
    names[id] = std::move(what);
    named_here.push_back(id);
  }
  text use(const text& helper) { return *module.helpers.insert(helper).first; }
  text inner_function(const text& wanted) {
    while (true) {
      const int count = ++inner_functions[wanted];
      const text name = count == 1 ? wanted : wanted + std::to_string(count);
      if (!module.names.contains(name)) return name;
    }
  }
  static text splat(ir::dtype d, const ir::shape& s, const text& number);
  bool has_no_line(int id) const;
  piece value(int id);
  void equation(int id);
  void elementwise(int id, const text& spelling);

  // ---- rows
  void write_power(int id);
  void write_quotient(int id);
  void write_rounding(int id);
  void write_sum_of_two(int id);
  void write_constant(int id);
  void write_iota(int id);
  void write_view(int id) { assign(id, view(id)); }
  void write_pad(int id);
  void write_reshape(int id);
  void write_same(int id);
  void write_reduction(int id);
  void write_gather(int id);
  void write_scatter(int id);
  void write_convert(int id);
  void write_system(int id);
  void write_by_rule(int id);
  void write_scan(int id);
  void write_cond(int id);
  void write_while(int id);
  void write_checkpoint(int id);
  void write_custom(int id);
  void write_custom_transpose(int id);
  void write_print(int id);

  piece view(int id);
  void assign(int id, piece what) {
    const text letters = new_letters();
    line(letters + " = " + what.code);
    name(id, {letters, what.reach});
  }
  void assign(int id, const text& code) { assign(id, piece{code, g.dims(id)}); }
  texts wholes(const ir::list<int>& ids) {
    texts all;
    for (int id : ids) all.push_back(whole(id));
    return all;
  }
  texts new_names(const ir::list<int>& ids) {
    texts all;
    for (int id : ids) {
      all.push_back(new_letters());
      bind(id, all.back());
    }
    return all;
  }
  /// Names for the results `from` to `to` of a call, `_` where nobody takes one.
  texts results_of(int call, int from, int to) {
    texts all;
    const auto found = p.results.find(call);
    for (int k = from; k < to; ++k) {
      all.push_back("_");
      if (found == p.results.end() || !found->second.contains(k)) continue;
      const int id = found->second.at(k);
      all.back() = new_letters();
      bind(id, all.back());
    }
    return all;
  }
  static text returned(const texts& all) {
    return "return " + (all.size() == 1 ? all[0] : all.empty() ? "()" : joined(all));
  }
  /// `def name(head):` with the body of a region, whose parameters have names.
  void define(const text& opening, int region_id, const std::function<void(const texts&)>& finish) {
    line("def " + opening + ":");
    ++depth;
    region(region_id, finish);
    --depth;
  }
  text derived_function(int id);
};

}  // namespace cotangent::codegen::jax
