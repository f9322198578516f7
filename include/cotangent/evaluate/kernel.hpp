// One loop nest of a schedule, instantiated: `Program::schedule` is the schedule, `K` the kernel's number.
#pragma once

#include <cotangent/evaluate/packet.hpp>
#include <cotangent/schedule/straight_line.hpp>
#include <cotangent/trees/leaf.hpp>

#include <cstddef>
#include <tuple>

namespace cotangent::detail {

/// Where a program's arrays are.
struct memory {
  const void* const* inputs;
  void* const* outputs;
  std::byte* workspace;
  int* loop;  // the counters of the loops around
};

template <class Program, int B>
[[gnu::always_inline]] inline auto* buffer_start(const memory& m) {
  constexpr ir::buffer b = Program::schedule.buffers[B];
  using T = ir::element_of<b.element>;
  if constexpr (b.kind == ir::storage_kind::input) return static_cast<const T*>(m.inputs[b.index]);
  else if constexpr (b.kind == ir::storage_kind::output) return static_cast<T*>(m.outputs[b.index]);
  else if constexpr (b.kind == ir::storage_kind::workspace) return reinterpret_cast<T*>(m.workspace + b.offset);
  else return static_cast<const T*>(Program::template dense_constant<B>);
}

template <class Program, int A>
[[gnu::always_inline]] inline std::ptrdiff_t offset_of(const memory& m, const int* counter) {
  constexpr ir::access a = Program::schedule.addresses[A];
  std::ptrdiff_t at = a.offset;
  [&]<int... L>(std::integer_sequence<int, L...>) __attribute__((always_inline)) {
    auto add = [&]<int N>() __attribute__((always_inline)) {
      if constexpr (a.stride[N] != 0) at += static_cast<std::ptrdiff_t>(a.stride[N]) * counter[N];
    };
    (add.template operator()<L>(), ...);
  }(std::make_integer_sequence<int, ir::max_rank>{});
  [&]<int... D>(std::integer_sequence<int, D...>) __attribute__((always_inline)) {
    auto add = [&]<int L>() __attribute__((always_inline)) {
      if constexpr (a.step[L] != 0) at += static_cast<std::ptrdiff_t>(a.step[L]) * m.loop[L];
    };
    (add.template operator()<D>(), ...);
  }(std::make_integer_sequence<int, ir::max_depth>{});
  return at;
}
/// The same where an axis is indexed by a value of the loop body, taken to the nearest that is inside.
template <class Program, int A, class Registers>
[[gnu::always_inline]] inline std::ptrdiff_t offset_of(const memory& m, const int* counter, Registers& r) {
  constexpr ir::access a = Program::schedule.addresses[A];
  if constexpr (a.index < 0) {
    return offset_of<Program, A>(m, counter);
  } else {
    const auto wanted = static_cast<std::ptrdiff_t>(r.template at<a.index>());
    const std::ptrdiff_t last = a.index_extent - 1;
    return offset_of<Program, A>(m, counter) + a.index_stride * (wanted < 0 ? 0 : wanted > last ? last : wanted);
  }
}

template <class Program, int K>
struct kernel_shape {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  using vector_element = ir::element_of<k.vector_element>;
  // A few elements are done sooner one by one: they stay in registers from one nest to the next.
  static constexpr bool worth_lanes = k.vector_axis >= 0 && k.extent[k.vector_axis < 0 ? 0 : k.vector_axis] > 4;
  static constexpr int lanes = worth_lanes ? lanes_of<vector_element> : 1;
  static constexpr int extent = k.vector_axis < 0 ? 1 : k.extent[k.vector_axis];
};

/// The values of a loop body, a register for each instruction, by type.
template <class Program, int K, int Lanes>
struct registers {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  static constexpr int count(ir::dtype d) {
    int n = 1;
    for (int i = 0; i < k.instruction_count; ++i) n += Program::schedule.instructions[k.first_instruction + i].element == d;
    return n;
  }
  static constexpr int slot(int instruction) {
    int n = 0;
    const ir::dtype d = Program::schedule.instructions[instruction].element;
    for (int i = k.first_instruction; i < instruction; ++i) n += Program::schedule.instructions[i].element == d;
    return n;
  }
  using vector_element = typename kernel_shape<Program, K>::vector_element;
  template <class T>
  using packet = typename packet_of<T, std::is_same_v<T, vector_element> ? Lanes : 1>::type;
  packet<float> f32[count(ir::dtype::f32)];
  packet<double> f64[count(ir::dtype::f64)];
  std::int32_t i32[count(ir::dtype::i32)];
  std::int64_t i64[count(ir::dtype::i64)];
  typename packet_of<vector_element, Lanes>::mask boolean[count(ir::dtype::boolean)];

