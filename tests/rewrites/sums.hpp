// simplify_sums.hpp and vanishing_sums.hpp: sums from inside.
#pragma once

#include "row.hpp"

namespace rewrites {

constexpr auto columns = ct::axes<0>;
constexpr auto rows = ct::axes<1>;

constexpr auto softmax_with_maximum = [](auto x) {
  const auto powers = exp(x - amax(x));
  return powers / sum(powers);
};
constexpr auto weighted_softmax = [](auto x, auto w) { return sum(w * softmax_with_maximum(x)); };
constexpr auto weighted_logarithms = [](auto x, auto w) {
  const auto y = x - amax(x);
  return sum(w * (y - log(sum(exp(y)))));
};
constexpr auto logarithm_of_sum = [](auto x) { return amax(x) + log(sum(exp(x - amax(x)))); };
constexpr auto squares_with_maximum = [](auto x) { return sum(ct::square(x - amax(x))); };

const row sums[] = {
    {"of nothing", BEFORE(sum(nothing(a))), "f:f64[] = zeros; in (f,)"},
    {"of negatives", BEFORE(sum(-a)), "f:f64[] = reduce_sum[axes=0] a; g:f64[] = neg f; in (g,)"},
    {"of a diagonal and others", BEFORE(sum(diag(a) + c, rows)),
     "f:f64[8] = reduce_sum[axes=1] c; g:f64[8] = add a f; in (g,)"},
    {"of a diagonal", BEFORE(sum(diag(a), rows)), "in (a,)"},
    {"of all of a diagonal", BEFORE(sum(diag(a))), "f:f64[] = reduce_sum[axes=0] a; in (f,)"},
    {"of the columns of a row", BEFORE(sum(pad_of<matrix>(a, {{-1, 2, 0}, {0, 0, 1}}), columns)), "in (a,)"},
    {"of the columns of a part", BEFORE(sum(pad_of<large>(c, {{0, 3, 2}, {1, 4, 1}}), columns)),
     "f:f64[8] = reduce_sum[axes=0] c; g:f64[32] = pad[4+i] f; in (g,)"},
    {"times what does not depend on it", BEFORE(sum(c* broadcast_to<8, 8>(a), columns)),
     "f:f64[8] = reduce_sum[axes=0] c; g:f64[8] = mul a f; in (g,)"},
    {"what does not depend on it, times", BEFORE(sum(broadcast_to<8, 8>(a) * exp(c), columns)),
     "f:f64[8,8] = exp c; g:f64[8] = reduce_sum[axes=0] f; h:f64[8] = mul a g; in (h,)"},
    {"divided by it", BEFORE(sum(c / d)), "f:f64[] = reduce_sum[axes=0,1] c; g:f64[] = div f d; in (g,)"},
    {"not of divisors", BEFORE(sum(broadcast_to<8>(d) / a)),
     "f:f64[8] = view[] d; g:f64[8] = div f a; h:f64[] = reduce_sum[axes=0] g; in (h,)"},
    {"a factor that others do not depend on", BEFORE(sum(matmul(c, transpose(c)))),
     "f:f64[8] = reduce_sum[axes=0] c; g:f64[8] = mul f f; h:f64[] = reduce_sum[axes=0] g; in (h,)"},
    {"a diagonal among factors", BEFORE(sum((diag(a) - broadcast_to<8, 8>(b)) * c, columns)),
     "f:f64[8] = view[i,i] c; g:f64[8] = mul a f; h:f64[8] = reduce_sum[axes=0] c; i:f64[8] = mul b h; "
     "j:f64[8] = sub g i; in (j,)"},
    {"not what depends on the axes", BEFORE(sum((pad_of<vector>(slice<0, 0, 4>(a), {{0, 0, 1}}) - b) * exp(b))),
     "f:f64[4] = view[i] a; g:f64[8] = pad[i] f; h:f64[8] = sub g b; i:f64[8] = exp b; j:f64[8] = mul h i; "
     "k:f64[] = reduce_sum[axes=0] j; in (k,)"},
    {"numbers of factors", BEFORE(sum((a * 2.0) * b)),
     "f:f64[8] = mul a b; g:f64[] = reduce_sum[axes=0] f; h:f64[] = constant[2.]; i:f64[] = mul g h; in (i,)"},
    {"of both factors", BEFORE(sum((a * 2.0) * (b * 4.0))),
     "f:f64[8] = mul a b; g:f64[] = reduce_sum[axes=0] f; h:f64[] = constant[8.]; i:f64[] = mul g h; in (i,)"},
    {"not those that keep from overflowing", BEFORE(sum((a * 1e-6) * (b * 1e-6))),
     "f:f64[8] = constant[0.000001]; g:f64[8] = mul a f; h:f64[8] = mul b f; i:f64[8] = mul g h; "
     "j:f64[] = reduce_sum[axes=0] i; in (j,)"},
    {"reciprocals of sums of exponentials", BEFORE(sum((a / sum(exp(b))) * b)),
     "f:f64[] = constant[1.]; g:f64[8] = exp b; h:f64[] = reduce_sum[axes=0] g; i:f64[] = div f h; "
     "j:f64[8] = mul a b; k:f64[] = reduce_sum[axes=0] j; l:f64[] = mul i k; in (l,)"},
    {"as products", BEFORE(sum((a * (1.0 / sum(exp(b)))) * b)),
     "f:f64[] = constant[1.]; g:f64[8] = exp b; h:f64[] = reduce_sum[axes=0] g; i:f64[] = div f h; "
     "j:f64[8] = mul a b; k:f64[] = reduce_sum[axes=0] j; l:f64[] = mul i k; in (l,)"},
    {"of one number", BEFORE(sum(broadcast_to<8>(d))), "f:f64[] = constant[8.]; g:f64[] = mul d f; in (g,)"},
    {"of rows that are one row", BEFORE(sum(broadcast_to<8, 8>(a), rows)),
     "f:f64[] = reduce_sum[axes=0] a; g:f64[8] = view[] f; in (g,)"},
    {"of rows of a transpose", BEFORE(ct::tuple(sum(transpose(c), rows), sum(c, columns))),
     "f:f64[8] = reduce_sum[axes=0] c; in (f,f,)"},
    {"not of a diagonal's view", BEFORE(sum(diag(c))),
     "f:f64[8] = view[i,i] c; g:f64[] = reduce_sum[axes=0] f; in (g,)"},
    {"not of what is in order", BEFORE(sum(slice<0, 2, 6>(a))),
     "f:f64[4] = view[2+i] a; g:f64[] = reduce_sum[axes=0] f; in (g,)"},
    {"what is transposed and kept", BEFORE(sum(transpose<2, 1, 0>(broadcast_to<2, 8, 8>(exp(c)) * 3.0), columns)),
     "f:f64[8,8] = exp c; g:f64[8] = reduce_sum[axes=1] f; h:f64[8] = constant[3.]; i:f64[8] = mul g h; "
     "j:f64[8,2] = view[i] i; in (j,)"},
    {"what factors repeat", BEFORE(sum(transpose(broadcast_to<8, 8>(exp(a)) * broadcast_to<8, 8>(sin(a))), rows)),
     "f:f64[8] = exp a; g:f64[8] = sin a; h:f64[8] = mul f g; i:f64[8] = constant[8.]; j:f64[8] = mul h i; in (j,)"},
    {"a vector times a diagonal less an outer product", BEFORE(dot(b, diag(exp(a)) - outer(exp(a), exp(a)))),
     "f:f64[8] = exp a; g:f64[8] = mul b f; h:f64[] = reduce_sum[axes=0] g; i:f64[8] = view[] h; j:f64[8] = mul f i; "
     "k:f64[8] = sub g j; in (k,)"},
    {"a diagonal less an outer product, times a vector", BEFORE(dot(outer(exp(a), sin(a)) - diag(exp(a)), b)),
     "f:f64[8] = exp a; g:f64[8] = sin a; h:f64[8] = mul b g; i:f64[] = reduce_sum[axes=0] h; j:f64[8] = view[] i; "
     "k:f64[8] = mul f j; l:f64[8] = mul b f; m:f64[8] = sub k l; in (m,)"},
    {"of sums", BEFORE(sum(sum(exp(c), rows))), "f:f64[8,8] = exp c; g:f64[] = reduce_sum[axes=0,1] f; in (g,)"},
    {"less a share of the other's sum", BEFORE(sum(exp(a) - exp(a) / sum(exp(a)) * sum(exp(a)))),
     "f:f64[] = zeros; in (f,)"},
    {"maxima of a softmax", BEFORE(ct::grad(weighted_softmax)(a, b)),
     "f:f64[] = reduce_max[axes=0] a; g:f64[8] = view[] f; h:f64[8] = sub a g; i:f64[8] = exp h; "
     "j:f64[] = constant[1.]; k:f64[] = reduce_sum[axes=0] i; l:f64[] = div j k; m:f64[8] = view[] l; "
     "n:f64[8] = mul b m; o:f64[8] = mul b i; p:f64[] = reduce_sum[axes=0] o; q:f64[] = mul l p; r:f64[] = mul l q; "
     "s:f64[] = neg r; t:f64[8] = view[] s; u:f64[8] = add n t; v:f64[8] = mul i u; in (v,)"},
    {"of its Jacobian", BEFORE(ct::jacrev(softmax_with_maximum)(a)),
     "f:f64[] = reduce_max[axes=0] a; g:f64[8] = view[] f; h:f64[8] = sub a g; i:f64[8] = exp h; "
     "j:f64[] = reduce_sum[axes=0] i; k:f64[8] = view[] j; l:f64[8] = div i k; m:f64[8,8] = pad[i,i] l; "
     "n:f64[] = constant[1.]; o:f64[] = div n j; p:f64[8] = view[] o; q:f64[8] = mul p l; r:f64[8] = neg q; "
     "s:f64[8,8] = view[i] r; t:f64[8,8] = view[j] i; u:f64[8,8] = mul s t; v:f64[8,8] = add m u; in (v,)"},
    {"of its logarithm", BEFORE(ct::grad(weighted_logarithms)(a, b)),
     "f:f64[] = reduce_max[axes=0] a; g:f64[8] = view[] f; h:f64[8] = sub a g; i:f64[8] = exp h; "
     "j:f64[] = reduce_sum[axes=0] b; k:f64[] = constant[1.]; l:f64[] = reduce_sum[axes=0] i; m:f64[] = div k l; "
     "n:f64[] = mul j m; o:f64[] = neg n; p:f64[8] = view[] o; q:f64[8] = mul i p; r:f64[8] = add b q; in (r,)"},
    {"of a logarithm of summed exponentials", BEFORE(ct::grad(logarithm_of_sum)(a)),
     "f:f64[] = reduce_max[axes=0] a; g:f64[8] = view[] f; h:f64[8] = sub a g; i:f64[8] = exp h; "
     "j:f64[] = constant[1.]; k:f64[] = reduce_sum[axes=0] i; l:f64[] = div j k; m:f64[8] = view[] l; "
     "n:f64[8] = mul i m; in (n,)"},
    {"not those of squares", BEFORE(ct::grad(squares_with_maximum)(a)),
     "f:f64[] = reduce_max[axes=0] a; g:f64[8] = view[] f; h:f64[8] = sub a g; i:f64[8] = constant[2.]; "
     "j:f64[8] = mul h i; k:bool[8] = eq a g; l:f64[8] = convert k; m:f64[] = reduce_sum[axes=0] h; "
     "n:f64[] = constant[-2.]; o:f64[] = mul m n; p:f64[] = constant[1.]; q:f64[] = reduce_sum[axes=0] l; "
     "r:f64[] = div p q; s:f64[] = mul o r; t:f64[8] = view[] s; u:f64[8] = mul l t; v:f64[8] = add j u; in (v,)"},
    {"over one element", BEFORE(sum(ct::slice<0, 0, 1>(a), columns)), "f:f64[] = view[0] a; in (f,)"},
};

}  // namespace rewrites
