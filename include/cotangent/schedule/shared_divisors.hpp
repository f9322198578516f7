// Many elements divided by one number: its reciprocal is computed once, before the nest, and each quotient is a product
// with it, corrected by two fused multiply-adds to the correctly rounded one. Where a target has none, it divides.
#pragma once

#include <cotangent/schedule/limits.hpp>
#include <cotangent/schedule/plan_workspace.hpp>

namespace cotangent::ir {

/// Where q = x r of r = 1/s, both rounded, is corrected to the correctly rounded quotient by q - (q s - x) r (Markstein
/// 1990, Computation of elementary functions on the IBM RISC System/6000): no step overflows, and q s - x is exact,
/// which takes its last bit to be a number. That this holds without more assumed of q is checked for all pairs of
/// numbers of 4 to 10 bits in tests/quotients.cpp.
struct quotient_range {
  double least_divisor, largest_divisor, least, largest;  // absolute values of s, of q
};
constexpr quotient_range quotient_range_of(dtype d) {
  if (d == dtype::f32) return {0x1p-32, 0x1p125, 0x1p-70, 0x1p126};
  return {0x1p-200, 0x1p1000, 0x1p-760, 0x1p1022};
}

/// The third operand of a division in lanes is that reciprocal, NaN where the divisor is out of range
/// (evaluate/quotient.hpp, codegen/c_preamble.hpp). Everything else that computes divides by the second,
/// and so do registers of fewer bytes than `bits` says (schedule/decide_body.hpp).
class divisor_sharing {
 public:
  constexpr explicit divisor_sharing(schedule& all) : s(all), reciprocals_before(all.kernels.size()) {}

  constexpr void run() {
    const int kernels = s.kernels.size();
    for (int k = 0; k < kernels; ++k) find(k);
    if (wanted.empty()) return;
    insert_operands(kernels);
    list<step> steps;
    for (const step& now : s.steps) {
      if (now.kind == step_kind::run && now.at < kernels)
        for (int before : reciprocals_before[now.at]) steps.push({step_kind::run, before, 0});
      steps.push(now);
    }
    s.steps = steps;
  }

 private:
  struct shared_division {
    int instruction, address;  // where the reciprocal is, or -1 where it is a number
    long long bits;
    bool few;
  };

