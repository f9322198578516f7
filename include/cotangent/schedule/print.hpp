// Schedules as text: what is decided of each loop, nest, instruction and store (schedule/decide.hpp).
#pragma once

#include <cotangent/passes/text_writer.hpp>
#include <cotangent/schedule/schedule.hpp>

namespace cotangent::ir {

class schedule_printer : public text_writer {
 public:
  constexpr explicit schedule_printer(const schedule& decided) : s(decided) {}

  constexpr void run() {
    for (const step& now : s.steps) {
      if (now.kind == step_kind::end || now.kind == step_kind::otherwise) --depth;
      indent(depth);
      step_line(now);
      if (now.kind == step_kind::loop || now.kind == step_kind::branch || now.kind == step_kind::otherwise ||
          now.kind == step_kind::repeat)
        ++depth;
    }
  }

 private:
  constexpr void step_line(const step& now) {
    switch (now.kind) {
      case step_kind::run: return nest(now.at);
      case step_kind::print: return write("print\n");
      case step_kind::loop: return write("loop n"), number(now.depth), write(" < "), number(now.at), write(":\n");
      case step_kind::branch: return write("if "), buffer_name(now.at), write(":\n");
      case step_kind::otherwise: return write("else:\n");
      case step_kind::repeat: return write("repeat:\n");
      case step_kind::leave_unless: return write("leave unless "), buffer_name(now.at), write("\n");
      case step_kind::end: return write("end\n");
    }
  }
  constexpr void nest(int at) {
    const kernel& k = s.kernels[at];
    write("nest ");
    number(nests++);
    if (k.kept > 0) write(", for");
    loops(k, 0, k.kept);
    if (k.kept < k.rank) write(", over");
    loops(k, k.kept, k.rank);
    form(k);
    write("\n");
    for (int n = k.first_instruction; n < k.first_instruction + k.instruction_count; ++n) instruction_line(n, k);
    for (int n = k.first_store; n < k.first_store + k.store_count; ++n) store_line(n, k);
  }
  constexpr void loops(const kernel& k, int from, int to) {
    for (int l = from; l < to; ++l) {
      write(" ");
      axis(l);
      write("<");
      number(k.extent[l]);
    }
  }
  constexpr void form(const kernel& k) {
    const nest_plan& p = k.plan;
    if (p.form == nest_form::chunks) said(", chunks of ", p.chunk, "");
    if (p.form == nest_form::registers) {
      said(", registers of ", p.lanes, " ");
      write(dtype_name(k.vector_element));
    }
    if (p.form != nest_form::numbers) {
      write(" along ");
      axis(k.vector_axis);
    }
    if (p.tile.rows > 1) {
      said(", ", p.tile.rows, " rows of ");
      axis(p.tile.row_axis);
    }
    if (p.tile.across) write(" side by side");
    if (p.tile.columns > 1) said(", ", p.tile.columns, " columns");
    if (p.tile.sums > 1) said(", ", p.tile.sums, " sums");
    const char* const tails[] = {"", " left in a masked register", " left in a register by way of memory",
                                 " left as numbers", " left in a register that begins earlier"};
    if (p.tail != tail_form::none) said(", ", k.width() - p.whole, tails[static_cast<int>(p.tail)]);
    if (p.keeps_carries) write(", carries in registers");
    if (p.recurrence.together > 0) said(", ", p.recurrence.together, " steps are one");
    if (p.apart) write(", a function");
  }
  constexpr void instruction_line(int n, const kernel& k) {
    const instruction& i = s.instructions[n];
    indent(depth + 1);
    value(n, k);
    write(":");
    write(dtype_name(i.element));
    write(" = ");
    if (i.code == op::parameter) place(i.address, k);
    else write(primitives[i.code].name);
    if (i.code == op::constant && is_floating(i.element)) write(" "), real(std::bit_cast<double>(i.bits));
    else if (i.code == op::constant) write(" "), number(i.bits);
    if (i.code == op::iota) write(" "), element(s.addresses[i.address], k);
    for (int in : i.in)
      if (in >= 0) write(" "), value(in, k);
    if (i.products != 0)
      write(i.products == 1 ? " [first a product]" : i.products == 2 ? " [second a product]" : " [both products]");
    if (i.where == computed::in_sums) write(" [in sums]");
    if (i.where == computed::in_registers) write(" [for registers]");
    if (k.plan.form == nest_form::registers && !i.differs) write(" [same in all lanes]");
    group(i.group);
    if (i.carried >= 0) write(" [carried]");
    write("\n");
  }
  constexpr void store_line(int n, const kernel& k) {
    const store& to = s.stores[n];
    indent(depth + 1);
    place(to.address, k);
    write(to.mode == store_mode::accumulate ? " += " : " = ");
    if (to.mode == store_mode::reduce) write(primitives[to.reduction].name), write(" ");
    value(to.value, k);
    if (to.product) write(" [a product]");
    group(to.group);
    if (to.carried) write(" [carried]");
    write("\n");
  }
  constexpr void group(int count) {
    if (count > 0) said(" [first of ", count, "]");
    if (count < 0) write(" [with those before]");
  }
  constexpr void said(const char* before, int n, const char* behind) {
    write(before);
    number(n);
    write(behind);
  }
  constexpr void axis(int l) { letters('i' - 'a' + l); }
  constexpr void value(int n, const kernel& k) { said("t", n - k.first_instruction, ""); }
  constexpr void buffer_name(int b) {
    const char* const kinds[] = {"in", "out", "w", "c"};
    const buffer& of = s.buffers[b];
    said(kinds[static_cast<int>(of.kind)],
         of.kind == storage_kind::input || of.kind == storage_kind::output ? of.index : b, "");
  }
  constexpr void place(int address, const kernel& k) {
    buffer_name(s.addresses[address].buffer);
    if (s.buffers[s.addresses[address].buffer].variable) return;
    write("[");
    element(s.addresses[address], k);
    write("]");
  }
  constexpr void element(const access& a, const kernel& k) {
    bool first = true;
    const auto times = [&](int factor) {
      if (!first) write("+");
      first = false;
      if (factor != 1) said("", factor, "*");
    };
    for (int d = 0; d < max_depth; ++d)
      if (a.step[d] != 0) times(a.step[d]), said("n", d, "");
    for (int l = 0; l < k.rank; ++l)
      if (a.stride[l] != 0 && k.extent[l] > 1) times(a.stride[l]), axis(l);
    if (a.index >= 0) times(a.index_stride), value(a.index, k);
    if (a.offset != 0 || first) times(1), number(a.offset);
  }

  const schedule& s;
  int depth = 0, nests = 0;
};

constexpr list<char> print_schedule(const schedule& decided) {
  schedule_printer p(decided);
  p.run();
  return p.out;
}

}  // namespace cotangent::ir
