// Where a program reads and writes, and what to do where these are one: arguments that results overlap are read from
// copies.
#pragma once

#include <cotangent/trees/tree.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <functional>

namespace cotangent::detail {

/// Whether two pieces of memory have a byte in common.
inline bool overlap(const void* a, std::size_t a_bytes, const void* b, std::size_t b_bytes) {
  const std::less<const void*> before;
  const bool any = a_bytes != 0 && b_bytes != 0;
  return any && before(a, static_cast<const std::byte*>(b) + b_bytes) &&
         before(b, static_cast<const std::byte*>(a) + a_bytes);
}

/// The addresses of the leaves of a result and of arguments, and how many bytes each has.
template <class Result, class... Args>
struct addresses {
  static constexpr int input_count = (leaves_of<Args>::size + ... + 0), output_count = leaves_of<Result>::size;
  std::array<const void*, input_count + 1> inputs{};
  std::array<void*, output_count + 1> outputs{};

  [[gnu::always_inline]] explicit addresses(Result& result, const Args&... args) {
    std::size_t k = 0;
    (for_each_leaf(args, [&](const auto& leaf) { inputs[k++] = address_of(leaf); }), ...);
    k = 0;
    for_each_leaf(result, [&](auto& leaf) { outputs[k++] = address_of(leaf); });
  }

  /// So many bytes are arguments that results overlap, each in cache lines of its own.
  std::size_t overlapped_bytes() const {
    std::size_t total = 0;
    for (int k = 0; k < input_count; ++k)
      if (is_overlapped(k)) total += in_lines(bytes_of_inputs[k]);
    return total;
  }
  /// Copies those arguments to `room`, and has them read there.
  void move_overlapped(std::byte* room) {
    for (int k = 0; k < input_count; ++k) {
      if (!is_overlapped(k)) continue;
      std::memcpy(room, inputs[index(k)], bytes_of_inputs[k]);
      inputs[index(k)] = room;
      room += in_lines(bytes_of_inputs[k]);
    }
  }
  bool results_overlap() const {
    for (int k = 0; k < output_count; ++k)
      for (int other = 0; other < k; ++other)
        if (overlap(outputs[index(k)], bytes_of_outputs[k], outputs[index(other)], bytes_of_outputs[other]))
          return true;
    return false;
  }
  bool touch(const void* memory, std::size_t bytes) const {
    bool any = false;
    for (int k = 0; k < input_count; ++k) any = any || overlap(inputs[index(k)], bytes_of_inputs[k], memory, bytes);
    for (int k = 0; k < output_count; ++k) any = any || overlap(outputs[index(k)], bytes_of_outputs[k], memory, bytes);
    return any;
  }
  /// What copies of all arguments take.
  static constexpr std::size_t most_bytes() {
    std::size_t total = 0;
    for (int k = 0; k < input_count; ++k) total += in_lines(bytes_of_inputs[k]);
    return total;
  }

 private:
  template <class... L>
  static constexpr auto sizes(type_list<L...>) {
    struct {
      std::size_t of[sizeof...(L) + 1] = {
          static_cast<std::size_t>(leaf_traits<L>::dims.size()) * sizeof(typename leaf_traits<L>::element)..., 0};
      constexpr std::size_t operator[](int k) const { return of[k]; }
    } all;
    return all;
  }
  static constexpr auto bytes_of_outputs = sizes(leaves_of<Result>{});
  static constexpr auto bytes_of_inputs = sizes(leaves_of<hana::tuple<Args...>>{});
  static constexpr std::size_t index(int k) { return static_cast<std::size_t>(k); }
  static constexpr std::size_t in_lines(std::size_t bytes) { return (bytes + 63) / 64 * 64; }
  bool is_overlapped(int k) const {
    bool any = false;
    for (int n = 0; n < output_count; ++n)
      any = any || overlap(inputs[index(k)], bytes_of_inputs[k], outputs[index(n)], bytes_of_outputs[n]);
    return any;
  }
  template <class Leaf>
  static constexpr auto* address_of(Leaf& leaf) {
    if constexpr (ir::is_element<std::remove_cvref_t<Leaf>>) return &leaf;
    else return leaf.data();
  }
};

}  // namespace cotangent::detail
