// A small program without loops: every element of every array a scalar of its own, computed once, kept in a register.
// Structure that index maps only hint at goes for good here: zeros of a Jacobian, equal entries, sums of one term.
#pragma once

#include <cotangent/schedule/plan_workspace.hpp>

namespace cotangent::ir {

/// Runs a schedule's loops on numbers of scalar operations instead of values.
class straight_line_writer {
 public:
  constexpr explicit straight_line_writer(const schedule& nests) : from(nests) {}

  /// Loops, branches, prints and elements at computed places stay what they are.
  constexpr bool possible(long long most_operations) const {
    long long operations = 0, elements = 0;
    for (const step& now : from.steps) {
      if (now.kind != step_kind::run) return false;
      const kernel& k = from.kernels[now.at];
      operations += k.iterations() * (k.instruction_count + k.store_count);
      if (operations > 8 * most_operations) return false;
    }
    for (const buffer& b : from.buffers) elements += b.size;
    for (const access& a : from.addresses)
      if (a.index >= 0) return false;
    return elements <= 8 * most_operations;
  }

  /// With `loads_first`, inputs are read in the order of memory; else each where it is needed.
  constexpr schedule run(bool loads_first = false) {
    to.buffers = from.buffers;
    for (const buffer& b : from.buffers) contents.push(list<int>(b.size, -1));
    slots.resize(1 << 8, -1);
    for (const instruction& i : from.instructions) divides = divides || i.code == op::div;
    for (int b = 0; loads_first && b < from.buffers.size(); ++b)
      for (int at = 0; from.buffers[b].kind == storage_kind::input && at < from.buffers[b].size; ++at) element(b, at);
    for (const step& now : from.steps) nest(from.kernels[now.at]);
    kernel all;
    all.instruction_count = to.instructions.size();
    for (int b = 0; b < to.buffers.size(); ++b) {
      if (to.buffers[b].kind != storage_kind::output) continue;
      for (int at = 0; at < contents[b].size(); ++at) to.stores.push({store_mode::assign, op::reduce_sum, contents[b][at], address(b, at)});
    }
    all.store_count = to.stores.size();
    to.kernels.push(all);
    to.steps.push({step_kind::run, 0, 0});
    drop_what_nothing_reads(to);
    if (divides) share_reciprocals();
    return to;
  }

 private:
  constexpr int address(int b, int at) {
    access a;
    a.buffer = b;
    a.offset = at;
    to.addresses.push(a);
    return to.addresses.size() - 1;
  }

  constexpr void nest(const kernel& k) {
    int counter[max_rank] = {};
    list<list<int>> totals(k.store_count);
    list<int> number(k.instruction_count, -1);
    for (long long n = k.iterations(); n > 0; --n) {
      for (int i = 0; i < k.instruction_count; ++i) number[i] = instruct(from.instructions[k.first_instruction + i], k, number, counter);
      bool complete = true;  // all that is reduced into one element
      for (int l = k.kept; l < k.rank; ++l) complete = complete && counter[l] == k.extent[l] - 1;
      for (int i = 0; i < k.store_count; ++i) {
        const store& s = from.stores[k.first_store + i];
        const access& a = from.addresses[s.address];
        int& place = contents[a.buffer][place_of(a, counter)];
        const int value = number[s.value - k.first_instruction];
        if (s.mode == store_mode::assign) place = value;
        if (s.mode == store_mode::accumulate) place = make(op::add, from.buffers[a.buffer].element, place, value);
        if (s.mode != store_mode::reduce) continue;
        totals[i].push(value);
        if (!complete) continue;
        place = total(s.reduction, from.buffers[a.buffer].element, totals[i], 0, totals[i].size());
        totals[i].resize(0);
      }
      for (int l = k.rank - 1; l >= 0 && ++counter[l] == k.extent[l]; --l) counter[l] = 0;
    }
  }
  static constexpr int place_of(const access& a, const int* counter) {
    int at = a.offset;
    for (int l = 0; l < max_rank; ++l) at += a.stride[l] * counter[l];
    return at;
  }
  /// By halves, so that long sums are not one long wait.
  constexpr int total(op reduction, dtype d, const list<int>& values, int begin, int end) {
    if (end - begin == 1) return values[begin];
    const op codes[] = {op::add, op::max, op::min, op::logical_and, op::logical_or};
    const int middle = end - begin <= 8 ? end - 1 : (begin + end) / 2;
    const int left = total(reduction, d, values, begin, middle);
    return make(codes[static_cast<int>(reduction) - static_cast<int>(op::reduce_sum)], d, left, total(reduction, d, values, middle, end));
  }

