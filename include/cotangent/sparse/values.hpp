// The entries of a sparse matrix as a program, by bands or by colours.
#pragma once

#include <cotangent/sparse/colours.hpp>
#include <cotangent/sparse/find_bands.hpp>
#include <cotangent/sparse/linear_program.hpp>
#include <cotangent/sparse/pull.hpp>

namespace cotangent::ir {

/// What is known of a sparse derivative: `program` takes the function's parameters and returns its entries, entry k of
/// row `row[k]` and column `column[k]`, where rows and columns are numbered through all leaves in order.
struct sparse_program {
  graph program;
  int rows = 0, columns = 0;
  list<int> row, column;
  /// The same by columns (see cotangent::sparsity).
  list<int> column_begin, order;
  bool symmetric = false;  // what is above the diagonal is left out
  const char* method = "";
  detail::text dense_from;
  bool too_large = false;
  constexpr int nnz() const { return row.size(); }
};

/// Why there are no entries, if there are none; nullptr otherwise.
constexpr const char* problem_with_entries(const char* refusal, bool too_large, int nnz) {
  if (refusal[0] != 0) return refusal;
  if (too_large)
    return "more entries than an int can count (2147483647) may be other than zero: the matrix is not sparse";
  if (nnz == 0) return "nothing in the result depends on what is differentiated by: all entries are zero";
  return nullptr;
}

/// Entries by columns, and in a column by rows: two passes of counting.
constexpr void order_by_columns(sparse_program& made) {
  list<int> by_row(made.nnz(), 0), row_begin(made.rows + 1, 0);
  for (int r : made.row) ++row_begin[r + 1];
  for (int r = 0; r < made.rows; ++r) row_begin[r + 1] += row_begin[r];
  for (int k = 0; k < made.nnz(); ++k) by_row[row_begin[made.row[k]]++] = k;
  made.column_begin = list<int>(made.columns + 1, 0);
  for (int c : made.column) ++made.column_begin[c + 1];
  for (int c = 0; c < made.columns; ++c) made.column_begin[c + 1] += made.column_begin[c];
  made.order = list<int>(made.nnz(), 0);
  list<int> next = made.column_begin;
  for (int k : by_row) made.order[next[made.column[k]]++] = k;
}

/// Makes the entries of a linear program's matrix, or of its transpose.
class sparse_values {
 public:
  constexpr sparse_values(const linear_program& from, bool transposed)
      : g(from.g), is_transposed(transposed), first_seed(from.first_seed), body(scope_of(g, g.root)) {
    in_ = from.shapes(false);
    out_ = from.shapes(true);
  }

  /// Along bands; false if a view could not be pulled through the program, or there is no such structure.
  constexpr bool by_bands(const pattern& p, sparse_program& made) {
    list<shape> in, out;  // as they are used, and as they are made
    list<int> results;
    for (int k = 0; k < in_.size(); ++k) in.push(used_as(body.parameters[first_seed + k]));
    for (int id : body.results) {
      results.push(g[id].code == op::reshape ? g[id].in[0] : id);
      out.push(g.dims(results.back()));
    }
    const list<int> first_rows = starts(out_), first_columns = starts(in_);
    scope unshaped;
    unshaped.parameters = body.parameters;
    unshaped.results = results;
    const int axes = most_axes();  // before any are added
    list<int> parts;
    for (int column = 0; column < in.size(); ++column) {
      if (in[column].rank + axes > max_rank) return false;
      list<int> mapped(body.parameters.size(), -1), seeds;
      for (int k = 0; k < in.size(); ++k) {
        const int seed = body.parameters[first_seed + k];
        const term directions =
            k == column ? one_hot(in[k], g.element(seed)) : zeros(g, g.element(seed), concatenated(in[column], in_[k]));
        mapped[first_seed + k] = reshape(directions, concatenated(in[column], in_[k])).id;
        if (k == column) seeds.push(directions.id);
      }
      const list<int> dense = batch(g, unshaped, mapped, in[column]);
      pulling views(g, seeds);
      for (int row = 0; row < out.size(); ++row) {
        band_finder finder(p, {first_rows[row], first_columns[column], out[row], in[column]});
        if (finder.is_empty()) continue;
        list<band> left = finder.best();
        if (left.empty()) return false;
        while (!left.empty() && parts.size() < most_bands) {
          const band b = left.back();
          left.pop();
          index_map map = b.columns;  // of [columns..., rows...]
          for (int k = 0; k < b.rows.rank; ++k) map.push(b.rows[k]);
          const int value = views.pull(dense[row], b.box, map);
          if (views.stopped_at < 0) {
            parts.push(reshape({&g, value}, {1, {static_cast<int>(b.box.size())}}).id);
            finder.for_each_entry(b, [&](int r, int c) { note(made, first_rows[row] + r, first_columns[column] + c); });
            continue;
          }
          const int steps = views.wanted_steps;
          if (steps == 0 || b.box.rank == 0 || steps > b.box[b.box.rank - 1]) return false;
          for (int phase = steps; phase-- > 0;) left.push(in_steps(b, steps, phase));
          views.stopped_at = -1;
        }
        if (!left.empty()) return false;
      }
    }
    finish(made, concatenated_parts(parts, made.nnz()));
    made.method = "bands";
    return true;
  }

