// A pattern as a picture: of characters, or as SVG. Large ones are drawn smaller, a place for several entries.
#pragma once

#include <cotangent/passes/text_writer.hpp>
#include <cotangent/graph/text.hpp>

namespace cotangent::ir {

/// What a picture shows: entry k stands in row `row[k]` and column `column[k]`.
struct drawn_pattern {
  int rows = 0, columns = 0, nnz = 0;
  bool symmetric = false;
  const int *row = nullptr, *column = nullptr;
  const char* method = "";
  detail::text dense_from;  // the first equation of the tangent that depends on most columns
};

class pattern_drawing : private text_writer {
 public:
  constexpr explicit pattern_drawing(const drawn_pattern& what) : p(what) {}

  /// `400 x 400, 1920 entries of 160000 (1.2 %), by bands`, then a row of characters for each row or several.
  constexpr list<char> as_text() {
    title();
    write("\n");
    const list<char> cells = reduced(72, 36);
    for (int r = 0; r < height; ++r) {
      for (int c = 0; c < width; ++c) write(cells[r * width + c] ? "#" : ".");
      write("\n");
    }
    return out;
  }
  /// The same as a picture of black places on white, with its title.
  constexpr list<char> as_svg() {
    const list<char> cells = reduced(400, 400);
    const int longer = width > height ? width : height, scale = longer > 0 && longer < 400 ? 400 / longer : 1;
    write("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
    number(width);
    write(" ");
    number(height);
    write("\" width=\"");
    number(width * scale);
    write("\" height=\"");
    number(height * scale);
    write("\" shape-rendering=\"crispEdges\">\n<title>");
    title();
    write(
        "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\" stroke=\"#999\" stroke-width=\"0.2\"/>\n<path "
        "d=\"");
    for (int r = 0; r < height; ++r)
      for (int c = 0; c < width; ++c) {
        int end = c;
        while (end < width && cells[r * width + end]) ++end;
        if (end == c) continue;
        write("M");
        number(c);
        write(" ");
        number(r);
        write("h");
        number(end - c);
        write("v1h-");
        number(end - c);
        write("z");
        c = end;
      }
    write("\"/>\n</svg>\n");
    return out;
  }

 private:
  drawn_pattern p;
  int width = 0, height = 0;

  constexpr void title() {
    number(p.rows);
    write(" x ");
    number(p.columns);
    write(", ");
    number(p.nnz);
    const long long all = static_cast<long long>(p.rows) * p.columns;
    write(p.symmetric ? " entries in the lower triangle" : " entries");
    write(" of ");
    number(all);
    if (p.nnz > 0) {
      const long long thousandths = 1000LL * p.nnz / all;
      write(" (");
      number(thousandths / 10);
      write(".");
      number(thousandths % 10);
      write(" %), by ");
      write(p.method);
    }
    if (!p.dense_from.empty()) {
      write("; dense from ");
      write(p.dense_from.data());
      write(" on");
    }
  }
  /// Which places of a picture no larger than that have entries.
  constexpr list<char> reduced(int most_columns, int most_rows) {
    const auto per_place = [](int size, int most) { return size <= most ? 1 : (size + most - 1) / most; };
    const int across = per_place(p.columns, most_columns), down = per_place(p.rows, most_rows);
    width = (p.columns + across - 1) / across;
    height = (p.rows + down - 1) / down;
    list<char> cells(width * height, 0);
    for (int k = 0; k < p.nnz; ++k) {
      cells[p.row[k] / down * width + p.column[k] / across] = 1;
      if (p.symmetric) cells[p.column[k] / down * width + p.row[k] / across] = 1;
    }
    return cells;
  }
};

}  // namespace cotangent::ir
