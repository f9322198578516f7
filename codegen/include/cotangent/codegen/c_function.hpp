// One function in C: its loops and branches, and the loop nests in them.
#pragma once

#include <cotangent/codegen/c_body.hpp>

namespace cotangent::codegen::c {

/// Declarations, then the steps.
class writer : body_writer {
 public:
  explicit writer(const function& what) : body_writer(what), used(static_cast<std::size_t>(s.buffers.size()), false) {
    const auto touch = [&](int address) {
      const int b = address < 0 ? -1 : s.addresses[address].buffer;
      if (b >= 0) used[static_cast<std::size_t>(b)] = true;
    };
    for (const ir::instruction& i : s.instructions) touch(i.address);
    for (const ir::store& to : s.stores) touch(to.address);
    for (const ir::step& now : s.steps)
      if (now.kind == ir::step_kind::branch || now.kind == ir::step_kind::leave_unless) used[static_cast<std::size_t>(now.at)] = true;
  }

  std::string function_body() {
    for (int b = 0; b < s.buffers.size(); ++b) declare(b);
    for (const parameter& p : f.inputs) {
      bool read = false;
      for (int b = 0; b < s.buffers.size(); ++b) read = read || (used[static_cast<std::size_t>(b)] && name_of(b) == p.name);
      if (!read) line("(void)" + p.name + ";");
    }
    bool in_workspace = false;
    for (int b = 0; b < s.buffers.size(); ++b)
      in_workspace = in_workspace || (used[static_cast<std::size_t>(b)] && s.buffers[b].kind == ir::storage_kind::workspace && !is_variable(b));
    if (!in_workspace) line("(void)workspace;");
    for (const ir::step& now : s.steps) step(now);
    return std::move(text);
  }

 private:
  void declare(int b) {
    const ir::buffer& buffer = s.buffers[b];
    if (!used[static_cast<std::size_t>(b)]) return;
    const std::string type = type_name(buffer.element);
    if (is_variable(b)) line(type + " " + name_of(b) + " = " + literal(buffer.element, 0) + ";");
    else if (buffer.kind == ir::storage_kind::workspace)
      line(type + " *const " + name_of(b) + " = (" + type + " *)(void *)((unsigned char *)workspace + " + std::to_string(buffer.offset) + ");");
    if (buffer.kind == ir::storage_kind::constant) {
      std::string values;
      for (int k = 0; k < buffer.size; ++k) values += (k > 0 ? ", " : "") + literal(buffer.element, s.words[buffer.index + k]);
      line("static const " + type + " " + name_of(b) + "[" + std::to_string(buffer.size) + "] = {" + values + "};");
    }
  }

  void step(const ir::step& now) {
    const std::string n = concat("n", std::to_string(now.depth));
    switch (now.kind) {
      case ir::step_kind::run: return nest(s.kernels[now.at]);
      case ir::step_kind::loop: return open(concat("for (int ", n, " = 0; ", n, " < ", std::to_string(now.at), "; ++", n, ") {"));
      case ir::step_kind::branch: return open(concat("if (", first_of(now.at), ") {"));
      case ir::step_kind::otherwise: return close(), open("else {");
      case ir::step_kind::repeat: return open("for (;;) {");
      case ir::step_kind::leave_unless: return line(concat("if (!", first_of(now.at), ") break;"));
      case ir::step_kind::end: return close();
      default: return;
    }
  }
  bool reduces(const ir::kernel& k) const {
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
      if (s.stores[i].mode == ir::store_mode::reduce) return true;
    return false;
  }
  void nest(const ir::kernel& k) {
    find_folded(k);
    bool looped = false;  // a loop's braces hold the names; without one they need some
    for (int l = 0; l < k.kept; ++l) looped = looped || k.extent[l] != 1;
    if (!looped) line("{"), ++depth;
    if (reduces(k) && k.vector_axis >= 0 && k.extent[k.vector_axis] >= 8) nest_with_lanes(k);
    else plain_nest(k);
    if (!looped) --depth, line("}");
  }
  void plain_nest(const ir::kernel& k) {
    open_loops(k, 0, k.kept);
    for_totals(k, [&](int i) { line(type_name(stored_type(i)) + " " + total(i, k) + " = " + identity(s.stores[i].reduction, stored_type(i)) + ";"); });
    open_loops(k, k.kept, k.rank);
    body(k, "");
    close_loops(k, k.kept, k.rank);
    for_totals(k, [&](int i) { line(element(s.stores[i].address, k) + " = " + total(i, k) + ";"); });
    close_loops(k, 0, k.kept);
  }

