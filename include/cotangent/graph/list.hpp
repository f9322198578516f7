// A growable array for constant evaluation: the compilers evaluate it two to three times faster than std::vector.
#pragma once

namespace cotangent::ir {

template <class T>
class list {
 public:
  constexpr list() = default;
  constexpr explicit list(int count, T value = T{}) { resize(count, value); }
  constexpr list(const list& other) { *this = other; }
  constexpr list(list&& other) noexcept : data_(other.data_), size_(other.size_), capacity_(other.capacity_) {
    other.data_ = nullptr;
    other.size_ = other.capacity_ = 0;
  }
  constexpr list& operator=(const list& other) {
    if (this == &other) return *this;
    size_ = 0;
    reserve(other.size_);
    for (int k = 0; k < other.size_; ++k) data_[k] = other.data_[k];
    size_ = other.size_;
    return *this;
  }
  constexpr list& operator=(list&& other) noexcept {
    T* data = data_;
    int size = size_, capacity = capacity_;
    data_ = other.data_, size_ = other.size_, capacity_ = other.capacity_;
    other.data_ = data, other.size_ = size, other.capacity_ = capacity;
    return *this;
  }
  constexpr ~list() { delete[] data_; }

  constexpr void reserve(int count) {
    if (count <= capacity_) return;
    int capacity = capacity_ > 0 ? capacity_ : sizeof(T) > 64 ? 2 : 16;
    while (capacity < count) capacity *= 2;
    T* data = new T[static_cast<unsigned>(capacity)];
    for (int k = 0; k < size_; ++k) data[k] = static_cast<T&&>(data_[k]);
    delete[] data_;
    data_ = data;
    capacity_ = capacity;
  }
  constexpr void resize(int count, T value = T{}) {
    reserve(count);
    for (int k = size_; k < count; ++k) data_[k] = value;
    size_ = count;
  }
  constexpr void push(const T& value) {
    if (size_ == capacity_) {
      T copy = value;
      reserve(size_ + 1);
      data_[size_++] = static_cast<T&&>(copy);
    } else {
      data_[size_++] = value;
    }
  }
  constexpr void pop() { --size_; }

  constexpr int size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr T& operator[](int k) { return data_[k]; }
  constexpr const T& operator[](int k) const { return data_[k]; }
  constexpr T& back() { return data_[size_ - 1]; }
  constexpr T* begin() { return data_; }
  constexpr T* end() { return data_ + size_; }
  constexpr const T* begin() const { return data_; }
  constexpr const T* end() const { return data_ + size_; }

 private:
  T* data_ = nullptr;
  int size_ = 0;
  int capacity_ = 0;
};

}  // namespace cotangent::ir
