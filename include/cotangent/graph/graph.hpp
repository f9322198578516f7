// The arena that a trace appends to. Equal equations are one equation; types and attributes are interned words.
#pragma once

#include <cotangent/graph/equation.hpp>
#include <cotangent/graph/index_map.hpp>
#include <cotangent/graph/list.hpp>
#include <cotangent/graph/text.hpp>

#include <bit>

namespace cotangent::ir {

/// What a program as a whole may do for speed beyond IEEE arithmetic; a bit each.
enum class option : unsigned {
  reciprocals = 1,  // many elements divided by one number are multiplied by its reciprocal
  finite =
      2,  // all operands are finite numbers: 0 x = 0, 0 / x = 0, x - x = 0; and the sign of a zero is nobody's concern
};
constexpr unsigned options_of(option o) { return static_cast<unsigned>(o); }

/// Of a trace that looks for what cannot be traced: how many of the calls inside it are still to be followed, and what
/// is called where none is left.
struct followed_calls {
  int left = 0;
  detail::text left_out;
};

/// A graph at rest: what a `static constexpr` variable holds. `root` is the region that is the program.
template <int Equations, int Words>
struct frozen_graph {
  int equation_count = 0, word_count = 0, root = -1, next_unique = 0;
  unsigned options = 0;
  detail::text refusal;  // why the program cannot be built, if it cannot
  equation equations[Equations > 0 ? Equations : 1] = {};
  long long words[Words > 0 ? Words : 1] = {};
  constexpr bool fits() const { return equation_count <= Equations && word_count <= Words; }
};

class graph {
 public:
  constexpr graph() = default;

  template <int E, int W>
  constexpr explicit graph(const frozen_graph<E, W>& at_rest) : root(at_rest.root), options(at_rest.options) {
    // (The hash tables are made when something is added: most of what is at rest is only read.)
    equations.reserve(at_rest.equation_count);
    for (int k = 0; k < at_rest.equation_count; ++k) equations.push(at_rest.equations[k]);
    words_.reserve(at_rest.word_count);
    for (int k = 0; k < at_rest.word_count; ++k) words_.push(at_rest.words[k]);
    for (int at = 0; at < at_rest.word_count; at += static_cast<int>(at_rest.words[at]) + 1) ++interned_;
    next_unique_ = at_rest.next_unique;
    refusal = at_rest.refusal;
  }

  template <int E, int W>
  constexpr frozen_graph<E, W> freeze() const {
    frozen_graph<E, W> f;
    f.equation_count = equations.size();
    f.word_count = words_.size();
    f.root = root;
    f.next_unique = next_unique_;
    f.options = options;
    f.refusal = refusal;
    if (!f.fits()) return f;
    for (int k = 0; k < equations.size(); ++k) f.equations[k] = equations[k];
    for (int k = 0; k < words_.size(); ++k) f.words[k] = words_[k];
    return f;
  }

  // ---- equations
  list<equation> equations;
  list<int> effects;  // effectful equations of the scope being traced, in program order
  int root = -1;
  unsigned options = 0;  // of ir::option
  constexpr bool allows(option o) const { return (options & options_of(o)) != 0; }
  detail::text refusal;
  followed_calls* follow = nullptr;
  // A graph made for a closure called on plain numbers joins the graph of the first expression it meets.
  bool is_closure = false;
  graph* joined = nullptr;
  list<int> joined_number;
  int effects_before_joining = 0;  // how many effects the other graph had then
  // The closures' graphs that joined this one while the calls that they were made for go on, as a list.
  bool is_open = false;
  graph* open = nullptr;
  graph* next_open = nullptr;
  int joiners = 0;  // of a graph that lives as long as those that joined it

  constexpr const equation& operator[](int id) const { return equations.items[id]; }
  constexpr int size() const { return equations.size(); }

