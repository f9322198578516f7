// Dense row-major values whose shape is in their type.
#pragma once

#include <cotangent/graph/text.hpp>
#include <cotangent/tensor/bad_input.hpp>
#include <cotangent/tensor/braces.hpp>
#include <cotangent/tensor/storage.hpp>
#include <cotangent/trees/describe.hpp>

#include <iterator>

namespace cotangent {
namespace detail {

/// Whether an array of this shape has no more elements than an int can count.
template <int... D>
inline constexpr bool is_countable = [] {
  long long n = 1;
  for (long long d : {1LL, static_cast<long long>(D)...}) {
    n *= d;
    if (n > 2147483647) return false;
  }
  return true;
}();

/// An integer of any type: no mask, and no number with a fraction.
template <class I>
concept PlainIndex = std::is_integral_v<I> && !std::is_same_v<I, bool>;
/// The place of an element in row-major order.
template <int... D, class... I>
constexpr std::size_t offset_of_element(I... index) {
  std::size_t at = 0;
  const auto inside = [](auto i, int extent) {
    if constexpr (std::is_signed_v<decltype(i)>) {
      if (i < 0) i = static_cast<decltype(i)>(i + extent);
      if (i < 0) return std::size_t{0};
    }
    const auto given = static_cast<std::size_t>(i), last = static_cast<std::size_t>(extent - 1);
    return given < last ? given : last;
  };
  ((at = at * static_cast<std::size_t>(D) + inside(index, D)), ...);
  return at;
}

template <class Tensor, class... X>
struct braces_message {
  static constexpr text message = [] {
    const text t = join("tensor: ", described<Tensor>());
    if (std::is_same_v<typename Tensor::value_type, shape_wanted>) return said_already;
    if (sizeof...(X) != Tensor::shape.size())
      return join(t, " takes one number for each element, ", Tensor::size(), ", got ", static_cast<int>(sizeof...(X)));
    if (std::is_integral_v<typename Tensor::value_type> && (std::is_floating_point_v<X> || ...))
      return join(t, " holds no floating-point numbers, which it would cut; convert them first, or make it of double");
    return text{};
  }();
};

/// Whether X is no Tensor. (By the compiler's own words: what is asked at each copy should be no template.)
template <class X, class Tensor>
concept IsNo = !__is_base_of(Tensor, X);
/// Numbers in other memory, which no tensor is made of. (A container of arrays is none: in braces it is what another
/// one is copied from.)
template <class X>
concept OtherElements =
    Traced<X> || std::is_pointer_v<X> || std::is_null_pointer_v<X> || std::is_array_v<X> || requires(const X& x) {
      requires std::is_arithmetic_v<std::remove_cvref_t<decltype(*x.data())>>;
      x.size();
    };
template <class X, class Tensor>
concept ConvertsItself = requires(X& x) { x.operator Tensor(); } || requires(X& x) { x.operator Tensor&(); } ||
                         requires(X& x) { x.operator const Tensor&(); };
template <class X>
inline constexpr bool is_text = std::is_convertible_v<X, const char*>;
/// What holds arrays, and may be taken for one.
template <class X>
concept MayHoldArrays =
    !OtherElements<X> && ((std::is_class_v<X> && std::is_aggregate_v<X>) || (Branch<X> && !is_function_object<X>));
template <class Tensor, class X>
struct other_elements_message {
  static constexpr text message = [] {
    const text t = join("tensor: ", described<Tensor>(), " cannot be made of ", described<X>());
    if constexpr (Traced<X>)
      return join("tensor: its elements are numbers, and a traced value (", described<X>(),
                  ") has none yet; begin with auto instead of the type");
    else if constexpr (is_function_object<X>) return join(t, "; call the function: its result may be an array");
    else if constexpr (MayHoldArrays<X>)
      return join(t, "; name the part of it that is meant, and ct::ravel makes one vector of a tree");
    else if constexpr (!Leaf<X>) return join(t, "; copy its elements: std::copy(it.begin(), it.end(), x.begin())");
    else if constexpr (leaf_traits<X>::dims != leaf_traits<Tensor>::dims)
      return join(t, "; ct::reshape and ct::broadcast_to change shapes");
    else if constexpr (leaf_traits<X>::type == leaf_traits<Tensor>::type)
      return join(t, " in other memory; copy its elements: std::copy(it.begin(), it.end(), x.begin())");
    else return join(t, "; convert with ct::astype<T>(x)");
  }();
};
/// A tensor's operands: numbers; several that are not all numbers, or numbers in other memory; and a single one of any
/// other kind. (No concepts, and each constructor begins on one line: where none fits, clang prints as many lines of
/// each as these.)
template <class... X>
using if_numbers = std::enable_if_t<(sizeof...(X) > 0 && (std::is_arithmetic_v<X> && ...)), int>;
template <class Tensor, class... X>
inline constexpr bool are_refused = !(std::is_arithmetic_v<X> && ...);
template <class Tensor, class X>
inline constexpr bool are_refused<Tensor, X> = false;
template <class Tensor, IsNo<Tensor> X>
inline constexpr bool are_refused<Tensor, X> = OtherElements<X>;
template <class Tensor>
inline constexpr bool are_refused<Tensor, in_braces<Tensor>> = true;
template <class Tensor, class... X>
using if_refused = std::enable_if_t<are_refused<Tensor, std::remove_cvref_t<X>...>, int>;
template <class Tensor, class X>
using if_no_operand =
    std::enable_if_t<IsNo<X, Tensor> && !std::is_arithmetic_v<X> && !OtherElements<X> && !ConvertsItself<X, Tensor>,
                     int>;
/// One integer alone converts nothing: in the braces of a std::vector of arrays it is their number.
template <class Tensor, class... X>
inline constexpr bool is_named = sizeof...(X) == 1 && (Tensor::shape.size() == 1 || (std::is_integral_v<X> && ...));
/// What a function is called with, const, is not converted from a traced value: the call says more. And functions of
/// arrays may have overloads for text.
template <class... X>
inline constexpr bool is_named_to_refuse = false;
template <class X>
inline constexpr bool is_named_to_refuse<X> = is_text<std::remove_cvref_t<X>>;
template <Traced X>
inline constexpr bool is_named_to_refuse<const X&> = true;
template <class X>
concept Dereferenced = requires(const X& x) { *x; };
template <class Tensor, class... X>
struct given_message {
  static constexpr text message = [] {
    if constexpr (sizeof...(X) == 1) {
      return (other_elements_message<Tensor, X>::message, ...);
    } else if constexpr (((Leaf<X> && !std::is_arithmetic_v<X>) || ...)) {
      return text("tensor: its elements are numbers; ct::stack(a, b) makes an array of arrays or of traced values");
    } else {
      constexpr bool iterators = (Dereferenced<X> && ...);
      return join("tensor: ", described<Tensor>(), " takes one number for each element, got ",
                  described<hana::tuple<X...>>(), iterators ? "; copy elements: std::copy(from, to, x.begin())" : "");
    }
  }();
};

template <class X>
struct refused_at;
template <class X>
struct no_index_message {
  static constexpr text message = join("index: no index for ", described<X>(), "; ct::all keeps an axis");
};

}  // namespace detail

/// A dense row-major array of `T` (float, double, std::int32_t, std::int64_t, bool) of shape `D...`, zero unless given.
/// Small ones are plain values; large ones own their memory, so that no tensor is a burden on the stack.
template <class T, int... D>
class tensor : public by_argument::tag {
  static_assert(!std::is_same_v<T, detail::shape_wanted>,
                "tensor: write the element type and the shape, as in ct::tensor<double, 3>");
  static_assert(ir::is_element<T> || std::is_same_v<T, detail::shape_wanted>,
                "tensor: the element type must be float, double, std::int32_t, std::int64_t or bool");
  static_assert(sizeof...(D) > 0, "tensor: rank 0 is the plain number type");
  static_assert(sizeof...(D) <= ir::max_rank && ((D > 0) && ...), "tensor: between 1 and 8 dimensions, each positive");
  static_assert(detail::is_countable<D...>, "tensor: more elements than an int can count (2147483647)");
  /// What a row in braces holds.
  using row_part = detail::row_part<T, sizeof...(D)>;

