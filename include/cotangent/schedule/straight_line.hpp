// A small program without loops: every element of every array a scalar of its own, computed once, kept in a register.
// Structure that index maps only hint at goes for good here: zeros of a Jacobian, equal entries, sums of one term.
#pragma once

#include <cotangent/schedule/scalar_code.hpp>

namespace cotangent::ir {

/// Runs some steps of a schedule, nests and loops of a known number of steps, on numbers of scalar operations instead
/// of values.
class straight_line_writer {
 public:
  /// At most `most` operations.
  constexpr straight_line_writer(const schedule& nests, int most, unsigned options)
      : from(nests), most_operations(most), options_(options), code(options) {}

  static constexpr bool is_small(const kernel& k, long long most) {
    return k.iterations() <= most && k.iterations() * (k.instruction_count + k.store_count) <= 8 * most;
  }
  /// Whether a nest reads or writes at places that it computes.
  static constexpr bool computes_places(const schedule& s, const kernel& k) {
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i)
      if (s.instructions[i].address >= 0 && s.addresses[s.instructions[i].address].index >= 0) return true;
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
      if (s.addresses[s.stores[i].address].index >= 0) return true;
    return false;
  }
  static constexpr bool possible(const schedule& s, const kernel& k, long long most) {
    return is_small(k, most) && !computes_places(s, k);
  }

  /// False if there are too many operations, a place is computed and no number, or an array is written and read by
  /// different steps of the loops around. What is stored in an array that is not `wanted` (by number) is forgotten.
  /// With `loads_first`, inputs are read in the order of memory; else each where it is needed.
  constexpr bool write(int begin, int end, const list<char>& wanted, bool loads_first = false) {
    cell_slots.resize(1 << 6, -1);
    for (int b = 0; loads_first && b < from.buffers.size(); ++b)
      for (int at = 0; from.buffers[b].kind == storage_kind::input && at < from.buffers[b].size; ++at) {
        access a;
        a.buffer = b;
        (void)element(a, spot_of(a), at);
      }
    if (!steps(begin, end)) return false;
    list<int> pattern(from.buffers.size(), -1);  // of each array; -2: several
    for (const cell& c : cells)
      pattern[c.buffer] = pattern[c.buffer] == -1 || pattern[c.buffer] == c.pattern ? c.pattern : -2;
    list<char> kept = wanted;  // and what is loaded: the loops around may run this again
    for (int number : addressed) kept[cells[number].buffer] = 1;
    list<int> written;
    for (int k = 0; k < cells.size(); ++k) {
      if (!cells[k].written) continue;
      if (pattern[cells[k].buffer] == -2) return false;
      if (kept[cells[k].buffer]) written.push(k);
    }
    // In the order of memory: what lies side by side is stored together.
    std::sort(written.begin(), written.end(), [&](int a, int b) {
      const cell &first = cells.items[a], &second = cells.items[b];
      return first.buffer != second.buffer ? first.buffer < second.buffer : first.offset < second.offset;
    });
    list<int> results;
    for (int k : written) results.push(cells[k].value);
    if ((options_ & options_of(option::reciprocals)) != 0) code.share_reciprocals(results);
    const list<int> order = code.order(results);
    list<int> number(code.size(), -1);
    made.reserve(order.size());
    for (int id : order) {
      number[id] = made.size();
      instruction i = code.instruction_of(id);
      for (int& in : i.in) in = in < 0 ? in : number[in];
      made.push(i);
    }
    for (int k = 0; k < written.size(); ++k)
      stores.push({store_mode::assign, op::reduce_sum, number[results[k]], address(written[k])});
    return true;
  }

  /// Appends the code to `s`, the schedule it was made from; the kernel's number.
  constexpr int append_to(schedule& s) const {
    const int first = s.instructions.size(), first_address = s.addresses.size();
    kernel k;
    k.first_instruction = first;
    k.instruction_count = made.size();
    k.first_store = s.stores.size();
    k.store_count = stores.size();
    for (int n = 0; n < addressed.size(); ++n) s.addresses.push(address_at(n));
    for (instruction i : made) {
      for (int& in : i.in) in = in < 0 ? in : in + first;
      i.address = i.address < 0 ? -1 : i.address + first_address;
      s.instructions.push(i);
    }
    for (store to : stores) {
      to.value += first;
      to.address += first_address;
      s.stores.push(to);
    }
    s.kernels.push(k);
    return s.kernels.size() - 1;
  }

