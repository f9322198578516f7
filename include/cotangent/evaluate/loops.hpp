// The loops of a nest around its body: register tiles, whole registers and what is left of them, totals.
#pragma once

#include <cotangent/evaluate/body.hpp>

#include <tuple>

namespace cotangent::detail {

/// The stores of a kernel that reduce, by their number among its stores.
template <class Program, int K>
constexpr int reducing_store(int wanted) {
  constexpr ir::kernel k = Program::schedule.kernels[K];
  for (int n = 0; n < k.store_count; ++n)
    if (Program::schedule.stores[k.first_store + n].mode == ir::store_mode::reduce && wanted-- == 0) return n;
  return -1;
}
template <class Program, int K>
constexpr int count_reducing() {
  int count = 0;
  while (reducing_store<Program, K>(count) >= 0) ++count;
  return count;
}

/// What store S of kernel K starts a reduction from.
template <class Program, int K, int Lanes, int S>
constexpr auto initial_total() {
  constexpr ir::store s = Program::schedule.stores[Program::schedule.kernels[K].first_store + S];
  using T = ir::element_of<Program::schedule.buffers[Program::schedule.addresses[s.address].buffer].element>;
  return typename packet_of<T, Lanes>::type(identity_of<s.reduction, T>());
}
template <class Program, int K, int Lanes, int... N>
auto initial_totals(std::integer_sequence<int, N...>) {
  return std::tuple<decltype(initial_total<Program, K, Lanes, reducing_store<Program, K>(N)>())...>{
      initial_total<Program, K, Lanes, reducing_store<Program, K>(N)>()...};
}

/// Running totals, one for each store that reduces.
template <class Program, int K, int Lanes>
struct accumulators {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  using numbers = std::make_integer_sequence<int, count_reducing<Program, K>()>;
  decltype(initial_totals<Program, K, Lanes>(numbers{})) values = initial_totals<Program, K, Lanes>(numbers{});

  static constexpr int number_of(int store) {
    int n = 0;
    while (reducing_store<Program, K>(n) != store) ++n;
    return n;
  }
  template <int S>
  COTANGENT_PART auto& at() {
    return std::get<number_of(S)>(values);
  }

  COTANGENT_PART void add(accumulators& others) {
    [&]<int... N>(std::integer_sequence<int, N...>)
        COTANGENT_PART { (add_one<reducing_store<Program, K>(N)>(others), ...); }(numbers{});
  }
  template <int S>
  COTANGENT_PART void add_one(accumulators& others) {
    constexpr ir::store s = Program::schedule.stores[k.first_store + S];
    at<S>() = combine<s.reduction>(at<S>(), others.template at<S>());
  }

  /// Writes the totals; across lanes first, if the lanes were reduced over.
  template <int S, int Count>
  COTANGENT_PART void write(const memory& m, const int* counter) {
    constexpr ir::store s = Program::schedule.stores[k.first_store + S];
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
  template <int Count>
  COTANGENT_PART void write_all(const memory& m, const int* counter) {
    [&]<int... N>(std::integer_sequence<int, N...>)
        COTANGENT_PART { (write<reducing_store<Program, K>(N), Count>(m, counter), ...); }(numbers{});
  }
};

template <class Program, int K>
struct kernel_loops {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  static constexpr int lanes = k.plan.lanes, last = k.rank - 1;
  static constexpr ir::tile_shape tile = k.plan.tile;

  /// Runs `next(count, times)` over `Extent`: `Step` times `Size` at once, then what is left of those, then a part of
  /// one.
  template <int Extent, int Size, int Step, class Next>
  COTANGENT_PART static void over(int& counter, Next next) {
    constexpr int most = Extent / (Size * Step) * (Size * Step), whole = Extent / Size * Size;
    for (counter = 0; counter < most; counter += Size * Step)
      next(std::integral_constant<int, Size>{}, std::integral_constant<int, Step>{});
    if constexpr (whole > most) {
      next(std::integral_constant<int, Size>{}, std::integral_constant<int, (whole - most) / Size>{});
      counter = whole;
    }
    if constexpr (Extent > whole) next(std::integral_constant<int, Extent - whole>{}, std::integral_constant<int, 1>{});
  }

  /// Runs `next(count, columns)` over the axis of lanes: a tile of registers at once, of the last of which `count`
  /// lanes are used.
  template <class Next>
  COTANGENT_PART static void over_registers(int& counter, Next next) {
    constexpr int extent = k.extent[k.vector_axis], tiles = extent / (lanes * tile.columns),
                  done = tiles * lanes * tile.columns;
    constexpr int left = (extent - done + lanes - 1) / lanes, part = extent % lanes;
    for (counter = 0; counter < done; counter += lanes * tile.columns)
      next(std::integral_constant<int, lanes>{}, std::integral_constant<int, tile.columns>{});
    if constexpr (left > 0) {
      counter = done;
      next(std::integral_constant<int, (part > 0 ? part : lanes)>{}, std::integral_constant<int, left>{});
    }
  }