 public:
  using value_type = T;
  static constexpr int rank = sizeof...(D);
  static constexpr ir::shape shape{rank, {D...}};

  constexpr tensor() = default;

  // (One line for each, as above.)
  // clang-format off
  /// All elements in row-major order.
  template <class... U, detail::if_numbers<U...> = 0> constexpr explicit(detail::is_named<tensor, U...>) tensor(U... flat) {
    using wrong = detail::braces_message<tensor, U...>;
    if constexpr (wrong::message.empty()) {
      T* to = data();
      ((*to++ = static_cast<T>(flat)), ...);
    } else {
      static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    }
  }
  /// Rows in braces, as deep as the rank. Fewer than the shape has leave zeros. More are refused, by the compiler where
  /// it counts them: along the first two axes, and along the others where the tensor is a constant.
  template <int... M, detail::if_rows<tensor, M...> = 0> constexpr tensor(const row_part (&...rows)[M]) { take_rows(rows...); }
  // Rows that hold something else.
  template <class Self = tensor> constexpr tensor(detail::any_row, detail::any_row, detail::any_row = {}, detail::any_row = {}, detail::any_row = {}, detail::any_row = {}, detail::any_row = {}, detail::any_row = {}) {
    using wrong = detail::in_braces_message<Self>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  }
  /// Rows in one more pair of braces, around all of them and perhaps around each, as std::array has them: what is not
  /// deduced, as braces are not, is taken for those. Anything else alone is refused here,
  template <class U = detail::in_braces<tensor>, detail::if_refused<tensor, U> = 0> constexpr explicit(detail::is_named_to_refuse<U>) tensor(U&& given) {
    if constexpr (std::is_same_v<U, detail::in_braces<tensor>>) {
      storage_ = std::move(given.made.storage_);
    } else {
      using wrong = detail::given_message<tensor, std::remove_cvref_t<U>>;
      static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    }
  }
  // and several that are not all numbers here.
  template <class U, class V, class... W, detail::if_refused<tensor, U, V, W...> = 0> constexpr tensor(U&&, V&&, W&&...) {
    using wrong = detail::given_message<tensor, std::remove_cvref_t<U>, std::remove_cvref_t<V>, std::remove_cvref_t<W>...>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  }
  // (By what is no function, as others ask what an array can be made of: a tuple of one array, when it is copied.)
  template <class U, detail::if_no_operand<tensor, U> = 0, class Says = detail::said_by<detail::given_message<tensor, U>>>
  explicit(!detail::MayHoldArrays<U>) tensor(const U&) = delete;
  // clang-format on

