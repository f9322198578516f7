// Which parts of a schedule become straight-line code: those that are clearly shorter so.
#pragma once

#include <cotangent/schedule/straight_line.hpp>

namespace cotangent::ir {

inline constexpr int cost_of_start = 8;
/// Roughly the instructions that run: of loops over SIMD registers of 32 bytes, with what starting a nest costs.
constexpr long long cost_of(const schedule& s, const kernel& k) {
  const int extent = k.vector_axis < 0 ? 1 : k.extent[k.vector_axis], lanes = 32 / bytes_of(k.vector_element);
  const long long trips = extent > 4 ? k.iterations() / extent * ((extent + lanes - 1) / lanes) : k.iterations();
  long long each = k.store_count;
  for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i)
    each += is_costly(s.instructions[i].code) ? 10 : 1;
  return trips * each + (k.rank > 0 ? cost_of_start : 0);
}
/// Loops of more steps stay loops: those over numbers run in registers, several steps together, and beat their
/// operations written out (stochastic volatility, 64 and 256 steps: 2.8 and 4 times, g++ 12).
inline constexpr int most_steps_written_out = 32;

/// When nests become straight-line code: of at most so many operations, if its cost is at most `gain_of` / `gain_to` of
/// theirs, which is at most `nests`.
struct straight_limits {
  int operations = 512;
  long long nests = 4 * 512;
  int gain_of = 2, gain_to = 3;
  bool loops = false;  // also loops of few steps
  int tries_of = 1,
      tries_to =
          1;  // writing ends at so many operations for each that there may be: what rules leave behind counts there
};
/// Inside the compiler, where each operation is a template of its own.
inline constexpr straight_limits straight_in_templates;
/// In a generator. A robot's derivatives are 5,000 to 10,000 operations, each 0.13 ns as straight-line code as in nests
/// (g++ 12, Zen 4; 0.15 to 0.19 and 0.10 to 0.15 with clang 19), and 10 to 45 times as many as nests, which do not know
/// what is zero in an array.
inline constexpr straight_limits straight_in_generators{16384, 32 * 16384, 1, 1, true, 3, 2};

class straightening {
 public:
  constexpr straightening(schedule& all, const straight_limits& allowed, unsigned program_options)
      : s(all),
        limits(allowed),
        options(program_options),
        readers(all.buffers.size(), 0),
        end_of(all.steps.size(), -1),
        computes(all.steps.size(), 0),
        cost_to(all.steps.size(), 0) {}

  constexpr void run() {
    find_readers();
    find_known();
    find_units();
    const list<step> before = s.steps;
    steps.reserve(before.size());
    some(0, s.steps.size(), limits.loops);
    s.steps = steps;
    if (changed) drop_what_nothing_reads(s);
  }