  list<instruction> made;
  list<store> stores;
  constexpr access address_at(int number) const {
    const cell& c = cells[addressed[number]];
    access a = patterns[c.pattern];
    a.buffer = c.buffer;
    a.offset = c.offset;
    return a;
  }

 private:
  /// An element of an array, at an offset that moves with the loops around by one of `patterns`.
  struct cell {
    int buffer = -1, offset = 0, pattern = 0, value = -1;
    bool written = false;
  };
  constexpr int address(int number) {
    addressed.push(number);
    return addressed.size() - 1;
  }
  constexpr int pattern_of(const access& a) {
    for (int k = 0; k < patterns.size(); ++k) {
      bool same = true;
      for (int d = 0; d < max_depth; ++d) same = same && patterns[k].step[d] == (inside[d] ? 0 : a.step[d]);
      if (same) return k;
    }
    access p;
    for (int d = 0; d < max_depth; ++d) p.step[d] = inside[d] ? 0 : a.step[d];
    patterns.push(p);
    return patterns.size() - 1;
  }
  /// What of an access is the same for all elements of a nest: how it moves with the loops around, and where it begins
  /// in this step.
  struct spot {
    int pattern = -1, begin = 0;
  };
  constexpr spot spot_of(const access& a) {
    spot s{pattern_of(a), a.offset};
    for (int d = 0; d < max_depth; ++d)
      if (inside[d]) s.begin += a.step[d] * counters[d];
    return s;
  }
  constexpr int cell_at(int buffer_number, int pattern, int offset) {
    if (2 * cells.size() > cell_slots.size()) {
      cell_slots = list<int>(2 * cell_slots.size(), -1);
      for (int k = 0; k < cells.size(); ++k)
        cell_slots[free_cell_slot(cells[k].buffer, cells[k].offset, cells[k].pattern)] = k;
    }
    int& there = cell_slots.items[free_cell_slot(buffer_number, offset, pattern)];
    if (there < 0) {
      there = cells.size();
      cells.push({buffer_number, offset, pattern, -1, false});
    }
    return there;
  }
  /// Where the cell is, or would be.
  constexpr int free_cell_slot(int buffer_number, int offset, int pattern) const {
    unsigned h = (static_cast<unsigned>(offset) * 2654435761U ^ static_cast<unsigned>(buffer_number * 31 + pattern)) *
                     2654435761U >>
                 7;
    const unsigned mask = static_cast<unsigned>(cell_slots.size()) - 1;
    for (;; ++h) {
      const int slot = static_cast<int>(h & mask), there = cell_slots.items[slot];
      if (there < 0) return slot;
      const cell& c = cells.items[there];
      if (c.buffer == buffer_number && c.offset == offset && c.pattern == pattern) return slot;
    }
  }

  /// False as soon as there are too many operations.
  constexpr bool steps(int begin, int end) {
    for (int at = begin; at < end; ++at) {
      const step now = from.steps[at];
      if (now.kind == step_kind::run) {
        if (!nest(from.kernels[now.at])) return false;
        continue;
      }
      if (now.kind != step_kind::loop) return false;
      const int last = matching_end(at);
      inside[now.depth] = true;
      for (counters[now.depth] = 0; counters[now.depth] < now.at; ++counters[now.depth])
        if (!steps(at + 1, last)) return false;
      inside[now.depth] = false;
      at = last;
    }
    return true;
  }
  constexpr int matching_end(int at) const {
    for (int open = 0;; ++at) {
      const step_kind kind = from.steps[at].kind;
      open += kind == step_kind::loop || kind == step_kind::repeat || kind == step_kind::branch;
      if (kind == step_kind::end && --open == 0) return at;
    }
  }