  template <int I>
  [[gnu::always_inline]] auto& at() {
    constexpr ir::dtype d = Program::schedule.instructions[I].element;
    constexpr int n = slot(I);
    if constexpr (d == ir::dtype::f32) return f32[n];
    else if constexpr (d == ir::dtype::f64) return f64[n];
    else if constexpr (d == ir::dtype::i32) return i32[n];
    else if constexpr (d == ir::dtype::i64) return i64[n];
    else return boolean[n];
  }
};

/// Instruction I of the body for `Count` of `Lanes` examples along the vector loop.
template <class Program, int K, int I, int Lanes, int Count>
struct step {
  /// Which operand of a sum or difference of floating numbers is a product, or -1.
  static constexpr int product_in(const ir::instruction& n) {
    if ((n.code != op::add && n.code != op::sub) || !ir::is_floating(n.element)) return -1;
    for (int at = 1; at >= 0; --at)
      if (Program::schedule.instructions[n.in[at]].code == op::mul) return at;
    return -1;
  }
  template <class R>
  [[gnu::always_inline]] static void run(R& r, const memory& m, const int* counter) {
    constexpr ir::instruction n = Program::schedule.instructions[I];
    constexpr ir::kernel k = Program::schedule.kernels[K];
    using T = ir::element_of<n.element>;
    auto& to = r.template at<I>();
    using P = std::remove_reference_t<decltype(to)>;
    if constexpr (n.code == op::parameter) {
      constexpr ir::access a = Program::schedule.addresses[n.address];
      constexpr int stride = k.vector_axis < 0 ? 0 : a.stride[k.vector_axis];
      to = load_lanes<T, Lanes, Count, stride>(buffer_start<Program, a.buffer>(m) + offset_of<Program, n.address>(m, counter, r));
    } else if constexpr (n.code == op::constant || n.code == op::zeros) {
      if constexpr (ir::is_floating(n.element)) to = P(static_cast<T>(std::bit_cast<double>(n.bits)));
      else to = P(static_cast<T>(n.bits));
    } else if constexpr (n.code == op::iota) {
      constexpr ir::access a = Program::schedule.addresses[n.address];
      const T start = static_cast<T>(offset_of<Program, n.address>(m, counter));
      if constexpr (Lanes == 1) {
        to = start;
      } else {
        alignas(64) T each[Lanes];
        for (int l = 0; l < Lanes; ++l) each[l] = start + static_cast<T>(a.stride[k.vector_axis] * l);
        to = xsimd::batch<T>::load_aligned(each);
      }
    } else if constexpr (n.code == op::barrier) {
      to = r.template at<n.in[0]>();
    } else if constexpr (n.code == op::select) {
      to = choose(r.template at<n.in[0]>(), r.template at<n.in[1]>(), r.template at<n.in[2]>());
    } else if constexpr (n.code == op::convert) {
      auto from = r.template at<n.in[0]>();
      if constexpr (std::is_same_v<decltype(from), P>) to = from;
      else if constexpr (is_packet<P>) to = choose(from, P(T(1)), P(T(0)));  // of a mask
      else to = static_cast<T>(from);
    } else if constexpr (n.code == op::logical_not) {
      to = !r.template at<n.in[0]>();
    } else if constexpr (n.code >= op::eq && n.code <= op::ge) {
      to = compare<n.code>(r.template at<n.in[0]>(), r.template at<n.in[1]>());
    } else if constexpr (n.code == op::is_finite || n.code == op::is_nan) {
      to = compare<n.code>(r.template at<n.in[0]>(), r.template at<n.in[0]>());
    } else if constexpr (n.code == op::pow && !ir::is_floating(Program::schedule.instructions[n.in[1] < 0 ? 0 : n.in[1]].element)) {
      to = apply_binary<op::pow>(r.template at<n.in[0]>(), static_cast<P>(r.template at<n.in[1]>()));
    } else if constexpr (product_in(n) >= 0) {
      // One rounding for a product and a sum: compilers do so by themselves within an expression, or not at all.
      constexpr int at = product_in(n);
      constexpr ir::instruction product = Program::schedule.instructions[n.in[at]];
      auto x = r.template at<product.in[0]>(), y = r.template at<product.in[1]>(), z = r.template at<n.in[1 - at]>();
      if constexpr (n.code == op::add) to = multiply_add(x, y, z);
      else if constexpr (at == 0) to = multiply_subtract(x, y, z);
      else to = subtract_product(z, x, y);
    } else if constexpr (n.in[1] < 0) {
      to = apply_unary<n.code>(r.template at<n.in[0]>());
    } else {
      to = apply_binary<n.code>(r.template at<n.in[0]>(), r.template at<n.in[1]>());
    }
  }
};

template <class Program, int K, int Lanes, int Count>
struct body {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  static constexpr bool lanes_reduced = Lanes > 1 && k.vector_axis >= k.kept;

