// schedule/straight_line.hpp: the same on numbers, where arrays hold other numbers, or nothing, at some places.
#pragma once

#include "row.hpp"

namespace rewrites::straight {

using vector = ct::expr<double, 2>;
using matrix = ct::expr<double, 2, 2>;
using large = ct::expr<double, 3, 3>;
using numbers = ct::tensor<double, 2>;
using row = row_of<vector, matrix, number, large>;

/// 0, 1 as the program counts them.
inline ct::expr<std::int32_t, 2> counted(vector a) { return {a.g, ir::iota(*a.g, ir::dtype::i32, 2).id}; }

inline vector barrier_of(vector a) { return {a.g, a.g->emit_unique(ir::op::barrier, (*a.g)[a.id].type, a.id)}; }

const row lines[] = {
    {"nothing, added", BEFORE(diag(a) + c), "t0 = add c[0] a[0]; t1 = add c[3] a[1]; in (t0,c[1],c[2],t1,)"},
    {"added to", BEFORE(c + diag(a)), "t0 = add c[0] a[0]; t1 = add c[3] a[1]; in (t0,c[1],c[2],t1,)"},
    {"-0", BEFORE(a + numbers{-0.0, 1}), "t0 = add a[1] 1.; in (a[0],t0,)"},
    {"numbers that are negative", BEFORE(b + a * numbers{-1, 1}),
     "t0 = sub b[0] a[0]; t1 = add b[1] a[1]; in (t0,t1,)"},
    {"negative first", BEFORE(a* numbers{-1, 1} + b), "t0 = sub b[0] a[0]; t1 = add a[1] b[1]; in (t0,t1,)"},
    {"nothing, and 0, taken away", BEFORE(ct::tuple(c - diag(a), a - numbers{0, 1})),
     "t0 = sub c[0] a[0]; t1 = sub a[1] 1.; t2 = sub c[3] a[1]; in (t0,c[1],c[2],t2,a[0],t1,)"},
    {"less from nothing", BEFORE(exp(tril(c) - exp(c))),
     "t0 = exp c[0]; t1 = sub c[0] t0; t2 = exp t1; t3 = exp c[1]; t4 = neg t3; t5 = exp t4; t6 = exp c[2]; "
     "t7 = sub c[2] t6; t8 = exp t7; t9 = exp c[3]; t10 = sub c[3] t9; t11 = exp t10; in (t2,t5,t8,t11,)"},
    {"less a negative", BEFORE(b - a * numbers{-1, 1}), "t0 = add b[0] a[0]; t1 = sub b[1] a[1]; in (t0,t1,)"},
    {"times nothing", BEFORE((diag(a) + diag(b)) * c),
     "t0 = add a[0] b[0]; t1 = add a[1] b[1]; t2 = mul t0 c[0]; t3 = mul t1 c[3]; in "
     "(t2,nothing,nothing,t3,)"},
    {"once", BEFORE(ct::tuple(a* numbers{1, 2}, exp(a) * numbers{1, 2})),
     "t0 = exp a[0]; t1 = mul a[1] 2.; t2 = exp a[1]; t3 = mul t2 2.; in (a[0],t1,t0,t3,)"},
    {"minus once", BEFORE(ct::tuple(a* numbers{-1, 2}, exp(a) * numbers{-1, 2})),
     "t0 = neg a[0]; t1 = exp a[0]; t2 = neg t1; t3 = mul a[1] 2.; t4 = exp a[1]; t5 = mul t4 2.; in "
     "(t0,t3,t2,t5,)"},
    {"negative factors", BEFORE((a * numbers{-1, 1}) * exp(b)),
     "t0 = exp b[0]; t1 = mul a[0] t0; t2 = neg t1; t3 = exp b[1]; t4 = mul a[1] t3; in (t2,t4,)"},
    {"second factors", BEFORE(b*(a* numbers{-1, 1})),
     "t0 = mul b[0] a[0]; t1 = neg t0; t2 = mul b[1] a[1]; in (t1,t2,)"},
    {"nothing, divided", BEFORE((diag(a) + diag(b)) / c),
     "t0 = add a[0] b[0]; t1 = add a[1] b[1]; t2 = div t0 c[0]; t3 = div t1 c[3]; in "
     "(t2,nothing,nothing,t3,)"},
    {"by 1", BEFORE(a / numbers{1, 3}), "t0 = div a[1] 3.; in (a[0],t0,)"},
    {"negative nothing", BEFORE(-(diag(a) + diag(b))),
     "t0 = add a[0] b[0]; t1 = add a[1] b[1]; t2 = neg t0; t3 = neg t1; in (t2,nothing,nothing,t3,)"},
    {"a negative negative", BEFORE(-(a* numbers{-1, 3})), "t0 = mul a[1] -3.; in (a[0],t0,)"},
    {"a choice of one", BEFORE(select(c > 0.0, diag(a), diag(b))),
     "t0 = gt c[0] 0.; t1 = select t0 a[0] b[0]; t2 = gt c[3] 0.; t3 = select t2 a[1] b[1]; "
     "in (t1,nothing,nothing,t3,)"},
    {"a choice that is known", BEFORE(tril(c)), "in (c[0],nothing,c[2],c[3],)"},
    {"nothing in another type", BEFORE(ct::astype<float>(diag(a) + diag(b))),
     "t0 = add a[0] b[0]; t1 = add a[1] b[1]; t2 = convert t0; t3 = convert t1; in "
     "(t2,nothing,nothing,t3,)"},
    {"numbers in another type", BEFORE(a* ct::astype<double>(counted(a))), "t0 = mul a[0] 0.; in (t0,a[1],)"},
    {"comparisons of numbers", BEFORE(select(counted(a) < 1, a, b)), "in (a[0],b[1],)"},
    {"comparisons of real numbers", BEFORE(select(ct::astype<double>(counted(a)) >= numbers{1, 1}, a, b)),
     "in (b[0],a[1],)"},
    {"with itself", BEFORE(reshape<2, 1>(a) < a), "t0 = lt a[0] a[1]; t1 = lt a[1] a[0]; in (0.,t0,t1,0.,)"},
    {"whole numbers with themselves", BEFORE(reshape<2, 1>(ct::astype<int>(a)) == ct::astype<int>(a)),
     "t0 = convert a[0]; t1 = convert a[1]; t2 = eq t0 t1; in (1.,t2,t2,1.,)"},
    {"numbers are computed", BEFORE(a*(ct::astype<double>(counted(a)) + 2.0)),
     "t0 = mul a[0] 2.; t1 = mul a[1] 3.; in (t0,t1,)"},
    {"equal products are one", BEFORE(outer(a, a)),
     "t0 = mul a[0] a[0]; t1 = mul a[0] a[1]; t2 = mul a[1] a[1]; in (t0,t1,t1,t2,)"},
    {"sums by halves", BEFORE(sum(e)),
     "t0 = add e[0] e[1]; t1 = add e[2] t0; t2 = add e[3] t1; t3 = add e[4] e[5]; t4 = add e[6] t3; "
     "t5 = add e[7] t4; t6 = add e[8] t5; t7 = add t2 t6; in (t7,)"},
    {"a divisor that is shared", BEFORE(c / d),
     "t0 = div 1. d[0]; t1 = mul t0 c[0]; t2 = mul t0 c[1]; t3 = mul t0 c[2]; t4 = mul t0 c[3]; in (t1,t2,t3,t4,)",
     with_reciprocals},
    {"not if the program may not", BEFORE(c / d),
     "t0 = div c[0] d[0]; t1 = div c[1] d[0]; t2 = div c[2] d[0]; t3 = div c[3] d[0]; in (t0,t1,t2,t3,)"},
    {"not for one", BEFORE(a / b), "t0 = div a[0] b[0]; t1 = div a[1] b[1]; in (t0,t1,)", with_reciprocals},
    {"nor of whole numbers", BEFORE(ct::astype<int>(a) / ct::astype<int>(d)),
     "t0 = convert d[0]; t1 = convert a[0]; t2 = div t1 t0; t3 = convert a[1]; t4 = div t3 t0; in (t2,t4,)",
     with_reciprocals},
    {"that numbers share", BEFORE(ct::tuple(a[0] / d, b[1] / d)),
     "t0 = div 1. d[0]; t1 = mul a[0] t0; t2 = mul t0 b[1]; in (t1,t2,)", with_reciprocals},
    {"0, of operands that are finite",
     BEFORE(ct::tuple(a* numbers{0, 2} - b * numbers{1, 0}, (a * numbers{0, 2}) / b, exp(a) * 0.0)),
     "t0 = neg b[0]; t1 = mul a[1] 2.; t2 = div t1 b[1]; in (t0,t1,nothing,t2,nothing,nothing,)", with_finite},
    {"what is left of itself", BEFORE(outer(a, b) - transpose(outer(b, a))), "in (nothing,nothing,nothing,nothing,)",
     with_finite},
    {"barriers are equal to no others", BEFORE(ct::tuple(sin(barrier_of(a)), sin(barrier_of(a)))),
     "t0 = barrier a[0]; t1 = sin t0; t2 = barrier a[0]; t3 = sin t2; t4 = barrier a[1]; t5 = sin t4; t6 = "
     "barrier a[1]; t7 = sin t6; in (t1,t5,t3,t7,)"},
    {"places that are numbers", BEFORE(ct::take(exp(a), counted(a))), "t0 = exp a[0]; t1 = exp a[1]; in (t0,t1,)"},
    {"places that a loop counts", BEFORE(ct::fori_loop<0, 2>([=](auto i, auto x) { return exp(x + a[i]); }, d)),
     "t0 = add d[0] a[0]; t1 = exp t0; t2 = add t1 a[1]; t3 = exp t2; in (t3,)"},
    {"other computed places stay", BEFORE(a[ct::astype<int>(d)]), "none"},
    {"also those that are written", BEFORE(ct::grad([=](auto x) { return x[ct::astype<int>(d)]; })(a)), "none"},
};

/// The operations that results need, on elements and numbers; then the results.
inline std::string text_of_lines(const ir::graph& g) {
  const ir::schedule nests = ir::make_nests(g);
  constexpr int most = 512;
  for (const ir::kernel& k : nests.kernels)
    if (!ir::straight_line_writer::is_small(k, most)) return "none";
  ir::straight_line_writer writer(nests, most, g.options);
  ir::list<char> results;
  for (const ir::buffer& b : nests.buffers) results.push(b.kind == ir::storage_kind::output);
  if (!writer.write(0, nests.steps.size(), results)) return "none";
  std::string text;
  std::vector<std::string> names;
  int count = 0;
  for (const ir::instruction& i : writer.made) {
    std::string name;
    if (i.code == ir::op::parameter) {
      const ir::access at = writer.address_at(i.address);
      name = std::string(1, static_cast<char>('a' + nests.buffers[at.buffer].index));
      name += "[" + std::to_string(at.offset) + "]";
    } else if (i.code == ir::op::constant) {
      name = std::to_string(ir::value_of(i.element, i.bits));
      name.resize(name.find_last_not_of('0') + 1);
    } else if (i.code == ir::op::zeros) {
      name = "nothing";
    } else {
      name = "t" + std::to_string(count++);
      text += name + " = " + ir::primitives[i.code].name;
      for (int in : i.in)
        if (in >= 0) text += " " + names[static_cast<std::size_t>(in)];
      text += "; ";
    }
    names.push_back(name);
  }
  text += "in (";
  for (const ir::store& s : writer.stores) text += names[static_cast<std::size_t>(s.value)] + ",";
  return text + ")";
}

}  // namespace rewrites::straight