  constexpr int instruct(const instruction& i, const kernel& k, const list<int>& number, const int* counter) {
    if (i.code == op::parameter) {
      const access& a = from.addresses[i.address];
      return element(a.buffer, place_of(a, counter));
    }
    if (i.code == op::iota) return constant(i.element, bits_of(i.element, place_of(from.addresses[i.address], counter)));
    if (i.code == op::constant || i.code == op::zeros) return find({i.code, i.element, {-1, -1, -1}, -1, i.bits});
    int in[3];
    for (int n = 0; n < 3; ++n) in[n] = i.in[n] < 0 ? -1 : number[i.in[n] - k.first_instruction];
    return make(i.code, i.element, in[0], in[1], in[2]);
  }
  constexpr int element(int b, int at) {
    int& known = contents[b][at];
    const buffer& what = from.buffers[b];
    if (known >= 0) return known;
    if (what.kind == storage_kind::constant) return known = constant(what.element, from.words[what.index + at]);
    to.instructions.push({op::parameter, what.element, {-1, -1, -1}, address(b, at), 0});
    return known = to.instructions.size() - 1;
  }
  constexpr int constant(dtype d, long long bits) { return find({op::constant, d, {-1, -1, -1}, -1, bits}); }
  constexpr int zeros(dtype d) { return find({op::zeros, d, {-1, -1, -1}, -1, 0}); }

  constexpr bool is(int id, op code) const { return id >= 0 && to.instructions[id].code == code; }
  constexpr bool is_number(int id) const { return is(id, op::constant) || is(id, op::zeros); }
  constexpr double number(int id) const { return value_of(to.instructions[id].element, to.instructions[id].bits); }
  constexpr bool is_number(int id, double value) const { return is_number(id) && number(id) == value; }

  /// The operation on scalars, or what it comes to.
  constexpr int make(op code, dtype d, int a, int b = -1, int c = -1) {
    const bool real = is_floating(d);
    const auto negated = [&](int x) { return make(op::neg, d, x); };
    switch (code) {
      case op::add:
        if (is_number(a, 0)) return b;
        if (is_number(b, 0)) return a;
        if (is(b, op::neg)) return make(op::sub, d, a, to.instructions[b].in[0]);
        if (is(a, op::neg)) return make(op::sub, d, b, to.instructions[a].in[0]);
        break;
      case op::sub:
        if (is_number(b, 0)) return a;
        if (is(a, op::zeros)) return negated(b);
        if (is(b, op::neg)) return make(op::add, d, a, to.instructions[b].in[0]);
        break;
      case op::mul:
        if (is(a, op::zeros) || is(b, op::zeros)) return zeros(d);
        if (is_number(a, 1)) return b;
        if (is_number(b, 1)) return a;
        if (is_number(a, -1)) return negated(b);
        if (is_number(b, -1)) return negated(a);
        if (is(a, op::neg)) return negated(make(op::mul, d, to.instructions[a].in[0], b));
        if (is(b, op::neg)) return negated(make(op::mul, d, a, to.instructions[b].in[0]));
        break;
      case op::div:
        if (is(a, op::zeros)) return a;
        if (is_number(b, 1)) return a;
        break;
      case op::neg:
        if (is(a, op::zeros)) return a;
        if (is(a, op::neg)) return to.instructions[a].in[0];
        break;
      case op::select:
        if (b == c) return b;
        if (is_number(a)) return to.instructions[a].bits != 0 ? b : c;
        break;
      case op::convert:
        if (is_number(a) && d != dtype::boolean) return is(a, op::zeros) ? zeros(d) : constant(d, bits_of(d, number(a)));
        break;
      case op::eq: case op::ne: case op::lt: case op::le: case op::gt: case op::ge:
        if (is_number(a) && is_number(b)) return constant(d, compared(code, number(a), number(b)));
        break;
      default: break;
    }
    if (real && is_number(a) && (b < 0 || is_number(b)) && c < 0) {
      const folded_number folded = fold_numbers(code, d, number(a), b < 0 ? 0 : number(b));
      if (folded.known) return constant(d, bits_of(d, folded.value));
    }
    if ((code == op::add || code == op::mul) && b < a) return find({code, d, {b, a, -1}, -1, 0});
    return find({code, d, {a, b, c}, -1, 0});
  }
  static constexpr bool compared(op code, double a, double b) {
    switch (code) {
      case op::eq: return a == b;
      case op::ne: return a != b;
      case op::lt: return a < b;
      case op::le: return a <= b;
      case op::gt: return a > b;
      default: return a >= b;
    }
  }

