// Which steps of a long function stand in functions of their own: compilers take time in proportion to the square of a
// length.
#pragma once

#include <cotangent/schedule/limits.hpp>
#include <cotangent/schedule/plan_workspace.hpp>

#include <vector>

namespace cotangent::codegen::c {

/// Steps by part; 0 is the function itself. A part is some steps one behind the other, whole loops and branches or what
/// stands in one of those that is too long.
class function_parts {
 public:
  explicit function_parts(const ir::schedule& all) : s(all), part(static_cast<std::size_t>(s.steps.size()), 0) {
    if (size(0, s.steps.size()) > longest) divide(0, s.steps.size());
  }

  int of(int at) const { return part[static_cast<std::size_t>(at)]; }
  int end_of(int at) const {
    int end = at;
    while (end < s.steps.size() && of(end) == of(at)) ++end;
    return end;
  }
  /// The counters of the loops around a step.
  std::vector<int> loops_around(int at) const {
    std::vector<int> open, loops;
    for (int n = 0; n < at; ++n) {
      if (opens(n)) open.push_back(n);
      if (s.steps[n].kind == ir::step_kind::end) open.pop_back();
    }
    for (int n : open)
      if (s.steps[n].kind == ir::step_kind::loop) loops.push_back(s.steps[n].depth);
    return loops;
  }
  /// Which buffers steps [from, to) of a part touch (-1: of all parts).
  std::vector<bool> used(int from, int to, int of_part) const {
    std::vector<bool> all(static_cast<std::size_t>(s.buffers.size()), false);
    for (int at = from; at < to; ++at)
      if (of_part < 0 || of(at) == of_part) touch(at, [&](int b) { all[static_cast<std::size_t>(b)] = true; });
    return all;
  }
  /// Which buffers several parts touch, or one that runs more than once: they must be in memory.
  std::vector<bool> shared() const {
    std::vector<int> seen(static_cast<std::size_t>(s.buffers.size()), -1);
    std::vector<bool> all(seen.size(), false);
    int open = 0;  // loops and branches of the function itself around the step
    for (int at = 0; at < s.steps.size(); ++at) {
      const bool runs_again = of(at) != 0 && open > 0;
      touch(at, [&](int b) {
        int& before = seen[static_cast<std::size_t>(b)];
        if (runs_again || (before >= 0 && before != of(at))) all[static_cast<std::size_t>(b)] = true;
        before = of(at);
      });
      if (of(at) == 0) open += opens(at) - (s.steps[at].kind == ir::step_kind::end);
    }
    return all;
  }

 private:
  static constexpr int longest = 2 * ir::limits::longest_straight_code;  // instructions

  bool opens(int at) const {
    const ir::step_kind kind = s.steps[at].kind;
    return kind == ir::step_kind::loop || kind == ir::step_kind::branch || kind == ir::step_kind::repeat;
  }
  /// Behind step `at`, or the bracket that it opens.
  int behind(int at) const {
    int open = 0;
    do {
      open += opens(at) - (s.steps[at].kind == ir::step_kind::end);
      ++at;
    } while (open > 0);
    return at;
  }
  long long size(int from, int to) const {
    long long all = 0;
    for (int at = from; at < to; ++at)
      if (s.steps[at].kind == ir::step_kind::run)
        all += s.kernels[s.steps[at].at].instruction_count + s.kernels[s.steps[at].at].store_count;
    return all;
  }
  void divide(int from, int to) {
    int begin = from;
    const auto end_part = [&](int end) {
      if (begin < end && size(begin, end) > 0) {
        ++count;
        for (int n = begin; n < end; ++n) part[static_cast<std::size_t>(n)] = count;
      }
      begin = end;
    };
    for (int at = from; at < to;) {
      const int next = behind(at);
      const ir::step_kind kind = s.steps[at].kind;
      if (opens(at) && size(at, next) > longest) {
        end_part(at);
        divide(at + 1, next - 1);
        begin = next;
      } else if (kind == ir::step_kind::otherwise || kind == ir::step_kind::leave_unless) {
        end_part(at);
        begin = at + 1;
      } else if (size(begin, next) > longest / 2) {
        if (begin < at && size(at, next) > longest / 4) end_part(at);
        end_part(next);
      }
      at = next;
    }
    end_part(to);
  }
  template <class Visit>
  void touch(int at, Visit visit) const {
    if (s.steps[at].kind != ir::step_kind::print) ir::touched(s, s.steps[at], visit);  // debug_print is left out
  }

  const ir::schedule& s;
  std::vector<int> part;
  int count = 0;
};

}  // namespace cotangent::codegen::c
