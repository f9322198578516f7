// What holds arrays is copied, asked and overloaded as if arrays were any other class: that a constructor refuses in
// words what an array cannot be made of must not be seen from outside.
#include <cotangent/cotangent.hpp>

#include <catch2/catch.hpp>

#include <any>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ct = cotangent;
namespace hana = boost::hana;

namespace {
using vector = ct::tensor<double, 3>;
struct converted {
  operator vector() const { return {1, 2, 3}; }
};
struct referred {
  vector held{1, 2, 3};
  operator const vector&() const { return held; }
};
struct aggregate {
  vector held;
  double more = 0;
};
struct with_numbers {
  static const int declared = 3;  // has an address only where it is defined
  unsigned bits : 2 = 1;
};
int overloaded(const vector&) { return 1; }
int overloaded(const aggregate&) { return 2; }
int overloaded(const std::string&) { return 3; }
int overloaded(const std::vector<vector>&) { return 4; }
int overloaded(const std::tuple<vector>&) { return 5; }

static_assert(!std::is_constructible_v<vector, hana::tuple<vector>> &&
              !std::is_convertible_v<hana::tuple<vector>, vector>);
static_assert(!std::is_constructible_v<vector, std::tuple<vector>> &&
              !std::is_constructible_v<vector, std::optional<vector>>);
static_assert(!std::is_constructible_v<vector, aggregate> && !std::is_convertible_v<aggregate, vector> &&
              !std::is_convertible_v<const char*, vector>);
static_assert(std::is_convertible_v<converted, vector> && std::is_convertible_v<referred, vector>);
static_assert(std::is_trivially_copyable_v<hana::tuple<vector>> == std::is_trivially_copyable_v<vector>);

TEST_CASE("tuples, containers and variants of arrays are copied", "[containers]") {
  vector x{1, 2, 3};
  auto one = ct::tuple(x);
  auto copy = one;
  hana::tuple<vector> direct(one), braces{one};
  hana::tuple<hana::tuple<vector>> nested{one};
  std::tuple<vector> standard{x}, other(standard);
  std::tuple<std::tuple<vector>> twice{standard};
  std::optional<vector> maybe = x, again(maybe);
  std::variant<vector, aggregate, std::string> choice = x, struct_chosen = aggregate{x}, text_chosen = "text";
  std::any anything = x;
  std::vector<vector> many{x, x}, listed{many}, counted(4), filled(5, x);
  many.emplace_back(4.0, 5.0, 6.0);
  std::map<std::string, vector> named{{"a", x}};
  CHECK(bool(hana::at_c<0>(copy) == x && hana::at_c<0>(direct) == x && hana::at_c<0>(braces) == x &&
             hana::at_c<0>(hana::at_c<0>(nested)) == x));
  CHECK(bool(std::get<0>(other) == x && std::get<0>(std::get<0>(twice)) == x && *again == x && named.at("a") == x &&
             many.back()(2) == 6.0));
  CHECK((choice.index() == 0 && struct_chosen.index() == 1 && text_chosen.index() == 2 && anything.has_value()));
  CHECK((listed.size() == 2 && counted.size() == 4 && filled.size() == 5));
}

TEST_CASE("arrays are made of numbers, braces, and what converts itself", "[containers]") {
  vector x = converted{};
  const vector y(referred{}), z = referred{};
  CHECK(bool(x == y && y == z));
  auto reference = std::ref(x);
  const vector referred_to = reference, referred_again(reference);
  CHECK(bool(referred_to == x && referred_again == x));
  with_numbers w;
  CHECK(ct::tensor<int, 2>{with_numbers::declared, w.bits} == ct::tensor<int, 2>{3, 1});
  CHECK(bool(vector{} == vector{0, 0, 0} && vector{1, 2.0F, 3} == x));
  CHECK(ct::tensor<double, 1, 3>{{1, 2, 3}}(0, 2) == 3.0);
  x = {4, 5, 6};
  x += ct::ones<double, 3>;
  x -= ct::ones<double, 3>();
  CHECK(bool(x == vector{4, 5, 6}));
  const vector made = ct::ones<double, 3>;
  CHECK(bool(made == vector{1, 1, 1}));
}

TEST_CASE("functions of arrays have overloads for what an array is not made of", "[containers]") {
  const vector x{1, 2, 3};
  CHECK((overloaded(x) == 1 && overloaded(aggregate{x}) == 2 && overloaded("text") == 3 &&
         overloaded(std::vector<vector>{x}) == 4 && overloaded(std::tuple<vector>(x)) == 5));
  const std::function<vector(vector)> doubled = [](const vector& v) { return v * 2.0; };
  CHECK(bool(doubled(x) == vector{2, 4, 6}));
}
}  // namespace