 private:
  /// How many addresses are read in each buffer.
  constexpr void find_readers() {
    for (const step& now : s.steps) count_readers(now, 1);
    for (int b = 0; b < s.buffers.size(); ++b) readers[b] += s.buffers[b].kind == storage_kind::output;
  }
  constexpr void count_readers(const step& now, int by) {
    const auto note = [&](int address) {
      if (address >= 0 && s.addresses[address].buffer >= 0) readers[s.addresses[address].buffer] += by;
    };
    if (now.kind == step_kind::branch || now.kind == step_kind::leave_unless) readers[now.at] += by;
    if (now.kind == step_kind::print)
      for (int k = 0; k < s.prints[now.at].operand_count; ++k)
        note(s.operands[s.prints[now.at].first_operand + k].address);
    if (now.kind != step_kind::run) return;
    const kernel& k = s.kernels[now.at];
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i)
      note(s.instructions[i].address);
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
      if (s.stores[i].mode == store_mode::accumulate) note(s.stores[i].address);
  }

  /// Which arrays hold what is known before the program runs, as the number of a loop's step, if any place is computed
  /// and loops may become numbers.
  constexpr void find_known() {
    bool any = false;
    for (const access& a : s.addresses) any = any || (limits.loops && a.index >= 0);
    known = list<char>(s.buffers.size(), any);
    for (int b = 0; b < s.buffers.size(); ++b)
      if (s.buffers[b].kind == storage_kind::input) known[b] = 0;
    for (bool wrong = any; wrong;) {
      wrong = false;
      for (const kernel& k : s.kernels) {
        const list<char> values = known_values(k);
        for (int i = k.first_store; i < k.first_store + k.store_count; ++i) {
          char& whole = known[s.addresses[s.stores[i].address].buffer];
          wrong = wrong || (whole != 0 && values[s.stores[i].value - k.first_instruction] == 0);
          whole = whole != 0 && values[s.stores[i].value - k.first_instruction] != 0;
        }
      }
    }
  }
  constexpr list<char> known_values(const kernel& k) const {
    list<char> values(k.instruction_count, 1);
    for (int n = 0; n < k.instruction_count; ++n) {
      const instruction& i = s.instructions[k.first_instruction + n];
      for (int in : i.in)
        if (in >= 0 && values[in - k.first_instruction] == 0) values[n] = 0;
      if (i.code == op::parameter && known[s.addresses[i.address].buffer] == 0) values[n] = 0;
      if (i.code == op::parameter && !knows_place(s.addresses[i.address], k, values)) values[n] = 0;
    }
    return values;
  }
  constexpr bool knows_place(const access& a, const kernel& k, const list<char>& values) const {
    return a.index < 0 || values[a.index - k.first_instruction] != 0;
  }
  /// Whether the places that a nest computes are known, or may be where the loops around it run here.
  constexpr bool knows_places(const kernel& k) const {
    const list<char> values = known_values(k);
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i)
      if (s.instructions[i].address >= 0 && !knows_place(s.addresses[s.instructions[i].address], k, values))
        return false;
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
      if (!knows_place(s.addresses[s.stores[i].address], k, values)) return false;
    return true;
  }

  /// The steps that could be straight-line code: nests, and loops of them as wholes; where each ends, and what it
  /// costs.
  constexpr void find_units() {
    list<int> open;
    list<long long> cost, trips;
    list<char> possible;
    for (int at = 0; at < s.steps.size(); ++at) {
      const step now = s.steps[at];
      switch (now.kind) {
        case step_kind::loop:
        case step_kind::branch:
        case step_kind::repeat:
          open.push(at);
          cost.push(cost_of_start);
          trips.push(now.kind == step_kind::loop ? now.at : 1);
          possible.push(now.kind == step_kind::loop);
          break;
        case step_kind::end: {
          const int begin = open.back();
          const long long all = cost.back() * trips.back();
          const bool is_unit = possible.back() && trips.back() <= most_steps_written_out && all <= limits.nests;
          open.pop();
          cost.pop();
          trips.pop();
          possible.pop();
          if (is_unit) end_of[begin] = at + 1;
          cost_to[begin] = all;
          if (!open.empty()) {
            cost.back() += all;
            possible.back() = possible.back() && is_unit;
          }
          break;
        }
        case step_kind::run: {
          const kernel& k = s.kernels[now.at];
          computes[at] = straight_line_writer::computes_places(s, k);
          const bool is_unit =
              straight_line_writer::is_small(k, limits.operations) && (computes[at] == 0 || knows_places(k));
          if (is_unit) end_of[at] = at + 1;
          cost_to[at] = cost_of(s, k);
          if (!open.empty()) {
            cost.back() += cost_to[at];
            possible.back() = possible.back() && is_unit;
          }
          break;
        }
        default:
          if (!open.empty()) possible.back() = false;
      }
    }
  }

  /// Runs of neighbouring units; with `loops` also such as are loops, or compute places; or else only what stands
  /// between these.
  constexpr void some(int begin, int end, bool loops) {
    const auto is_unit = [&](int at) {
      return at < end && end_of[at] >= 0 && (loops || (s.steps[at].kind == step_kind::run && computes[at] == 0));
    };
    for (int at = begin, next = begin; at < end; at = next) {
      long long cost = 0;
      bool has_other = false;
      for (next = at; is_unit(next); next = end_of[next]) {
        cost += cost_to[next];
        has_other = has_other || s.steps[next].kind == step_kind::loop || computes[next] != 0;
      }
      if (next == at) steps.push(s.steps[next++]);
      else if (straight(at, next, cost)) changed = true;
      else if (has_other) some(at, next, false);
      else
        for (int n = at; n < next; ++n) steps.push(s.steps[n]);
    }
  }

  /// Pieces of straight-line code are one wherever that is no longer: a step of a loop then leaves its carries in
  /// registers, and some steps may be one.
  constexpr bool are_pieces(int begin, int end) const {
    bool all = true;
    for (int n = begin; n < end; ++n)
      all = all && s.steps[n].kind == step_kind::run && s.kernels[s.steps[n].at].rank == 0;
    return all && end - begin > 1;
  }
  constexpr bool straight(int begin, int end, long long cost) {
    if (cost > limits.nests) return false;
    const long long most_cost = are_pieces(begin, end) ? cost : limits.gain_of * cost / limits.gain_to;
    straight_line_writer writer(
        s, static_cast<int>(limits.tries_of * std::min<long long>(limits.operations, most_cost) / limits.tries_to),
        options);
    for (int n = begin; n < end; ++n) count_readers(s.steps[n], -1);
    list<char> wanted(readers.size(), 0);
    for (int b = 0; b < readers.size(); ++b) wanted[b] = readers[b] > 0;
    const schedule_sizes before = s.sizes();
    int number = -1;
    if (writer.write(begin, end, wanted)) {
      number = writer.append_to(s);
      s.kernels[number].repetitions = repetitions_of(begin);
      if (cost_of(s, s.kernels[number]) > most_cost) {
        s.shorten(before);
        number = -1;
      }
    }
    if (number < 0) {
      for (int n = begin; n < end; ++n) count_readers(s.steps[n], 1);
      return false;
    }
    for (int n = begin; n < end; ++n)
      if (s.steps[n].kind == step_kind::run)
        s.kernels[s.steps[n].at].store_count = s.kernels[s.steps[n].at].instruction_count = 0;
    steps.push({step_kind::run, number, 0});
    count_readers(steps.back(), 1);
    return true;
  }

  /// How often the loops around a unit run it.
  constexpr long long repetitions_of(int at) const {
    long long trips = 1;
    for (; s.steps[at].kind != step_kind::run; ++at)
      if (at + 1 == s.steps.size()) return 1;
      else trips *= s.steps[at].kind == step_kind::loop ? s.steps[at].at : 1;
    return s.kernels[s.steps[at].at].repetitions / trips;
  }

  schedule& s;
  const straight_limits limits;
  unsigned options;
  list<int> readers;
  list<int> end_of;     // of each step that begins a unit; else -1
  list<char> computes;  // whether a nest computes places
  list<char> known;     // of each array
  list<long long> cost_to;
  list<step> steps;
  bool changed = false;
};

/// Neighbouring small nests, and loops of few steps over such, become straight-line code where that is a gain.
constexpr void straighten(schedule& s, unsigned options, const straight_limits& limits) {
  straightening(s, limits, options).run();
}

}  // namespace cotangent::ir
