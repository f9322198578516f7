// The one reader of the samples: lines of words and numbers, refused with file and line where they are not what was
// expected.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

class text_file {
 public:
  /// Fields stand between `separator`s: blanks and tabs for ' ', else each separator is one.
  explicit text_file(const std::string& path, char separator = ' ')
      : path_(shown(path)), separator_(separator), file_(path, std::ios::binary) {
    std::error_code none;
    if (std::filesystem::is_directory(path, none)) throw std::runtime_error(path_ + ": is a directory");
    if (!file_) throw std::runtime_error(path_ + ": cannot be opened");
  }
  /// What `all(*this)` makes of the file, which memory must hold.
  template <class All>
  auto read(All all) {
    try {
      return all(*this);
    } catch (const std::bad_alloc&) { refuse("the file is larger than memory up to here"); }
  }
  /// The next line that is not empty; false at the end. A line may end as Windows' do.
  bool next() {
    while (read_line()) {
      if (!line_.empty() && line_.back() == '\r') line_.pop_back();
      rest_ = line_;
      at_end_ = false;
      if (line_.find_first_not_of(" \t") != std::string::npos) return true;
    }
    if (file_.bad()) refuse("cannot be read");
    return false;
  }
  /// The next field, which must be there.
  std::string_view word(const std::string& what) {
    if (separator_ == ' ') rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
    if (at_end_ || (separator_ == ' ' && rest_.empty())) refuse("expected " + what + ", got the end of the line");
    const std::size_t length =
        std::min(separator_ == ' ' ? rest_.find_first_of(" \t") : rest_.find(separator_), rest_.size());
    const std::string_view field = rest_.substr(0, length);
    at_end_ = length == rest_.size();
    rest_.remove_prefix(at_end_ ? length : length + 1);
    return field;
  }
  /// A finite number.
  double number(const std::string& what) {
    const auto [value, field] = parsed<double>(what);
    if (!std::isfinite(value)) refuse("expected " + what + ", finite, got " + quoted(field));
    return value;
  }
  /// An integer from `low` to `high`.
  int integer(const std::string& what, int low, int high = std::numeric_limits<int>::max()) {
    const auto [value, field] = parsed<int>(what);
    if (value < low || value > high) refuse("expected " + what + ", got " + quoted(field));
    return value;
  }
  template <class Array>
  Array numbers(const std::string& what) {
    Array all;
    for (auto& element : all) element = number(what);
    return all;
  }
  void end_of_line() {
    if (separator_ == ' ') rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
    if (!at_end_ && (separator_ != ' ' || !rest_.empty())) refuse("expected the end of the line, got " + quoted(rest_));
  }
  long long line() const { return line_number_; }
  [[noreturn]] void refuse(const std::string& why) const { refuse_line(line_number_, why); }
  [[noreturn]] void refuse_line(long long line, const std::string& why) const {
    throw std::runtime_error(path_ + ":" + std::to_string(line) + ": " + why);
  }
  /// A name, or what stands in a file, as it may be shown on a terminal: without control characters.
  static std::string shown(std::string_view text) {
    std::string plain;
    for (const char c : text) plain += c >= ' ' && c <= '~' ? c : '?';
    return plain;
  }
  /// The same, in short.
  static std::string quoted(std::string_view text) {
    constexpr std::size_t most = 40;
    std::string all = shown(text.substr(0, most));  // (g++ 12 warns of a character in front of a string)
    return all.insert(0, 1, '\'') + (text.size() > most ? "...'" : "'");
  }

 private:
  template <class T>
  struct value_and_field {
    T value;
    std::string_view field;
  };
  template <class T>
  value_and_field<T> parsed(const std::string& what) {
    const std::string_view field = word(what);
    T value{};
    const char* const end = field.data() + field.size();
    const auto [stopped, error] = std::from_chars(field.data(), end, value);
    if (error == std::errc::result_out_of_range)
      refuse("expected " + what + ", got " + quoted(field) + ", which is out of range");
    if (error != std::errc{} || stopped != end) refuse("expected " + what + ", got " + quoted(field));
    return {value, field};
  }
  /// A line of any file ends some time, but nobody needs one of a million characters.
  bool read_line() {
    constexpr std::size_t most = 1'000'000;
    line_.clear();
    ++line_number_;
    for (int c = file_.get(); c != std::ifstream::traits_type::eof(); c = file_.get()) {
      if (c == '\n') return true;
      if (line_.size() == most) refuse("the line is longer than a million characters");
      line_ += static_cast<char>(c);
    }
    return !line_.empty();
  }

  std::string path_;
  char separator_;
  std::ifstream file_;
  std::string line_;
  std::string_view rest_;
  bool at_end_ = false;
  long long line_number_ = 0;
};
