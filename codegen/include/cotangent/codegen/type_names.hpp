// Types of trees as other C++ programs spell them.
#pragma once

#include <cotangent/trees/tree.hpp>

#include <string>
#include <string_view>

namespace cotangent::codegen {

/// What the compiler calls a type, spelled alike by g++ and clang; empty where others cannot name it (local, without a
/// name, a lambda).
template <class T>
std::string compiler_name() {
  std::string_view whole = __PRETTY_FUNCTION__;
  whole.remove_prefix(whole.find("T = ") + 4);
#if defined(__clang__)
  whole.remove_suffix(1);
#else
  whole = whole.substr(0, whole.find("; std::string"));
#endif
  if (whole.find_first_of("{(") != std::string_view::npos || whole.find("lambda") != std::string_view::npos) return {};
  std::string name;
  for (std::size_t k = 0; k < whole.size(); ++k)
    if (whole[k] != ' ' || (k + 1 < whole.size() && whole[k + 1] != '>')) name += whole[k];
  for (std::string_view word : {"long int", "class ", "struct "})
    for (auto at = name.find(word); at != std::string::npos; at = name.find(word))
      name.replace(at, word.size(), word == "long int" ? "long" : "");
  return name;
}

template <class T>
std::string type_name();
template <class... T>
std::string type_names(detail::type_list<T...>) {
  std::string all;
  bool nameless = false;
  (([&] {
     const std::string one = type_name<T>();
     nameless = nameless || one.empty();
     all += (all.empty() ? "" : ", ") + one;
   }()),
   ...);
  return nameless ? "" : all;
}
template <class T, int... I>
auto children_of(std::integer_sequence<int, I...>)
    -> detail::type_list<typename detail::tree_traits<T>::template child_type<I>...>;

/// The type of a tree; empty if it has no name.
template <class T>
std::string type_name() {
  if constexpr (detail::Leaf<T>) {
    using traits = detail::leaf_traits<T>;
    constexpr const char* names[] = {"float", "double", "std::int32_t", "std::int64_t", "bool"};
    std::string name = names[static_cast<int>(traits::type.element)];
    if constexpr (traits::dims.rank > 0) {
      for (int k = 0; k < traits::dims.rank; ++k) name += ", " + std::to_string(traits::dims[k]);
      name = "cotangent::tensor<" + name + ">";
    }
    return name;
  } else if constexpr (std::is_same_v<T, none_t>) {
    return "cotangent::none_t";
  } else {
    using children = decltype(children_of<T>(std::make_integer_sequence<int, detail::tree_traits<T>::count>{}));
    const auto around = [](const char* name, const std::string& inside) {
      return inside.empty() ? std::string() : std::string(name) + "<" + inside + ">";
    };
    if constexpr (detail::hana::is_a<detail::hana::tuple_tag, T>)
      return around("boost::hana::tuple", type_names(children{}));
    else if constexpr (requires {
                         std::tuple_size<T>::value;
                         typename T::value_type;
                       })
      return around("std::array",
                    type_name<typename T::value_type>() + ", " + std::to_string(std::tuple_size<T>::value));
    else if constexpr (detail::hana::is_a<detail::hana::map_tag, T>) {
      return [&]<int... I>(std::integer_sequence<int, I...>) -> std::string {
        const std::string members[] = {type_name<typename detail::tree_traits<T>::template child_type<I>>()...};
        std::string all;
        for (int k = 0; k < detail::tree_traits<T>::count; ++k) {
          const char* names[] = {detail::tree_traits<T>::template name<I>()...};
          if (members[k].empty()) return "";
          all += std::string(k > 0 ? ", " : "") + "boost::hana::make_pair(BOOST_HANA_STRING(\"" + names[k] +
                 "\"), std::declval<" + members[k] + ">())";
        }
        return "decltype(boost::hana::make_map(" + all + "))";
      }(std::make_integer_sequence<int, detail::tree_traits<T>::count>{});
    } else return compiler_name<T>();
  }
}

}  // namespace cotangent::codegen
