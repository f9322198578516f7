// Registers from and to memory: some of the lanes, with a stride, and several elements of several examples at once.
#pragma once

#include <cotangent/evaluate/packet.hpp>
#include <cotangent/schedule/limits.hpp>

namespace cotangent::detail {

// Some of a register's lanes from and to memory in one instruction, where there is one.
#if defined(__AVX512F__)
template <class T>
inline constexpr bool has_masks =
    (std::is_same_v<T, float> || std::is_same_v<T, double>) && sizeof(xsimd::batch<T>) == 64;
template <int Count>
COTANGENT_PART inline xsimd::batch<float> load_masked(const float* from) {
  return _mm512_maskz_loadu_ps((1u << Count) - 1, from);
}
template <int Count>
COTANGENT_PART inline xsimd::batch<double> load_masked(const double* from) {
  return _mm512_maskz_loadu_pd((1u << Count) - 1, from);
}
template <int Count>
COTANGENT_PART inline void store_masked(float* to, xsimd::batch<float> p) {
  _mm512_mask_storeu_ps(to, (1u << Count) - 1, p);
}
template <int Count>
COTANGENT_PART inline void store_masked(double* to, xsimd::batch<double> p) {
  _mm512_mask_storeu_pd(to, (1u << Count) - 1, p);
}
#else
template <class>
inline constexpr bool has_masks = false;
#endif
static_assert(ir::native.masks == has_masks<float>);

/// The first `Count` lanes from memory with a constant stride; the others are zero.
template <class T, int Lanes, int Count, int Stride>
COTANGENT_PART inline typename packet_of<T, Lanes>::type load_lanes(const T* from) {
  if constexpr (Lanes == 1) {
    return *from;
  } else if constexpr (Stride == 0) {
    return xsimd::batch<T>(*from);
  } else if constexpr (Stride == 1 && Count == Lanes) {
    return xsimd::batch<T>::load_unaligned(from);
  } else if constexpr (Stride == 1 && has_masks<T>) {
    return load_masked<Count>(from);
  } else if constexpr (Count == Lanes) {
    return [&]<int... L>(std::integer_sequence<int, L...>) COTANGENT_PART {
      return xsimd::batch<T>{from[L * Stride]...};
    }(std::make_integer_sequence<int, Lanes>{});
  } else {
    alignas(64) T buffer[Lanes] = {};
    for (int k = 0; k < Count; ++k) buffer[k] = from[k * Stride];
    return xsimd::batch<T>::load_aligned(buffer);
  }
}
/// Two registers become one: lane l is element at(l) of both, one behind the other.
template <class T, class At>
COTANGENT_PART inline xsimd::batch<T> two_by(const xsimd::batch<T>& a, const xsimd::batch<T>& b, At) {
  using R = typename xsimd::batch<T>::register_type;
  return [&]<int... L>(std::integer_sequence<int, L...>) COTANGENT_PART {
    return xsimd::batch<T>(__builtin_shufflevector(static_cast<R>(a), static_cast<R>(b), At::at(L)...));
  }(std::make_integer_sequence<int, lanes_of<T>>{});
}
/// Registers are made of blocks of 16 bytes, which instructions for two registers move faster than single elements:
/// half the elements of both, interleaved inside their blocks; and every other block of both, one register's behind the
/// other's.
template <class T, int Half>
struct interleaved_in_blocks {
  static constexpr int block = 16 / sizeof(T), n = lanes_of<T>;
  static constexpr int at(int lane) {
    return lane / block * block + Half * block / 2 + lane % block / 2 + lane % 2 * n;
  }
};
template <class T, int Odd>
struct every_other_block {
  static constexpr int block = 16 / sizeof(T), blocks = lanes_of<T> / block;
  static constexpr int at(int lane) { return (2 * (lane / block) + Odd) * block + lane % block; }
};
/// Columns become rows: first inside blocks, of as many registers as a block has elements, then blocks of registers.
template <class T>
COTANGENT_PART inline void transpose_lanes(xsimd::batch<T> (&rows)[lanes_of<T>]) {
  constexpr int n = lanes_of<T>, block = 16 / sizeof(T), blocks = n / block;
  xsimd::batch<T> next[n];
  for (int round = 1; round < block; round *= 2) {
    for (int first = 0; first < n; first += block)
      for (int k = 0; k < block / 2; ++k) {
        next[first + 2 * k] = two_by(rows[first + k], rows[first + k + block / 2], interleaved_in_blocks<T, 0>{});
        next[first + 2 * k + 1] = two_by(rows[first + k], rows[first + k + block / 2], interleaved_in_blocks<T, 1>{});
      }
    for (int k = 0; k < n; ++k) rows[k] = next[k];
  }
  for (int round = 1; round < blocks; round *= 2) {
    for (int element = 0; element < block; ++element)
      for (int k = 0; k < blocks / 2; ++k) {
        const auto &a = rows[2 * k * block + element], &b = rows[(2 * k + 1) * block + element];
        next[k * block + element] = two_by(a, b, every_other_block<T, 0>{});
        next[(k + blocks / 2) * block + element] = two_by(a, b, every_other_block<T, 1>{});
      }
    for (int k = 0; k < n; ++k) rows[k] = next[k];
  }
}
/// Lane l of the result is the sum of register l's lanes: sums of neighbouring blocks, of those, and then inside
/// blocks.
template <class T>
COTANGENT_PART inline xsimd::batch<T> sums_of_each(const xsimd::batch<T> (&registers)[lanes_of<T>]) {
  constexpr int n = lanes_of<T>, block = 16 / sizeof(T), blocks = n / block;
  xsimd::batch<T> rows[n];
  for (int k = 0; k < n; ++k) rows[k] = registers[k % blocks * block + k / blocks];
  for (int count = n / 2; count >= block; count /= 2)
    for (int k = 0; k < count; ++k)
      rows[k] = two_by(rows[2 * k], rows[2 * k + 1], every_other_block<T, 0>{}) +
                two_by(rows[2 * k], rows[2 * k + 1], every_other_block<T, 1>{});
  for (int count = block / 2; count >= 1; count /= 2)
    for (int k = 0; k < count; ++k)
      rows[k] = two_by(rows[k], rows[k + count], interleaved_in_blocks<T, 0>{}) +
                two_by(rows[k], rows[k + count], interleaved_in_blocks<T, 1>{});
  return rows[0];
}
/// Lane l of the result is element At::at(l) of the `Count` registers in a row: one choice between two registers for
/// each but the first.
template <class T, int Count, class At>
COTANGENT_PART inline xsimd::batch<T> picked(const xsimd::batch<T>* from, At) {
  constexpr int n = lanes_of<T>;
  using R = typename xsimd::batch<T>::register_type;
  return [&]<int... L>(std::integer_sequence<int, L...>) COTANGENT_PART {
    R result = static_cast<R>(from[0]);
    const auto take = [&]<int K>(std::integral_constant<int, K>) COTANGENT_PART {
      // Lanes that come from register K: from there; the others stay, in the first round from where they are in
      // register 0.
      constexpr auto source = [](int lane) {
        const int element = At::at(lane);
        return element / n == K ? n + element % n : K == 1 && element < n ? element : lane;
      };
      result = __builtin_shufflevector(result, static_cast<R>(from[K]), source(L)...);
    };
    if constexpr (Count == 1) result = __builtin_shufflevector(result, result, At::at(L)...);
    [&]<int... K>(std::integer_sequence<int, K...>) COTANGENT_PART {
      (take(std::integral_constant<int, K + 1>{}), ...);
    }(std::make_integer_sequence<int, Count - 1>{});
    return xsimd::batch<T>(result);
  }(std::make_integer_sequence<int, n>{});
}
/// Element `Number` of each example, of examples of `Group` elements without gaps; and back.
template <int Group, int Number>
struct from_examples {
  static constexpr int at(int lane) { return lane * Group + Number; }
};
template <int Group, int Number, int Lanes>
struct to_examples {
  static constexpr int at(int lane) {
    return (Number * Lanes + lane) % Group * Lanes + (Number * Lanes + lane) / Group;
  }
};
/// Examples without gaps, of so few elements that picking is less work than transposing.
template <int Group, int Stride>
inline constexpr bool is_picked = Group == Stride && Group <= ir::limits::most_picked;

/// `Group` neighbouring elements of each of a register's worth of examples, `Stride` apart: a register for each
/// element.
template <class T, int Group, int Stride>
COTANGENT_PART inline void load_group(const T* from, xsimd::batch<T> (&elements)[lanes_of<T>]) {
  if constexpr (is_picked<Group, Stride>) {
    xsimd::batch<T> rows[Group];
    for (int k = 0; k < Group; ++k) rows[k] = xsimd::batch<T>::load_unaligned(from + k * lanes_of<T>);
    [&]<int... E>(std::integer_sequence<int, E...>) COTANGENT_PART {
      ((elements[E] = picked<T, Group>(rows, from_examples<Group, E>{})), ...);
    }(std::make_integer_sequence<int, Group>{});
    return;
  }
  for (int l = 0; l < lanes_of<T>; ++l) elements[l] = load_lanes<T, lanes_of<T>, Group, 1>(from + l * Stride);
  transpose_lanes(elements);
}

template <class T, int Lanes, int Count, int Stride>
COTANGENT_PART inline void store_lanes(T* to, typename packet_of<T, Lanes>::type p) {
  if constexpr (Lanes == 1) {
    *to = p;
  } else if constexpr (Stride == 1 && Count == Lanes) {
    p.store_unaligned(to);
  } else if constexpr (Stride == 1 && has_masks<T>) {
    store_masked<Count>(to, p);
  } else {
    alignas(64) T buffer[Lanes];
    p.store_aligned(buffer);
    for (int k = 0; k < Count; ++k) to[k * Stride] = buffer[k];
  }
}

template <class T, int Group, int Stride>
COTANGENT_PART inline void store_group(T* to, xsimd::batch<T> (&elements)[lanes_of<T>]) {
  if constexpr (is_picked<Group, Stride>) {
    [&]<int... E>(std::integer_sequence<int, E...>) COTANGENT_PART {
      (picked<T, Group>(elements, to_examples<Group, E, lanes_of<T>>{}).store_unaligned(to + E * lanes_of<T>), ...);
    }(std::make_integer_sequence<int, Group>{});
    return;
  }
  transpose_lanes(elements);
  for (int l = 0; l < lanes_of<T>; ++l) store_lanes<T, lanes_of<T>, Group, 1>(to + l * Stride, elements[l]);
}
}  // namespace cotangent::detail
