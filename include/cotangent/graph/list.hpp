// A growable array for constant evaluation: the compilers evaluate it two to three times faster than std::vector. What
// runs for every equation uses `items` itself: the compilers evaluate nothing as slowly as a call of a function, were
// it one that returns a reference.
#pragma once

namespace cotangent::ir {

template <class T>
class list {
 public:
  constexpr list() = default;
  constexpr explicit list(int count, T value = T{}) { resize(count, value); }
  constexpr list(const list& other) { *this = other; }
  constexpr list(list&& other) noexcept : items(other.items), size_(other.size_), capacity_(other.capacity_) {
    other.items = nullptr;
    other.size_ = other.capacity_ = 0;
  }
  constexpr list& operator=(const list& other) {
    if (this == &other) return *this;
    size_ = 0;
    reserve(other.size_);
    for (int k = 0; k < other.size_; ++k) items[k] = other.items[k];
    size_ = other.size_;
    return *this;
  }
  constexpr list& operator=(list&& other) noexcept {
    T* data = items;
    int size = size_, capacity = capacity_;
    items = other.items, size_ = other.size_, capacity_ = other.capacity_;
    other.items = data, other.size_ = size, other.capacity_ = capacity;
    return *this;
  }
  constexpr ~list() { delete[] items; }

  constexpr void reserve(int count) {
    if (count <= capacity_) return;
    int capacity = capacity_ > 0 ? capacity_ : sizeof(T) > 64 ? 2 : 16;
    while (capacity < count) capacity *= 2;
    T* data = new T[static_cast<unsigned>(capacity)];
    for (int k = 0; k < size_; ++k) data[k] = static_cast<T&&>(items[k]);
    delete[] items;
    items = data;
    capacity_ = capacity;
  }
  constexpr void resize(int count, T value = T{}) {
    reserve(count);
    for (int k = size_; k < count; ++k) items[k] = value;
    size_ = count;
  }
  constexpr void push(const T& value) {
    if (size_ == capacity_) {
      T copy = value;
      reserve(size_ + 1);
      items[size_++] = static_cast<T&&>(copy);
    } else {
      items[size_++] = value;
    }
  }
  constexpr void pop() { --size_; }

  constexpr int size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr T& operator[](int k) { return items[k]; }
  constexpr const T& operator[](int k) const { return items[k]; }
  constexpr T& back() { return items[size_ - 1]; }
  constexpr T* begin() { return items; }
  constexpr T* end() { return items + size_; }
  constexpr const T* begin() const { return items; }
  constexpr const T* end() const { return items + size_; }

  T* items = nullptr;

 private:
  int size_ = 0;
  int capacity_ = 0;
};

}  // namespace cotangent::ir
