// What a back end is given: a named function's parameters and its schedule, as run-time values of the generator.
#pragma once

#include <cotangent/schedule/program.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace cotangent::codegen {

struct parameter {
  std::string name;
  ir::value_type type;
};

struct function {
  std::string name;
  std::string signature;  // as ct::describe prints it: (f32[3],) -> f32[3,3]
  std::vector<parameter> inputs, outputs;
  ir::schedule schedule;
};

/// A generated file.
struct file {
  std::string name, text;
};

/// A back end: the name that `--lang` takes, and the files that a library of functions becomes.
template <class B>
concept Backend = requires(const std::string& name, const std::vector<function>& functions) {
  { B::language } -> std::convertible_to<std::string_view>;
  { B::files(name, functions) } -> std::same_as<std::vector<file>>;
};

template <class Tree>
void append_parameters(std::vector<parameter>& all, std::string_view prefix) {
  detail::for_each_path<Tree>(detail::text{}, [&]<class Leaf>(const detail::text& path) {
    std::string name{prefix};
    for (char c : path.view()) name += c == '.' ? '_' : c;
    all.push_back({name, detail::leaf_traits<Leaf>::type});
  });
}

/// f on these argument types: inputs x0, x1_weights, ... (argument number and path), outputs out, out_weights, ...
template <class F, class... Args>
function make_function(std::string name) {
  using program = detail::compiled<detail::traced_function<F, Args...>>;
  using result = detail::result_tree<F, Args...>;
  using check = typename program::refusal;
  COTANGENT_REQUIRE(check);
  function made;
  made.name = std::move(name);
  made.signature = std::string(describe<detail::hana::tuple<Args...>>()) + " -> " + std::string(describe<result>());
  int argument = 0;
  (append_parameters<Args>(made.inputs, std::string("x").append(std::to_string(argument++))), ...);
  append_parameters<result>(made.outputs, "out");
  made.schedule = program::make_schedule();
  return made;
}

}  // namespace cotangent::codegen
