// The last step: every intermediate gets a place in one workspace, shared by those that are never needed together.
#pragma once

#include <cotangent/schedule/write_scope.hpp>

#include <limits>

namespace cotangent::ir {

inline constexpr int workspace_alignment = 64;

/// Calls visit(buffer) for each that a step touches, once or more often.
template <class Schedule, class Visit>
constexpr void touched(const Schedule& s, const step& now, Visit visit) {
  const auto address = [&](int a) {
    if (a >= 0 && s.addresses[a].buffer >= 0) visit(s.addresses[a].buffer);
  };
  if (now.kind == step_kind::branch || now.kind == step_kind::leave_unless) visit(now.at);
  if (now.kind == step_kind::print)
    for (int k = 0; k < s.prints[now.at].operand_count; ++k)
      address(s.operands[s.prints[now.at].first_operand + k].address);
  if (now.kind != step_kind::run) return;
  const kernel& n = s.kernels[now.at];
  for (int i = n.first_instruction; i < n.first_instruction + n.instruction_count; ++i)
    address(s.instructions[i].address);
  for (int i = n.first_store; i < n.first_store + n.store_count; ++i) address(s.stores[i].address);
}

/// The first and last step that touches each buffer; one that lives across a loop's edge lives through the whole loop.
struct lifetimes {
  list<int> first, last;

  constexpr explicit lifetimes(const schedule& s) : first(s.buffers.size(), -1), last(s.buffers.size(), -1) {
    list<int> open;
    for (int at = 0; at < s.steps.size(); ++at)
      touched(s, s.steps[at], [&](int b) {
        if (first[b] < 0) first[b] = at;
        last[b] = at;
      });
    for (int at = 0; at < s.steps.size(); ++at) {
      const step_kind kind = s.steps[at].kind;
      if (kind == step_kind::loop || kind == step_kind::repeat || kind == step_kind::branch) open.push(at);
      if (kind != step_kind::end) continue;
      const int begin = open.back();
      open.pop();
      if (s.steps[begin].kind != step_kind::branch) widen(s, begin, at);
    }
  }

 private:
  constexpr void widen(const schedule& s, int begin, int end) {
    for (int at = begin + 1; at < end; ++at)
      touched(s, s.steps[at], [&](int b) {
        const bool begins_inside = first[b] > begin && first[b]<end, ends_inside = last[b]> begin && last[b] < end;
        if (!begins_inside && ends_inside) last[b] = end;
        if (begins_inside && !ends_inside) first[b] = begin;
      });
  }
};

/// The memory that is free, as gaps in their order, counted in units of the alignment.
class free_memory {
 public:
  constexpr free_memory() { gaps.push({0, std::numeric_limits<int>::max()}); }

  /// The first place with so many units.
  constexpr int take(int units) {
    int at = 0;
    while (gaps[at].end - gaps[at].begin < units) ++at;
    const int place = gaps[at].begin;
    gaps[at].begin += units;
    if (gaps[at].begin == gaps[at].end) remove(at);
    return place;
  }
  constexpr void give_back(int begin, int units) {
    int low = 0, high = gaps.size();  // the first gap behind it
    while (low < high) {
      const int middle = (low + high) / 2;
      if (gaps[middle].begin < begin) low = middle + 1;
      else high = middle;
    }
    const bool joins_before = low > 0 && gaps[low - 1].end == begin,
               joins_behind = low < gaps.size() && gaps[low].begin == begin + units;
    if (joins_before && joins_behind) {
      gaps[low - 1].end = gaps[low].end;
      remove(low);
    } else if (joins_before) {
      gaps[low - 1].end = begin + units;
    } else if (joins_behind) {
      gaps[low].begin = begin;
    } else {
      insert(low, {begin, begin + units});
    }
  }

 private:
  struct gap {
    int begin = 0, end = 0;
  };
  constexpr void remove(int at) {
    for (int k = at; k + 1 < gaps.size(); ++k) gaps[k] = gaps[k + 1];
    gaps.pop();
  }
  constexpr void insert(int at, gap made) {
    gaps.push(made);
    for (int k = gaps.size() - 1; k > at; --k) gaps[k] = gaps[k - 1];
    gaps[at] = made;
  }

