// Where a tensor's elements live: inside it while it is small, else in one aligned block that it owns.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace cotangent::detail {

/// More bytes than this are not put on the stack.
inline constexpr long long largest_inline_bytes = 16 * 1024;

constexpr std::size_t alignment_of_bytes(long long bytes, std::size_t least) {
  std::size_t a = 64;
  while (a > least && bytes % static_cast<long long>(a) != 0) a /= 2;
  return a;
}

template <class T, long long N, bool Inline = (N * static_cast<long long>(sizeof(T)) <= largest_inline_bytes)>
class storage {
 public:
  constexpr T* data() { return elements_; }
  constexpr const T* data() const { return elements_; }

 private:
  // As much alignment as costs no padding, so that a tensor of three doubles is as large as three doubles.
  alignas(alignment_of_bytes(N* static_cast<long long>(sizeof(T)), alignof(T))) T elements_[N > 0 ? N : 1] = {};
};

template <class T, long long N>
class storage<T, N, false> {
 public:
  constexpr storage() : elements_(allocate()) {
    for (long long k = 0; k < N; ++k) std::construct_at(elements_ + k);
  }
  constexpr storage(const storage& other) : elements_(allocate()) {
    for (long long k = 0; k < N; ++k) std::construct_at(elements_ + k, other.elements_[k]);
  }
  constexpr storage(storage&& other) : storage() { *this = std::move(other); }
  constexpr storage& operator=(const storage& other) {
    for (long long k = 0; k < N; ++k) elements_[k] = other.elements_[k];
    return *this;
  }
  constexpr storage& operator=(storage&& other) noexcept {
    T* mine = elements_;
    elements_ = other.elements_;
    other.elements_ = mine;
    return *this;
  }
  constexpr ~storage() { release(elements_); }
  constexpr T* data() { return elements_; }
  constexpr const T* data() const { return elements_; }

 private:
  static constexpr void release(T* elements) {
    if (std::is_constant_evaluated()) {
      std::allocator<T>{}.deallocate(elements, static_cast<std::size_t>(N));
      return;
    }
    ::operator delete(static_cast<void*>(elements), std::align_val_t{64});
  }
  static constexpr T* allocate() {
    if (std::is_constant_evaluated()) return std::allocator<T>{}.allocate(static_cast<std::size_t>(N));
    return static_cast<T*>(::operator new(static_cast<std::size_t>(N) * sizeof(T), std::align_val_t{64}));
  }
  T* elements_;
};

}  // namespace cotangent::detail
