// The public door of code generation: a generator is an ordinary program that fills a library and calls its main.
#pragma once

#include <cotangent/codegen/c.hpp>
#include <cotangent/cotangent.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace cotangent::codegen {

/// Functions that are written out together as source code.
class library {
 public:
  explicit library(std::string name) : name_(std::move(name)) {}

  /// Adds f on arguments of these types: `lib.add("softmax_jacobian", ct::jacrev(softmax), ct::like<ct::tensor<float, 3>>)`.
  /// `name` becomes the function's name, so it must be an identifier, and used once.
  template <class F, class... Args>
  void add(std::string name, F, like_t<Args>...) {
    static_assert(detail::Stateless<F>, "codegen: the function has run-time state; pass that state as an argument");
    functions_.push_back(make_function<F, Args...>(std::move(name)));
  }

  const std::vector<function>& functions() const { return functions_; }

  /// The files in a language, by a back end's rules; throws std::invalid_argument for names that no C compiler takes.
  template <Backend B = c::backend>
  std::vector<file> files() const {
    check_name(name_);
    for (std::size_t k = 0; k < functions_.size(); ++k) {
      check_name(functions_[k].name);
      for (std::size_t other = 0; other < k; ++other)
        if (functions_[other].name == functions_[k].name) throw std::invalid_argument("two functions are named " + functions_[k].name);
    }
    return B::files(name_, functions_);
  }

  /// The generator's main: `--out DIR --lang c` writes the files into DIR, which is made if need be.
  int main(int argc, char** argv) const try {
    std::string directory, language = "c";
    for (int k = 1; k < argc; k += 2) {
      const std::string_view option = argv[k];
      if (k + 1 == argc || (option != "--out" && option != "--lang"))
        throw std::invalid_argument("usage: " + std::string(argv[0]) + " --out DIR [--lang c]");
      (option == "--out" ? directory : language) = argv[k + 1];
    }
    if (directory.empty()) throw std::invalid_argument("usage: " + std::string(argv[0]) + " --out DIR [--lang c]");
    if (language != c::backend::language) throw std::invalid_argument("no back end for language '" + language + "'; there is: c");
    std::filesystem::create_directories(directory);
    for (const file& f : files()) {
      const std::filesystem::path path = std::filesystem::path(directory) / f.name;
      std::ofstream out(path, std::ios::binary);
      out << f.text;
      if (!out.flush()) throw std::runtime_error(path.string() + ": cannot be written");
    }
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s: %s\n", name_.c_str(), e.what());
    return 1;
  }

 private:
  static void check_name(const std::string& name) {
    const auto letter = [](char ch) { return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_'; };
    bool good = !name.empty() && letter(name[0]);
    for (char ch : name) good = good && (letter(ch) || (ch >= '0' && ch <= '9'));
    if (!good) throw std::invalid_argument("'" + name + "' is not a C identifier");
  }

  std::string name_;
  std::vector<function> functions_;
};

}  // namespace cotangent::codegen
