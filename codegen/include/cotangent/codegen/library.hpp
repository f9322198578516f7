// Functions that are written out together as source code.
#pragma once

#include <cotangent/codegen/function.hpp>
#include <cotangent/codegen/type_names.hpp>
#include <cotangent/trees/axes.hpp>
#include <cotangent/sparse/derivative.hpp>
#include <cotangent/trees/describe.hpp>
#include <cotangent/tracing/trace.hpp>

#include <stdexcept>

namespace cotangent::codegen {

template <class Tree>
void append_parameters(std::vector<parameter>& all, std::string_view prefix) {
  detail::for_each_path<Tree>(detail::text{}, [&]<class Leaf>(const detail::text& path) {
    std::string name{prefix};
    for (char c : path.view()) name += c == '.' ? '_' : c;
    all.push_back({name, detail::leaf_traits<Leaf>::type});
  });
}

class library {
 public:
  explicit library(std::string name) : name_(std::move(name)) {}

  /// Adds f on arguments of these types: `lib.add("softmax_jacobian", ct::jacrev(softmax), ct::like<ct::tensor<float,
  /// 3>>)`. `name` becomes the function's name: an identifier that neither C nor C++, their libraries or this one use
  /// (codegen/names.hpp). Parameters are x0, x1_weights, ... (argument number and path, a dot becomes an underscore),
  /// then out, out_weights, ... What trees, shapes and rules get wrong is a compile error; what is seen only when the
  /// program is there throws std::invalid_argument, with the function's name. Options hold as in `ct::jit(f,
  /// options...)`: `lib.add("dynamics", dynamics, ct::like<ct::tensor<double, 7>>, ct::finite)`.
  template <class F, class... Given>
  void add(std::string name, F, Given...) {
    static_assert(detail::Stateless<F>, "codegen: the function has run-time state; pass that state as an argument");
    static_assert(detail::options_come_last<Given...>(),
                  "codegen: behind the function stand ct::like<type> for each argument, then options");
    if constexpr (detail::options_come_last<Given...>())
      add_with<F>(std::move(name), detail::liked_types<Given...>{}, (detail::option_bits<Given> | ... | 0U));
  }

  /// Adds f as `add` does, and beside it `name_examples`, which calls it for a number of examples that only run time
  /// knows: `lib.add_batch("greeks", greeks, ct::in_axes<0, ct::unmapped>, ct::like<ct::tensor<double, 5>>,
  /// ct::like<double>)` is, in C, `greeks_examples(x0, x1, out, count)`. The types are those of one example; arguments
  /// that are `ct::unmapped` are the same for all, and without axes none is. Examples lie behind each other, or, for
  /// `name_examples_strided(x0, x0_stride, x1, out, out_stride, count)`, so many elements apart. Small programs run an
  /// example in each SIMD lane, larger ones some examples as one program. Nothing is allocated; where C is compiled
  /// with OpenMP (`-fopenmp`), blocks of examples run in parallel.
  template <class F, auto... Axes, class... Given>
  void add_batch(std::string name, F f, in_axes_t<Axes...>, Given... given) {
    static_assert((detail::names_axes<std::remove_cvref_t<decltype(Axes)>> && ... && true),
                  "add_batch: an axis is 0, ct::unmapped, or ct::in_axes<...> of them");
    add(std::move(name), f, given...);
    if constexpr (detail::Stateless<F> && detail::options_come_last<Given...>())
      functions_.back().mapped = mapped_leaves<in_axes_t<Axes...>>(detail::liked_types<Given...>{});
  }
  template <class F, class... Given>
  void add_batch(std::string name, F f, Given... given) {
    add(std::move(name), f, given...);
    if constexpr (detail::Stateless<F> && detail::options_come_last<Given...>())
      functions_.back().mapped = mapped_leaves<detail::one_axis<0>>(detail::liked_types<Given...>{});
  }

  /// Functions whose workspace has more bytes than this (64 KiB if nothing is said) have no version with it on the
  /// stack, only the one with `_in_workspace` in its name.
  void stack_limit(long long bytes) { stack_limit_ = bytes; }

  /// What does not fit the registers of a GPU's thread (`--lang cuda`) may have so many bytes of local memory, which is
  /// slow: 0 if nothing is said, and then it is refused.
  void local_memory(long long bytes) { local_memory_ = bytes; }

