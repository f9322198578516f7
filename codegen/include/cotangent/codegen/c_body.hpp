// The body of a loop nest in C: each instruction a statement, each access an element of an array.
#pragma once

#include <cotangent/codegen/c_spelling.hpp>
#include <cotangent/codegen/function.hpp>
#include <cotangent/codegen/names.hpp>
#include <cotangent/schedule/schedule.hpp>

namespace cotangent::codegen::c {

class body_writer {
 public:
  virtual ~body_writer() = default;

 protected:
  body_writer(const function& what, const ir::schedule& how)
      : f(what), s(how), shared_table(static_cast<std::size_t>(how.buffers.size()), false) {
    for (const ir::buffer& b : s.buffers) variable.push_back(b.variable);
  }

  void line(const std::string& statement) {
    text += std::string(2 * static_cast<std::size_t>(depth), ' ') + statement + "\n";
  }

  void open(const std::string& statement) {
    line(statement);
    ++depth;
  }
  void close() {
    --depth;
    line("}");
  }

  std::string name_of(int b) const {
    const ir::buffer& buffer = s.buffers[b];
    switch (buffer.kind) {
      case ir::storage_kind::input: return f.inputs[static_cast<std::size_t>(buffer.index)].name;
      case ir::storage_kind::output: return f.outputs[static_cast<std::size_t>(buffer.index)].name;
      case ir::storage_kind::constant:
        return shared_table[static_cast<std::size_t>(b)] ? table_name(f.name, b) : concat("c", std::to_string(b));
      default: return concat("w", std::to_string(b));
    }
  }
  /// One number of the workspace is a variable, which a compiler keeps in a register from one step of a loop to the
  /// next.
  bool is_variable(int b) const { return variable[static_cast<std::size_t>(b)]; }
  std::string first_of(int b) const { return is_variable(b) ? name_of(b) : name_of(b) + "[0]"; }

  /// Element offset of an access, as an expression of the loop counters.
  std::string offset(const ir::access& a, const ir::kernel& k) const {
    std::string sum;
    const auto add = [&](int stride, const std::string& factor) {
      if (stride == 0) return;
      if (!sum.empty()) sum += stride < 0 ? " - " : " + ";
      else if (stride < 0) sum += "-";
      const int size = stride < 0 ? -stride : stride;
      if (size != 1) sum += std::to_string(size) + " * ";
      sum += factor;
    };
    for (int d = 0; d < ir::max_depth; ++d) add(a.step[d], concat("n", std::to_string(d)));
    for (int l = 0; l < k.rank; ++l) add(k.extent[l] == 1 ? 0 : a.stride[l], counter(l));
    if (a.index >= 0) {
      const std::string i = operand(a.index, k), last = std::to_string(a.index_extent - 1);
      add(a.index_stride, concat("(", i, " < 0 ? 0 : ", i, " > ", last, " ? ", last, " : ", i, ")"));
    }
    if (sum.empty()) return std::to_string(a.offset);
    if (a.offset != 0) sum += (a.offset < 0 ? " - " : " + ") + std::to_string(a.offset < 0 ? -a.offset : a.offset);
    return sum;
  }
  static std::string counter(int loop) { return std::string(1, "ijklmnpq"[loop]); }
  std::string element(int address, const ir::kernel& k) const { return element(s.addresses[address], k); }
  virtual std::string element(const ir::access& a, const ir::kernel& k) const {
    const ir::buffer& b = s.buffers[a.buffer];
    const bool by_value =
        b.kind == ir::storage_kind::input && f.inputs[static_cast<std::size_t>(b.index)].type.dims.rank == 0;
    return by_value || is_variable(a.buffer) ? name_of(a.buffer) : name_of(a.buffer) + "[" + offset(a, k) + "]";
  }

  /// As many neighbours as a register has lanes, or numbers that lie apart.
  std::string in_register(int address, const ir::kernel& k, bool read = false) const {
    const ir::access& a = s.addresses[address];
    const std::string at = offset(a, k);
    if (const int stride = a.stride[k.vector_axis]; stride != 1)
      return concat(apart_name(s.buffers[a.buffer].element), "(", name_of(a.buffer), at == "0" ? "" : " + " + at, ", ",
                    std::to_string(stride), ")");
    return concat(read ? "*(const " : "*(", lanes_name(s.buffers[a.buffer].element), " *)(", name_of(a.buffer),
                  at == "0" ? "" : " + " + at, ")");
  }
  /// Whether a value is a register, which differs from lane to lane, where the nest is written in those.
  bool is_in_lanes(int number) const { return in_registers && number >= 0 && s.instructions[number].differs; }

