// Dense row-major values whose shape is in their type.
#pragma once

#include <cotangent/graph/text.hpp>
#include <cotangent/tensor/bad_input.hpp>
#include <cotangent/tensor/storage.hpp>
#include <cotangent/trees/describe.hpp>

#include <initializer_list>
#include <iterator>

namespace cotangent {
namespace detail {

template <class T, int Rank>
struct nested_braces {
  using type = std::initializer_list<typename nested_braces<T, Rank - 1>::type>;
};
template <class T>
struct nested_braces<T, 0> {
  using type = T;
};

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

template <class T, int... D>
struct braces_message {
  static constexpr text message = [] {
    text t = "tensor: ";
    describe_type(t, {ir::dtype_of<T>, {sizeof...(D), {D...}}});
    return join(t, " takes one number for each element");
  }();
};

/// (By the compiler's own word: what is asked at each copy should be no template.)
template <class X, class Tensor>
concept IsNo = !__is_base_of(Tensor, X);
/// Numbers in other memory, which no tensor is made of. (A container of arrays is none: in braces it is what another one is copied from.)
template <class X>
concept OtherElements = Traced<X> || std::is_pointer_v<X> || std::is_array_v<X> ||
                        requires(const X& x) { requires std::is_arithmetic_v<std::remove_cvref_t<decltype(*x.data())>>; x.size(); };
/// A struct, which may hold numbers but is none. (Only these: a tuple of one array asks whether an array can be made of a tuple.)
template <class X, class Tensor>
concept OtherStruct = std::is_class_v<X> && std::is_aggregate_v<X> && !OtherElements<X> && !std::is_convertible_v<X, Tensor> && !std::is_convertible_v<X&, Tensor> &&
                      !requires(X& x) { x.operator Tensor(); };
template <class Tensor, class X>
struct other_elements_message {
  static constexpr text message = [] {
    const text t = join("tensor: ", described<Tensor>(), " cannot be made of ", described<X>());
    if constexpr (Traced<X>) return join("tensor: its elements are numbers, and a traced value (", described<X>(), ") has none yet; begin with auto instead of the type");
    else if constexpr (OtherStruct<X, Tensor>) return join(t, "; name the member of it that is meant, and ct::ravel makes one vector of a tree");
    else if constexpr (!Leaf<X>) return join(t, "; copy its elements: std::copy(it.begin(), it.end(), x.begin())");
    else if constexpr (leaf_traits<X>::dims != leaf_traits<Tensor>::dims) return join(t, "; ct::reshape and ct::broadcast_to change shapes");
    else if constexpr (leaf_traits<X>::type == leaf_traits<Tensor>::type) return join(t, " in other memory; copy its elements: std::copy(it.begin(), it.end(), x.begin())");
    else return join(t, "; convert with ct::astype<T>(x)");
  }();
};
template <class T, int... D>
struct arrays_for_elements_message {
  static constexpr text message = "tensor: its elements are numbers; ct::stack(a, b) makes an array of arrays or of traced values";
};

}  // namespace detail

/// A dense row-major array of `T` (float, double, std::int32_t, std::int64_t, bool) of shape `D...`, zero unless given.
/// Small ones are plain values; large ones own their memory, so that no tensor is a burden on the stack.
template <class T, int... D>
class tensor : public by_argument::tag {
  static_assert(ir::is_element<T>, "tensor: the element type must be float, double, std::int32_t, std::int64_t or bool");
  static_assert(sizeof...(D) > 0, "tensor: rank 0 is the plain number type");
  static_assert(sizeof...(D) <= ir::max_rank && ((D > 0) && ...), "tensor: between 1 and 8 dimensions, each positive");
  static_assert(detail::is_countable<D...>, "tensor: more elements than an int can count (2147483647)");

 public:
  using value_type = T;
  static constexpr int rank = sizeof...(D);
  static constexpr ir::shape shape{rank, {D...}};

  constexpr tensor() = default;

  /// All elements in row-major order. (One integer alone converts nothing: in the braces of a std::vector of arrays it is their number.)
  template <class... U>
    requires(sizeof...(U) > 0 && (std::is_arithmetic_v<U> && ...))
  constexpr explicit(sizeof...(U) == 1 && (shape.size() == 1 || (std::is_integral_v<U> && ...))) tensor(U... flat) {
    if constexpr (sizeof...(U) == shape.size()) {
      T* to = data();
      ((*to++ = static_cast<T>(flat)), ...);
    } else {
      using wrong = detail::braces_message<T, D...>;
      static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    }
  }
  // Whatever else has elements is refused. What a function is called with, const, is not converted: the call says more.
  template <class U>
    requires(detail::IsNo<U, tensor> && detail::OtherElements<U>)
  constexpr explicit(detail::Traced<U>) tensor(const U&) {
    using wrong = detail::other_elements_message<tensor, U>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  }
  template <class U>
    requires(detail::IsNo<U, tensor> && detail::Traced<U>)
  constexpr tensor(U& traced) : tensor(std::as_const(traced)) {}
  template <class U>
    requires(detail::IsNo<U, tensor> && detail::Traced<U>)
  constexpr tensor(const U&& traced) : tensor(traced) {}
  // (Not where a conversion is looked for: there a struct has others.)
  template <class U>
    requires(detail::IsNo<U, tensor> && detail::OtherStruct<U, tensor>)
  constexpr explicit tensor(const U&) {
    using wrong = detail::other_elements_message<tensor, U>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  }
  template <class... U>
    requires(sizeof...(U) > 1 && (detail::OtherElements<U> || ...))
  constexpr tensor(const U&...) {
    using wrong = detail::arrays_for_elements_message<T, D...>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  }
  /// Rows in braces, as deep as the rank.
  constexpr tensor(typename detail::nested_braces<T, rank>::type nested)
    requires(rank > 1)
  {
    T* to = data();
    copy<0>(nested, to);
  }

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
  constexpr T& operator()(I... index) { return data()[detail::offset_of_element<D...>(index...)]; }
  template <class... I>
    requires(sizeof...(I) == rank && (detail::PlainIndex<I> && ...))
  constexpr const T& operator()(I... index) const { return data()[detail::offset_of_element<D...>(index...)]; }
  template <class I>
  constexpr decltype(auto) operator[](I index) { return (*this)(index); }
  template <class I>
  constexpr decltype(auto) operator[](I index) const { return (*this)(index); }

  /// A part, with ct::all for axes that are kept, or arrays of indices; and elements to be changed. As for traced values.
  template <class... I>
    requires(sizeof...(I) != sizeof...(D) || !(detail::PlainIndex<I> && ...))
  constexpr auto operator()(I... index) const;
  template <class... I>
  constexpr auto at(I... index) const;

  /// Of a comparison's result: whether it holds for every element, so that `a == b` is a condition too.
  constexpr operator bool() const
    requires std::is_same_v<T, bool>
  {
    for (bool element : *this)
      if (!element) return false;
    return true;
  }

 private:
  template <int Axis, class List>
  static constexpr void copy(const List& rows, T*& to) {
    T* const next = to + stride_of(Axis);
    if constexpr (Axis == rank) {
      *to = rows;
    } else {
      // Fewer rows than the shape has leave zeros; more is an error in the caller's text, caught here.
      int count = 0;
      for (const auto& row : rows) {
        if (++count > shape[Axis]) detail::bad_input("tensor: more numbers in braces than the shape holds");
        copy<Axis + 1>(row, to);
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

}  // namespace cotangent