  struct counters {
    int counter[ir::max_rank];
  };
  /// Where a row and column of the tile at `counter` are. (Written out: a copying loop hides from g++ what is
  /// constant.)
  COTANGENT_PART static counters place(const int* counter, int row, int column) {
    return [&]<int... L>(std::integer_sequence<int, L...>) COTANGENT_PART {
      return counters{
          {(counter[L] + (L == tile.row_axis ? row : 0) + (lanes > 1 && L == k.vector_axis ? column * lanes : 0))...}};
    }(std::make_integer_sequence<int, ir::max_rank>{});
  }
  /// One iteration of each row, column and sum of the tile, with `Count` lanes of the last column.
  template <int Rows, int Columns, int Sums, int Count, class A>
  COTANGENT_PART static void iterate(A& totals, const memory& m, const int* counter) {
    const auto at = [&]<int T>(std::integral_constant<int, T>) COTANGENT_PART {
      constexpr int row = T / Sums / Columns, column = T / Sums % Columns, sum = T % Sums;
      auto own = place(counter, row, column);
      if constexpr (Sums > 1) own.counter[last] += sum * (tile.lanes_kept ? 1 : lanes);
      body<Program, K, lanes, (column == Columns - 1 ? Count : lanes)>::run(
          totals[(row * Columns + column) * tile.sums + sum], m, own.counter);
    };
    [&]<int... T>(std::integer_sequence<int, T...>) COTANGENT_PART {
      (at(std::integral_constant<int, T>{}), ...);
    }(std::make_integer_sequence<int, Rows * Columns * Sums>{});
  }
  template <int Axis, int Rows, int Columns, int Count, class A>
  COTANGENT_PART static void reduced(A& totals, const memory& m, int* counter) {
    if constexpr (Axis == k.rank) {
      iterate<Rows, Columns, 1, Count>(totals, m, counter);
    } else if constexpr (Axis == last) {
      constexpr bool by_lanes = lanes > 1 && !tile.lanes_kept;
      over<k.extent[Axis], by_lanes ? lanes : 1, tile.sums>(
          counter[Axis], [&](auto count, auto registers) COTANGENT_PART {
            iterate<Rows, Columns, registers(), by_lanes ? count() : Count>(totals, m, counter);
          });
      counter[Axis] = 0;
    } else {
      for (counter[Axis] = 0; counter[Axis] < k.extent[Axis]; ++counter[Axis])
        reduced<Axis + 1, Rows, Columns, Count>(totals, m, counter);
      counter[Axis] = 0;
    }
  }
  /// The sums of each row's lanes in one register: half the work of one after the other, and one store.
  template <class A>
  COTANGENT_PART static void write_across(A& totals, const memory& m, const int* counter) {
    constexpr int number = k.first_store + reducing_store<Program, K>(0),
                  address = Program::schedule.stores[number].address;
    using batch = std::remove_reference_t<decltype(totals[0].template at<number - k.first_store>())>;
    batch rows[lanes];
    for (int row = 0; row < lanes; ++row) rows[row] = totals[row].template at<number - k.first_store>();
    auto* to =
        buffer_start<Program, Program::schedule.addresses[address].buffer>(m) + offset_of<Program, address>(m, counter);
    sums_of_each(rows).store_unaligned(to);
  }
  template <int Rows, int Columns, int Count>
  COTANGENT_PART static void one(const memory& m, int* counter) {
    accumulators<Program, K, lanes> totals[Rows * Columns * tile.sums];
    reduced<k.kept, Rows, Columns, Count>(totals, m, counter);
    if constexpr (tile.across && Rows == lanes) return write_across(totals, m, counter);
    for (int row = 0; row < Rows; ++row)
      for (int column = 0; column < Columns; ++column) {
        auto& first = totals[(row * Columns + column) * tile.sums];
        for (int sum = 1; sum < tile.sums; ++sum) first.add(totals[(row * Columns + column) * tile.sums + sum]);
        if (column < Columns - 1) first.template write_all<lanes>(m, place(counter, row, column).counter);
        else first.template write_all<Count>(m, place(counter, row, column).counter);
      }
  }
  template <int Axis, int Rows>
  COTANGENT_PART static void kept(const memory& m, int* counter) {
    if constexpr (Axis == k.kept) {
      one<Rows, 1, lanes>(m, counter);
    } else if constexpr (lanes > 1 && Axis == k.vector_axis) {
      over_registers(counter[Axis],
                     [&](auto count, auto columns) COTANGENT_PART { one<Rows, columns(), count()>(m, counter); });
    } else if constexpr (Axis == tile.row_axis) {
      over<k.extent[Axis] / tile.rows * tile.rows, tile.rows, 1>(
          counter[Axis], [&](auto, auto) COTANGENT_PART { kept<Axis + 1, tile.rows>(m, counter); });
      constexpr int rest = k.extent[Axis] % tile.rows;
      if constexpr (rest > 0) {
        counter[Axis] = k.extent[Axis] - rest;
        kept<Axis + 1, rest>(m, counter);
      }
    } else {
      for (counter[Axis] = 0; counter[Axis] < k.extent[Axis]; ++counter[Axis]) kept<Axis + 1, Rows>(m, counter);
    }
  }
  COTANGENT_PART static void run(const memory& m) {
    with_own_memory<Program>(m, [](const memory& own) COTANGENT_PART {
      int counter[ir::max_rank] = {};
      kept<0, 1>(own, counter);
    });
  }
};

}  // namespace cotangent::detail