  constexpr bool nest(const kernel& k) {
    int counter[max_rank] = {};
    list<list<int>> totals(k.store_count);
    list<int> number(k.instruction_count, -1);
    list<spot> reads(k.instruction_count), writes;
    for (int i = 0; i < k.instruction_count; ++i)
      if (const int address = from.instructions[k.first_instruction + i].address; address >= 0)
        reads[i] = spot_of(from.addresses[address]);
    for (int i = 0; i < k.store_count; ++i)
      writes.push(spot_of(from.addresses[from.stores[k.first_store + i].address]));
    for (long long n = k.iterations(); n > 0; --n) {
      if (code.size() > most_operations) return false;
      for (int i = 0; i < k.instruction_count; ++i) {
        const int made_here =
            instruct(from.instructions.items[k.first_instruction + i], reads.items[i], k, number, counter);
        if (made_here < 0) return false;
        number.items[i] = made_here;
      }
      bool complete = true;  // all that is reduced into one element
      for (int l = k.kept; l < k.rank; ++l) complete = complete && counter[l] == k.extent[l] - 1;
      for (int i = 0; i < k.store_count; ++i) {
        const store& s = from.stores[k.first_store + i];
        const access& a = from.addresses[s.address];
        const dtype d = from.buffers[a.buffer].element;
        int value = number[s.value - k.first_instruction];
        const int place = place_of(a, writes[i], k, number, counter);
        if (place < 0) return false;
        if (s.mode == store_mode::accumulate) value = code.make(op::add, d, element(a, writes[i], place), value);
        if (s.mode == store_mode::reduce) {
          totals[i].push(value);
          if (!complete) continue;
          value = total(s.reduction, d, totals[i], 0, totals[i].size());
          totals[i].resize(0);
        }
        cell& to = cells[cell_at(a.buffer, writes[i].pattern, place)];
        to.value = value;
        to.written = true;
      }
      for (int l = k.rank - 1; l >= 0 && ++counter[l] == k.extent[l]; --l) counter[l] = 0;
    }
    return code.size() <= most_operations;
  }
  /// -1 if it is computed, and no number.
  constexpr int place_of(const access& a, const spot& s, const kernel& k, const list<int>& number,
                         const int* counter) const {
    int at = s.begin;
    if (a.index >= 0) {
      const int index = number[a.index - k.first_instruction];
      if (!code.is_number(index)) return -1;
      at += a.index_stride * static_cast<int>(std::clamp<long long>(code.integer(index), 0, a.index_extent - 1));
    }
    for (int l = 0; l < k.rank; ++l) at += a.stride[l] * counter[l];
    return at;
  }
  /// By halves, so that long sums are not one long wait.
  constexpr int total(op reduction, dtype d, const list<int>& values, int begin, int end) {
    if (end - begin == 1) return values[begin];
    const int middle = end - begin <= 8 ? end - 1 : (begin + end) / 2;
    const int left = total(reduction, d, values, begin, middle);
    return code.make(primitives[reduction].combines, d, left, total(reduction, d, values, middle, end));
  }

  constexpr int instruct(const instruction& i, const spot& read, const kernel& k, const list<int>& number,
                         const int* counter) {
    if (i.code == op::parameter) {
      const access& a = from.addresses.items[i.address];
      const int place = place_of(a, read, k, number, counter);
      return place < 0 ? -1 : element(a, read, place);
    }
    if (i.code == op::iota)
      return code.constant(i.element,
                           bits_of(i.element, place_of(from.addresses[i.address], read, k, number, counter)));
    int in[3];
    for (int n = 0; n < 3; ++n) in[n] = i.in[n] < 0 ? -1 : number.items[i.in[n] - k.first_instruction];
    return code.make(i, in);
  }
  constexpr int element(const access& a, const spot& s, int offset) {
    const int number = cell_at(a.buffer, s.pattern, offset);
    cell& c = cells.items[number];
    const buffer& what = from.buffers.items[a.buffer];
    if (c.value >= 0) return c.value;
    if (what.kind == storage_kind::constant && !patterns[c.pattern].moves())
      return c.value = code.constant(what.element, from.words[what.index + offset]);
    const int at = address(number);
    return c.value = code.load(what.element, at);
  }

  const schedule& from;
  int most_operations;
  unsigned options_;
  scalar_code code;
  list<cell> cells;
  list<int> addressed;  // the cells that are loaded and stored
  list<int> cell_slots;
  list<access> patterns;
  int counters[max_depth] = {};  // of the loops that are run here,
  bool inside[max_depth] = {};   // which these are
};

}  // namespace cotangent::ir
