// What is decided of a schedule for a target (schedule/decide.hpp), as data: back ends print or instantiate it.
#pragma once

namespace cotangent::ir {

/// How a nest's loops run: number by number; as loops over some neighbours, each with totals of its own, of which a
/// compiler makes SIMD code; or in SIMD registers, by tiles.
enum class nest_form : int { numbers, chunks, registers };

/// What is left of an axis behind whole registers: nothing; a register of which a mask says what is used, or which goes
/// through memory; numbers, one by one; or the last register that there is room for, some of whose lanes are done
/// already and are done again.
enum class tail_form : int { none, masked, buffered, numbers, again };

/// How many neighbouring iterations of a nest run together, each with totals of its own: operands that they share are
/// loaded once, and no sum waits for another.
struct tile_shape {
  bool lanes_kept = false;  // lanes run over a loop that is not reduced over
  int row_axis = -1;        // the innermost such loop without lanes
  int rows = 1;
  int columns = 1;      // registers side by side, the last of which may be a part of one
  int sums = 1;         // iterations of the innermost loop, if that is reduced over
  bool across = false;  // a row for each lane: their registers are summed up to one register of sums, side by side
  constexpr bool operator==(const tile_shape&) const = default;
};

/// Of a loop c := a c + b (schedule/linear_recurrence.hpp), by instruction of its body: the carry that it loads, what
/// becomes of it, and a and b; none if there is no carry.
struct linear_recurrence {
  int carry = -1, next = -1, a = -1, b = -1;
  int direction = 0;         // which way b, and all that is stored for each step, walks in memory
  bool same_factor = false;  // a is the same in each step
  int together = 0;          // so many steps are one, unless the product of their factors is larger
};

/// What becomes of a nest.
struct nest_plan {
  nest_form form = nest_form::numbers;
  int lanes = 1;  // elements of a register; of the widest that there may be, if the target does not know
  int whole = 0;  // elements of the vector axis in whole registers or chunks
  int chunk = 0;  // neighbours in a chunk
  tail_form tail = tail_form::none;
  tile_shape tile;
  bool keeps_carries = false;  // the body of a loop: what one step leaves for the next stays in registers
  linear_recurrence recurrence;
  bool apart =
      false;  // long code, in a function of its own (C has its own parts, of several nests: codegen/c_parts.hpp)
};

/// Where the value of an instruction is computed: where it stands; in each sum that it is a product of; or only where
/// the nest runs in registers.
enum class computed : int { here, in_sums, in_registers };

}  // namespace cotangent::ir
