// Straight-line code of more instructions than compilers optimize in time proportional to its length becomes several
// pieces, which hand values on in memory.
#pragma once

#include <cotangent/schedule/limits.hpp>
#include <cotangent/schedule/schedule.hpp>

namespace cotangent::ir {

class long_code_splitting {
 public:
  constexpr long_code_splitting(schedule& all, const kernel& long_one)
      : s(all),
        k(long_one),
        count(k.instruction_count),
        pieces((count + limits::longest_straight_code - 1) / limits::longest_straight_code),
        piece_size((count + pieces - 1) / pieces),
        last_use(count),
        slot(count, -1),
        copy(count, -1),
        copied_in(count, -1) {}

  /// Appends the pieces as kernels, and a step for each to `steps`.
  constexpr void run(list<step>& steps) {
    find_where_stores_go();
    find_last_uses();
    give_slots();
    for (int p = 0; p < pieces; ++p) {
      steps.push({step_kind::run, s.kernels.size(), 0});
      s.kernels.push(piece(p));
    }
  }

 private:
  constexpr int piece_of(int at) const { return at / piece_size; }
  constexpr instruction& at(int value) { return s.instructions[k.first_instruction + value]; }
  constexpr int number(int value) const { return value - k.first_instruction; }
  /// Numbers and loads are written again where they are needed. (What this code loads and stores is stored at its end.)
  constexpr bool is_written_again(int value) {
    const instruction& i = at(value);
    return i.in[0] < 0 && (i.address < 0 || s.addresses[i.address].index < 0);
  }

  /// A result is stored where it is computed, unless its array is read here too or added to.
  constexpr void find_where_stores_go() {
    list<char> stays(s.buffers.size(), 0);
    for (int i = 0; i < count; ++i)
      if (at(i).address >= 0) stays[s.addresses[at(i).address].buffer] = 1;
    for (int n = k.first_store; n < k.first_store + k.store_count; ++n)
      if (s.stores[n].mode != store_mode::assign || s.addresses[s.stores[n].address].index >= 0)
        stays[s.addresses[s.stores[n].address].buffer] = 1;
    for (int n = k.first_store; n < k.first_store + k.store_count; ++n)
      stored_in.push(stays[s.addresses[s.stores[n].address].buffer] ? pieces - 1 : piece_of(number(s.stores[n].value)));
  }
  constexpr void find_last_uses() {
    for (int i = 0; i < count; ++i) last_use[i] = piece_of(i);
    const auto use = [&](int value, int p) {
      if (value >= 0 && last_use[number(value)] < p) last_use[number(value)] = p;
    };
    for (int i = 0; i < count; ++i) {
      for (int in : at(i).in) use(in, piece_of(i));
      if (at(i).address >= 0) use(s.addresses[at(i).address].index, piece_of(i));
    }
    for (int n = 0; n < k.store_count; ++n) {
      use(s.stores[k.first_store + n].value, stored_in[n]);
      use(s.addresses[s.stores[k.first_store + n].address].index, stored_in[n]);
    }
  }
  constexpr bool crosses(int value) { return last_use[value] > piece_of(value) && !is_written_again(value); }

  /// A place in memory for each value that crosses, free again behind the last piece that needs it. A piece loads
  /// before it stores.
  constexpr void give_slots() {
    list<list<int>> ending(pieces);
    list<int> free[5];
    int used[5] = {};
    for (int i = 0, ended = -1; i < count; ++i) {
      for (; ended < piece_of(i); ++ended)
        if (ended + 1 < pieces)
          for (int value : ending[ended + 1]) free[static_cast<int>(at(value).element)].push(slot[value]);
      if (!crosses(i)) continue;
      const int type = static_cast<int>(at(i).element);
      if (free[type].empty()) {
        slot[i] = used[type]++;
      } else {
        slot[i] = free[type].back();
        free[type].pop();
      }
      ending[last_use[i]].push(i);
    }
    for (int type = 0; type < 5; ++type) {
      if (used[type] == 0) continue;
      buffer memory;
      memory.element = static_cast<dtype>(type);
      memory.size = used[type];
      slots_of[type] = s.buffers.size();
      s.buffers.push(memory);
    }
  }
  constexpr int slot_address(int value) {
    access a;
    a.buffer = slots_of[static_cast<int>(at(value).element)];
    a.offset = slot[value];
    s.addresses.push(a);
    return s.addresses.size() - 1;
  }

