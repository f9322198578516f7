// CasADi's externals around generated C, `NAME_casadi.c`: what they are called, their sparsity, and calls.
#pragma once

#include <cotangent/codegen/casadi_externals.hpp>

#include <map>

namespace cotangent::codegen::casadi {

/// Prints externals; tables that are equal are one.
class writer {
  std::map<std::string, std::string> tables;
  std::string tables_text, text;
  int zeros = 1;

  std::string table(const char* type, const std::vector<int>& numbers) {
    std::string list;
    std::size_t column = 0;
    for (const int number : numbers) {
      const std::string next = std::to_string(number) + ",";
      list += column + next.size() > 110 ? "\n  " : " ";
      column = column + next.size() > 110 ? next.size() : column + next.size() + 1;
      list += next;
    }
    const std::string key = std::string(type) + list;
    const auto [at, is_new] = tables.try_emplace(key, "i64_table_" + std::to_string(tables.size()));
    if (is_new)
      tables_text += std::string("static const ") + type + " " + at->second + "[" + std::to_string(numbers.size()) +
                     "] = {" + list + "\n};\n";
    return at->second;
  }
  /// As casadi::Sparsity::compressed takes it.
  std::string sparsity(const place& p) {
    std::vector<int> numbers{p.rows, p.columns};
    if (p.dense) {
      numbers.push_back(1);
    } else {
      numbers.insert(numbers.end(), p.column_begin.begin(), p.column_begin.end());
      numbers.insert(numbers.end(), p.row.begin(), p.row.end());
    }
    return table("casadi_int", numbers);
  }
  template <class Places, class One>
  void choice(const std::string& head, const Places& places, const char* otherwise, const One& one) {
    text += "F64_EXPORT " + head + "(casadi_int i) {\n  switch (i) {\n";
    int k = 0;
    for (const place& p : places) text += "    case " + std::to_string(k++) + ": return " + one(p) + ";\n";
    text += std::string("    default: return ") + otherwise + ";\n  }\n}\n";
  }

  /// Calls f, if what it computes is wanted: its results in CasADi's memory where they stand there as they are, else
  /// in w, from which they are copied. Returns how many numbers of w that takes.
  int call(const external& e, const function& f) {
    std::string wanted, arguments, copies;
    for (std::size_t k = 0; k < f.inputs.size(); ++k) {
      const int input = e.given[k];
      const std::string at = "arg[" + std::to_string(input) + "]";
      const bool number = f.inputs[k].type.dims.rank == 0;
      if (!number) zeros = std::max(zeros, static_cast<int>(f.inputs[k].type.dims.size()));
      arguments += at + " ? " + at + (number ? "[0] : 0, " : " : f64_zeros, ");
    }
    int used = 0;
    for (std::size_t which = 0; which < f.outputs.size(); ++which) {
      const std::string there = "w + " + std::to_string(used);
      std::string direct;
      for (std::size_t k = 0; k < e.outputs.size(); ++k) {
        const output& o = e.outputs[k];
        if (o.from != &f || o.which != static_cast<int>(which)) continue;
        const std::string to = "res[" + std::to_string(k) + "]";
        wanted += (wanted.empty() ? "" : " || ") + to;
        if (o.entry.empty()) direct = to;
        else
          copies += "    if (" + to + ")\n      for (int k = 0; k < " + std::to_string(o.entry.size()) + "; ++k) " +
                    to + "[k] = (" + there + ")[" + table("int", o.entry) + "[k]];\n";
      }
      arguments += direct.empty() ? there + ", " : direct + " ? " + direct + " : " + there + ", ";
      used += static_cast<int>(f.outputs[which].type.dims.size());
    }
    const std::string space = "w + " + std::to_string(used);
    text += "  if (" + wanted + ") {\n    " + workspace_function(f.name) + "(" + arguments + space + ");\n" + copies +
            "  }\n";
    return used;
  }

 public:
  void add(const external& e) {
    std::vector<const function*> called;
    for (const output& o : e.outputs)
      if (o.from != nullptr && std::find(called.begin(), called.end(), o.from) == called.end())
        called.push_back(o.from);
    text += "\nF64_EXPORT int " + e.name +
            "(const double **arg, double **res, casadi_int *iw, double *w, int mem) {\n  (void)arg;\n  (void)res;\n  "
            "(void)iw;\n  (void)w;\n  (void)mem;\n";
    std::string sizes = "0";
    for (const function* f : called) {
      const int used = call(e, *f);
      const std::string all = std::to_string(used) + " + (" + workspace_macro(f->name) + " + 7) / 8";
      sizes = "F64_LARGER(" + sizes + ", " + all + ")";
    }
    text += "  return 0;\n}\n";
    const auto count = [](std::size_t n) { return std::to_string(n); };
    text += "F64_EXPORT casadi_int " + e.name + "_n_in(void) { return " + count(e.inputs.size()) +
            "; }\nF64_EXPORT casadi_int " + e.name + "_n_out(void) { return " + count(e.outputs.size()) + "; }\n";
    const auto name = [](const place& p) { return "\"" + p.name + "\""; };
    const auto where = [&](const place& p) { return sparsity(p); };
    choice("const char *" + e.name + "_name_in", e.inputs, "0", name);
    choice("const char *" + e.name + "_name_out", e.outputs, "0", name);
    choice("const casadi_int *" + e.name + "_sparsity_in", e.inputs, "0", where);
    choice("const casadi_int *" + e.name + "_sparsity_out", e.outputs, "0", where);
    text += "F64_EXPORT int " + e.name +
            "_work(casadi_int *sz_arg, casadi_int *sz_res, casadi_int *sz_iw, casadi_int *sz_w) {\n  if (sz_arg) "
            "*sz_arg = " +
            count(e.inputs.size()) + ";\n  if (sz_res) *sz_res = " + count(e.outputs.size()) +
            ";\n  if (sz_iw) *sz_iw = 0;\n  if (sz_w) *sz_w = " + sizes + ";\n  return 0;\n}\n";
  }
  std::string source(const std::string& library) const {
    return "/* Generated by Cotangent: functions of " + library + ".h as CasADi's externals. */\n#include \"" +
           library +
           ".h\"\n\ntypedef long long casadi_int;\n#if defined(_WIN32)\n#define F64_EXPORT "
           "__declspec(dllexport)\n#elif "
           "defined(__GNUC__)\n#define F64_EXPORT __attribute__((visibility(\"default\")))\n#else\n#define "
           "F64_EXPORT\n#endif\n"
           "#define F64_LARGER(a, b) ((a) > (b) ? (a) : (b))\n\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\nstatic "
           "const "
           "double f64_zeros[" +
           std::to_string(zeros) + "] = {0}; /* of an argument that is null */\n" + tables_text + text +
           "\n#ifdef __cplusplus\n}\n#endif\n";
  }
};

inline std::vector<file> files(const std::string& library, const std::vector<function>& functions) {
  writer out;
  for (const external& e : externals(functions).all) out.add(e);
  return {{library + "_casadi.c", out.source(library)}};
}

}  // namespace cotangent::codegen::casadi