  /// Several divisions by one number: products with its reciprocal, as in passes/simplify_arithmetic.hpp.
  constexpr void share_reciprocals() {
    list<int> divisions(to.instructions.size(), 0), number(to.instructions.size(), -1), reciprocal(to.instructions.size(), -1);
    for (const instruction& i : to.instructions)
      if (i.code == op::div && is_floating(i.element)) ++divisions[i.in[1]];
    const list<instruction> before = to.instructions;
    to.instructions.resize(0);
    slots = list<int>(1 << 8, -1);
    for (int id = 0; id < before.size(); ++id) {
      instruction i = before[id];
      for (int& in : i.in) in = in < 0 ? in : number[in];
      if (i.code == op::parameter) {
        to.instructions.push(i);
        number[id] = to.instructions.size() - 1;
        continue;
      }
      const int divisor = before[id].in[1];
      if (i.code == op::div && divisions[divisor] > 1) {
        if (reciprocal[divisor] < 0) reciprocal[divisor] = find({op::div, i.element, {constant(i.element, bits_of(i.element, 1)), i.in[1], -1}, -1, 0});
        i = {op::mul, i.element, {i.in[0], reciprocal[divisor], -1}, -1, 0};
      }
      number[id] = i.code == op::mul ? make(i.code, i.element, i.in[0], i.in[1]) : find(i);
    }
    for (store& s : to.stores) s.value = number[s.value];
    to.kernels[0].instruction_count = to.instructions.size();
    drop_what_nothing_reads(to);
  }

  /// Equal operations are one.
  constexpr int find(const instruction& i) {
    if (2 * to.instructions.size() > slots.size()) grow();
    for (unsigned h = hash(i);; ++h) {
      int& slot = slots[static_cast<int>(h % static_cast<unsigned>(slots.size()))];
      if (slot < 0) {
        slot = to.instructions.size();
        to.instructions.push(i);
        return slot;
      }
      const instruction& known = to.instructions[slot];
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
    for (int id = 0; id < to.instructions.size(); ++id) {
      if (to.instructions[id].code == op::parameter) continue;
      unsigned h = hash(to.instructions[id]);
      while (slots[static_cast<int>(h % static_cast<unsigned>(slots.size()))] >= 0) ++h;
      slots[static_cast<int>(h % static_cast<unsigned>(slots.size()))] = id;
    }
  }

  const schedule& from;
  schedule to;
  list<list<int>> contents;  // of each buffer's elements, the operation that gave it
  list<int> slots;
  bool divides = false;
};

/// Roughly the instructions that run: of loops over SIMD registers of 32 bytes, with what starting a nest costs.
constexpr long long cost_of(const schedule& s) {
  long long all = 0;
  for (const kernel& k : s.kernels) {
    if (k.store_count == 0) continue;
    const int extent = k.vector_axis < 0 ? 1 : k.extent[k.vector_axis], lanes = 32 / bytes_of(k.vector_element);
    const long long trips = extent > 4 ? k.iterations() / extent * ((extent + lanes - 1) / lanes) : k.iterations();
    long long each = k.store_count;
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i) each += is_costly(s.instructions[i].code) ? 10 : 1;
    all += trips * each + 8;
  }
  return all;
}

/// More are no gain: they do not stay in registers.
inline constexpr int most_straight_operations = 512;

/// Loop nests as they are written first.
constexpr schedule make_nests(const graph& g, list<int>* kernel_of = nullptr) {
  schedule s;
  if (kernel_of != nullptr) kernel_of->resize(g.size(), -1);
  scope_writer(g, s, kernel_of).run();
  drop_what_nothing_reads(s);
  return s;
}

/// The steps that compute an optimized program: loop nests, or straight-line code where that is shorter. On request also
/// which nest computes each equation (then they stay nests).
constexpr schedule make_schedule(const graph& g, list<int>* kernel_of = nullptr) {
  schedule s = make_nests(g, kernel_of);
  straight_line_writer writer(s);
  if (kernel_of == nullptr && writer.possible(most_straight_operations)) {
    const schedule straight = writer.run();
    if (straight.instructions.size() <= most_straight_operations && cost_of(straight) <= cost_of(s)) s = straight;
  }
  count_work(s);
  plan_workspace(s);
  return s;
}

/// More compile slowly. In a loop over examples, most are worth spilling.
inline constexpr int most_operations_for_examples = 2048;

/// The straight-line code of an optimized program as a loop over `examples` that run side by side in SIMD lanes; what is
/// `mapped` of the inputs, and all outputs, have their examples behind each other in memory. Empty if there is none.
constexpr schedule make_schedule_for_examples(const graph& g, const list<char>& mapped, int examples) {
  schedule nests = make_nests(g);
  straight_line_writer writer(nests);
  if (!writer.possible(most_operations_for_examples)) return {};
  schedule s = writer.run(true);
  kernel& k = s.kernels[0];
  if (s.instructions.size() > most_operations_for_examples || !one_floating_type(s, k, k.vector_element)) return {};
  k.rank = k.kept = 1;
  k.extent[0] = examples;
  k.vector_axis = 0;
  for (access& a : s.addresses) {
    const buffer& b = s.buffers[a.buffer];
    if (b.kind == storage_kind::output || mapped[b.index]) a.stride[0] = b.size;
  }
  for (buffer& b : s.buffers)
    if (b.kind == storage_kind::output || (b.kind == storage_kind::input && mapped[b.index])) b.size *= examples;
  count_work(s);
  return s;
}

}  // namespace cotangent::ir
