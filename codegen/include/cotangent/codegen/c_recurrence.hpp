// Loops in C. Of c := a c + b four steps are one, so that only every fourth waits for the one before.
#pragma once

#include <cotangent/codegen/c_registers.hpp>
#include <cotangent/schedule/limits.hpp>

namespace cotangent::codegen::c {

class loop_writer : protected register_writer {
 protected:
  using register_writer::register_writer;

  /// Writes the loop at step `at` whole, if some of its steps are one.
  bool wrote_linear_recurrence(int at) {
    const ir::step loop = s.steps[at];
    if (loop.kind != ir::step_kind::loop || s.steps[at + 1].kind != ir::step_kind::run) return false;
    const ir::kernel& k = s.kernels[s.steps[at + 1].at];
    const ir::linear_recurrence& r = k.plan.recurrence;
    const int many = r.together;
    if (many == 0) return false;
    const std::string n = counter_of(loop.depth), count = std::to_string(loop.at);
    const std::string product = numbered("a", many),
                      most = literal(s.instructions[r.carry].element,
                                     ir::bits_of(s.instructions[r.carry].element, ir::limits::largest_product));
    const std::string moderate = concat(product, " <= ", most, " && ", product, " >= -", most);
    open("{");
    line("/* c := a c + b, four steps as one */");
    line(concat("int ", n, " = 0;"));
    if (r.same_factor) powers(k, r, loop.depth);
    open(concat("for (; ", r.same_factor ? moderate + " && " : "", n, " + ", std::to_string(many), " <= ", count, "; ",
                n, " += ", std::to_string(many), ") {"));
    if (!r.same_factor) {
      powers(k, r, loop.depth);
      line(concat("if (!(", moderate, ")) break;"));
    }
    steps(k, r, loop.depth);
    close();
    open(concat("for (; ", n, " < ", count, "; ++", n, ") {"));
    nest(k);
    close();
    close();
    return true;
  }
  static std::string counter_of(int depth) { return concat("n", std::to_string(depth)); }

 private:
  static std::string numbered(const char* name, int number) { return concat(name, std::to_string(number)); }
  void define(const ir::linear_recurrence& r, const std::string& name, const std::string& value) {
    line(concat("const ", type_name(s.instructions[r.carry].element), " ", name, " = ", value, ";"));
  }
  /// An address so many steps ahead.
  std::string ahead(int address, const ir::kernel& k, int loop, int steps) const {
    ir::access a = s.addresses[address];
    a.offset += steps * a.step[loop];
    return element(a, k);
  }
  /// a1 to a4: the products of the next one to four factors.
  void powers(const ir::kernel& k, const ir::linear_recurrence& r, int loop) {
    const ir::instruction& a = s.instructions[r.a];
    for (int j = 0; j < r.together; ++j) {
      const std::string factor = r.same_factor && j > 0    ? "a1"
                                 : a.code == op::parameter ? ahead(a.address, k, loop, j)
                                                           : literal(a.element, a.bits);
      if (!r.same_factor) define(r, numbered("f", j), factor);
      define(r, numbered("a", j + 1),
             concat(r.same_factor ? factor : numbered("f", j), j > 0 ? concat(" * ", numbered("a", j)) : ""));
    }
  }
  void steps(const ir::kernel& k, const ir::linear_recurrence& r, int loop) {
    const std::string carry = element(s.instructions[r.carry].address, k);
    for (int j = 0; j < r.together; ++j) {
      const std::string before = concat(" + ", r.same_factor ? "a1" : numbered("f", j), " * ", numbered("b", j));
      define(r, numbered("b", j + 1), concat(ahead(s.instructions[r.b].address, k, loop, j), j > 0 ? before : ""));
    }
    define(r, "c0", carry);
    for (int j = 1; j <= r.together; ++j)
      define(r, numbered("c", j), concat(numbered("b", j), " + ", numbered("a", j), " * c0"));
    for (int m = k.first_store; m < k.first_store + k.store_count; ++m)
      for (int j = 0; j < r.together && !s.stores[m].carried; ++j)
        line(concat(ahead(s.stores[m].address, k, loop, j), " = ",
                    numbered("c", s.stores[m].value == r.next ? j + 1 : j), ";"));
    line(concat(carry, " = ", numbered("c", r.together), ";"));
  }
};

}  // namespace cotangent::codegen::c
