// Loops and choices. Their regions see what has been written around them.
#pragma once

#include <cotangent/codegen/stablehlo_products.hpp>

namespace cotangent::codegen::stablehlo {

class control_lines : public product_lines {
 public:
  /// While goes_on(carry), carry = step(carry).
  template <class Condition, class Step>
  std::vector<array> loop(const std::vector<array>& start, Condition goes_on, Step step) {
    const std::string name = fresh();
    std::vector<array> carry = start;
    std::vector<std::string> pairs;
    for (std::size_t k = 0; k < carry.size(); ++k) {
      carry[k].name = fresh();
      pairs.push_back(carry[k].name + " = " + start[k].name);
    }
    line(filled("$ = stablehlo.while($) : $", several(name, carry), joined(pairs), types_of(carry)));
    open("cond {");
    give({goes_on(carry)});
    turn("} do {");
    give(step(carry));
    close("}");
    return results(name, carry);
  }

  template <class First, class Second>
  std::vector<array> choice(const array& predicate, First first, Second second) {
    const std::string begin = " = \"stablehlo.if\"(" + predicate.name + ") ({";
    const std::string name = fresh();
    const std::size_t place = text.size();
    open(begin);
    const std::vector<array> made = first();
    text.insert(text.find(begin, place), several(name, made));
    give(made);
    turn("}, {");
    give(second());
    close(filled("}) : ($) -> ($)", predicate.type(), types_of(made)));
    return results(name, made);
  }

  /// x[at], of an array's first axis; and all of `all` with `one` there.
  array element(const array& x, const array& at) {
    shape row = x.dims, dims;
    row.dims[0] = 1;
    for (int k = 1; k < x.dims.rank; ++k) dims.push(x.dims[k]);
    const std::string places = indices(at, row.rank), types = index_types(at, row.rank);
    const axes sizes(row.dims, row.dims + row.rank);
    return reshape(
        put(x.d, row, "stablehlo.dynamic_slice $$, sizes = $ : ($$) -> $", x, places, sizes, x.type(), types), dims);
  }
  array with_element(const array& all, const array& at, const array& one) {
    shape row = all.dims;
    row.dims[0] = 1;
    const array part = reshape(one, row);
    const std::string places = indices(at, row.rank), types = index_types(at, row.rank);
    return put(all.d, all.dims, "stablehlo.dynamic_update_slice $, $$ : ($, $$) -> $", all, part, places, all.type(),
               part.type(), types);
  }

 private:
  static std::string types_of(const std::vector<array>& all) {
    std::vector<std::string> types;
    for (const array& a : all) types.push_back(a.type());
    return joined(types);
  }
  static std::string several(const std::string& name, const std::vector<array>& all) {
    return all.size() > 1 ? name + ":" + std::to_string(all.size()) : name;
  }
  static std::vector<array> results(const std::string& name, std::vector<array> like) {
    for (std::size_t k = 0; k < like.size(); ++k)
      like[k].name = like.size() > 1 ? name + "#" + std::to_string(k) : name;
    return like;
  }
  void give(const std::vector<array>& all) {
    std::vector<std::string> names;
    for (const array& a : all) names.push_back(a.name);
    line(filled("stablehlo.return $ : $", joined(names), types_of(all)));
  }
  std::string indices(const array& at, int rank) {
    std::string all = ", " + at.name;
    if (rank == 1) return all;
    const array zero = number(at.d, {}, 0);
    for (int k = 1; k < rank; ++k) all += ", " + zero.name;
    return all;
  }
  static std::string index_types(const array& at, int rank) {
    std::string all;
    for (int k = 0; k < rank; ++k) all += ", " + at.type();
    return all;
  }
};

}  // namespace cotangent::codegen::stablehlo