  /// The number of an equation, existing or new.
  constexpr int emit(op code, int type, int attribute = -1, int a = -1, int b = -1, int c = -1) {
    const equation e{code, type, attribute, {a, b, c}};
    const int next = equations.size();
    if (slots_.size() < 2 * (next + 1)) grow_slots();
    const unsigned mask = static_cast<unsigned>(slots_.size()) - 1;
    int* slots = slots_.items;
    for (unsigned at = hash(e) & mask;; at = (at + 1) & mask) {
      const int found = slots[at];
      if (found < 0) {
        slots[at] = next;
        equations.push(e);
        return next;
      }
      if (equations.items[found] == e) return found;
    }
  }
  /// Room for so many equations, so that their table need not grow.
  constexpr void reserve(int count) {
    equations.reserve(count);
    if (slots_.size() < 2 * count) grow_slots(count);
  }
  /// The number of an equation that there is; else -1.
  constexpr int find(op code, int type, int attribute, int a, int b = -1, int c = -1) {
    if (equations.empty()) return -1;
    const equation e{code, type, attribute, {a, b, c}};
    if (slots_.empty()) grow_slots();
    const unsigned mask = static_cast<unsigned>(slots_.size()) - 1;
    for (unsigned at = hash(e) & mask;; at = (at + 1) & mask) {
      const int found = slots_.items[at];
      if (found < 0 || equations[found] == e) return found;
    }
    return -1;
  }
  /// An equation equal to no other: parameters, copies (a fresh identity to differentiate by) and effects.
  constexpr int emit_unique(op code, int type, int a = -1) {
    return emit(code, type, intern({static_cast<long long>(next_unique_++)}), a);
  }

  constexpr int unique_count() const { return next_unique_; }
  constexpr void reserve_unique(int count) { next_unique_ = count > next_unique_ ? count : next_unique_; }

  // ---- interned words; a list is known by the place of its length, which precedes its words
  constexpr int intern(const long long* words, int count) {
    if (word_slots_.size() < 4 * (interned_ + 1)) grow_word_slots();
    const unsigned mask = static_cast<unsigned>(word_slots_.size()) - 1;
    for (unsigned at = hash(words, count) & mask;; at = (at + 1) & mask) {
      const int found = word_slots_.items[at];
      if (found < 0) {
        const int place = words_.size();
        word_slots_.items[at] = place;
        ++interned_;
        words_.reserve(place + count + 1);
        words_.push(count);
        for (int k = 0; k < count; ++k) words_.push(words[k]);
        return place;
      }
      if (equal_words(found, words, count)) return found;
    }
  }
  template <int N>
  constexpr int intern(const long long (&words)[N]) {
    return intern(words, N);
  }
  /// Words of another graph.
  constexpr int intern_from(const graph& other, int place) {
    return intern(other.words_.begin() + place + 1, other.word_count(place));
  }
  constexpr int all_words() const { return words_.size(); }
  constexpr int word_count(int place) const { return static_cast<int>(words_.items[place]); }
  constexpr long long word(int place, int k) const { return words_.items[place + 1 + k]; }

  // ---- types
  constexpr int intern(const value_type& t) {
    long long words[max_rank + 1] = {static_cast<long long>(t.element)};
    for (int k = 0; k < t.dims.rank; ++k) words[k + 1] = t.dims[k];
    return intern(words, t.dims.rank + 1);
  }
  constexpr int intern(dtype element, const shape& dims) { return intern(value_type{element, dims}); }
  constexpr dtype element(int id) const { return static_cast<dtype>(words_.items[equations.items[id].type + 1]); }
  constexpr shape dims(int id) const { return dims_of_type(equations.items[id].type); }
  constexpr shape dims_of_type(int type) const {
    shape s;
    const long long* words = words_.items + type;
    for (long long k = 2; k <= *words; ++k) s.push(static_cast<int>(words[k]));
    return s;
  }
  constexpr value_type type_of(int id) const { return {element(id), dims(id)}; }
  /// type_of(id) == t, as fast as can be: every equation that becomes a typed expression is asked.
  constexpr bool has_type(int id, const value_type& t) const {
    const int place = id >= 0 ? equations[id].type : -1;
    if (place < 0 || words_.items[place] != t.dims.rank + 1 ||
        words_.items[place + 1] != static_cast<long long>(t.element))
      return false;
    for (int k = 0; k < t.dims.rank; ++k)
      if (words_.items[place + 2 + k] != t.dims[k]) return false;
    return true;
  }

