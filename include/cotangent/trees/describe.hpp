// Trees in words: `(f32[3], {w: f64[2,2], b: f64[2]})`.
#pragma once

#include <cotangent/graph/text.hpp>
#include <cotangent/trees/anything.hpp>
#include <cotangent/trees/tree.hpp>

#include <string_view>

namespace cotangent {
namespace detail {

constexpr void describe_type(text& out, const ir::value_type& t) {
  out += ir::dtype_name(t.element);
  out += "[";
  for (int k = 0; k < t.dims.rank; ++k) {
    if (k > 0) out += ",";
    out += t.dims[k];
  }
  out += "]";
}

/// The name of a type as the compiler spells it, or how it begins.
template <class T>
constexpr text type_name(int most = 120) {
  const std::string_view all = __PRETTY_FUNCTION__;  // ... [with T = NAME] or [T = NAME]
  const std::size_t from = all.find("T = ") + 4;
  text name;
  for (std::size_t k = from; k + 1 < all.size() && k < from + static_cast<std::size_t>(most); ++k) {
    const char one[] = {all[k], '\0'};
    name += one;
  }
  return name;
}

template <class T>
concept NamedBranch = Branch<T> && requires { tree_traits<T>::template name<0>(); };

/// How many children a tuple has; -1 for what is none.
template <class T>
constexpr int child_count() {
  if constexpr (Branch<T> && !NamedBranch<T>) return tree_traits<T>::count;
  else return -1;
}

template <class T>
constexpr void describe_tree(text& out) {
  if constexpr (Leaf<T>) {
    describe_type(out, leaf_traits<T>::type);
  } else if constexpr (std::is_same_v<T, none_t>) {
    out += "none";
  } else if constexpr (is_function_object<T>) {
    out += "function";
  } else if constexpr (Branch<T>) {
    using traits = tree_traits<T>;
    constexpr bool named = NamedBranch<T>;
    out += named ? "{" : "(";
    [&]<int... I>(std::integer_sequence<int, I...>) {
      [[maybe_unused]] auto one = [&]<int K>() {
        if (K > 0) out += ", ";
        if constexpr (named) {
          out += traits::template name<K>();
          out += ": ";
        }
        describe_tree<typename traits::template child_type<K>>(out);
      };
      (one.template operator()<I>(), ...);
    }(std::make_integer_sequence<int, traits::count>{});
    if (!named && traits::count == 1) out += ",";
    out += named ? "}" : ")";
  } else {
    out += type_name<T>();
  }
}

/// (Of what was refused nothing is said any more.)
template <class T>
constexpr text described() {
  if constexpr (holds_anything<std::remove_cvref_t<T>>()) return said_already;
  text out;
  describe_tree<std::remove_cvref_t<T>>(out);
  return out;
}
template <class T>
inline constexpr text description = described<T>();

/// Where two trees differ, each place as "at .path: expected ..., got ..."; empty if they are alike.
template <class Wanted, class Got, bool LeavesToo = true>
constexpr void add_differences(text& out, const text& path) {
  const auto differ = [&] {
    if (!out.empty()) out += "; ";
    if (path.empty()) out += "expected ";
    else out += join("at ", path, ": expected ");
    describe_tree<Wanted>(out);
    out += ", got ";
    describe_tree<Got>(out);
  };
  if constexpr (Leaf<Wanted> && Leaf<Got>) {
    if (LeavesToo && !(leaf_traits<Wanted>::type == leaf_traits<Got>::type)) differ();
  } else if constexpr (Branch<Wanted> && Branch<Got>) {
    using traits = tree_traits<Wanted>;
    if constexpr ((is_function_object<Wanted> || is_function_object<Got>) && !std::is_same_v<Wanted, Got>) {
      differ();
    } else if constexpr (traits::count != tree_traits<Got>::count || NamedBranch<Wanted> != NamedBranch<Got>) {
      differ();
    } else {
      [[maybe_unused]] auto one = [&]<int K>() {
        text inner = path;
        inner += ".";
        if constexpr (NamedBranch<Wanted>) inner += traits::template name<K>();
        else inner += K;
        add_differences<typename traits::template child_type<K>, typename tree_traits<Got>::template child_type<K>,
                        LeavesToo>(out, inner);
      };
      [&]<int... I>(std::integer_sequence<int, I...>) {
        (one.template operator()<I>(), ...);
      }(std::make_integer_sequence<int, traits::count>{});
    }
  } else {
    differ();
  }
}
/// The same where leaves are alike whatever they are.
template <class Wanted, class Got>
constexpr void structure_difference(text& out, const text& path) {
  add_differences<Wanted, Got, false>(out, path);
}

template <class Wanted, class Got>
constexpr text difference() {
  if constexpr (holds_anything<std::remove_cvref_t<Wanted>>() || holds_anything<std::remove_cvref_t<Got>>())
    return said_already;
  text out;
  add_differences<std::remove_cvref_t<Wanted>, std::remove_cvref_t<Got>>(out, {});
  return out;
}

/// Calls f.template operator()<Leaf>(path) for each leaf of tree type T; a path such as `.weights` or `.0.1` grows from
/// `start`.
template <class T, class F>
constexpr void for_each_path(const text& start, F&& f) {
  if constexpr (Leaf<T>) {
    f.template operator()<T>(start);
  } else {
    using traits = tree_traits<T>;
    [[maybe_unused]] auto one = [&]<int K>() {
      text path = start;
      path += ".";
      if constexpr (NamedBranch<T>) path += traits::template name<K>();
      else path += K;
      for_each_path<typename traits::template child_type<K>>(path, f);
    };
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (one.template operator()<I>(), ...);
    }(std::make_integer_sequence<int, traits::count>{});
  }
}

}  // namespace detail

/// The structure, element types and shapes of a tree, in words. One-element tuples keep their comma: `(f32[3],)`.
template <class T>
constexpr std::string_view describe() {
  return detail::description<T>.view();
}

}  // namespace cotangent
