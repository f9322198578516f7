// Nests of one floating type and their sums, in SIMD registers by the name of the compilers' own vector types: no
// compiler may reorder a sum, few keep an array of totals in registers, and some unroll short loops instead. Where
// there are no such types, a register is one number.
#pragma once

#include <cotangent/codegen/c_nest.hpp>

namespace cotangent::codegen::c {

class register_writer : protected nest_writer {
 protected:
  using nest_writer::nest_writer;

  /// A loop over `count` examples, the last of whose registers begins earlier: some of its lanes are done again.
  void nest_of_examples(const ir::kernel& k) {
    const bool registers = k.plan.form == ir::nest_form::registers;
    const std::string at = counter(0), lanes = lane_count(k.vector_element);
    if (!registers) {
      open(concat("for (int ", at, " = 0; ", at, " < count; ++", at, ") {"));
      body(k, "");
      return close();
    }
    open(concat("for (int ", at, "1 = 0; ", at, "1 < count; ", at, "1 += ", lanes, ") {"));
    line(concat("const int ", at, "0 = ", at, "1 + ", lanes, " <= count ? ", at, "1 : count - ", lanes, ";"));
    for_tile(k, {.lanes_kept = true}, 1, [&](const std::string&) { body(k, ""); });
    close();
  }
  void nest(const ir::kernel& k) {
    bool looped = false;  // a loop's braces hold the names; without one they need some
    for (int l = 0; l < k.kept; ++l) looped = looped || k.extent[l] != 1;
    if (!looped) open("{");
    switch (k.plan.form) {
      case ir::nest_form::registers: nest_in_registers(k); break;
      case ir::nest_form::chunks: nest_in_chunks(k); break;
      default: plain_nest(k);
    }
    if (!looped) close();
  }

 private:
  void nest_in_registers(const ir::kernel& k) {
    ir::tile_shape tile = k.plan.tile;
    const int axis = k.vector_axis, whole = k.plan.whole, outside = tile.row_axis < 0 ? 0 : tile.row_axis;
    const auto rows = [&](int count) {
      tile.rows = count;
      tile.across = k.plan.tile.across && count == k.plan.tile.rows;
      if (tile.lanes_kept) {
        const auto columns_of_tile = [&](int columns) {
          tile.columns = columns;
          with_totals(k, tile, [&] {
            const auto sums = [&](int at_once) {
              for_tile(k, tile, at_once, [&](const std::string& number) { body(k, number); });
            };
            open_loops(k, k.kept, k.rank - 1);
            if (k.kept < k.rank) over_tiles(k, k.rank - 1, tile.sums, sums);
            else sums(1);
            close_loops(k, k.kept, k.rank - 1);
          });
        };
        over_registers(k, k.plan.tile.columns, whole, columns_of_tile);
        if (k.plan.tail == ir::tail_form::again) over_last_register(k, false, columns_of_tile);
        for (int row = 0; k.plan.tail == ir::tail_form::numbers && row < count; ++row) {
          open("{");
          name_row(tile, row);
          lanes_of_totals(k, k.width() - whole, concat(std::to_string(whole), " + lane"));
          close();
        }
      } else {
        with_totals(k, tile, [&] {
          open_loops(k, k.kept, axis);
          const auto sums_of_tile = [&](int sums) {
            for_tile(k, tile, sums, [&](const std::string& number) { body(k, number); });
          };
          over_registers(k, tile.sums, whole, sums_of_tile);
          if (k.plan.tail == ir::tail_form::again) over_last_register(k, has_totals(k), sums_of_tile);
          if (k.plan.tail == ir::tail_form::numbers) rest_of_row(k, tile, whole);
          close_loops(k, k.kept, axis);
        });
      }
    };
    open_loops(k, 0, outside);
    if (tile.row_axis >= 0) over_tiles(k, tile.row_axis, tile.rows, rows);
    else rows(1);
    close_loops(k, 0, outside);
  }
  /// `part(count)` for each tile's worth of an axis, of which `name_row` and the like name one, and for what is left of
  /// it.
  template <class Part>
  void over_tiles(const ir::kernel& k, int axis, int step, Part part) {
    const int whole = k.extent[axis] / step * step, left = k.extent[axis] - whole;
    const auto named = [&](int count) { return concat("int ", counter(axis), count > 1 ? "0" : "", " = "); };
    const std::string at = concat(counter(axis), step > 1 ? "0" : "");
    open(concat("for (", named(step), "0; ", at, " < ", std::to_string(whole), "; ", at, " += ", std::to_string(step),
                ") {"));
    part(step);
    close();
    if (left == 0) return;
    open("{");
    line(concat("const ", named(left), std::to_string(whole), ";"));
    part(left);
    close();
  }
  void name_row(const ir::tile_shape& tile, int row) {
    if (tile.row_axis >= 0 && tile.rows > 1) name_part(tile.row_axis, std::to_string(row));
  }
  void name_part(int axis, const std::string& part) {
    line(concat("const int ", counter(axis), " = ", counter(axis), "0", part == "0" ? "" : " + " + part, ";"));
  }