  /// Neighbouring elements of examples that are not neighbours themselves are loaded and stored together: how many stand
  /// at `at` in `addresses`, which are those of loads or of stores one behind the other; 0 for a single one.
  template <class AddressOf>
  static constexpr int group_at(int at, int count, AddressOf address_of) {
    using T = typename kernel_shape<Program, K>::vector_element;
    const auto joins = [&](int n) {  // the one before it
      const int before = address_of(n - 1), now = address_of(n);
      if (before < 0 || now < 0) return false;
      const ir::access &a = Program::schedule.addresses[before], &b = Program::schedule.addresses[now];
      return a.buffer == b.buffer && b.offset == a.offset + 1 && a.stride[0] == b.stride[0];
    };
    if (Lanes == 1 || Count < Lanes || k.rank != 1 || k.vector_axis != 0 || address_of(at) < 0) return 0;
    const int stride = Program::schedule.addresses[address_of(at)].stride[0];
    if (stride < 2) return 0;
    int begin = at, end = at + 1;
    while (begin > 0 && joins(begin)) --begin;
    begin = at - (at - begin) % lanes_of<T>;
    while (end < count && end < begin + lanes_of<T> && joins(end)) ++end;
    return worth_group<T>(end - begin, stride) ? (at == begin ? end - begin : -1) : 0;
  }
  static constexpr int loads_at(int at) {
    return group_at(at, k.instruction_count, [](int n) {
      const ir::instruction& i = Program::schedule.instructions[k.first_instruction + n];
      return i.code == op::parameter && Program::schedule.addresses[i.address].index < 0 ? i.address : -1;
    });
  }
  static constexpr int stores_at(int at) {
    return group_at(at, k.store_count, [](int n) {
      const ir::store& s = Program::schedule.stores[k.first_store + n];
      return s.mode == ir::store_mode::assign ? s.address : -1;
    });
  }

  template <int I, class R>
  [[gnu::always_inline]] static void one_step(R& r, const memory& m, const int* counter) {
    constexpr int group = loads_at(I);
    if constexpr (group > 0) {
      constexpr int address = Program::schedule.instructions[k.first_instruction + I].address;
      constexpr ir::access a = Program::schedule.addresses[address];
      using T = typename kernel_shape<Program, K>::vector_element;
      xsimd::batch<T> elements[Lanes];
      load_group<T, group, a.stride[0]>(buffer_start<Program, a.buffer>(m) + offset_of<Program, address>(m, counter), elements);
      [&]<int... N>(std::integer_sequence<int, N...>) __attribute__((always_inline)) {
        ((r.template at<k.first_instruction + I + N>() = elements[N]), ...);
      }(std::make_integer_sequence<int, group>{});
    } else if constexpr (group == 0) {
      step<Program, K, k.first_instruction + I, Lanes, Count>::run(r, m, counter);
    }
  }
  // Chunks of 32 steps: one long fold is slow to instantiate, and clang stops at 256.
  template <int From, class R, int... I>
  [[gnu::always_inline]] static void chunk(R& r, const memory& m, const int* counter, std::integer_sequence<int, I...>) {
    (one_step<From + I>(r, m, counter), ...);
  }
  template <int From, class R>
  [[gnu::always_inline]] static void steps(R& r, const memory& m, const int* counter) {
    constexpr int left = k.instruction_count - From;
    if constexpr (left > 0) {
      chunk<From>(r, m, counter, std::make_integer_sequence<int, (left < 32 ? left : 32)>{});
      steps<From + 32>(r, m, counter);
    }
  }

