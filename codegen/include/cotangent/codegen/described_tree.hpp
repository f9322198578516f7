// Trees as data: what back ends for languages without C++'s types say of arguments and results.
#pragma once

#include <cotangent/codegen/type_names.hpp>

#include <vector>

namespace cotangent::codegen {

enum class tree_kind { leaf, tuple, array, structure, map, none };

/// A tree of arrays. Its leaves, from left to right, are a function's parameters.
struct described_tree {
  tree_kind kind = tree_kind::none;  // none: without leaves, as a function object is
  ir::value_type type;               // of a leaf
  std::string name;  // of a structure: what its template is called, without namespaces; empty if it cannot be named
  std::vector<std::string> keys;  // of a structure's members, or a map's
  std::vector<described_tree> children;
};

/// `a::parameters<cotangent::value>` is called parameters.
inline std::string template_name(std::string name) {
  name = name.substr(0, name.find('<'));
  const std::size_t colons = name.rfind("::");
  return colons == std::string::npos ? name : name.substr(colons + 2);
}

template <class T>
described_tree describe_tree() {
  if constexpr (detail::Leaf<T>) {
    return {tree_kind::leaf, detail::leaf_traits<T>::type, {}, {}, {}};
  } else if constexpr (std::is_same_v<T, none_t> || detail::is_function_object<T>) {
    return {};
  } else {
    using traits = detail::tree_traits<T>;
    described_tree made;
    if constexpr (detail::hana::is_a<detail::hana::map_tag, T>) made.kind = tree_kind::map;
    else if constexpr (detail::hana::Struct<T>::value)
      made.kind = tree_kind::structure, made.name = template_name(compiler_name<T>());
    else if constexpr (requires {
                         std::tuple_size<T>::value;
                         typename T::value_type;
                       })
      made.kind = tree_kind::array;
    else made.kind = tree_kind::tuple;
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (made.children.push_back(describe_tree<typename traits::template child_type<I>>()), ...);
      if constexpr (requires { traits::template name<0>(); }) (made.keys.push_back(traits::template name<I>()), ...);
    }(std::make_integer_sequence<int, traits::count>{});
    return made;
  }
}

}  // namespace cotangent::codegen