  constexpr bool stores_into(const kernel& k, int buffer) const {
    for (int n = k.first_store; n < k.first_store + k.store_count; ++n)
      if (s.addresses[s.stores[n].address].buffer == buffer) return true;
    return false;
  }
  /// Dividers work beside the units that multiply: where those have much to do, quotients are no gain.
  constexpr bool is_worth_it(const kernel& k) const {
    int work = 0, quotients = 0;
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i) {
      const instruction& n = s.instructions[i];
      if (n.code == op::div) ++quotients;
      else if (n.in[0] >= 0) work += is_costly(n.code) ? 10 : 1;
    }
    return work <= 2 * bytes_of(k.vector_element) * quotients;
  }
  constexpr void find(int number) {
    const kernel k = s.kernels[number];
    if (k.store_count == 0 || k.vector_axis < 0 || !is_floating(k.vector_element)) return;
    if (static_cast<long long>(k.extent[k.vector_axis]) * bytes_of(k.vector_element) <
            limits::least_bytes_of_quotients ||
        !is_worth_it(k))
      return;
    const int first_wanted = wanted.size();
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i) {
      const instruction n = s.instructions[i];
      if (n.code != op::div || n.element != k.vector_element) continue;
      const instruction divisor = s.instructions[n.in[1]];
      if (divisor.code == op::constant) {
        const quotient_range range = quotient_range_of(n.element);
        const double value = value_of(n.element, divisor.bits), size = value < 0 ? -value : value;
        if (size >= range.least_divisor && size <= range.largest_divisor)
          wanted.push({i, -1, bits_of(n.element, reciprocal(n.element, value)), false});
      } else if (divisor.code == op::parameter && k.iterations() >= limits::least_quotients(n.element)) {
        const access a = s.addresses[divisor.address];
        if (a.index >= 0 || a.stride[k.vector_axis] != 0 || stores_into(k, a.buffer)) continue;
        int known = first_wanted;
        while (known < wanted.size() &&
               (wanted[known].address < 0 ||
                s.instructions[s.instructions[wanted[known].instruction].in[1]].address != divisor.address))
          ++known;
        wanted.push({i, known < wanted.size() ? wanted[known].address : add_nest(number, divisor), 0,
                     k.iterations() < limits::many_quotients(n.element)});
      }
    }
  }
  static constexpr double reciprocal(dtype d, double x) {
    return d == dtype::f32 ? static_cast<double>(1.0F / static_cast<float>(x)) : 1 / x;
  }

  /// Appends the nest that computes the reciprocals of a load of kernel `number`; the address of its result there.
  constexpr int add_nest(int number, const instruction& divisor) {
    const dtype d = divisor.element;
    const kernel of = s.kernels[number];
    access from = s.addresses[divisor.address], to, read;
    kernel k;
    for (int l = 0; l < of.rank; ++l) {
      if (from.stride[l] == 0) continue;
      k.extent[k.rank] = of.extent[l];
      from.stride[k.rank++] = from.stride[l];
    }
    for (int l = k.rank; l < max_rank; ++l) from.stride[l] = 0;
    int size = 1;
    for (int l = k.rank - 1; l >= 0; --l) {
      to.stride[l] = size;
      size *= k.extent[l];
    }
    for (int l = 0, own = 0; l < of.rank; ++l)
      if (s.addresses[divisor.address].stride[l] != 0) read.stride[l] = to.stride[own++];
    k.kept = k.rank;
    k.vector_axis = k.rank - 1;
    k.vector_element = d;
    k.repetitions = of.repetitions;
    s.buffers.push({storage_kind::workspace, 0, d, size, 0});
    to.buffer = read.buffer = s.buffers.size() - 1;
    s.addresses.push(from);
    s.addresses.push(to);
    s.addresses.push(read);
    const int address = s.addresses.size() - 1;

    k.first_instruction = s.instructions.size();
    const quotient_range range = quotient_range_of(d);
    const auto make = [&](op code, dtype type, int a, int b = -1, int c = -1) {
      s.instructions.push({code, type, {a, b, c}, -1, 0});
      return s.instructions.size() - 1;
    };
    const auto value = [&](double v) {
      s.instructions.push({op::constant, d, {-1, -1, -1}, -1, bits_of(d, v)});
      return s.instructions.size() - 1;
    };
    s.instructions.push({op::parameter, d, {-1, -1, -1}, address - 2, 0});
    const int x = k.first_instruction, size_of = make(op::abs, d, x);
    const int above = make(op::ge, dtype::boolean, size_of, value(range.least_divisor));
    const int below = make(op::le, dtype::boolean, size_of, value(range.largest_divisor));
    const int inside = make(op::logical_and, dtype::boolean, above, below);
    const int inverse = make(op::div, d, value(1), x);
    const int result = make(op::select, d, inside, inverse, value(std::numeric_limits<double>::quiet_NaN()));
    k.instruction_count = s.instructions.size() - k.first_instruction;
    k.first_store = s.stores.size();
    k.store_count = 1;
    s.stores.push({store_mode::assign, op::reduce_sum, result, address - 1});
    reciprocals_before[number].push(s.kernels.size());
    s.kernels.push(k);
    return address;
  }

  /// Writes all instructions again, a load or number before each division that has such an operand.
  constexpr void insert_operands(int kernels) {
    const list<instruction> before = s.instructions;
    list<int> number(before.size(), -1);
    s.instructions.resize(0);
    int next = 0;
    for (int n = 0; n < s.kernels.size(); ++n) {
      kernel& k = s.kernels[n];
      const int first = k.first_instruction, count = k.instruction_count;
      k.first_instruction = s.instructions.size();
      for (int i = first; i < first + count; ++i) {
        instruction now = before[i];
        for (int& in : now.in) in = in < 0 ? in : number[in];
        if (n < kernels && next < wanted.size() && wanted[next].instruction == i) {
          const shared_division& w = wanted[next++];
          s.instructions.push(
              {w.address < 0 ? op::constant : op::parameter, now.element, {-1, -1, -1}, w.address, w.bits});
          now.in[2] = s.instructions.size() - 1;
          now.bits = w.few ? 64 : 32;
        }
        number[i] = s.instructions.size();
        s.instructions.push(now);
      }
      k.instruction_count = s.instructions.size() - k.first_instruction;
      for (int i = k.first_store; i < k.first_store + k.store_count; ++i) s.stores[i].value = number[s.stores[i].value];
    }
    for (access& a : s.addresses) a.index = a.index < 0 ? a.index : number[a.index];
  }

  schedule& s;
  list<list<int>> reciprocals_before;  // of each kernel
  list<shared_division> wanted;        // in the order of their instructions
};

constexpr void share_divisors(schedule& s) { divisor_sharing(s).run(); }

}  // namespace cotangent::ir