  /// The number of `value` in piece p: what was computed there, a copy of a leaf, or a load of what crossed.
  constexpr int in_piece(int value, int p) {
    const int n = number(value);
    if (value < 0 || copied_in[n] == p) return value < 0 ? value : copy[n];
    instruction i = at(n);
    if (!is_written_again(n)) {
      i.code = op::parameter;
      i.in[0] = i.in[1] = i.in[2] = -1;
      i.address = slot_address(n);
    }
    return note(n, p, i);
  }
  constexpr int note(int n, int p, const instruction& i) {
    copy[n] = s.instructions.size();
    copied_in[n] = p;
    s.instructions.push(i);
    return copy[n];
  }
  /// An address in terms of piece p.
  constexpr int moved(int address, int p) {
    if (address < 0 || s.addresses[address].index < 0) return address;
    access a = s.addresses[address];
    a.index = in_piece(a.index, p);
    s.addresses.push(a);
    return s.addresses.size() - 1;
  }

  constexpr kernel piece(int p) {
    kernel made = k;
    made.first_instruction = s.instructions.size();
    const int from = p * piece_size, to = from + piece_size < count ? from + piece_size : count;
    for (int n = from; n < to; ++n) {
      if (is_written_again(n)) continue;  // in front of what needs it
      instruction i = at(n);
      for (int& in : i.in) in = in_piece(in, p);
      i.address = moved(i.address, p);
      note(n, p, i);
    }
    list<store> stores;
    for (int n = 0; n < k.store_count; ++n) {
      if (stored_in[n] != p) continue;
      store out = s.stores[k.first_store + n];
      out.value = in_piece(out.value, p);
      out.address = moved(out.address, p);
      stores.push(out);
    }
    for (int n = from; n < to; ++n)
      if (crosses(n)) stores.push({store_mode::assign, op::reduce_sum, copy[n], slot_address(n)});
    made.instruction_count = s.instructions.size() - made.first_instruction;
    made.first_store = s.stores.size();
    made.store_count = stores.size();
    for (const store& out : stores) s.stores.push(out);
    return made;
  }

  schedule& s;
  const kernel k;
  int count, pieces, piece_size;
  list<int> stored_in;  // the piece of each store
  list<int> last_use;   // the last piece that needs each value
  list<int> slot;       // where it waits, if it crosses
  list<int> copy, copied_in;
  int slots_of[5] = {-1, -1, -1, -1, -1};  // buffers, by element type
};

/// Splits what is too long, wherever it stands.
constexpr void split_long_code(schedule& s) {
  bool any = false;
  for (const step& now : s.steps)
    any = any || (now.kind == step_kind::run && s.kernels[now.at].rank == 0 &&
                  s.kernels[now.at].instruction_count > limits::longest_straight_code);
  if (!any) return;
  list<step> steps;
  for (int n = 0; n < s.steps.size(); ++n) {
    const step now = s.steps[n];
    if (now.kind == step_kind::run && s.kernels[now.at].rank == 0 &&
        s.kernels[now.at].instruction_count > limits::longest_straight_code) {
      long_code_splitting(s, s.kernels[now.at]).run(steps);
      s.kernels[now.at].instruction_count = s.kernels[now.at].store_count = 0;
    } else {
      steps.push(now);
    }
  }
  s.steps = steps;
}

}  // namespace cotangent::ir