  constexpr T* data() { return storage_.data(); }
  constexpr const T* data() const { return storage_.data(); }
  static constexpr int size() { return static_cast<int>(shape.size()); }
  constexpr T* begin() { return data(); }
  constexpr T* end() { return data() + size(); }
  constexpr const T* begin() const { return data(); }
  constexpr const T* end() const { return data() + size(); }

  /// The element at one index for each axis, negative ones counted from the end, those outside as the nearest inside.
  template <class... I>
    requires(sizeof...(I) == rank && (detail::PlainIndex<I> && ...))
  constexpr T& operator()(I... index) {
    return data()[detail::offset_of_element<D...>(index...)];
  }
  template <class... I>
    requires(sizeof...(I) == rank && (detail::PlainIndex<I> && ...))
  constexpr const T& operator()(I... index) const {
    return data()[detail::offset_of_element<D...>(index...)];
  }
  template <class I>
  constexpr decltype(auto) operator[](I index) {
    return (*this)(index);
  }
  template <class I>
  constexpr decltype(auto) operator[](I index) const {
    return (*this)(index);
  }

  /// A part, with ct::all for axes that are kept, or arrays of indices; and elements to be changed. As for traced
  /// values.
  template <class... I>
    requires(sizeof...(I) != sizeof...(D) || !(detail::PlainIndex<I> && ...))
  constexpr auto operator()(I... index) const;
  template <class... I>
    requires(sizeof...(I) > 0)
  constexpr auto at(I... index) const;
  template <class Self = tensor, class Says = detail::said_by<detail::no_index_message<Self>>>
  detail::refused_at<Self> at() const = delete;

  /// Of a comparison's result: whether it holds for every element, so that `a == b` is a condition too.
  constexpr operator bool() const
    requires std::is_same_v<T, bool>
  {
    for (bool element : *this)
      if (!element) return false;
    return true;
  }

 private:
  friend detail::in_braces<tensor>;
  template <int... M>
  constexpr void take_rows(const row_part (&... rows)[M]) {
    using wrong = detail::rows_message<tensor, M...>;
    if constexpr (wrong::message.empty()) {
      int row = 0;
      (copy_row(rows, row++), ...);
    } else {
      static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    }
  }
  template <class Row>
  constexpr void copy_row(const Row& row, int at) {
    T* to = data() + at * stride_of(1);
    for (const auto& part : row) copy<2>(part, to);
  }
  template <int Axis, class Part>
  static constexpr void copy(const Part& part, T*& to) {
    T* const next = to + stride_of(Axis);
    if constexpr (Axis >= rank) {
      *to = part;
    } else {
      int count = 0;
      for (const auto& inner : part) {
        if (++count > shape[Axis]) detail::bad_input("tensor: more numbers in braces than the shape holds");
        copy<Axis + 1>(inner, to);
      }
    }
    to = next;
  }
  static constexpr int stride_of(int axis) {
    int n = 1;
    for (int k = axis; k < rank; ++k) n *= shape[k];
    return n;
  }

  detail::storage<T, shape.size()> storage_;
};
template <class... X>
tensor(X...) -> tensor<detail::shape_wanted, 1>;
tensor(detail::any_row, detail::any_row = {}, detail::any_row = {}, detail::any_row = {}, detail::any_row = {},
       detail::any_row = {}, detail::any_row = {}, detail::any_row = {}) -> tensor<detail::shape_wanted, 1>;

}  // namespace cotangent