  /// Reductions with a total for each of some neighbouring elements, so that no sum waits for another and compilers,
  /// which may not reorder sums, find loops that they can vectorize.
  void nest_with_lanes(const ir::kernel& k) {
    const int axis = k.vector_axis, most = (axis < k.kept ? 512 : k.extent[axis] < 128 ? 64 : 256) / bytes_of(k.vector_element);
    const int chunk = k.extent[axis] < most ? k.extent[axis] : most, whole = k.extent[axis] / chunk * chunk;
    if (axis < k.kept) {
      open_loops(k, 0, axis);
      in_chunks(k, chunk, whole, [&](int size, const std::string& lane) {
        declare_totals(k, size);
        open_loops(k, k.kept, k.rank);
        over_lanes(k, size, lane, [&] { body(k, "[lane]"); });
        close_loops(k, k.kept, k.rank);
        over_lanes(k, size, lane, [&] { for_totals(k, [&](int i) { line(element(s.stores[i].address, k) + " = " + total(i, k) + "[lane];"); }); });
      });
      close_loops(k, 0, axis);
      return;
    }
    open_loops(k, 0, k.kept);
    declare_totals(k, chunk);
    open_loops(k, k.kept, axis);
    in_chunks(k, chunk, whole, [&](int size, const std::string& lane) { over_lanes(k, size, lane, [&] { body(k, "[lane]"); }); });
    close_loops(k, k.kept, axis);
    for_totals(k, [&](int i) {
      // By halves, which compilers vectorize too, and which waits for few sums.
      const std::string one = total(i, k);
      for (int left = chunk, half = left / 2; left > 1; left -= half, half = left / 2) {
        const std::string other = concat(one, "[lane + ", std::to_string(left - half), "]");
        line(concat("for (int lane = 0; lane < ", std::to_string(half), "; ++lane) ", one, "[lane] = ",
                    combined(s.stores[i].reduction, stored_type(i), one + "[lane]", other), ";"));
      }
      line(element(s.stores[i].address, k) + " = " + one + "[0];");
    });
    close_loops(k, 0, k.kept);
  }
  /// `part(size, first)` for whole chunks of the vector loop, in a loop if they are several, and for what is left.
  template <class Part>
  void in_chunks(const ir::kernel& k, int chunk, int whole, Part part) {
    const std::string at = concat(counter(k.vector_axis), "0"), end = std::to_string(whole);
    if (whole > chunk) open(concat("for (int ", at, " = 0; ", at, " < ", end, "; ", at, " += ", std::to_string(chunk), ") {"));
    else open("{");
    part(chunk, whole > chunk ? concat(at, " + lane") : std::string("lane"));
    close();
    if (whole == k.extent[k.vector_axis]) return;
    open("{");
    part(k.extent[k.vector_axis] - whole, concat(end, " + lane"));
    close();
  }
  template <class Inside>
  void over_lanes(const ir::kernel& k, int size, const std::string& lane, Inside inside) {
    keep_loop(k, size);
    open(concat("for (int lane = 0; lane < ", std::to_string(size), "; ++lane) {"));
    line(concat("const int ", counter(k.vector_axis), " = ", lane, ";"));
    inside();
    close();
  }
  void declare_totals(const ir::kernel& k, int size) {
    for_totals(k, [&](int i) {
      line(type_name(stored_type(i)) + " " + total(i, k) + "[" + std::to_string(size) + "];");
      line("for (int lane = 0; lane < " + std::to_string(size) + "; ++lane) " + total(i, k) + "[lane] = " + identity(s.stores[i].reduction, stored_type(i)) + ";");
    });
  }
  template <class Each>
  void for_totals(const ir::kernel& k, Each each) {
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
      if (s.stores[i].mode == ir::store_mode::reduce) each(i);
  }
  /// A loop inside another over as much as a register holds. (Over more, clang does better by itself.)
  void keep_loop(const ir::kernel& k, int size) {
    if (size >= 8 && size * bytes_of(k.vector_element) <= 64) line(kept_loop);
  }
  void open_loops(const ir::kernel& k, int from, int to) {
    for (int l = from; l < to; ++l) {
      if (k.extent[l] == 1) continue;
      const std::string i = counter(l);
      if (l > 0 && l == k.rank - 1 && l == k.vector_axis) keep_loop(k, k.extent[l]);
      line("for (int " + i + " = 0; " + i + " < " + std::to_string(k.extent[l]) + "; ++" + i + ") {");
      ++depth;
    }
  }
  void close_loops(const ir::kernel& k, int from, int to) {
    for (int l = from; l < to; ++l) {
      if (k.extent[l] == 1) continue;
      --depth;
      line("}");
    }
  }

  std::vector<bool> used;  // of buffers
};

}  // namespace cotangent::codegen::c
