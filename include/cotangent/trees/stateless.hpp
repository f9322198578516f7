// Function objects that hold nothing, so that their type says everything.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace cotangent::detail {

// A closure that captured only empty objects has bytes, but none of them carries a value: padding cannot be read back
// in a constant expression. (One that holds a pointer or a reference cannot be made of bytes there.)
template <class F>
using bytes_of = std::array<unsigned char, sizeof(F)>;
template <class F>
concept MadeOfBytes = std::is_trivially_copyable_v<F> && requires {
  typename std::bool_constant<(static_cast<void>(std::bit_cast<F>(bytes_of<F>{})), true)>;
};
template <class F, std::size_t K>
concept byte_has_value = requires {
  typename std::integral_constant<unsigned char, std::bit_cast<bytes_of<F>>(std::bit_cast<F>(bytes_of<F>{}))[K]>;
};
template <class F>
constexpr bool only_padding() {
  if constexpr (!std::is_class_v<F> || sizeof(F) > 64) return false;
  else if constexpr (MadeOfBytes<F>)
    return []<std::size_t... K>(std::index_sequence<K...>) {
      return (!byte_has_value<F, K> && ...);
    }(std::make_index_sequence<sizeof(F)>{});
  else return false;
}

template <class F>
concept Stateless = (std::is_empty_v<F> && (std::is_default_constructible_v<F> || std::is_trivially_copyable_v<F>)) ||
                    only_padding<F>();

/// A stateless callable from its type. (A closure has no default constructor, unless it says [].)
template <Stateless F>
constexpr F make_stateless() {
  struct nothing {};
  if constexpr (std::is_default_constructible_v<F>) return F{};
  else if constexpr (std::is_empty_v<F>) return std::bit_cast<F>(nothing{});
  else return std::bit_cast<F>(bytes_of<F>{});
}

}  // namespace cotangent::detail
