// Sets of numbers, each kept once: a set is known by its own number, and 0 is the empty set.
#pragma once

#include <cotangent/graph/list.hpp>

namespace cotangent::ir {

/// Sorted in place; what is sorted already costs one look.
constexpr void sort(int* items, int count) {
  bool sorted = true;
  for (int k = 1; k < count; ++k) sorted = sorted && items[k - 1] <= items[k];
  if (sorted) return;
  const int half = count / 2;
  sort(items, half);
  sort(items + half, count - half);
  list<int> merged;
  merged.reserve(count);
  for (int a = 0, b = half; a < half || b < count;)
    merged.push(b == count || (a < half && items[a] <= items[b]) ? items[a++] : items[b++]);
  for (int k = 0; k < count; ++k) items[k] = merged[k];
}
/// Sorted, each number once.
constexpr void make_set(list<int>& items) {
  sort(items.begin(), items.size());
  int count = 0;
  for (int k = 0; k < items.size(); ++k)
    if (count == 0 || items[count - 1] != items[k]) items[count++] = items[k];
  items.resize(count);
}

/// Lists of numbers, each of them once: equal lists have one number.
class interned_lists {
 public:
  constexpr interned_lists() : begin_(2, 0), slots_(64, -1) { slots_[static_cast<int>(hash(nullptr, 0) & 63u)] = 0; }

  /// Whether there were more numbers than are kept, 2 GiB of them; lists that came after are of no use.
  bool is_full = false;
  constexpr int count() const { return begin_.size() - 1; }
  constexpr int size_of(int id) const { return begin_[id + 1] - begin_[id]; }
  constexpr const int* items(int id) const { return items_.begin() + begin_[id]; }

  constexpr int intern(const int* values, int size) {
    if (2 * (count() + 1) > slots_.size()) grow();
    int& slot = slots_[slot_of(values, size)];
    if (slot >= 0) return slot;
    is_full = is_full || size > most_numbers - items_.size();
    if (is_full) return 0;
    slot = count();
    for (int k = 0; k < size; ++k) items_.push(values[k]);
    begin_.push(items_.size());
    return slot;
  }
  constexpr int intern(const list<int>& values) { return intern(values.begin(), values.size()); }

 private:
  static constexpr int most_numbers = 1 << 29;
  static constexpr unsigned hash(const int* values, int size) {
    unsigned h = static_cast<unsigned>(size) + 1u;
    for (int k = 0; k < size; ++k) h = ((h ^ static_cast<unsigned>(values[k])) * 0x9E3779B1u) ^ (h >> 15);
    return h ^ (h >> 13);
  }
  constexpr int slot_of(const int* values, int size) const {
    const unsigned mask = static_cast<unsigned>(slots_.size()) - 1;
    for (unsigned at = hash(values, size) & mask;; at = (at + 1) & mask) {
      const int id = slots_[static_cast<int>(at)];
      if (id < 0) return static_cast<int>(at);
      bool equal = size_of(id) == size;
      for (int k = 0; equal && k < size; ++k) equal = items(id)[k] == values[k];
      if (equal) return static_cast<int>(at);
    }
  }
  constexpr void grow() {
    slots_ = list<int>(4 * slots_.size(), -1);
    for (int id = 0; id < count(); ++id) slots_[slot_of(items(id), size_of(id))] = id;
  }
  list<int> begin_, items_, slots_;
};

class index_sets : public interned_lists {
 public:
  constexpr int of(int item) { return intern(&item, 1); }

  constexpr int united(int a, int b) {
    if (a == b || b == 0) return a;
    if (a == 0) return b;
    if (8 * size_of(a) < size_of(b) && holds_all(b, a)) return b;  // one element and a sum of all, say
    if (8 * size_of(b) < size_of(a) && holds_all(a, b)) return a;
    const int both[] = {a < b ? a : b, a < b ? b : a};
    const int pair = pairs_.intern(both, 2);
    if (pair >= unions_.size()) unions_.resize(pair + 1, -1);
    if (unions_[pair] >= 0) return unions_[pair];
    list<int> merged;
    merged.reserve(size_of(a) + size_of(b));
    const int *x = items(a), *end_x = x + size_of(a), *y = items(b), *end_y = y + size_of(b);
    while (x != end_x || y != end_y) {
      const int next = y == end_y || (x != end_x && *x <= *y) ? *x : *y;
      if (x != end_x && *x == next) ++x;
      if (y != end_y && *y == next) ++y;
      merged.push(next);
    }
    return unions_[pair] = intern(merged);
  }
  /// Of many at once, without what two by two would leave in between.
  constexpr int united(list<int>& sets) {
    make_set(sets);
    if (sets.size() <= 2) return sets.empty() ? 0 : united(sets[0], sets.back());
    list<int> all;
    for (int set : sets)
      for (int k = 0; k < size_of(set); ++k) all.push(items(set)[k]);
    make_set(all);
    return intern(all);
  }

 private:
  constexpr bool holds_all(int whole, int part) const {
    for (int k = 0; k < size_of(part); ++k) {
      int low = 0, high = size_of(whole);  // by halves
      while (low < high) {
        const int middle = low + (high - low) / 2;
        if (items(whole)[middle] < items(part)[k]) low = middle + 1;
        else high = middle;
      }
      if (low == size_of(whole) || items(whole)[low] != items(part)[k]) return false;
    }
    return true;
  }
  interned_lists pairs_;
  list<int> unions_;  // of each pair
};

}  // namespace cotangent::ir
