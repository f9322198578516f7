// A small program without loops: every element of every array a scalar of its own, computed once, kept in a register.
// Structure that index maps only hint at goes for good here: zeros of a Jacobian, equal entries, sums of one term.
#pragma once

#include <cotangent/schedule/plan_workspace.hpp>

namespace cotangent::ir {

/// Runs some steps of a schedule, nests all of them, on numbers of scalar operations instead of values.
class straight_line_writer {
 public:
  /// At most `most` operations. `reciprocals`: several divisions by one number may become products.
  constexpr straight_line_writer(const schedule& nests, int most, bool reciprocals) : from(nests), most_operations(most), products(reciprocals) {}

  /// Computed places stay what they are.
  static constexpr bool possible(const schedule& s, const kernel& k, long long most) {
    const long long size = k.instruction_count + k.store_count;
    if (k.iterations() > most || k.iterations() * size > 8 * most) return false;
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i)
      if (s.instructions[i].address >= 0 && s.addresses[s.instructions[i].address].index >= 0) return false;
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
      if (s.addresses[s.stores[i].address].index >= 0) return false;
    return true;
  }

  /// False if there are too many operations, or an array is written and read by different steps of the loops around. With
  /// `loads_first`, inputs are read in the order of memory; else each where it is needed.
  constexpr bool write(int begin, int end, bool loads_first = false) {
    slots.resize(1 << 6, -1);
    cell_slots.resize(1 << 6, -1);
    for (int b = 0; loads_first && b < from.buffers.size(); ++b)
      for (int at = 0; from.buffers[b].kind == storage_kind::input && at < from.buffers[b].size; ++at) {
        access a;
        a.buffer = b;
        (void)element(a, at);
      }
    for (int at = begin; at < end; ++at)
      if (!nest(from.kernels[from.steps[at].at])) return false;
    list<int> pattern(from.buffers.size(), -1);  // of each array; -2: several
    for (const cell& c : cells) pattern[c.buffer] = pattern[c.buffer] == -1 || pattern[c.buffer] == c.pattern ? c.pattern : -2;
    for (int k = 0; k < cells.size(); ++k) {
      const cell& c = cells[k];
      if (!c.written) continue;
      if (pattern[c.buffer] == -2) return false;
      stores.push({store_mode::assign, op::reduce_sum, c.value, address(k)});
    }
    // In the order of memory: what lies side by side is stored together.
    std::sort(stores.begin(), stores.end(), [&](const store& a, const store& b) {
      const cell &first = cells[addressed[a.address]], &second = cells[addressed[b.address]];
      return first.buffer != second.buffer ? first.buffer < second.buffer : first.offset < second.offset;
    });
    if (products) share_reciprocals();
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
      for (int d = 0; d < max_depth; ++d) same = same && patterns[k].step[d] == a.step[d];
      if (same) return k;
    }
    access p;
    for (int d = 0; d < max_depth; ++d) p.step[d] = a.step[d];
    patterns.push(p);
    return patterns.size() - 1;
  }
  constexpr int cell_at(const access& a, int offset) {
    const int pattern = pattern_of(a);
    if (2 * cells.size() > cell_slots.size()) {
      cell_slots = list<int>(2 * cell_slots.size(), -1);
      for (int k = 0; k < cells.size(); ++k) cell_slots[free_cell_slot(cells[k].buffer, cells[k].offset, cells[k].pattern)] = k;
    }
    const int slot = free_cell_slot(a.buffer, offset, pattern);
    if (cell_slots[slot] < 0) {
      cell_slots[slot] = cells.size();
      cells.push({a.buffer, offset, pattern, -1, false});
    }
    return cell_slots[slot];
  }
  /// Where the cell is, or would be.
  constexpr int free_cell_slot(int buffer_number, int offset, int pattern) const {
    unsigned h = (static_cast<unsigned>(offset) * 2654435761U ^ static_cast<unsigned>(buffer_number * 31 + pattern)) * 2654435761U >> 7;
    for (;; ++h) {
      const int slot = static_cast<int>(h % static_cast<unsigned>(cell_slots.size()));
      if (cell_slots[slot] < 0) return slot;
      const cell& c = cells[cell_slots[slot]];
      if (c.buffer == buffer_number && c.offset == offset && c.pattern == pattern) return slot;
    }
  }

  /// False as soon as there are too many operations.
  constexpr bool nest(const kernel& k) {
    int counter[max_rank] = {};
    list<list<int>> totals(k.store_count);
    list<int> number(k.instruction_count, -1);
    for (long long n = k.iterations(); n > 0; --n) {
      if (made.size() > most_operations) return false;
      for (int i = 0; i < k.instruction_count; ++i) number[i] = instruct(from.instructions[k.first_instruction + i], k, number, counter);
      bool complete = true;  // all that is reduced into one element
      for (int l = k.kept; l < k.rank; ++l) complete = complete && counter[l] == k.extent[l] - 1;
      for (int i = 0; i < k.store_count; ++i) {
        const store& s = from.stores[k.first_store + i];
        const access& a = from.addresses[s.address];
        const dtype d = from.buffers[a.buffer].element;
        int value = number[s.value - k.first_instruction];
        if (s.mode == store_mode::accumulate) value = make(op::add, d, element(a, place_of(a, counter)), value);
        if (s.mode == store_mode::reduce) {
          totals[i].push(value);
          if (!complete) continue;
          value = total(s.reduction, d, totals[i], 0, totals[i].size());
          totals[i].resize(0);
        }
        cell& to = cells[cell_at(a, place_of(a, counter))];
        to.value = value;
        to.written = true;
      }
      for (int l = k.rank - 1; l >= 0 && ++counter[l] == k.extent[l]; --l) counter[l] = 0;
    }
    return made.size() <= most_operations;
  }
  static constexpr int place_of(const access& a, const int* counter) {
    int at = a.offset;
    for (int l = 0; l < max_rank; ++l) at += a.stride[l] * counter[l];
    return at;
  }
  /// By halves, so that long sums are not one long wait.
  constexpr int total(op reduction, dtype d, const list<int>& values, int begin, int end) {
    if (end - begin == 1) return values[begin];
    const int middle = end - begin <= 8 ? end - 1 : (begin + end) / 2;
    const int left = total(reduction, d, values, begin, middle);
    return make(primitives[reduction].combines, d, left, total(reduction, d, values, middle, end));
  }

  constexpr int instruct(const instruction& i, const kernel& k, const list<int>& number, const int* counter) {
    if (i.code == op::parameter) {
      const access& a = from.addresses[i.address];
      return element(a, place_of(a, counter));
    }
    if (i.code == op::iota) return constant(i.element, bits_of(i.element, place_of(from.addresses[i.address], counter)));
    if (i.code == op::constant || i.code == op::zeros) return find({i.code, i.element, {-1, -1, -1}, -1, i.bits});
    int in[3];
    for (int n = 0; n < 3; ++n) in[n] = i.in[n] < 0 ? -1 : number[i.in[n] - k.first_instruction];
    if (i.code == op::barrier) return find({i.code, i.element, {in[0], -1, -1}, -1, i.bits});  // equal to no other
    return make(i.code, i.element, in[0], in[1], in[2]);
  }
  constexpr int element(const access& a, int offset) {
    const int number = cell_at(a, offset);
    cell& c = cells[number];
    const buffer& what = from.buffers[a.buffer];
    if (c.value >= 0) return c.value;
    if (what.kind == storage_kind::constant && !patterns[c.pattern].moves()) return c.value = constant(what.element, from.words[what.index + offset]);
    made.push({op::parameter, what.element, {-1, -1, -1}, address(number), 0});
    return c.value = made.size() - 1;
  }
  constexpr int constant(dtype d, long long bits) { return find({op::constant, d, {-1, -1, -1}, -1, bits}); }
  constexpr int zeros(dtype d) { return find({op::zeros, d, {-1, -1, -1}, -1, 0}); }

  constexpr bool is(int id, op code) const { return id >= 0 && made[id].code == code; }
  constexpr bool is_number(int id) const { return is(id, op::constant) || is(id, op::zeros); }
  constexpr double number(int id) const { return value_of(made[id].element, made[id].bits); }
  constexpr bool is_number(int id, double value) const { return is_number(id) && number(id) == value; }

  /// As in passes/known_values.hpp.
  constexpr bool is_neutral(int id, bool subtracted) const {
    if (!is(id, op::constant)) return is(id, op::zeros);
    const dtype d = made[id].element;
    return made[id].bits == bits_of(d, is_floating(d) && !subtracted ? -0.0 : 0.0);
  }

  /// The operation on scalars, or what it comes to.
  constexpr int make(op code, dtype d, int a, int b = -1, int c = -1) {
    const bool real = is_floating(d);
    const auto negated = [&](int x) { return make(op::neg, d, x); };
    switch (code) {
      case op::add:
        if (is_neutral(a, false)) return b;
        if (is_neutral(b, false)) return a;
        if (is(b, op::neg)) return make(op::sub, d, a, made[b].in[0]);
        if (is(a, op::neg)) return make(op::sub, d, b, made[a].in[0]);
        break;
      case op::sub:
        if (is_neutral(b, true)) return a;
        if (is(a, op::zeros)) return negated(b);
        if (is(b, op::neg)) return make(op::add, d, a, made[b].in[0]);
        break;
      case op::mul:
        if (is(a, op::zeros) || is(b, op::zeros)) return zeros(d);
        if (is_number(a, 1)) return b;
        if (is_number(b, 1)) return a;
        if (is_number(a, -1)) return negated(b);
        if (is_number(b, -1)) return negated(a);
        if (is(a, op::neg)) return negated(make(op::mul, d, made[a].in[0], b));
        if (is(b, op::neg)) return negated(make(op::mul, d, a, made[b].in[0]));
        break;
      case op::div:
        if (is(a, op::zeros)) return a;
        if (is_number(b, 1)) return a;
        break;
      case op::neg:
        if (is(a, op::zeros)) return a;
        if (is(a, op::neg)) return made[a].in[0];
        break;
      case op::select:
        if (b == c) return b;
        if (is_number(a)) return made[a].bits != 0 ? b : c;
        break;
      case op::convert:
        if (is(a, op::zeros)) return zeros(d);
        // (A number too large for a float is no constant expression.)
        if (is(a, op::constant) && (d != dtype::f32 || (number(a) > -3e38 && number(a) < 3e38))) return constant(d, converted_bits(made[a].element, d, made[a].bits));
        break;
      case op::eq: case op::ne: case op::lt: case op::le: case op::gt: case op::ge:
        if (is_number(a) && is_number(b)) return constant(d, is_floating(made[a].element) ? compared(code, number(a), number(b)) : compared(code, made[a].bits, made[b].bits));
        if (const int known = compared_with_itself(code, made[a].element); a == b && known >= 0) return constant(d, known);
        break;
      default: break;
    }
    if (real && is_number(a) && (b < 0 || is_number(b)) && c < 0) {
      const folded_number folded = fold_numbers(code, d, number(a), b < 0 ? 0 : number(b));
      if (folded.known) return constant(d, bits_of(d, folded.value));
    }
    if (primitives[code].commutative && b < a) return find({code, d, {b, a, -1}, -1, 0});
    return find({code, d, {a, b, c}, -1, 0});
  }
  template <class T>
  static constexpr bool compared(op code, T a, T b) {
    switch (code) {
      case op::eq: return a == b;
      case op::ne: return a != b;
      case op::lt: return a < b;
      case op::le: return a <= b;
      case op::gt: return a > b;
      default: return a >= b;
    }
  }

  /// Several divisions by one number: products with its reciprocal, as in passes/simplify_arithmetic.hpp; no single one.
  constexpr void share_reciprocals() {
    list<int> divisions(made.size(), 0), number(made.size(), -1), reciprocal(made.size(), -1);
    for (const instruction& i : made)
      if (i.code == op::div && is_floating(i.element)) ++divisions[i.in[1]];
    const list<instruction> before = made;
    made.resize(0);
    slots = list<int>(1 << 6, -1);
    for (int id = 0; id < before.size(); ++id) {
      instruction i = before[id];
      for (int& in : i.in) in = in < 0 ? in : number[in];
      if (i.code == op::parameter) {
        made.push(i);
        number[id] = made.size() - 1;
        continue;
      }
      const int divisor = before[id].in[1];
      if (i.code == op::div && divisions[divisor] > 1) {
        if (reciprocal[divisor] < 0) reciprocal[divisor] = find({op::div, i.element, {constant(i.element, bits_of(i.element, 1)), i.in[1], -1}, -1, 0});
        i = {op::mul, i.element, {i.in[0], reciprocal[divisor], -1}, -1, 0};
      }
      number[id] = i.code == op::mul ? make(i.code, i.element, i.in[0], i.in[1]) : find(i);
    }
    for (store& s : stores) s.value = number[s.value];
  }

  /// Equal operations are one.
  constexpr int find(const instruction& i) {
    if (2 * made.size() > slots.size()) grow();
    for (unsigned h = hash(i);; ++h) {
      int& slot = slots[static_cast<int>(h % static_cast<unsigned>(slots.size()))];
      if (slot < 0) {
        slot = made.size();
        made.push(i);
        return slot;
      }
      const instruction& known = made[slot];
      if (known.code == i.code && known.element == i.element && known.bits == i.bits && known.in[0] == i.in[0] && known.in[1] == i.in[1] &&
          known.in[2] == i.in[2])
        return slot;
    }
  }
  static constexpr unsigned hash(const instruction& i) {
    unsigned h = static_cast<unsigned>(i.code) * 31U + static_cast<unsigned>(i.element);
    for (int n : i.in) h = (h ^ static_cast<unsigned>(n + 1)) * 2654435761U;
    return (h ^ static_cast<unsigned>(i.bits ^ (i.bits >> 32))) * 2654435761U >> 7;
  }
  constexpr void grow() {
    slots = list<int>(2 * slots.size(), -1);
    for (int id = 0; id < made.size(); ++id) {
      if (made[id].code == op::parameter) continue;
      unsigned h = hash(made[id]);
      while (slots[static_cast<int>(h % static_cast<unsigned>(slots.size()))] >= 0) ++h;
      slots[static_cast<int>(h % static_cast<unsigned>(slots.size()))] = id;
    }
  }

  const schedule& from;
  int most_operations;
  bool products;
  list<cell> cells;
  list<int> addressed;  // the cells that are loaded and stored
  list<int> slots, cell_slots;
  list<access> patterns;
};

}  // namespace cotangent::ir
