// Text put together at compile time, and the compile errors that show it.
#pragma once

#include <string_view>
#include <type_traits>
#include <utility>

namespace cotangent::detail {

/// A bounded string that is a structural type; what does not fit ends in an ellipsis.
struct text {
  static constexpr int capacity = 480;
  char chars[capacity] = {};
  int length = 0;

  constexpr text() = default;
  constexpr text(const char* s) { *this += s; }
  constexpr text& operator+=(const char* s) {
    for (; *s != '\0'; ++s) {
      if (length >= capacity - 1) {
        chars[capacity - 4] = chars[capacity - 3] = chars[capacity - 2] = '.';
        return *this;
      }
      chars[length++] = *s;
    }
    return *this;
  }
  /// (What a complaint without words becomes a part of is one itself.)
  constexpr text& operator+=(const text& t) {
    if (t.length > 0 && t.chars[0] == '\0') {
      chars[0] = '\0';
      length = 1;
    }
    return *this += t.chars;
  }
  constexpr text& operator+=(long long n) {
    if (n < 0) *this += "-";
    char digits[24] = {};
    int at = 22;
    do {
      const int digit = static_cast<int>(n % 10);
      digits[at--] = static_cast<char>('0' + (digit < 0 ? -digit : digit));
      n /= 10;
    } while (n != 0);
    return *this += digits + at + 1;
  }
  constexpr text& operator+=(int n) { return *this += static_cast<long long>(n); }
  constexpr bool empty() const { return length == 0; }
  /// True also of a complaint without words: the compiler has said what is wrong, and nothing is to be said behind it.
  constexpr bool is_silent() const { return chars[0] == '\0'; }
  constexpr int size() const { return length; }
  constexpr const char* data() const { return chars; }
  constexpr std::string_view view() const { return {chars, static_cast<std::size_t>(length)}; }
};

/// Text as a template argument: a function's name, or a formula such as "ij,jk->ik".
template <int N>
struct literal {
  char chars[N] = {};
  constexpr literal(const char (&s)[N]) {
    for (int k = 0; k < N; ++k) chars[k] = s[k];
  }
};

/// A complaint without words.
inline constexpr text said_already = [] {
  text t;
  t.length = 1;
  return t;
}();
/// The parts one behind the other; a complaint without words stays one.
template <class... Part>
constexpr text join(const Part&... part) {
  text t;
  bool silent = false;
  const auto add = [&]<class P>(const P& p) {
    if constexpr (std::is_same_v<P, text>) silent = silent || (!p.empty() && p.is_silent());
    t += p;
  };
  (add(part), ...);
  if (silent) return said_already;
  return t;
}

// The shape of text in template arguments. g++ prints one of any length; clang (before computed messages, see below)
// prints only 32 characters of each, so there a message is cut in pieces.
template <int N>
struct words {
  char chars[N] = {};
};
template <int N>
constexpr words<N> cut(const text& t, int from = 0) {
  words<N> w;
  // Blanks fill the last piece: clang prints an array that is mostly zeros as numbers.
  for (int k = 0; k < N - 1 && from < t.length; ++k) w.chars[k] = from + k < t.length ? t.chars[from + k] : ' ';
  return w;
}

// Whether anything has been refused so far: then what fails later may follow from it. The first refusal defines a
// function, which is there from then on.
struct refusals {
  friend auto one_was_made(refusals);
};
template <class>
struct first_refusal {
  friend auto one_was_made(refusals) { return true; }
  static constexpr int made = 1;
};
/// Asked where T is instantiated.
template <class T>
constexpr bool something_was_refused() {
  return requires(std::conditional_t<std::is_void_v<T>, void, refusals> all) { one_was_made(all); };
}

template <words... Message>
struct diagnostic {
  static constexpr bool says_nothing = ((Message.chars[0] == '\0') && ...);
  static constexpr bool is_silent = [] {
    if constexpr (says_nothing) return true;
    else return first_refusal<std::conditional_t<says_nothing, int, void>>::made == 0;
  }();
};
#ifdef __clang__
template <class Source, int... K>
diagnostic<cut<32>(Source::message, 31 * K)...> in_pieces(std::integer_sequence<int, K...>);
template <class Source>
using said_by = decltype(in_pieces<Source>(std::make_integer_sequence<int, Source::message.length / 31 + 1>()));
#else
template <class Source>
using said_by = diagnostic<cut<Source::message.length + 1>(Source::message)>;
#endif

}  // namespace cotangent::detail

// The one way in which this library refuses: static_assert(detail::said_by<Source>::is_silent COTANGENT_WORDS(Source))
// fails to compile with the text Source::message, unless that is empty; the same messages are what check<F, Args...>()
// returns. (Not one macro: an error in a macro, or in a function that asserts, is three to six lines longer.)
#if defined(__cpp_static_assert) && __cpp_static_assert >= 202306L
#define COTANGENT_WORDS(...) , (__VA_ARGS__::message)
#else
#define COTANGENT_WORDS(...)
#endif