  template <int S, class R, class A>
  [[gnu::always_inline]] static void leave(R& r, A& accumulators, const memory& m, const int* counter) {
    constexpr ir::store s = Program::schedule.stores[k.first_store + S];
    constexpr ir::access a = Program::schedule.addresses[s.address];
    constexpr int stride = k.vector_axis < 0 ? 0 : a.stride[k.vector_axis];
    using T = ir::element_of<Program::schedule.buffers[a.buffer].element>;
    auto value = r.template at<s.value>();
    if constexpr (s.mode == ir::store_mode::reduce) {
      auto& total = accumulators.template at<S>();
      if constexpr (lanes_reduced && Count < Lanes) {
        alignas(64) bool used[Lanes];
        for (int l = 0; l < Lanes; ++l) used[l] = l < Count;
        using P = std::remove_reference_t<decltype(total)>;
        value = choose(xsimd::batch_bool<T>::load_aligned(used), value, P(identity_of<s.reduction, T>()));
      }
      constexpr ir::instruction last = Program::schedule.instructions[s.value];
      if constexpr (s.reduction == op::reduce_sum && last.code == op::mul && ir::is_floating(last.element) && !(lanes_reduced && Count < Lanes))
        total = multiply_add(r.template at<last.in[0]>(), r.template at<last.in[1]>(), total);
      else total = combine<s.reduction>(total, value);
    } else {
      T* to = buffer_start<Program, a.buffer>(m) + offset_of<Program, s.address>(m, counter, r);
      if constexpr (s.mode == ir::store_mode::accumulate)
        store_lanes<T, Lanes, Count, stride>(to, load_lanes<T, Lanes, Count, stride>(to) + value);
      else
        store_lanes<T, Lanes, Count, stride>(to, value);
    }
  }
  template <int S, class R, class A>
  [[gnu::always_inline]] static void one_store(R& r, A& accumulators, const memory& m, const int* counter) {
    constexpr int group = stores_at(S);
    if constexpr (group > 0) {
      constexpr int address = Program::schedule.stores[k.first_store + S].address;
      constexpr ir::access a = Program::schedule.addresses[address];
      using T = typename kernel_shape<Program, K>::vector_element;
      xsimd::batch<T> elements[Lanes];
      for (int l = group; l < Lanes; ++l) elements[l] = xsimd::batch<T>(T(0));
      [&]<int... N>(std::integer_sequence<int, N...>) __attribute__((always_inline)) {
        ((elements[N] = r.template at<Program::schedule.stores[k.first_store + S + N].value>()), ...);
      }(std::make_integer_sequence<int, group>{});
      store_group<T, group, a.stride[0]>(buffer_start<Program, a.buffer>(m) + offset_of<Program, address>(m, counter), elements);
    } else if constexpr (group == 0) {
      leave<S>(r, accumulators, m, counter);
    }
  }
  template <class A>
  [[gnu::always_inline]] static void run(A& accumulators, const memory& m, const int* counter) {
    registers<Program, K, Lanes> r;
    steps<0>(r, m, counter);
    stores<0>(r, accumulators, m, counter);
  }
  template <int From, class R, class A>
  [[gnu::always_inline]] static void stores(R& r, A& accumulators, const memory& m, const int* counter) {
    constexpr int left = k.store_count - From;
    if constexpr (left > 0) {
      [&]<int... S>(std::integer_sequence<int, S...>) __attribute__((always_inline)) {
        (one_store<From + S>(r, accumulators, m, counter), ...);
      }(std::make_integer_sequence<int, (left < 32 ? left : 32)>{});
      stores<From + 32>(r, accumulators, m, counter);
    }
  }
};

/// What store S of kernel K starts a reduction from.
template <class Program, int K, int Lanes, int S>
constexpr auto initial_total() {
  constexpr ir::store s = Program::schedule.stores[Program::schedule.kernels[K].first_store + S];
  if constexpr (s.mode != ir::store_mode::reduce) {
    return none;
  } else {
    using T = ir::element_of<Program::schedule.buffers[Program::schedule.addresses[s.address].buffer].element>;
    return typename packet_of<T, Lanes>::type(identity_of<s.reduction, T>());
  }
}
template <class Program, int K, int Lanes, int... S>
auto initial_totals(std::integer_sequence<int, S...>) {
  return std::tuple<decltype(initial_total<Program, K, Lanes, S>())...>{initial_total<Program, K, Lanes, S>()...};
}

/// Running totals, one for each store that reduces.
template <class Program, int K, int Lanes>
struct accumulators {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  using stores = std::make_integer_sequence<int, k.store_count>;
  decltype(initial_totals<Program, K, Lanes>(stores{})) values = initial_totals<Program, K, Lanes>(stores{});

  template <int S>
  [[gnu::always_inline]] auto& at() { return std::get<S>(values); }

