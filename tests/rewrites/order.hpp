// passes/optimize.hpp: programs that come out differently where a pass and the next one change places.
#pragma once

#include "row.hpp"

#include <string_view>

namespace rewrites {

constexpr auto mean_and_step = [](auto m, auto by) { return (m + 2.0) / by; };
constexpr auto smoothed = [](auto x) {
  return sum(ct::scan([](auto m, auto v) { return ct::tuple((m + v) / 4.0 + tanh(v), m * sin(m)); }, x[0], x).ys);
};

struct order_row {
  std::string_view pass;
  row program;
};
const order_row order[] = {
    {"lower",
     {"a divisor that is a number once the call is written out",
      BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(ct::checkpoint(mean_and_step)(m, 4.0) + x, ct::none); },
                      0.0, a)
                 .carry),
      "f:f64[] = constant[0.]; g = scan[steps=8,consts=0,carry=1,xs=1] f a; { lambda h:f64[] i:f64[]. let; "
      "j:f64[] = constant[0.5]; k:f64[] = add j i; l:f64[] = constant[0.25]; m:f64[] = mul h l; n:f64[] = add k m; "
      "in (n,) }; o:f64[] = get[0] g; in (o,)"}},
    {"simplify",
     {"signs in a chain",
      BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(x - d * (x + -(m - d)), ct::none); }, 0.0, a).carry),
      "f:f64[] = constant[0.]; g:f64[8] = view[] d; h:f64[8] = add a g; i:f64[8] = mul g h; j:f64[8] = sub a i; "
      "k = scan[steps=8,consts=1,carry=1,xs=1] d f j; { lambda l:f64[] m:f64[] n:f64[]. let; o:f64[] = mul l m; "
      "p:f64[] = add n o; in (p,) }; q:f64[] = get[0] k; in (q,)"}},
    {"recurrences",
     {"what of a chain need not wait",
      BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(d + 0.5 * (m - d) + x, ct::none); }, 0.0, a).carry),
      "f:f64[] = constant[0.]; g:f64[] = constant[-0.5]; h:f64[] = mul d g; i:f64[] = add h d; j:f64[8] = view[] i; "
      "k:f64[8] = add j a; l = scan[steps=8,consts=0,carry=1,xs=1] f k; { lambda m:f64[] n:f64[]. let; "
      "o:f64[] = constant[0.5]; p:f64[] = mul m o; q:f64[] = add n p; in (q,) }; r:f64[] = get[0] l; in (r,)"}},
    {"separate",
     {"what is the same in all steps", BEFORE(ct::grad(smoothed)(a)),
      "f:f64[] = zeros; g:f64[] = view[0] a; h:f64[8] = constant[0.25]; i:f64[8] = mul a h; j:f64[8] = tanh a; "
      "k:f64[8] = add i j; l = scan[steps=8,consts=0,carry=1,xs=1] g k; { lambda m:f64[] n:f64[]. let; o:f64[] = "
      "constant[0.25]; p:f64[] = mul m o; q:f64[] = add n p; in (q,m,) }; r:f64[8] = get[1] l; s:f64[8] = cos r; "
      "t:f64[8] = mul r s; u:f64[8] = sin r; v:f64[8] = add t u; w = scan[steps=8,consts=0,carry=1,xs=1,reversed] f"
      " v; { lambda x:f64[] y:f64[]. let; z:f64[] = constant[0.25]; aa:f64[] = mul x z; ab:f64[] = add y aa; in "
      "(ab,x,) }; ac:f64[8] = get[1] w; ad:f64[8] = constant[2.]; ae:f64[8] = mul a ad; af:f64[8] = abs ae; "
      "ag:f64[8] = neg af; ah:f64[8] = exp ag; ai:f64[8] = constant[1.]; aj:f64[8] = add ah ai; ak:f64[8] = mul aj "
      "aj; al:f64[8] = div ah ak; am:f64[8] = constant[4.]; an:f64[8] = mul al am; ao:f64[8] = mul ac an; ap:f64[8]"
      " = mul ac h; aq:f64[8] = add ao ap; ar:f64[] = get[0] w; as:f64[8] = pad[0] ar; at:f64[8] = add aq as; in "
      "(at,)"}},
    {"symmetric",
     {"blocks share what they read", BEFORE(matmul(e, transpose(e))),
      "f:f64[16,16,32] = view[i,k] e; g:f64[16,16,32] = view[j,k] e; h:f64[16,16,32] = mul f g; "
      "i:f64[16,16] = reduce_sum[axes=2] h; j:f64[32,32] = pad[i,j] i; k:f64[16,16,32] = view[16+i,k] e; "
      "l:f64[16,16,32] = view[16+j,k] e; m:f64[16,16,32] = mul k l; n:f64[16,16] = reduce_sum[axes=2] m; "
      "o:f64[32,32] = pad[16+i,16+j] n; p:f64[32,32] = add j o; q:f64[16,16,32] = mul g k; "
      "r:f64[16,16] = reduce_sum[axes=2] q; s:f64[32,32] = pad[16+i,j] r; t:f64[32,32] = add p s; "
      "u:f64[16,16] = view[j,i] r; v:f64[32,32] = pad[i,16+j] u; w:f64[32,32] = add t v; in (w,)"}},
};

}  // namespace rewrites