  list<gap> gaps;
};

/// Why a program has no workspace that a back end could count; empty if it has one.
constexpr detail::text workspace_problem(long long needed) {
  if (needed == 0) return {};
  return detail::join(
      "workspace: arrays between arguments and results take more than ", needed / 1000000,
      " megabytes at once, and a workspace has at most ", shape::most / 1000000,
      "; let a loop (ct::scan, ct::fori_loop) compute a part in each step, or ct::checkpoint compute parts again");
}
/// First fit, in the order in which buffers are first written.
constexpr void plan_workspace(schedule& s) {
  const lifetimes life(s);
  const auto bytes = [&](int b) { return static_cast<long long>(s.buffers[b].size) * bytes_of(s.buffers[b].element); };
  const auto units = [&](int b) {
    return static_cast<int>((bytes(b) + workspace_alignment - 1) / workspace_alignment);
  };
  list<list<int>> beginning(s.steps.size()),
      ending(s.steps.size());  // the buffers whose life begins, or ends, at each step
  for (int b = 0; b < s.buffers.size(); ++b) {
    if (s.buffers[b].kind != storage_kind::workspace || life.first[b] < 0) continue;
    beginning[life.first[b]].push(b);
    ending[life.last[b]].push(b);
  }
  free_memory memory;
  for (int at = 0; at < s.steps.size(); ++at) {
    for (int b : beginning[at]) {
      if (units(b) == 0) continue;
      const long long begin = static_cast<long long>(memory.take(units(b))) * workspace_alignment,
                      end = begin + bytes(b);
      if (end > shape::most) {
        s.workspace_needed = end;
        return;
      }
      s.buffers[b].offset = static_cast<int>(begin);
      if (end > s.workspace_bytes) s.workspace_bytes = static_cast<int>(end);
    }
    for (int b : ending[at])
      if (units(b) > 0) memory.give_back(s.buffers[b].offset / workspace_alignment, units(b));
  }
}

/// Which buffers something reads.
constexpr list<char> read_buffers(const schedule& s) {
  list<char> read(s.buffers.size(), 0);
  const auto note = [&](int address) {
    if (address >= 0 && s.addresses[address].buffer >= 0) read[s.addresses[address].buffer] = 1;
  };
  for (const instruction& i : s.instructions)
    if (i.code == op::parameter) note(i.address);
  for (const printed& p : s.operands) note(p.address);
  for (const step& now : s.steps)
    if (now.kind == step_kind::branch || now.kind == step_kind::leave_unless) read[now.at] = 1;
  for (int k = 0; k < s.buffers.size(); ++k)
    if (s.buffers[k].kind == storage_kind::output) read[k] = 1;
  return read;
}

/// Stores into buffers that nothing reads are not made (their values stayed in registers, or are not wanted), nor is
/// what only they needed; until nothing more goes.
constexpr void drop_what_nothing_reads(schedule& s) {
  for (bool changed = true; changed;) {
    const list<char> read = read_buffers(s);
    list<store> stores;
    list<instruction> instructions;
    list<int> number(s.instructions.size(), -1);
    list<char> used(s.instructions.size(), 0);
    const auto use_place = [&](int address) {
      if (const int index = s.addresses.items[address].index; index >= 0) used[index] = 1;
    };
    for (kernel& k : s.kernels) {
      const int begin = stores.size();
      for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
        if (read[s.addresses[s.stores[i].address].buffer]) {
          used[s.stores[i].value] = 1;
          use_place(s.stores[i].address);
          stores.push(s.stores[i]);
        }
      k.first_store = begin;
      k.store_count = stores.size() - begin;
      for (int i = k.first_instruction + k.instruction_count - 1; i >= k.first_instruction; --i)
        if (used.items[i]) {
          const instruction& kept = s.instructions.items[i];
          for (int operand : kept.in)
            if (operand >= 0) used.items[operand] = 1;
          if (kept.address >= 0) use_place(kept.address);
        }
      const int first = instructions.size();
      for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i) {
        if (!used.items[i]) continue;
        number.items[i] = instructions.size();
        instruction kept = s.instructions.items[i];
        for (int& operand : kept.in) operand = operand < 0 ? operand : number.items[operand];
        instructions.push(kept);
      }
      k.first_instruction = first;
      k.instruction_count = instructions.size() - first;
    }
    for (store& to : stores) to.value = number[to.value];
    for (access& a : s.addresses) a.index = a.index < 0 ? a.index : number[a.index];
    changed = stores.size() != s.stores.size() || instructions.size() != s.instructions.size();
    s.stores = stores;
    s.instructions = instructions;
  }
  list<step> steps;
  for (const step& now : s.steps)
    if (now.kind != step_kind::run || s.kernels[now.at].store_count > 0) steps.push(now);
  s.steps = steps;
}

/// Operations, and bytes read or written, each array once a nest.
constexpr void count_work(schedule& s) {
  for (const kernel& k : s.kernels) {
    if (k.store_count == 0) continue;
    long long each = 0;
    const auto moved = [&](int address) {
      if (address < 0 || s.addresses[address].buffer < 0) return;
      long long touched = bytes_of(s.buffers[s.addresses[address].buffer].element);
      for (int l = 0; l < k.rank; ++l) touched *= s.addresses[address].stride[l] != 0 ? k.extent[l] : 1;
      s.bytes_moved += touched * k.repetitions;
    };
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i) {
      each += primitives[s.instructions[i].code].flops;
      moved(s.instructions[i].address);
    }
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i) {
      each += s.stores[i].mode != store_mode::assign;
      moved(s.stores[i].address);
    }
    s.flops += each * k.iterations() * k.repetitions;
  }
}

}  // namespace cotangent::ir
