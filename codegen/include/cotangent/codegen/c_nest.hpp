// A loop nest in C, as loops that compilers make SIMD code of.
#pragma once

#include <cotangent/codegen/c_body.hpp>
#include <cotangent/schedule/limits.hpp>

#include <bit>

namespace cotangent::codegen::c {

class nest_writer : protected body_writer {
 protected:
  using body_writer::body_writer;

  void plain_nest(const ir::kernel& k) {
    open_loops(k, 0, k.kept);
    for_totals(k, [&](int i) {
      line(type_name(stored_type(i)) + " " + total(i, k) + " = " + identity(s.stores[i].reduction, stored_type(i)) +
           ";");
    });
    open_loops(k, k.kept, k.rank);
    body(k, "");
    close_loops(k, k.kept, k.rank);
    for_totals(k, [&](int i) { line(element(s.stores[i].address, k) + " = " + total(i, k) + ";"); });
    close_loops(k, 0, k.kept);
  }

  /// Reductions with a total for each of some neighbouring elements, so that no sum waits for another and compilers,
  /// which may not reorder sums, find loops that they can vectorize.
  void nest_in_chunks(const ir::kernel& k) {
    const int axis = k.vector_axis, chunk = k.plan.chunk;
    if (axis < k.kept) {
      open_loops(k, 0, axis);
      in_chunks(k, [&](int size, const std::string& lane) { lanes_of_totals(k, size, lane); });
      close_loops(k, 0, axis);
      return;
    }
    open_loops(k, 0, k.kept);
    declare_totals(k, chunk);
    open_loops(k, k.kept, axis);
    in_chunks(k, [&](int size, const std::string& lane) { over_lanes(k, size, lane, [&] { body(k, "[lane]"); }); });
    close_loops(k, k.kept, axis);
    for_totals(k, [&](int i) {
      // By halves, which compilers vectorize too, and which waits for few sums.
      const std::string one = total(i, k);
      for (int half = chunk / 2; half > 0; half /= 2) {
        const std::string other = concat(one, "[lane + ", std::to_string(half), "]");
        line(concat("for (int lane = 0; lane < ", std::to_string(half), "; ++lane) ", one,
                    "[lane] = ", combined(s.stores[i].reduction, stored_type(i), one + "[lane]", other), ";"));
      }
      line(element(s.stores[i].address, k) + " = " + one + "[0];");
    });
    close_loops(k, 0, k.kept);
  }
  /// Totals of `size` neighbours, over all that is reduced.
  void lanes_of_totals(const ir::kernel& k, int size, const std::string& lane) {
    declare_totals(k, size);
    open_loops(k, k.kept, k.rank);
    over_lanes(k, size, lane, [&] { body(k, "[lane]"); });
    close_loops(k, k.kept, k.rank);
    if (has_totals(k))
      over_lanes(k, size, lane, [&] {
        for_totals(k, [&](int i) { line(element(s.stores[i].address, k) + " = " + total(i, k) + "[lane];"); });
      });
  }
  /// `part(size, first)` for whole chunks of the vector loop, in a loop if they are several, and for what is left.
  template <class Part>
  void in_chunks(const ir::kernel& k, Part part) {
    const int chunk = k.plan.chunk, whole = k.plan.whole;
    const std::string at = concat(counter(k.vector_axis), "0"), end = std::to_string(whole);
    if (whole > chunk)
      open(concat("for (int ", at, " = 0; ", at, " < ", end, "; ", at, " += ", std::to_string(chunk), ") {"));
    else open("{");
    part(chunk, whole > chunk ? concat(at, " + lane") : std::string("lane"));
    close();
    if (k.plan.tail == ir::tail_form::none) return;
    open("{");
    part(k.width() - whole, concat(end, " + lane"));
    close();
  }
  /// What is little more than a register is two loops.
  template <class Inside>
  void over_lanes(const ir::kernel& k, int size, const std::string& lane, Inside inside) {
    for (int from = 0,
             to = size * bytes_of(k.vector_element) < 2 * ir::limits::bytes_of_kept_loop ? power_of_two(size) : size;
         from < size; from = to, to = size) {
      keep_loop(k, to - from);
      open(concat("for (int lane = ", std::to_string(from), "; lane < ", std::to_string(to), "; ++lane) {"));
      line(concat("const int ", counter(k.vector_axis), " = ", lane, ";"));
      inside();
      close();
    }
  }
  static int power_of_two(int most) { return static_cast<int>(std::bit_floor(static_cast<unsigned>(most))); }
  void declare_totals(const ir::kernel& k, int size) {
    for_totals(k, [&](int i) {
      line(type_name(stored_type(i)) + " " + total(i, k) + "[" + std::to_string(size) + "];");
      line("for (int lane = 0; lane < " + std::to_string(size) + "; ++lane) " + total(i, k) +
           "[lane] = " + identity(s.stores[i].reduction, stored_type(i)) + ";");
    });
  }
  bool has_totals(const ir::kernel& k) {
    bool any = false;
    for_totals(k, [&](int) { any = true; });
    return any;
  }
  template <class Each>
  void for_totals(const ir::kernel& k, Each each) {
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
      if (s.stores[i].mode == ir::store_mode::reduce) each(i);
  }
  /// A loop inside another over as much as a register holds.
  void keep_loop(const ir::kernel& k, int size) {
    if (size >= ir::limits::least_in_chunks && size * bytes_of(k.vector_element) <= ir::limits::bytes_of_kept_loop)
      line(kept_loop);
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
};

}  // namespace cotangent::codegen::c
