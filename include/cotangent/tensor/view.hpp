// Memory that the caller owns, read and written in place as if it were a tensor.
#pragma once

#include <cotangent/tensor/bad_input.hpp>
#include <cotangent/tensor/tensor.hpp>

#include <array>
#include <concepts>
#include <span>

namespace cotangent {

/// A dense row-major array of shape `D...` in somebody else's memory. `T` may be const: then it is only read.
template <class T, int... D>
class tensor_view : public by_argument::tag {
 public:
  using value_type = std::remove_const_t<T>;
  static_assert(ir::is_element<value_type>,
                "view: the element type must be float, double, std::int32_t, std::int64_t or bool");
  static constexpr int rank = sizeof...(D);
  static constexpr ir::shape shape{rank, {D...}};

  constexpr explicit tensor_view(T* start) : start_(start) {}
  constexpr T* data() const { return start_; }
  static constexpr int size() { return static_cast<int>(shape.size()); }
  constexpr T* begin() const { return start_; }
  constexpr T* end() const { return start_ + size(); }
  template <class... I>
    requires(sizeof...(I) == rank && (detail::PlainIndex<I> && ...))
  constexpr T& operator()(I... index) const {
    return start_[detail::offset_of_element<D...>(index...)];
  }
  template <class I>
  constexpr T& operator[](I index) const {
    return (*this)(index);
  }

 private:
  T* start_;
};

namespace detail {
template <class T, int... D>
struct leaf_traits<tensor_view<T, D...>> {
  static constexpr bool is_leaf = true, is_traced = false;
  static constexpr ir::shape dims{sizeof...(D), {D...}};
  using element = std::remove_const_t<T>;
  static constexpr ir::value_type type{ir::dtype_of<element>, dims};
};

template <class T>
inline constexpr bool is_view = false;
template <class T, int... D>
inline constexpr bool is_view<tensor_view<T, D...>> = true;

/// Eigen's matrices are column-major unless they say otherwise; what is no matrix has one order.
template <class Range>
constexpr bool is_row_major() {
  if constexpr (requires {
                  Range::IsRowMajor;
                  Range::IsVectorAtCompileTime;
                })
    return Range::IsRowMajor || Range::IsVectorAtCompileTime;
  else return true;
}
}  // namespace detail

namespace detail {
template <int... D>
struct view_message {
  static constexpr text message = sizeof...(D) == 0 || sizeof...(D) > ir::max_rank || !((D > 0) && ... && true)
                                      ? text("view: between 1 and 8 dimensions, each positive")
                                  : !is_countable<D...> ? text("view: more elements than an int can count (2147483647)")
                                                        : text{};
};
/// A view of that shape, or one of a single element where it was refused.
template <class T, int... D>
constexpr auto checked_view(T* start) {
  using check = view_message<D...>;
  if constexpr (check::message.empty()) {
    return tensor_view<T, D...>(start);
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return tensor_view<T, 1>(start);
  }
}
}  // namespace detail

/// The memory from `start` on as an array of shape `D...`, for reading and (unless T is const) writing in place.
template <class T, int... D>
constexpr auto view(T* start) {
  return detail::checked_view<T, D...>(start);
}

/// A pointer to const, read alone, where the element type is given without its const.
template <class T, int... D>
  requires(!std::is_const_v<T>)
constexpr auto view(const T* start) {
  return detail::checked_view<const T, D...>(start);
}

/// The same over a contiguous range: a std::span, std::array, std::vector or Eigen::Map. One whose size is a run-time
/// fact and not that of the shape throws std::invalid_argument.
template <class T, int... D, class Range>
  requires requires(Range& r) {
    { r.data() } -> std::convertible_to<const T*>;
    r.size();
  }
constexpr auto view(Range&& range) {
  static_assert(sizeof...(D) < 2 || detail::is_row_major<std::remove_cvref_t<Range>>(),
                "view: the matrix is column-major, and arrays are row-major here; use Eigen::RowMajor, or a view of "
                "the transposed shape");
  using element = std::conditional_t<std::is_convertible_v<decltype(range.data()), T*>, T, const T>;
  using view_type = decltype(detail::checked_view<element, D...>(nullptr));
  if (static_cast<long long>(range.size()) != view_type::size())
    detail::bad_input("view: the range does not have as many elements as the shape");
  return view_type(range.data());
}

namespace detail {
template <class T, class... Given>
struct view_usage_message {
  static constexpr text message = [] {
    text t = join("view: expected view<T, shape...>(x), where x is a pointer to, or a contiguous range of ",
                  ir::dtype_name(ir::dtype_of<std::remove_const_t<T>>), ", got (");
    int k = 0;
    ((t += k++ > 0 ? ", " : "", t += described<Given>()), ...);
    return join(t, ")");
  }();
};
}  // namespace detail
/// (Overload for what the others do not take.)
template <class T, int... D, class... Given>
  requires(sizeof...(Given) != 1 || !(std::is_convertible_v<const Given&, const T*> || ...))
constexpr auto view(const Given&...) {
  using wrong = detail::view_usage_message<T, Given...>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return detail::checked_view<T, D...>(nullptr);
}

}  // namespace cotangent
