// What is run: loop nests over buffers, in order. The same for every back end.
#pragma once

#include <cotangent/passes/optimize.hpp>
#include <cotangent/schedule/decisions.hpp>

namespace cotangent::ir {

enum class storage_kind : int { input, output, workspace, constant };

struct buffer {
  storage_kind kind = storage_kind::workspace;
  int index = 0;  // which input or output; of a constant, where its words are
  dtype element = dtype::f32;
  int size = 0;           // elements
  int offset = 0;         // bytes into the workspace
  bool variable = false;  // decided: one number with a name, that a compiler keeps in a register
};

inline constexpr int max_depth = 4;  // of loops around a nest: scans and while loops inside each other

/// Element offset + sum over the nest's loops of stride * counter + sum over the loops around it of step * counter,
/// + index_stride * (value of instruction `index`, taken to 0 ... index_extent - 1), if there is one.
struct access {
  int buffer = -1;
  int offset = 0;
  int stride[max_rank] = {};
  int step[max_depth] = {};
  int index = -1, index_stride = 0, index_extent = 0;
  /// Whether a loop around the nest moves it.
  constexpr bool moves() const {
    for (int d : step)
      if (d != 0) return true;
    return false;
  }
};

/// One scalar operation of a loop body. A leaf reads `address`: a load from a buffer, or (iota) the address itself; or
/// is a number, of which op::zeros is a zero by construction, that annihilates in products.
struct instruction {
  op code = op::constant;  // op::parameter stands for a load
  dtype element = dtype::f32;
  int in[3] = {-1, -1, -1};
  int address = -1;
  long long bits = 0;
  // Decided (schedule/decide_body.hpp):
  computed where = computed::here;
  unsigned products =
      0;  // of a sum or difference, the operands that are products which are not rounded before: bit 0, bit 1
  bool differs = false;  // from lane to lane
  int group = 0;         // so many loads from here on are one; -1: is one of those
  int carried = -1;      // of a load, the store of the step before that left it
};

enum class store_mode : int { assign, accumulate, reduce };
struct store {
  store_mode mode = store_mode::assign;
  op reduction = op::reduce_sum;
  int value = -1;
  int address = -1;
  // Decided, as of an instruction:
  bool product = false;  // the value that is summed is a product which is not rounded before
  int group = 0;
  bool carried = false;  // is what the next step loads, and stored after the last of those that go together
};

/// A nest of loops: `kept` outer ones, then those that are reduced over. One of them, the last of its kind, may run
/// over SIMD lanes.
struct kernel {
  int rank = 0, kept = 0;
  int extent[max_rank] = {};
  int vector_axis = -1;
  dtype vector_element = dtype::f32;
  int first_instruction = 0, instruction_count = 0;
  int first_store = 0, store_count = 0;
  bool of_examples = false;   // its one loop is over examples: run time knows how many
  long long repetitions = 1;  // how often the loops around run it; once for a while loop, which nobody knows
  nest_plan plan;             // decided
  constexpr long long iterations() const {
    long long n = 1;
    for (int k = 0; k < rank; ++k) n *= extent[k];
    return n;
  }
  /// Elements along the lanes.
  constexpr int width() const { return vector_axis < 0 ? 1 : extent[vector_axis]; }
};

/// A debug_print: the format and the number of leading axes are the words at `attribute`.
struct printing {
  int attribute = -1;
  int first_operand = 0, operand_count = 0;
};
struct printed {
  int address = -1;
  shape dims;
};

/// What is done, in order. Loops and branches are brackets around steps.
enum class step_kind : int {
  run,     // kernel `at`
  print,   // printing `at`
  loop,    // `at` times, until the matching end; the counter's number is `depth`
  branch,  // up to `otherwise` if the bool in buffer `at` is true; from there to the end if not
  otherwise,
  repeat,  // over and over; the matching `leave_unless` in it ends the loop unless the bool in buffer `at` is true
  leave_unless,
  end
};
struct step {
  step_kind kind = step_kind::run;
  int at = 0, depth = 0;
};

struct schedule_sizes {
  int kernels = 0, instructions = 0, stores = 0, addresses = 0, buffers = 0, prints = 0, printed = 0, words = 0,
      steps = 0;
  constexpr bool hold(const schedule_sizes& o) const {
    return o.kernels <= kernels && o.instructions <= instructions && o.stores <= stores && o.addresses <= addresses &&
           o.buffers <= buffers && o.prints <= prints && o.printed <= printed && o.words <= words && o.steps <= steps;
  }
};

template <schedule_sizes N>
struct frozen_schedule {
  static constexpr schedule_sizes size = N;
  schedule_sizes used;
  kernel kernels[N.kernels + 1] = {};
  instruction instructions[N.instructions + 1] = {};
  store stores[N.stores + 1] = {};
  access addresses[N.addresses + 1] = {};
  buffer buffers[N.buffers + 1] = {};
  printing prints[N.prints + 1] = {};
  printed operands[N.printed + 1] = {};
  long long words[N.words + 1] = {};
  step steps[N.steps + 1] = {};
  int workspace_bytes = 0;
  long long workspace_needed = 0;  // if those are more than an int can count, and then the schedule is none
  long long flops = 0, bytes_moved = 0;
  constexpr bool fits() const { return N.hold(used); }
  constexpr schedule_sizes sizes() const { return used; }
};

/// The same in no more room than it takes, from a schedule or from one frozen in more.
template <schedule_sizes N, class From>
constexpr frozen_schedule<N> frozen_copy(const From& from) {
  frozen_schedule<N> f;
  f.used = from.sizes();
  const schedule_sizes& used = f.used;
  if (!f.fits()) return f;
  auto copy = [](const auto& source, auto& to, int count) {
    for (int k = 0; k < count; ++k) to[k] = source[k];
  };
  copy(from.kernels, f.kernels, used.kernels);
  copy(from.instructions, f.instructions, used.instructions);
  copy(from.stores, f.stores, used.stores);
  copy(from.addresses, f.addresses, used.addresses);
  copy(from.buffers, f.buffers, used.buffers);
  copy(from.prints, f.prints, used.prints);
  copy(from.operands, f.operands, used.printed);
  copy(from.words, f.words, used.words);
  copy(from.steps, f.steps, used.steps);
  f.workspace_bytes = from.workspace_bytes;
  f.workspace_needed = from.workspace_needed;
  f.flops = from.flops;
  f.bytes_moved = from.bytes_moved;
  return f;
}

struct schedule {
  list<kernel> kernels;
  list<instruction> instructions;
  list<store> stores;
  list<access> addresses;
  list<buffer> buffers;
  list<printing> prints;
  list<printed> operands;
  list<long long> words;
  list<step> steps;
  int workspace_bytes = 0;
  long long workspace_needed = 0;  // if those are more than an int can count, and then the schedule is none
  long long flops = 0, bytes_moved = 0;

  constexpr schedule_sizes sizes() const {
    return {kernels.size(), instructions.size(), stores.size(), addresses.size(), buffers.size(),
            prints.size(),  operands.size(),     words.size(),  steps.size()};
  }
  /// Takes back a kernel that was appended when the sizes were these.
  constexpr void shorten(const schedule_sizes& before) {
    kernels.resize(before.kernels);
    instructions.resize(before.instructions);
    stores.resize(before.stores);
    addresses.resize(before.addresses);
  }
};

/// Whether lanes can run the nest: they need one floating type throughout; masks live only in registers.
constexpr bool one_floating_type(const schedule& s, const kernel& k, dtype& type) {
  bool uniform = true, any = false;
  const auto see = [&](dtype d, bool in_memory) {
    if (d == dtype::boolean && !in_memory) return;
    uniform = uniform && is_floating(d) && (!any || d == type);
    any = true;
    type = d;
  };
  for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i) {
    const instruction& n = s.instructions[i];
    see(n.element, n.code == op::parameter || n.code == op::constant || n.code == op::zeros || n.code == op::iota);
  }
  for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
    see(s.buffers[s.addresses[s.stores[i].address].buffer].element, true);
  return uniform && any;
}

}  // namespace cotangent::ir
