// Values as text, as NumPy prints them, and the run of debug_print.
#pragma once

#include <cotangent/evaluate/kernel.hpp>
#include <cotangent/tensor/print.hpp>

#include <cstdio>
#include <string>

namespace cotangent::detail {

/// Prints the format once for each example (index of the leading axes), with `{}` replaced by the operands in turn.
template <class Program, int P>
void print_values(const memory& m) {
  constexpr ir::printing p = Program::schedule.prints[P];
  constexpr int format_length = static_cast<int>(Program::schedule.words[p.attribute]) - 2;
  constexpr int leading_axes = static_cast<int>(Program::schedule.words[p.attribute + 1]);
  int examples = 1;
  for (int k = 0; p.operand_count > 0 && k < leading_axes; ++k)
    examples *= Program::schedule.operands[p.first_operand].dims[k];
  std::string format;
  for (int k = 0; k < format_length; ++k) format += static_cast<char>(Program::schedule.words[p.attribute + 3 + k]);
  for (int example = 0; example < examples; ++example) {
    std::string line;
    std::size_t from = 0;
    auto write = [&]<int K>() {
      constexpr ir::printed o = Program::schedule.operands[Program::schedule.prints[P].first_operand + K];
      const std::size_t hole = format.find("{}", from);
      line += format.substr(from, hole - from);
      ir::shape dims;
      for (int axis = leading_axes; axis < o.dims.rank; ++axis) dims.push(o.dims[axis]);
      constexpr int none_of_the_loops[ir::max_rank] = {};
      line += array_text(buffer_start<Program, Program::schedule.addresses[o.address].buffer>(m) +
                             offset_of<Program, o.address>(m, none_of_the_loops) + example * dims.size(),
                         dims);
      from = hole + 2;
    };
    [&]<int... K>(std::integer_sequence<int, K...>) {
      (write.template operator()<K>(), ...);
    }(std::make_integer_sequence<int, p.operand_count>{});
    line += format.substr(from);
    std::puts(line.c_str());
  }
}

}  // namespace cotangent::detail
