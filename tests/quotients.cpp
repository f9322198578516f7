// A division is the correctly rounded quotient, also where many elements share a divisor
// (schedule/shared_divisors.hpp).
#include "codegen/quotients.hpp"
#include "program_of.hpp"

#include <cotangent/schedule/stages.hpp>

namespace {

/// a 2^shift / b, rounded to that many bits, to even where it is between two.
long long rounded_quotient(long long a, long long b, int shift, int bits) {
  const long long scaled = a << shift, quotient = scaled / b, rest = scaled % b;
  const int drop = static_cast<int>(std::bit_width(static_cast<unsigned long long>(quotient))) - bits;
  const long long low = quotient & ((1LL << drop) - 1), half = 1LL << (drop - 1), kept = quotient >> drop;
  return (kept + (low > half || (low == half && (rest > 0 || kept % 2 != 0)))) << drop;
}
long long rounded(long long x, int bits) {
  const unsigned long long size = static_cast<unsigned long long>(x < 0 ? -x : x);
  const int drop = static_cast<int>(std::bit_width(size)) - bits;
  if (drop <= 0) return x;
  const unsigned long long low = size & ((1ULL << drop) - 1), half = 1ULL << (drop - 1), kept = size >> drop;
  const auto to = static_cast<long long>((kept + (low > half || (low == half && kept % 2 != 0))) << drop);
  return x < 0 ? -to : to;
}

}  // namespace

// Floating-point numbers of few bits and any exponent, all pairs of them: integers, in units that are as small as the
// steps need.
TEST_CASE("a product with the rounded reciprocal, corrected once, is the rounded quotient", "[quotients]") {
  for (int bits = 4; bits <= 10; ++bits) {
    const int unit = 3 * bits;
    long wrong = 0, uncorrected = 0;
    for (long long s = 1LL << (bits - 1); s < 1LL << bits; ++s) {
      const long long reciprocal = rounded_quotient(1, s, unit, bits);
      for (long long x = 1LL << (bits - 1); x < 1LL << bits; ++x) {
        const long long wanted = rounded_quotient(x, s, unit, bits), q = rounded(x * reciprocal, bits);
        const long long rest = rounded(q * s - (x << unit), bits);
        wrong += rounded((q << unit) - rest * reciprocal, bits) != wanted << unit;
        uncorrected += q != wanted;
      }
    }
    INFO(bits);
    CHECK(wrong == 0);
    CHECK(uncorrected > 0);
  }
}

TEST_CASE("quotients are correctly rounded as evaluated", "[quotients]") {
  using namespace quotients;
  const auto evaluate = [](const auto& x, auto s, const auto& t, auto* got) {
    got[0] = ct::jit(by_one)(x, s, t);
    got[1] = ct::jit(by_rows)(x, s, t);
    const auto both = ct::jit(by_number)(x, s, t);
    got[2] = boost::hana::at_c<0>(both);
    got[3] = boost::hana::at_c<1>(both);
  };
  CHECK(wrong_quotients<float>(4000, evaluate) == 0);
  CHECK(wrong_quotients<double>(4000, evaluate) == 0);
}

TEST_CASE("many elements that share a divisor share its reciprocal", "[quotients]") {
  namespace ir = cotangent::ir;
  using namespace quotients;
  const auto corrected = [](auto f, auto... args) {
    const ir::schedule s = ir::make_schedule(ir::ready_to_schedule(program_of<decltype(f), decltype(args)...>()));
    int count = 0;
    for (const ir::instruction& i : s.instructions) count += i.code == ir::op::div && i.in[2] >= 0;
    return count;
  };
  CHECK(corrected(by_one, matrix<double>{}, 1.0, column<double>{}) == 1);
  CHECK(corrected(by_rows, matrix<float>{}, 1.0F, column<float>{}) == 1);
  CHECK(corrected(by_number, matrix<double>{}, 1.0, column<double>{}) == 2);
  CHECK(corrected(by_one, column<double>{}, 1.0, 1.0) == 0);  // too few
  CHECK(corrected([](auto x, auto y) { return x / y; }, matrix<double>{}, matrix<double>{}) == 0);
  CHECK(corrected([](auto x) { return x / 1e300; }, matrix<double>{}) == 1);
  CHECK(corrected([](auto x) { return x / 1e-300; }, matrix<double>{}) == 0);
}