  /// `lane`: which of the totals, "" if there is one.
  void body(const ir::kernel& k, const std::string& lane) {
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i) instruction(i, k);
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i) store(i, k, lane);
  }

  dtype stored_type(int store_number) const {
    return s.buffers[s.addresses[s.stores[store_number].address].buffer].element;
  }
  std::string total(int store_number, const ir::kernel& k) const {
    return concat("s", std::to_string(store_number - k.first_store));
  }
  static bool is_number(const ir::instruction& i) { return i.code == op::constant || i.code == op::zeros; }
  std::string operand(int number, const ir::kernel& k) const {
    if (number < 0) return "";
    const ir::instruction& i = s.instructions[number];
    if (i.where == ir::computed::in_sums)
      return operand(i.in[0], k) + " * " + operand(i.in[1], k);  // compilers may round such an expression once
    return is_number(i) ? literal(i.element, i.bits) : concat("t", std::to_string(number - k.first_instruction));
  }
  std::string cast_exponent(const ir::instruction& i) const {
    return i.code == op::pow && ir::is_floating(i.element) && !ir::is_floating(s.instructions[i.in[1]].element)
               ? concat("(", type_name(i.element), ")")
               : "";
  }
  void instruction(int number, const ir::kernel& k) {
    const ir::instruction& i = s.instructions[number];
    if (is_number(i) || i.where == ir::computed::in_sums) return;  // written where it is used
    const bool differs = is_in_lanes(number);
    if (differs && i.code != op::parameter)
      return line(concat("const ", i.element == dtype::boolean ? mask_name(k.vector_element) : lanes_name(i.element),
                         " ", operand(number, k), " = ", on_registers(i, k), ";"));
    if (i.where == ir::computed::in_registers && !in_registers) {
      if (is_variable(s.addresses[i.address].buffer)) line(concat("(void)", element(i.address, k), ";"));
      return;
    }
    std::string value;
    if (i.code == op::parameter) value = differs ? in_register(i.address, k, true) : element(i.address, k);
    else if (i.code == op::iota)
      value = concat("(", type_name(i.element), ")(", offset(s.addresses[i.address], k), ")");
    else
      value = expression(i.code, s.instructions[i.in[0]].element, i.element, operand(i.in[0], k),
                         cast_exponent(i) + operand(i.in[1], k), operand(i.in[2], k));
    line("const " + (differs ? lanes_name(i.element) : type_name(i.element)) + " " + operand(number, k) + " = " +
         value + ";");
  }
  /// An operand as a register, or a truth as a mask.
  std::string as_register(int number, const ir::kernel& k) const {
    const std::string one = operand(number, k);
    if (number < 0 || is_in_lanes(number)) return one;
    if (s.instructions[number].element == dtype::boolean) return concat(mask_of_name(k.vector_element), "(", one, ")");
    return concat(one, " - ", zero_lanes(k.vector_element));
  }
  /// One operation that differs from lane to lane.
  std::string on_registers(const ir::instruction& i, const ir::kernel& k) const {
    const dtype d = k.vector_element;
    const std::string mask = concat("(", mask_name(d), ")"), a = as_register(i.in[0], k), b = as_register(i.in[1], k);
    if (i.code == op::div && i.in[2] >= 0)
      return concat(quotient_name(d), "(", a, ", ", operand(i.in[1], k), ", ", operand(i.in[2], k), ", ",
                    std::to_string(i.bits), ")");
    if (has_lanes_function(i.code)) {
      const std::string c = as_register(i.in[2], k);
      return concat(lanes_function(i.code, d), "(", a, b.empty() ? "" : ", " + b, c.empty() ? "" : ", " + c, ")");
    }
    if (ir::is_comparison(i.code)) return concat(mask, "(", a, infix(i.code), b, ")");
    if (i.code == op::is_nan) return concat(mask, "(", a, " != ", a, ")");
    if (i.code == op::is_finite) return concat(mask, "(", a, " - ", a, " == ", a, " - ", a, ")");
    if (i.code == op::logical_and || i.code == op::logical_or)
      return concat(mask, "(", a, i.code == op::logical_and ? " & " : " | ", b, ")");
    const bool from_truth = s.instructions[i.in[0]].element == dtype::boolean;
    if (i.code == op::convert && i.element == dtype::boolean && !from_truth)
      return concat(mask, "(", a, " != ", zero_lanes(d), ")");
    if (i.code == op::convert && i.element != dtype::boolean && from_truth)
      return concat(lanes_function(op::select, d), "(", a, ", ", literal(d, ir::bits_of(d, 1)), " - ", zero_lanes(d),
                    ", ", zero_lanes(d), ")");
    if (i.code == op::convert) return a;
    return expression(i.code, i.element, i.element, operand(i.in[0], k), operand(i.in[1], k),
                      "");  // arithmetic, where one of them may be a number
  }
  void store(int number, const ir::kernel& k, const std::string& lane) {
    const ir::store& to = s.stores[number];
    std::string value = operand(to.value, k);
    const std::string sum = total(number, k) + lane;
    if (to.mode == ir::store_mode::reduce && !lanes_not_done.empty())
      value = concat(lanes_function(op::select, k.vector_element), "(", lanes_not_done, ", ", as_register(to.value, k),
                     ", ", zero_lanes(k.vector_element), ")");
    if (to.mode == ir::store_mode::reduce)
      line(sum + " = " + combined(to.reduction, stored_type(number), sum, value) + ";");
    else if (to.mode == ir::store_mode::accumulate && is_integer(stored_type(number)))
      line(element(to.address, k) + " = " + wrapped(op::add, stored_type(number), element(to.address, k), value) + ";");
    else {
      if (in_registers && !is_in_lanes(to.value)) value += " - " + zero_lanes(stored_type(number));
      const ir::access& a = s.addresses[to.address];
      if (const int stride = in_registers ? a.stride[k.vector_axis] : 1; stride != 1)
        return line(concat(put_apart_name(stored_type(number)), "(", name_of(a.buffer), " + ", offset(a, k), ", ",
                           std::to_string(stride), ", ", value, ");"));
      line((!in_registers ? element(to.address, k) : in_register(to.address, k)) +
           (to.mode == ir::store_mode::accumulate ? " += " : " = ") + value + ";");
    }
  }

  const function& f;
  const ir::schedule& s;
  std::vector<bool> variable, shared_table;  // of buffers: one number; constants that stand outside of the function
  bool in_registers = false;                 // what is being written works on those
  std::string lanes_not_done;                // a mask of the lanes to be summed, if some have been
  std::string text;
  int depth = 1;
};

}  // namespace cotangent::codegen::c
