// Trees as pytrees: structs as named tuples, maps as dictionaries, tuples and arrays as tuples.
#pragma once

#include <cotangent/codegen/jax_writer.hpp>

namespace cotangent::codegen::jax {

/// A member's or key's name where Python has it as a word of its own.
inline text python_name(const text& name) { return stands_in(words_of_python, name) ? name + "_" : name; }

class records {
 public:
  explicit records(module_text& whole) : module(whole) {}
  text definitions;

  /// The class of a struct; structs of one name and with the same members are one class.
  text class_of(const described_tree& t) {
    const text key = t.name + tuple(t.keys);
    if (const auto found = classes.find(key); found != classes.end()) return found->second;
    const text name = module.fresh(python_name(is_identifier(t.name) ? t.name : "record"));
    definitions += "class " + name + "(NamedTuple):\n";
    for (const text& member : t.keys) definitions += "    " + python_name(member) + ": Any\n";
    definitions += "\n\n";
    return classes[key] = name;
  }
  /// A tree as an expression, of one text for each leaf from `next` on.
  text expression(const described_tree& t, const std::vector<text>& leaves, std::size_t& next) {
    if (t.kind == tree_kind::leaf) return leaves[next++];
    if (t.kind == tree_kind::none) return "None";
    std::vector<text> all;
    for (std::size_t k = 0; k < t.children.size(); ++k) {
      const text child = expression(t.children[k], leaves, next);
      all.push_back(t.kind == tree_kind::structure ? python_name(t.keys[k]) + "=" + child
                    : t.kind == tree_kind::map     ? "\"" + t.keys[k] + "\": " + child
                                                   : child);
    }
    if (t.kind == tree_kind::tuple || t.kind == tree_kind::array) return tuple(all);
    return t.kind == tree_kind::map ? "{" + joined(all) + "}" : class_of(t) + "(" + joined(all) + ")";
  }
  /// How each leaf of an argument is reached: `x1.weights`, `x1["weights"]`, `x1[0]`.
  static void paths(const described_tree& t, const text& from, std::vector<text>& all) {
    if (t.kind == tree_kind::leaf) all.push_back(from);
    for (std::size_t k = 0; k < t.children.size(); ++k)
      paths(t.children[k],
            t.kind == tree_kind::structure
                ? from + "." + python_name(t.keys[k])
                : from + "[" + (t.kind == tree_kind::map ? "\"" + t.keys[k] + "\"" : std::to_string(k)) + "]",
            all);
  }

 private:
  module_text& module;
  std::map<text, text> classes;
};

}  // namespace cotangent::codegen::jax
