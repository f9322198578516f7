// What a tensor is made of in braces: rows of numbers, as deep as its rank.
#pragma once

#include <cotangent/graph/text.hpp>
#include <cotangent/trees/describe.hpp>

#include <initializer_list>

namespace cotangent::detail {

template <class T, int Rank>
struct nested_braces {
  using type = std::initializer_list<typename nested_braces<T, Rank - 1>::type>;
};
template <class T>
struct nested_braces<T, 0> {
  using type = T;
};

/// The elements of a tensor that is named without its template arguments.
struct shape_wanted {};

/// What a row of a tensor holds: numbers, or lists of them.
template <class T, int Rank>
using row_part = typename nested_braces<T, (Rank > 2 ? Rank - 2 : 0)>::type;

/// Of rows in braces, as many numbers (or inner braces) in each as Lengths says.
template <class Tensor, int... Lengths>
struct rows_message {
  static constexpr text message = [] {
    if (std::is_same_v<typename Tensor::value_type, shape_wanted>) return said_already;
    const text t = join("tensor: ", described<Tensor>());
    if (Tensor::rank == 1 && sizeof...(Lengths) > 0)
      return join(t, " takes its numbers in one pair of braces, ", Tensor::size(), " of them");
    if (sizeof...(Lengths) == 0) return join(t, " got braces without a number in them; {} alone makes it of zeros");
    constexpr int rows = Tensor::shape[0], length = Tensor::shape[Tensor::rank > 1 ? 1 : 0];
    if (static_cast<int>(sizeof...(Lengths)) > rows)
      return join(t, " has ", rows, rows == 1 ? " row, got " : " rows, got ", static_cast<int>(sizeof...(Lengths)));
    text found;
    int row = 0;
    ((found = found.empty() && Lengths > length ? join(t, " has rows of ", length, ", got ", Lengths, " in row ", row)
                                                : found,
      ++row),
     ...);
    return found;
  }();
};

/// (A number in braces of its own is a number too: {{1}, {2}} may be a row, but not of a column.)
template <class Tensor, int... Lengths>
using if_rows = std::enable_if_t<!(Tensor::rank == 2 && sizeof...(Lengths) == 1 &&
                                   Tensor::shape[Tensor::rank - 1] == 1 && ((Lengths > 1) || ...)),
                                 int>;
template <int... Lengths>
using if_not_numbers = std::enable_if_t<((Lengths > 1) || ...), int>;

/// What stands in braces, of whatever kind and as deep as it is.
struct anything_in_braces {
  template <class X>
  constexpr anything_in_braces(const X&) {}
  constexpr anything_in_braces(std::initializer_list<anything_in_braces>) {}
  constexpr anything_in_braces() = default;
};
struct any_row {
  constexpr any_row(std::initializer_list<anything_in_braces>) {}
  constexpr any_row() = default;
};
template <class Tensor>
struct in_braces_message {
  static constexpr text message =
      std::is_same_v<typename Tensor::value_type, shape_wanted>
          ? said_already
          : join("tensor: ", described<Tensor>(), " takes numbers in braces: ", Tensor::size(),
                 " of them, or rows of them, as deep as it has axes; ct::stack(a, b) makes an array of arrays");
};
/// A Tensor's rows in one more pair of braces. What they hold besides is refused here, where an overload takes anything
/// and any other is the better one.
template <class Tensor>
struct in_braces {
  using part = row_part<typename Tensor::value_type, Tensor::rank>;
  Tensor made;
  template <int... M>
  constexpr in_braces(const part (&... rows)[M]) {
    made.take_rows(rows...);
  }
  template <int... M, if_not_numbers<M...> = 0>
  constexpr in_braces(const part (&... rows)[1][M]) {
    made.take_rows(rows[0]...);
  }
  template <class Self = Tensor>
  constexpr in_braces(const anything_in_braces&, const anything_in_braces& = {}, const anything_in_braces& = {},
                      const anything_in_braces& = {}, const anything_in_braces& = {}, const anything_in_braces& = {},
                      const anything_in_braces& = {}, const anything_in_braces& = {}) {
    using wrong = in_braces_message<Self>;
    static_assert(said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  }
};

}  // namespace cotangent::detail