  /// All columns of a colour at once; then each entry is picked from what came of its colour. In the order of columns.
  constexpr void by_colours(const pattern& p, const colouring& c, bool lower, sparse_program& made) {
    list<int> mapped(body.parameters.size(), -1);
    int from = 0;
    for (int k = 0; k < in_.size(); ++k) {
      const int seed = body.parameters[first_seed + k], count = static_cast<int>(in_[k].size());
      mapped[first_seed + k] =
          reshape(directions(c, from, count, g.element(seed)), concatenated({1, {c.colours}}, in_[k])).id;
      from += count;
    }
    const list<int> found = batch(g, body, mapped, {1, {c.colours}});
    list<int> flat;
    for (int k = 0; k < found.size(); ++k)
      flat.push(reshape({&g, found[k]}, {1, {c.colours * static_cast<int>(out_[k].size())}}).id);
    const list<int> first = starts(out_);
    list<long long> places;
    const pattern by_column = transposed(p);
    for (int column = 0; column < p.columns; ++column)
      for (int k = by_column.begin[column]; k < by_column.begin[column + 1]; ++k) {
        int row = by_column.column[k], colour = c.of[column];
        if (lower && (is_transposed ? column < row : row < column)) continue;
        note(made, row, column);
        if (!is_alone(p, c, row, column)) {  // the mirror image is
          colour = c.of[row];
          row = column;
        }
        int leaf = 0;
        while (leaf + 1 < out_.size() && first[leaf + 1] <= row) ++leaf;
        const int size = static_cast<int>(out_[leaf].size());
        places.push(c.colours * first[leaf] + colour * size + row - first[leaf]);
      }
    const term all{&g, concatenated_parts(flat, c.colours * p.rows)};
    finish(made, gather(all, numbers(places), 0).id);
    made.method = "colours";
  }

 private:
  graph g;
  bool is_transposed;
  int first_seed;
  scope body;
  list<shape> in_, out_;

  static constexpr list<int> starts(const list<shape>& shapes) {
    list<int> all;
    int at = 0;
    for (const shape& s : shapes) {
      all.push(at);
      at += static_cast<int>(s.size());
    }
    return all;
  }
  constexpr void note(sparse_program& made, int row, int column) const {
    made.row.push(is_transposed ? column : row);
    made.column.push(is_transposed ? row : column);
  }
  constexpr term one_hot(const shape& s, dtype element) {
    index_map twice = index_map::identity(s.rank);
    for (int k = 0; k < s.rank; ++k) twice.push_axis(k);
    return pad(full(g, element, s, 1), concatenated(s, s), twice);
  }
  constexpr int most_axes() const {
    int most = 0;
    for (int id = 0; id < g.size(); ++id)
      if (g[id].type >= 0 && g.dims(id).rank > most) most = g.dims(id).rank;
    return most;
  }
  /// The shape of a parameter that is given flat and reshaped before anything else: its first one.
  constexpr shape used_as(int seed) const {
    for (const equation& e : g.equations)
      if (e.code == op::reshape && e.in[0] == seed) return g.dims_of_type(e.type);
    return g.dims(seed);
  }
  constexpr term numbers(const list<long long>& all) {
    return {&g, g.emit(op::constant, g.intern(dtype::i32, {1, {all.size()}}), g.intern(all.begin(), all.size()))};
  }
  /// 1 where a column has the colour: [colours, columns].
  constexpr term directions(const colouring& c, int from, int count, dtype element) {
    list<long long> colour;
    for (int k = 0; k < count; ++k) colour.push(c.of[from + k]);
    const shape both{2, {c.colours, count}};
    index_map along_rows, along_columns;
    along_rows.push_axis(1);
    along_columns.push_axis(0);
    const term of_column = s_view(numbers(colour), both, along_rows),  // one after the other with every compiler
        of_row = s_view(iota(g, dtype::i32, c.colours), both, along_columns);
    return convert(compare(op::eq, of_column, of_row), element);
  }
  constexpr int concatenated_parts(const list<int>& parts, int size) {
    if (parts.size() == 1) return parts[0];
    term all{&g, -1};
    int at = 0;
    for (int id : parts) {
      const term one = s_pad({&g, id}, {1, {size}}, {1, {{0, at, 1}}});
      at += static_cast<int>(g.dims(id).size());
      all = all.id < 0 ? one : all + one;
    }
    return all.id;
  }
  constexpr void finish(sparse_program& made, int values) {
    list<int> parameters;
    for (int k = 0; k < first_seed; ++k) parameters.push(body.parameters[k]);
    list<int> results;
    results.push(values);
    const scope now = scope_of(g, g.root);
    g.root = g.make_region(parameters, results, now.effects);
    made.program = rewrite(g, [](graph& to, const equation& e) { return emit(to, e); });  // without what was dense
    order_by_columns(made);
  }
};

}  // namespace cotangent::ir