  [[gnu::always_inline]] void add(accumulators& others) {
    [&]<int... S>(std::integer_sequence<int, S...>) __attribute__((always_inline)) {
      (add_one<S>(others), ...);
    }(stores{});
  }
  template <int S>
  [[gnu::always_inline]] void add_one(accumulators& others) {
    constexpr ir::store s = Program::schedule.stores[k.first_store + S];
    if constexpr (s.mode == ir::store_mode::reduce) at<S>() = combine<s.reduction>(at<S>(), others.template at<S>());
  }

  /// Writes the totals; across lanes first, if the lanes were reduced over.
  template <int S, int Count>
  [[gnu::always_inline]] void write(const memory& m, const int* counter) {
    constexpr ir::store s = Program::schedule.stores[k.first_store + S];
    if constexpr (s.mode == ir::store_mode::reduce) {
      constexpr ir::access a = Program::schedule.addresses[s.address];
      using T = ir::element_of<Program::schedule.buffers[a.buffer].element>;
      T* to = buffer_start<Program, a.buffer>(m) + offset_of<Program, s.address>(m, counter);
      if constexpr (Lanes > 1 && k.vector_axis >= k.kept) {
        *to = over_lanes<s.reduction, T>(at<S>());
      } else {
        constexpr int stride = k.vector_axis < 0 ? 0 : a.stride[k.vector_axis];
        store_lanes<T, Lanes, Count, stride>(to, at<S>());
      }
    }
  }
  template <int Count>
  [[gnu::always_inline]] void write_all(const memory& m, const int* counter) {
    [&]<int... S>(std::integer_sequence<int, S...>) __attribute__((always_inline)) {
      (write<S, Count>(m, counter), ...);
    }(std::make_integer_sequence<int, k.store_count>{});
  }
};

/// How many neighbouring iterations of a nest that reduces run together, each with totals of its own: operands that they
/// share are loaded once, and no sum waits for another.
template <class Program, int K>
struct tile_shape {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  static constexpr int lanes = kernel_shape<Program, K>::lanes;
  static constexpr bool lanes_kept = lanes > 1 && k.vector_axis < k.kept;
  static constexpr int last = k.rank - 1;  // the innermost loop, which is reduced over if any is
  static constexpr int row_axis = lanes_kept ? k.kept - 2 : k.kept - 1;

  static constexpr int largest() {
    int totals = 0;
    for (int n = k.first_store; n < k.first_store + k.store_count; ++n) {
      if (Program::schedule.stores[n].mode == ir::store_mode::accumulate) return 1;  // may be to one place
      totals += Program::schedule.stores[n].mode == ir::store_mode::reduce;
    }
    if (totals == 0 || k.kept == k.rank || k.instruction_count > 24) return 1;
    return totals > 8 ? 1 : 8 / totals;
  }
  static constexpr int at_least_one(int n) { return n < 1 ? 1 : n; }
  static constexpr int at_most(int wanted, int there) { return wanted < there ? wanted : there; }
  static constexpr int columns = lanes_kept ? at_most(row_axis < 0 ? largest() : at_most(2, largest()), at_least_one(k.extent[k.vector_axis] / lanes)) : 1;
  static constexpr int rows = row_axis < 0 ? 1 : at_most(at_most(4, largest() / columns), k.extent[row_axis]);
  static constexpr int trips = k.kept == k.rank ? 1 : k.extent[last] / (lanes_kept ? 1 : lanes);
  static constexpr int sums = trips < 2 ? 1 : at_most(at_most(4, largest() / columns / rows), trips);
};

template <class Program, int K>
struct kernel_loops {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  using shape = kernel_shape<Program, K>;
  using tile = tile_shape<Program, K>;
  static constexpr int lanes = shape::lanes;

  /// Runs `next(count, times)` over `Extent`: `Step` times `Size` at once, then what is left of those, then a part of one.
  template <int Extent, int Size, int Step, class Next>
  [[gnu::always_inline]] static void over(int& counter, Next next) {
    constexpr int most = Extent / (Size * Step) * (Size * Step), whole = Extent / Size * Size;
    for (counter = 0; counter < most; counter += Size * Step) next(std::integral_constant<int, Size>{}, std::integral_constant<int, Step>{});
    if constexpr (whole > most) {
      next(std::integral_constant<int, Size>{}, std::integral_constant<int, (whole - most) / Size>{});
      counter = whole;
    }
    if constexpr (Extent > whole) next(std::integral_constant<int, Extent - whole>{}, std::integral_constant<int, 1>{});
  }