  /// `part(count)` for that many registers side by side, then for one.
  template <class Part>
  void over_registers(const ir::kernel& k, int many, int whole, Part part) {
    const std::string at = concat(counter(k.vector_axis), "0"), lanes = lane_count(k.vector_element),
                      end = std::to_string(whole);
    const std::string step = many > 1 ? concat(std::to_string(many), " * ", lanes) : lanes;
    const bool left = whole % (many * k.plan.lanes) != 0;
    if (left) {
      open("{");
      line(concat("int ", at, " = 0;"));
    }
    open(concat("for (", left ? std::string() : concat("int ", at, " = 0"), "; ", at, " + ", step, " <= ", end, "; ",
                at, " += ", step, ") {"));
    part(many);
    close();
    if (!left) return;
    open(concat("for (; ", at, " < ", end, "; ", at, " += ", lanes, ") {"));
    part(1);
    close();
    close();
  }
  /// `part(1)` for what is left, in as many registers as that takes (one, of the widest), the last of which ends where
  /// the axis ends.
  template <class Part>
  void over_last_register(const ir::kernel& k, bool some_are_summed, Part part) {
    const dtype d = k.vector_element;
    const std::string at = concat(counter(k.vector_axis), "0"), next = concat(counter(k.vector_axis), "1"),
                      lanes = lane_count(d), end = std::to_string(k.width());
    open(concat("for (int ", next, " = ", std::to_string(k.plan.whole), "; ", next, " < ", end, "; ", next,
                " += ", lanes, ") {"));
    line(concat("const int ", at, " = ", next, " + ", lanes, " <= ", end, " ? ", next, " : ", end, " - ", lanes, ";"));
    if (some_are_summed) {
      lanes_not_done = concat(counter(k.vector_axis), "2");
      line(concat("const ", mask_name(d), " ", lanes_not_done, " = (", mask_name(d), ")(*(const ", lanes_name(d),
                  " *)(", not_done_name(d), " + ", std::to_string(64 / bytes_of(d)), " - (", next, " - ", at,
                  ")) != ", zero_lanes(d), ");"));
    }
    part(1);
    lanes_not_done.clear();
    close();
  }
  /// The nest's statements for each register of a tile; `number` is that of its total.
  template <class Inside>
  void for_tile(const ir::kernel& k, const ir::tile_shape& tile, int sums, Inside inside) {
    const std::string lanes = lane_count(k.vector_element);
    in_registers = true;
    for (int row = 0; row < tile.rows; ++row)
      for (int column = 0; column < (tile.lanes_kept ? tile.columns : 1); ++column)
        for (int sum = 0; sum < sums; ++sum) {
          open("{");
          name_row(tile, row);
          const int at = tile.lanes_kept ? column : sum;
          name_part(k.vector_axis, at == 0 ? "0" : at == 1 ? lanes : concat(std::to_string(at), " * ", lanes));
          if (tile.lanes_kept && sums > 1) name_part(k.rank - 1, std::to_string(sum));
          inside(concat("_", std::to_string((row * tile.columns + column) * tile.sums + sum)));
          close();
        }
    in_registers = false;
  }
  /// Totals for a tile, what sums them up, and where they go.
  template <class Inside>
  void with_totals(const ir::kernel& k, const ir::tile_shape& tile, Inside inside) {
    if (!has_totals(k)) return inside();
    const bool has_rest = !tile.lanes_kept && k.plan.tail == ir::tail_form::numbers;
    const std::string type = lanes_name(k.vector_element);
    for_totals(k, [&](int i) {
      for (int n = 0; n < tile.rows * tile.columns * tile.sums; ++n)
        line(concat(type, " ", total(i, k), "_", std::to_string(n), " = {0};"));
      for (int row = 0; has_rest && row < tile.rows; ++row)
        line(concat(type_name(k.vector_element), " ", total(i, k), "_rest", std::to_string(row), " = 0;"));
    });
    inside();
    const auto sum_of = [&](int i, int first) {
      std::string all = concat(total(i, k), "_", std::to_string(first));
      for (int n = 1; n < tile.sums; ++n) all += concat(" + ", total(i, k), "_", std::to_string(first + n));
      return all;
    };
    if (tile.lanes_kept) {
      for (int row = 0; row < tile.rows; ++row)
        for (int column = 0; column < tile.columns; ++column) {
          open("{");
          name_row(tile, row);
          name_part(k.vector_axis,
                    column == 0 ? "0" : concat(std::to_string(column), " * ", lane_count(k.vector_element)));
          for_totals(k, [&](int i) {
            line(in_register(s.stores[i].address, k) + " = " + sum_of(i, (row * tile.columns + column) * tile.sums) +
                 ";");
          });
          close();
        }
      return;
    }
    if (tile.across) return write_across(k, tile, has_rest);
    for (int row = 0; row < tile.rows; ++row) {
      open("{");
      name_row(tile, row);
      for_totals(k, [&](int i) {
        const std::string rest = has_rest ? concat(" + ", total(i, k), "_rest", std::to_string(row)) : "";
        line(element(s.stores[i].address, k) + " = " + sum_name(k.vector_element) + "(" + sum_of(i, row * tile.sums) +
             ")" + rest + ";");
      });
      close();
    }
  }
  /// One total a row, of as many rows as the widest register has elements: side by side.
  void write_across(const ir::kernel& k, const ir::tile_shape& tile, bool has_rest) {
    open("{");
    name_row(tile, 0);
    for_totals(k, [&](int i) {
      const std::string to = "&" + element(s.stores[i].address, k);
      std::string totals;
      for (int row = 0; row < tile.rows; ++row) totals += concat(", ", total(i, k), "_", std::to_string(row));
      line(concat(sums_name(k.vector_element), "(", to, totals, ");"));
      for (int row = 0; has_rest && row < tile.rows; ++row)
        line(concat("(", to, ")[", std::to_string(row), "] += ", total(i, k), "_rest", std::to_string(row), ";"));
    });
    close();
  }
  void rest_of_row(const ir::kernel& k, const ir::tile_shape& tile, int whole) {
    const std::string at = counter(k.vector_axis);
    open(concat("for (int ", at, " = ", std::to_string(whole), "; ", at, " < ", std::to_string(k.extent[k.vector_axis]),
                "; ++", at, ") {"));
    for (int row = 0; row < tile.rows; ++row) {
      open("{");
      name_row(tile, row);
      body(k, concat("_rest", std::to_string(row)));
      close();
    }
    close();
  }
};

}  // namespace cotangent::codegen::c
