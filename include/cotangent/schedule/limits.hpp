// Numbers that decide, and how they were found.
#pragma once

#include <cotangent/graph/value_type.hpp>

namespace cotangent::ir::limits {

/// Of what a nest computes once for each use, so much is not worth storing; a function or a division is as much alone.
inline constexpr int most_cost_of_recomputing = 8;
/// More totals in one nest share little, and are not kept in registers.
inline constexpr int most_totals_of_nest = 64;

/// Optimizers take time in proportion to the square of a function's length; gcc 12 took 0.2, 4 and 91 s for 1,000,
/// 10,000 and 50,000 operations. Longer straight-line code is several pieces; code of more than half of it is a
/// function of its own in the evaluator, of twice as many instructions in C.
inline constexpr int longest_straight_code = 1024;
/// More compile slowly. In a loop over examples, most are worth spilling.
inline constexpr int most_operations_for_examples = 2048;

/// Examples run together where at least so much of the work gains from it: with 0.6 a perceptron's gradient in its
/// weights takes 1.6 (clang) to 3.6 (gcc) times as long in blocks.
inline constexpr double least_gain_from_examples = 0.75;
/// Nests of so many elements fill registers by themselves: a softmax's gradient of 128 takes twice as long with an
/// example in each lane.
inline constexpr int elements_that_fill_registers = 64;

/// Fewer quotients are divided before a nest for the reciprocal has run (measured with registers of 64 bytes, where a
/// division of floats takes two thirds as long; that of a number is known), in registers of less than 64 bytes fewer
/// than `many`.
constexpr int least_quotients(dtype d) { return d == dtype::f32 ? 256 : 48; }
constexpr int many_quotients(dtype d) { return d == dtype::f32 ? 512 : 192; }
inline constexpr int least_bytes_of_quotients = 64;

/// So many steps of c := a c + b are one, unless the product of their factors is larger: it might overflow where the
/// carry, 0 say, does not.
inline constexpr int steps_together = 4;
inline constexpr double largest_product = 1e30;
/// Fewer blocks of such steps are not worth the products.
inline constexpr int least_blocks_of_steps = 4;

/// A few elements are done sooner one by one: they stay in registers from one nest to the next.
inline constexpr int least_in_registers = 5;
/// So many numbers that lie apart in memory are put into a register for each function that is computed in registers
/// then (the sine and cosine of collocation: 0.6 of the time).
inline constexpr int most_apart_for_a_function = 2;
inline constexpr int instructions_for_one_apart = 8;
/// Totals at once: more do not stay in 16 registers beside what is added to them; nor do those of longer bodies, or the
/// registers of all rows whose totals are put side by side.
inline constexpr int most_totals = 8;
inline constexpr int most_instructions_of_tile = 24;
inline constexpr int most_instructions_across = 128;
inline constexpr int most_rows = 4, most_sums = 4, most_columns_of_rows = 2;

/// What a compiler vectorizes by itself: from so many neighbours on, by chunks of so many bytes where each element has
/// a total of its own, where a short axis is summed, and a longer one.
inline constexpr int least_in_chunks = 8;
inline constexpr int bytes_of_totals = 512, bytes_of_short_sum = 64, bytes_of_sum = 256, short_sum = 128;

/// A loop over as much as a register holds is kept as one, and one over less than two is two, the first a power of two:
/// compilers make a register of one of them, and nothing of both. (Over more, clang does better by itself.)
inline constexpr int bytes_of_kept_loop = 64;

/// Neighbouring elements of examples that are moved together: fewer are moved one by one; so few, without gaps, are
/// picked.
inline constexpr int least_in_group = 3, most_picked = 4;

/// The carries of longer bodies do not stay in registers.
inline constexpr int most_instructions_of_step = 256;

}  // namespace cotangent::ir::limits