  struct counters {
    int counter[ir::max_rank];
  };
  /// Where a row and column of the tile at `counter` are. (Written out: a copying loop hides from g++ what is constant.)
  [[gnu::always_inline]] static counters place(const int* counter, int row, int column) {
    return [&]<int... L>(std::integer_sequence<int, L...>) __attribute__((always_inline)) {
      return counters{{(counter[L] + (L == tile::row_axis ? row : 0) + (lanes > 1 && L == k.vector_axis ? column * lanes : 0))...}};
    }(std::make_integer_sequence<int, ir::max_rank>{});
  }
  /// One iteration of each row, column and sum of the tile.
  template <int Rows, int Columns, int Sums, int Count, class A>
  [[gnu::always_inline]] static void iterate(A& totals, const memory& m, const int* counter) {
    const auto at = [&]<int T>(std::integral_constant<int, T>) __attribute__((always_inline)) {
      constexpr int row = T / Sums / Columns, column = T / Sums % Columns, sum = T % Sums;
      auto own = place(counter, row, column);
      if constexpr (Sums > 1) own.counter[tile::last] += sum * (tile::lanes_kept ? 1 : lanes);
      body<Program, K, lanes, Count>::run(totals[(row * Columns + column) * tile::sums + sum], m, own.counter);
    };
    [&]<int... T>(std::integer_sequence<int, T...>) __attribute__((always_inline)) {
      (at(std::integral_constant<int, T>{}), ...);
    }(std::make_integer_sequence<int, Rows * Columns * Sums>{});
  }
  template <int Axis, int Rows, int Columns, int Count, class A>
  [[gnu::always_inline]] static void reduced(A& totals, const memory& m, int* counter) {
    if constexpr (Axis == k.rank) {
      iterate<Rows, Columns, 1, Count>(totals, m, counter);
    } else if constexpr (Axis == tile::last) {
      constexpr bool by_lanes = lanes > 1 && !tile::lanes_kept;
      over<k.extent[Axis], by_lanes ? lanes : 1, tile::sums>(counter[Axis], [&](auto count, auto sums) __attribute__((always_inline)) {
        iterate<Rows, Columns, sums(), by_lanes ? count() : Count>(totals, m, counter);
      });
      counter[Axis] = 0;
    } else {
      for (counter[Axis] = 0; counter[Axis] < k.extent[Axis]; ++counter[Axis]) reduced<Axis + 1, Rows, Columns, Count>(totals, m, counter);
      counter[Axis] = 0;
    }
  }
  template <int Rows, int Columns, int Count>
  [[gnu::always_inline]] static void one(const memory& m, int* counter) {
    accumulators<Program, K, lanes> totals[Rows * Columns * tile::sums];
    reduced<k.kept, Rows, Columns, Count>(totals, m, counter);
    for (int row = 0; row < Rows; ++row)
      for (int column = 0; column < Columns; ++column) {
        auto& first = totals[(row * Columns + column) * tile::sums];
        for (int sum = 1; sum < tile::sums; ++sum) first.add(totals[(row * Columns + column) * tile::sums + sum]);
        first.template write_all<Count>(m, place(counter, row, column).counter);
      }
  }
  template <int Axis, int Rows>
  [[gnu::always_inline]] static void kept(const memory& m, int* counter) {
    if constexpr (Axis == k.kept) {
      one<Rows, 1, lanes>(m, counter);
    } else if constexpr (lanes > 1 && Axis == k.vector_axis) {
      over<k.extent[Axis], lanes, tile::columns>(counter[Axis], [&](auto count, auto columns) __attribute__((always_inline)) { one<Rows, columns(), count()>(m, counter); });
    } else if constexpr (Axis == tile::row_axis) {
      over<k.extent[Axis] / tile::rows * tile::rows, tile::rows, 1>(counter[Axis], [&](auto, auto) __attribute__((always_inline)) { kept<Axis + 1, tile::rows>(m, counter); });
      constexpr int rest = k.extent[Axis] % tile::rows;
      if constexpr (rest > 0) {
        counter[Axis] = k.extent[Axis] - rest;
        kept<Axis + 1, rest>(m, counter);
      }
    } else {
      for (counter[Axis] = 0; counter[Axis] < k.extent[Axis]; ++counter[Axis]) kept<Axis + 1, Rows>(m, counter);
    }
  }
  [[gnu::always_inline]] static void run(const memory& m) {
    int counter[ir::max_rank] = {};
    kept<0, 1>(m, counter);
  }
};

}  // namespace cotangent::detail
