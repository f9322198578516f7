// Lines of words and numbers, refused with file and line where they are not what was expected.
#pragma once

#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

class text_file {
 public:
  explicit text_file(const std::string& path) : path_(path), file_(path) {
    if (!file_) throw std::runtime_error(path + ": cannot be opened");
  }
  /// The next line that is not empty, as its first word; false at the end.
  bool next(std::string& word) {
    for (std::string line; std::getline(file_, line);) {
      ++number_;
      rest_ = std::istringstream(line);
      if (rest_ >> word) return true;
    }
    return false;
  }
  template <class T>
  T read(const char* what) {
    T value{};
    if (!(rest_ >> value)) refuse(std::string("expected ") + what);
    if constexpr (std::is_floating_point_v<T>)
      if (!std::isfinite(value)) refuse(std::string("expected a finite number: ") + what);
    return value;
  }
  template <class Array>
  Array read_array(const char* what) {
    Array all;
    for (auto& element : all) element = read<double>(what);
    return all;
  }
  void end_of_line() {
    std::string more;
    if (rest_ >> more) refuse("expected the end of the line, got '" + more + "'");
  }
  [[noreturn]] void refuse(const std::string& why) const { throw std::runtime_error(path_ + ":" + std::to_string(number_) + ": " + why); }

 private:
  std::string path_;
  std::ifstream file_;
  std::istringstream rest_;
  int number_ = 0;
};