  // ---- attributes
  constexpr int intern(const index_map& m) {
    long long words[3 * max_rank] = {};
    for (int k = 0; k < m.rank; ++k) {
      words[3 * k] = m[k].axis;
      words[3 * k + 1] = m[k].offset;
      words[3 * k + 2] = m[k].stride;
    }
    return intern(words, 3 * m.rank);
  }
  constexpr index_map map_of(int id) const {
    const long long* words = words_.items + equations.items[id].attribute;
    index_map m;
    for (long long k = 0; k < *words / 3; ++k)
      m.push(
          {static_cast<int>(words[3 * k + 1]), static_cast<int>(words[3 * k + 2]), static_cast<int>(words[3 * k + 3])});
    return m;
  }
  /// The set of reduced axes, as a bit mask.
  constexpr unsigned axes_of(int id) const { return static_cast<unsigned>(word(equations[id].attribute, 0)); }

  // ---- cons lists of equations: operands of calls, parameters and results of regions; -1 stands for none
  constexpr int packed(const list<int>& ids) {
    int chain = -1;
    for (int id : ids) chain = emit(op::pack, -1, -1, chain, id);
    return chain;
  }
  constexpr list<int> unpacked(int chain) const {
    list<int> backwards, ids;
    for (; chain >= 0; chain = equations[chain].in[0]) backwards.push(equations[chain].in[1]);
    ids.reserve(backwards.size());
    for (int k = backwards.size(); k-- > 0;) ids.push(backwards[k]);
    return ids;
  }
  constexpr int make_region(const list<int>& parameters, const list<int>& results, const list<int>& region_effects) {
    const int p = packed(parameters), r = packed(results);
    return emit(op::region, -1, -1, p, r, packed(region_effects));
  }

 private:
  // (Without functions of their own for their steps: compilers evaluate these more often than anything else.)
  static constexpr unsigned spread = 0x9E3779B1u;
  static constexpr unsigned hash(const equation& e) {
    unsigned h = ((static_cast<unsigned>(e.code) + 1u) ^ static_cast<unsigned>(e.type)) * spread;
    h = (((h ^ static_cast<unsigned>(e.attribute)) * spread) ^ static_cast<unsigned>(e.in[0])) * spread;
    h = (((h ^ static_cast<unsigned>(e.in[1])) * spread) ^ static_cast<unsigned>(e.in[2])) * spread;
    return h ^ (h >> 15);
  }
  static constexpr unsigned hash(const long long* words, int count) {
    unsigned h = static_cast<unsigned>(count) + 1u;
    for (int k = 0; k < count; ++k)
      h = (h ^ static_cast<unsigned>(words[k]) ^ static_cast<unsigned>(words[k] >> 32)) * spread;
    return h ^ (h >> 15);
  }
  constexpr bool equal_words(int place, const long long* words, int count) const {
    const long long* own = words_.items + place;
    if (*own != count) return false;
    for (int k = 0; k < count; ++k)
      if (own[k + 1] != words[k]) return false;
    return true;
  }
  constexpr void grow_slots(int expected = 0) {
    int count = 64;
    const int there = equations.size();
    while (count < 4 * there || count < 2 * expected) count *= 2;
    slots_ = list<int>(count, -1);
    int* slots = slots_.items;
    const unsigned mask = static_cast<unsigned>(count) - 1;
    for (int id = 0; id < there; ++id) {
      unsigned at = hash(equations.items[id]) & mask;
      while (slots[at] >= 0) at = (at + 1) & mask;
      slots[at] = id;
    }
  }
  constexpr void grow_word_slots() {
    int count = 64;
    while (count < 8 * interned_) count *= 2;
    word_slots_ = list<int>(count, -1);
    const unsigned mask = static_cast<unsigned>(word_slots_.size()) - 1;
    for (int place = 0; place < words_.size(); place += static_cast<int>(words_.items[place]) + 1) {
      unsigned at = hash(words_.begin() + place + 1, static_cast<int>(words_.items[place])) & mask;
      while (word_slots_.items[at] >= 0) at = (at + 1) & mask;
      word_slots_.items[at] = place;
    }
  }

  list<long long> words_;
  list<int> slots_;       // hash table of equations
  list<int> word_slots_;  // hash table of interned words
  int interned_ = 0;
  int next_unique_ = 0;
};

}  // namespace cotangent::ir