  /// C of more bytes than this (1 MiB if nothing is said: some 25,000 lines, four seconds of gcc -O2) becomes several
  /// sources, NAME.c, NAME_1.c, NAME_2.c, ..., and NAME_parts.h, which they include; compilers take them in parallel.
  /// Parts of long functions, FUNCTION_part1, ..., and their tables, FUNCTION_constant1, ..., are then symbols, which a
  /// shared library does not show.
  void file_limit(long long bytes) {
    if (bytes < 1) throw std::invalid_argument(name_ + ": file_limit: at least 1 byte, not " + std::to_string(bytes));
    sources_.bytes = static_cast<std::size_t>(bytes);
  }

  /// A header that declares structs in arguments or results, for the generated C++ header to include:
  /// `lib.header("model.hpp")`.
  void header(std::string name) { headers_.push_back(std::move(name)); }

  const std::vector<function>& functions() const { return functions_; }

  /// The files in a language, by its back end, and beside C those of adaptors; throws std::invalid_argument for a
  /// language or an adaptor that there is not, and for names that no compiler takes. `count`: write so many sources,
  /// whatever the limit is; 0: as many as that asks for.
  std::vector<file> files(std::string_view language = "c", std::size_t count = 0,
                          const std::vector<std::string>& with = {}) const;

  /// The generator's main: `--out DIR --lang c [--files N] [--with ADAPTOR,...]` writes the files into DIR, which is
  /// made if need be. N sources, for a build that must know them before they are there (FILES of cotangent_generate):
  /// the last ones are empty if they are not needed, and if more are, a note says so. Adaptors (WITH of
  /// cotangent_generate): further files, by which other programs call the C.
  int main(int argc, char** argv) const;

 private:
  template <class F, class... Args>
  void add_with(std::string name, detail::type_list<Args...> types, unsigned options) {
    if constexpr (requires { typename F::template source<Args...>; }) {
      using source = typename F::template source<Args...>;
      function made;
      made.name = std::move(name);
      declare_arguments(made, types);
      add_sparse(std::move(made), &source::make, ir::dtype_of<typename source::element>, options);
    } else {
      add_function<F>(std::move(name), types, options);
    }
  }
  template <class... Args>
  static void declare_arguments(function& made, detail::type_list<Args...> types) {
    made.signature = std::string(describe<detail::hana::tuple<Args...>>());
    int argument = 0;
    (append_parameters<Args>(made.inputs, std::string("x").append(std::to_string(argument++))), ...);
    made.arguments = {describe_tree<Args>()...};
    made.cpp_arguments = type_names(types);
  }
  template <class F, class... Args>
  void add_function(std::string name, detail::type_list<Args...> types, unsigned options) {
    using result = detail::result_tree<F, Args...>;
    function made;
    made.name = std::move(name);
    declare_arguments(made, types);
    made.signature += " -> " + std::string(describe<result>());
    append_parameters<result>(made.outputs, "out");
    made.result = describe_tree<result>();
    made.cpp_result = type_name<result>();
    add_traced(std::move(made), &detail::trace_program<F, Args...>, options);
  }
  /// Whether each leaf of these arguments is one of an example's.
  struct leaf_mapping {
    std::vector<char> mapped;
    bool known = true, any = false;
    template <class, int Axis>
    void operator()() {
      known = known && (Axis == 0 || Axis == detail::unmapped_axis);
      any = any || Axis == 0;
      mapped.push_back(Axis == 0);
    }
  };
  template <class Axes, class... Args>
  std::vector<char> mapped_leaves(detail::type_list<Args...>) const {
    leaf_mapping found;
    const std::string& name = functions_.back().name;
    if (!detail::for_each_axis<detail::hana::tuple<Args...>, Axes>(found))
      throw std::invalid_argument(name + ": add_batch: in_axes must be like the arguments, " +
                                  std::string(describe<detail::hana::tuple<Args...>>()));
    if (!found.known)
      throw std::invalid_argument(name +
                                  ": add_batch: arguments are those of one example, so that their axis is 0, "
                                  "or ct::unmapped where all examples share them");
    if (!found.any) throw std::invalid_argument(name + ": add_batch: nothing is mapped");
    return found.mapped;
  }
  /// Traces (here, and not where compilers would try to do it themselves), optimizes and checks.
  void add_traced(function declared, ir::graph (*trace)(), unsigned options);
  /// The same of a sparse Jacobian or Hessian, whose pattern is found here, too.
  void add_sparse(function declared, ir::sparse_program (*make)(), ir::dtype element, unsigned options);
  void add_program(function declared, unsigned options);

  std::string name_;
  std::vector<function> functions_;
  std::vector<std::string> headers_;
  long long stack_limit_ = 64 * 1024, local_memory_ = 0;
  source_files sources_;
};

}  // namespace cotangent::codegen
