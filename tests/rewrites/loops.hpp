// recurrences.hpp, separate_scans.hpp, join_totals.hpp, transposed_sums.hpp and symmetric_sums.hpp: what the passes
// make of loops, and of sums that are the same with two axes exchanged.
#pragma once

#include "row.hpp"

namespace rewrites {

constexpr auto printed = [](auto x) {
  ct::debug_print("{}", x);
  return x;
};

const row recurrences[] = {
    {"a chain is a c + b",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(d + 0.5 * (m - d) + x, ct::none); }, 0.0, a).carry),
     "f:f64[] = constant[0.]; g = scan[steps=8,consts=1,carry=1,xs=1] d f a; { lambda h:f64[] i:f64[] j:f64[]. let; "
     "k:f64[] = constant[-0.5]; l:f64[] = mul h k; m:f64[] = add l h; n:f64[] = add m j; o:f64[] = constant[0.5]; "
     "p:f64[] = mul i o; q:f64[] = add n p; in (q,) }; r:f64[] = get[0] g; in (r,)"},
    {"what is the same in all steps is before them",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(sin(m) + x * exp(c(0, ct::all)), ct::none); }, a, b).carry),
     "f:f64[8] = view[0,i] c; g:f64[8] = exp f; h = scan[steps=8,consts=1,carry=1,xs=1] g a b; { lambda i:f64[8] "
     "j:f64[8] k:f64[]. let; l:f64[8] = sin j; m:f64[8] = view[] k; n:f64[8] = mul i m; o:f64[8] = add l n; in "
     "(o,) }; p:f64[8] = get[0] h; in (p,)"},
    {"and, differentiated, kept once", BEFORE(ct::grad([=](auto v) {
       return sum(
           ct::scan([=](auto m, auto x) { return ct::tuple(m + x * exp(d * v) * sin(m), ct::none); }, v, b).carry);
     })(a)),
     "f:f64[8] = zeros; g:f64[8] = constant[1.]; h:f64[8] = view[] d; i:f64[8] = mul a h; j:f64[8] = exp i; k = "
     "scan[steps=8,consts=1,carry=1,xs=1] j a b; { lambda l:f64[8] m:f64[8] n:f64[]. let; o:f64[8] = view[] n; "
     "p:f64[8] = mul l o; q:f64[8] = sin m; r:f64[8] = mul p q; s:f64[8] = add m r; t:f64[8] = cos m; in (s,q,t,) "
     "}; u:f64[8,8] = get[1] k; v:f64[8,8] = get[2] k; w:f64[8,8] = view[i] b; x:f64[8,8] = view[j] j; y:f64[8,8] "
     "= mul w x; z = scan[steps=8,consts=0,carry=2,xs=4,reversed] f g b u v y; { lambda aa:f64[8] ab:f64[8] "
     "ac:f64[] ad:f64[8] ae:f64[8] af:f64[8]. let; ag:f64[8] = mul ab ad; ah:f64[8] = view[] ac; ai:f64[8] = mul "
     "ag ah; aj:f64[8] = add aa ai; ak:f64[8] = mul ab af; al:f64[8] = mul ae ak; am:f64[8] = add ab al; in "
     "(aj,am,) }; an:f64[8] = get[1] z; ao:f64[8] = get[0] z; ap:f64[8] = mul j ao; aq:f64[8] = mul h ap; "
     "ar:f64[8] = add an aq; in (ar,)"},
    {"with differences and signs",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(x - d * (x + -(m - d)), ct::none); }, 0.0, a).carry),
     "f:f64[] = constant[0.]; g = scan[steps=8,consts=1,carry=1,xs=1] d f a; { lambda h:f64[] i:f64[] j:f64[]. let; "
     "k:f64[] = add j h; l:f64[] = mul h k; m:f64[] = sub j l; n:f64[] = mul h i; o:f64[] = add m n; in (o,) }; "
     "p:f64[] = get[0] g; in (p,)"},
    {"less the carry",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(x - d * (m + x), ct::none); }, 0.0, a).carry),
     "f:f64[] = constant[0.]; g = scan[steps=8,consts=1,carry=1,xs=1] d f a; { lambda h:f64[] i:f64[] j:f64[]. let; "
     "k:f64[] = mul h j; l:f64[] = sub j k; m:f64[] = mul h i; n:f64[] = sub l m; in (n,) }; o:f64[] = get[0] g; "
     "in (o,)"},
    {"a negative chain",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(-(d * (m + x)), ct::none); }, 0.0, a).carry),
     "f:f64[] = constant[0.]; g = scan[steps=8,consts=1,carry=1,xs=1] d f a; { lambda h:f64[] i:f64[] j:f64[]. let; "
     "k:f64[] = mul h j; l:f64[] = neg k; m:f64[] = mul h i; n:f64[] = sub l m; in (n,) }; o:f64[] = get[0] g; "
     "in (o,)"},
    {"not with quotients",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple((m + x) / d + x, ct::none); }, 0.0, a).carry),
     "f:f64[] = constant[0.]; g = scan[steps=8,consts=1,carry=1,xs=1] d f a; { lambda h:f64[] i:f64[] j:f64[]. let; "
     "k:f64[] = add i j; l:f64[] = div k h; m:f64[] = add l j; in (m,) }; n:f64[] = get[0] g; in (n,)"},
    {"unless the program may",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple((m + x) / d + x, ct::none); }, 0.0, a).carry),
     "f:f64[] = constant[0.]; g = scan[steps=8,consts=1,carry=1,xs=1] d f a; { lambda h:f64[] i:f64[] j:f64[]. let; "
     "k:f64[] = div j h; l:f64[] = add k j; m:f64[] = constant[1.]; n:f64[] = div m h; o:f64[] = mul i n; "
     "p:f64[] = add l o; in (p,) }; q:f64[] = get[0] g; in (q,)",
     with_reciprocals},
    {"not sums alone, which have the order that was meant",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(d - (m + x), ct::none); }, 0.0, a).carry),
     "f:f64[] = constant[0.]; g = scan[steps=8,consts=1,carry=1,xs=1] d f a; { lambda h:f64[] i:f64[] j:f64[]. let; "
     "k:f64[] = add i j; l:f64[] = sub h k; in (l,) }; m:f64[] = get[0] g; in (m,)"},
    {"not what is short",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(m * d + x, ct::none); }, 0.0, a).carry),
     "f:f64[] = constant[0.]; g = scan[steps=8,consts=1,carry=1,xs=1] d f a; { lambda h:f64[] i:f64[] j:f64[]. let; "
     "k:f64[] = mul h i; l:f64[] = add k j; in (l,) }; m:f64[] = get[0] g; in (m,)"},
    {"not what goes two ways",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(m * (m + d) + x, ct::none); }, 0.0, a).carry),
     "f:f64[] = constant[0.]; g = scan[steps=8,consts=1,carry=1,xs=1] d f a; { lambda h:f64[] i:f64[] j:f64[]. let; "
     "k:f64[] = add i h; l:f64[] = mul i k; m:f64[] = add l j; in (m,) }; n:f64[] = get[0] g; in (n,)"},
    {"not of whole numbers",
     BEFORE(ct::scan([](auto m, auto x) { return ct::tuple((m + x) * 2 + x, ct::none); }, 0, ct::astype<int>(a)).carry),
     "f:i32[] = constant[0]; g:i32[8] = convert a; h = scan[steps=8,consts=0,carry=1,xs=1] f g; "
     "{ lambda i:i32[] j:i32[]. let; k:i32[] = add i j; l:i32[] = constant[2]; m:i32[] = mul k l; "
     "n:i32[] = add m j; in (n,) }; o:i32[] = get[0] h; in (o,)"},
};
const row separated[] = {
    {"what needs no carry comes before the loop",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(m * d + sin(x) * exp(x), ct::none); }, 0.0, a).carry),
     "f:f64[] = constant[0.]; g:f64[8] = sin a; h:f64[8] = exp a; i:f64[8] = mul g h; "
     "j = scan[steps=8,consts=1,carry=1,xs=1] d f i; { lambda k:f64[] l:f64[] m:f64[]. let; n:f64[] = mul k l; "
     "o:f64[] = add n m; in (o,) }; p:f64[] = get[0] j; in (p,)"},
    {"what no carry needs comes after it",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(sin(m) + x, exp(m) * m - d); }, 0.0, a).ys),
     "f:f64[] = constant[0.]; g = scan[steps=8,consts=0,carry=1,xs=1] f a; { lambda h:f64[] i:f64[]. let; "
     "j:f64[] = sin h; k:f64[] = add j i; in (k,h,) }; l:f64[8] = get[1] g; m:f64[8] = exp l; n:f64[8] = mul l m; "
     "o:f64[8] = view[] d; p:f64[8] = sub n o; in (p,)"},
    {"a sum that is seen late",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple((m + sin(x) * exp(x)) * 1.0, m * x); }, 0.0, a).carry),
     "f:f64[] = constant[0.]; g:f64[8] = sin a; h:f64[8] = exp a; i:f64[8] = mul g h; "
     "j = scan[steps=8,consts=0,carry=1,xs=1] f i; { lambda k:f64[] l:f64[]. let; m:f64[] = add k l; in (m,k,) }; "
     "n:f64[] = get[0] j; in (n,)"},
    {"what is stacked anyway is not stacked again",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(sin(m) + x, ct::tuple(m, exp(m) * m - d)); }, 0.0, a).ys),
     "f:f64[] = constant[0.]; g = scan[steps=8,consts=0,carry=1,xs=1] f a; { lambda h:f64[] i:f64[]. let; j:f64[] = "
     "sin h; k:f64[] = add j i; in (k,h,) }; l:f64[8] = get[1] g; m:f64[8] = exp l; n:f64[8] = mul l m; o:f64[8] = "
     "view[] d; p:f64[8] = sub n o; in (l,p,)"},
    {"what turns out the same is stacked once, of arrays too",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(sin(m) + x, ct::tuple(m * 1.0, m)); }, 0.0 * a, c).ys),
     "f:f64[8] = constant[0.]; g:f64[8] = mul a f; h = scan[steps=8,consts=0,carry=1,xs=1] g c; { lambda i:f64[8] "
     "j:f64[8]. let; k:f64[8] = sin i; l:f64[8] = add k j; in (l,i,) }; m:f64[8,8] = get[1] h; in (m,m,)"},
    {"not of what prints",
     BEFORE(
         ct::scan([=](auto m, auto x) { return ct::tuple(m * d + printed(sin(x)) * exp(x), ct::none); }, 0.0, a).carry),
     "f:f64[] = constant[0.]; g = scan[steps=8,consts=1,carry=1,xs=1] d f a; { lambda h:f64[] i:f64[] j:f64[]. let; "
     "k:f64[] = sin j; debug_print k; l:f64[] = mul h i; m:f64[] = exp j; n:f64[] = mul k m; o:f64[] = add l n; "
     "in (o,) }; p:f64[] = get[0] g; in (p,)"},
    {"a carry from no carry",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(sin(x) * exp(x), m * x); }, 0.0, a).ys),
     "f:f64[] = constant[0.]; g:f64[8] = sin a; h:f64[8] = exp a; i = scan[steps=8,consts=0,carry=1,xs=2] f g h; "
     "{ lambda j:f64[] k:f64[] l:f64[]. let; m:f64[] = mul k l; in (m,j,) }; n:f64[8] = get[1] i; "
     "o:f64[8] = mul n a; in (o,)"},
    {"not for so little", BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(sin(m) + x, m * d); }, 0.0, a).ys),
     "f:f64[] = constant[0.]; g = scan[steps=8,consts=1,carry=1,xs=1] d f a; { lambda h:f64[] i:f64[] j:f64[]. let; "
     "k:f64[] = sin i; l:f64[] = add k j; m:f64[] = mul h i; in (l,m,) }; n:f64[8] = get[1] g; in (n,)"},
    {"not for few steps",
     BEFORE(
         ct::scan([=](auto m, auto x) { return ct::tuple(m * d + sin(x) * exp(x), ct::none); }, 0.0, slice<0, 0, 3>(a))
             .carry),
     "f:f64[] = constant[0.]; g:f64[3] = view[i] a; h = scan[steps=3,consts=1,carry=1,xs=1] d f g; "
     "{ lambda i:f64[] j:f64[] k:f64[]. let; l:f64[] = mul i j; m:f64[] = sin k; n:f64[] = exp k; "
     "o:f64[] = mul m n; p:f64[] = add l o; in (p,) }; q:f64[] = get[0] h; in (q,)"},
    {"not loops over arrays",
     BEFORE(ct::scan([=](auto m, auto x) { return ct::tuple(m * d + sin(x) * exp(x), ct::none); }, 0.0 * a, c).carry),
     "f:f64[8] = constant[0.]; g:f64[8] = mul a f; h = scan[steps=8,consts=1,carry=1,xs=1] d g c; "
     "{ lambda i:f64[] j:f64[8] k:f64[8]. let; l:f64[8] = view[] i; m:f64[8] = mul j l; n:f64[8] = sin k; "
     "o:f64[8] = exp k; p:f64[8] = mul n o; q:f64[8] = add m p; in (q,) }; r:f64[8] = get[0] h; in (r,)"},
};
const row joined[] = {
    {"what else is carried stays",
     BEFORE(ct::scan(
                [=](auto m, auto x) {
                  const auto [h, s, t, u, v] = m;
                  return ct::tuple(ct::tuple(sin(h), s + h, t + x * h, h * h + u, v + a * h), h);
                },
                ct::tuple(b, b, ct::zeros<double, 8>(), a, b), c)
                .carry),
     "f:f64[4,8] = pad[0,i] b; g:f64[8] = constant[0.]; h:f64[4,8] = pad[1,i] g; i:f64[4,8] = add f h; j:f64[4,8] = "
     "pad[2,i] a; k:f64[4,8] = add i j; l:f64[4,8] = pad[3,i] b; m:f64[4,8] = add k l; n = "
     "scan[steps=8,consts=1,carry=2,xs=1] a b m c; { lambda o:f64[8] p:f64[8] q:f64[4,8] r:f64[8]. let; s:f64[8] = "
     "sin p; t:i32[4] = iota; u:i32[4] = constant[2]; v:bool[4] = lt t u; w:bool[4,8] = view[i] v; x:i32[4] = "
     "constant[1]; y:bool[4] = lt t x; z:bool[4,8] = view[i] y; aa:f64[4,8] = view[j] p; ab:f64[8] = mul p r; "
     "ac:f64[4,8] = view[j] ab; ad:f64[4,8] = select z aa ac; ae:i32[4] = constant[3]; af:bool[4] = lt t ae; "
     "ag:bool[4,8] = view[i] af; ah:f64[8] = mul p p; ai:f64[4,8] = view[j] ah; aj:f64[8] = mul o p; ak:f64[4,8] = "
     "view[j] aj; al:f64[4,8] = select ag ai ak; am:f64[4,8] = select w ad al; an:f64[4,8] = add q am; in (s,an,p,) "
     "}; ao:f64[8] = get[0] n; ap:f64[4,8] = get[1] n; aq:f64[8] = view[0,i] ap; ar:f64[8] = view[1,i] ap; as:f64[8] "
     "= view[2,i] ap; at:f64[8] = view[3,i] ap; in (ao,aq,ar,as,at,)"},
    {"from zero, of two types",
     BEFORE(ct::scan(
                [=](auto m, auto x) {
                  const auto [h, s, t, u, v, w] = m;
                  return ct::tuple(ct::tuple(sin(h), s + h, t + x * h, h * h + u, v + a * h, w + h[0]), ct::none);
                },
                ct::tuple(b, ct::zeros<double, 8>(), ct::zeros<double, 8>(), ct::zeros<double, 8>(),
                          ct::zeros<double, 8>(), d),
                c)
                .carry),
     "f:f64[4,8] = constant[0.]; g = scan[steps=8,consts=1,carry=3,xs=1] a b d f c; { lambda h:f64[8] i:f64[8] "
     "j:f64[] k:f64[4,8] l:f64[8]. let; m:f64[8] = sin i; n:f64[] = view[0] i; o:f64[] = add j n; p:i32[4] = iota; "
     "q:i32[4] = constant[2]; r:bool[4] = lt p q; s:bool[4,8] = view[i] r; t:i32[4] = constant[1]; u:bool[4] = lt p "
     "t; v:bool[4,8] = view[i] u; w:f64[4,8] = view[j] i; x:f64[8] = mul i l; y:f64[4,8] = view[j] x; z:f64[4,8] = "
     "select v w y; aa:i32[4] = constant[3]; ab:bool[4] = lt p aa; ac:bool[4,8] = view[i] ab; ad:f64[8] = mul i i; "
     "ae:f64[4,8] = view[j] ad; af:f64[8] = mul h i; ag:f64[4,8] = view[j] af; ah:f64[4,8] = select ac ae ag; "
     "ai:f64[4,8] = select s z ah; aj:f64[4,8] = add k ai; in (m,o,aj,) }; ak:f64[8] = get[0] g; al:f64[4,8] = "
     "get[2] g; am:f64[8] = view[0,i] al; an:f64[8] = view[1,i] al; ao:f64[8] = view[2,i] al; ap:f64[8] = view[3,i] "
     "al; aq:f64[] = get[1] g; in (ak,am,an,ao,ap,aq,)"},
    {"not three",
     BEFORE(ct::scan(
                [=](auto m, auto x) {
                  const auto [h, s, t, u] = m;
                  return ct::tuple(ct::tuple(sin(h), s + h, t + x * h, a * h + u), ct::none);
                },
                ct::tuple(b, a, a, a), c)
                .carry),
     "f = scan[steps=8,consts=1,carry=4,xs=1] a b a a a c; { lambda g:f64[8] h:f64[8] i:f64[8] j:f64[8] k:f64[8] "
     "l:f64[8]. let; m:f64[8] = sin h; n:f64[8] = add i h; o:f64[8] = mul h l; p:f64[8] = add j o; q:f64[8] = mul g "
     "h; r:f64[8] = add q k; in (m,n,p,r,) }; s:f64[8] = get[0] f; t:f64[8] = get[1] f; u:f64[8] = get[2] f; "
     "v:f64[8] = get[3] f; in (s,t,u,v,)"},
    {"not what the step looks at, or stacks, or subtracts from",
     BEFORE(ct::scan(
                [=](auto m, auto x) {
                  const auto [s, t, u, v] = m;
                  return ct::tuple(ct::tuple(s + sin(s), t + x * s, u + s * s, exp(s) - v), t);
                },
                ct::tuple(b, a, a, a), c)
                .carry),
     "f = scan[steps=8,consts=0,carry=4,xs=1] b a a a c; { lambda g:f64[8] h:f64[8] i:f64[8] j:f64[8] k:f64[8]. let; "
     "l:f64[8] = sin g; m:f64[8] = add g l; n:f64[8] = mul g k; o:f64[8] = add h n; p:f64[8] = mul g g; q:f64[8] = "
     "add i p; r:f64[8] = exp g; s:f64[8] = sub r j; in (m,o,q,s,h,) }; t:f64[8] = get[0] f; u:f64[8] = get[1] f; "
     "v:f64[8] = get[2] f; w:f64[8] = get[3] f; in (t,u,v,w,)"},
};
const row transposed[] = {
    {"a cotangent of a matrix on the right", BEFORE(ct::grad([=](auto w) { return sum(square(dot(e, w))); })(e)),
     "f:f64[32,32,32] = view[i,k] e; g:f64[32,32,32] = view[k,j] e; h:f64[32,32,32] = mul f g; i:f64[32,32] = "
     "reduce_sum[axes=2] h; j:f64[32,32] = constant[2.]; k:f64[32,32] = mul i j; l:f64[32,32,32] = view[i,k] k; "
     "m:f64[32,32,32] = view[i,j] e; n:f64[32,32,32] = mul l m; o:f64[32,32] = reduce_sum[axes=0] n; in (o,)"},
    {"with an axis of each", BEFORE(ct::vmap([=](auto x) { return transpose(dot(transpose(e), exp(x[0] * e))); })(c)),

     "f:f64[8,32,32] = view[i,0] c; g:f64[8,32,32] = view[j,k] e; h:f64[8,32,32] = mul f g; i:f64[8,32,32] = exp h; "
     "j:f64[8,32,32,32] = view[i,l,j] i; k:f64[8,32,32,32] = view[l,k] e; l:f64[8,32,32,32] = mul j k; "
     "m:f64[8,32,32] = reduce_sum[axes=3] l; in (m,)"},
    {"not for rows of eight", BEFORE(transpose(dot(c, c))),
     "f:f64[8,8,8] = view[i,k] c; g:f64[8,8,8] = view[k,j] c; h:f64[8,8,8] = mul f g; i:f64[8,8] = "
     "reduce_sum[axes=2] h; j:f64[8,8] = view[j,i] i; in (j,)"},
    {"not where no factor has them beside each other", BEFORE(transpose(dot(e, e))),
     "f:f64[32,32,32] = view[i,k] e; g:f64[32,32,32] = view[k,j] e; h:f64[32,32,32] = mul f g; i:f64[32,32] = "
     "reduce_sum[axes=2] h; j:f64[32,32] = view[j,i] i; in (j,)"},
    {"not where the sum is read as it is, too",
     BEFORE(transpose(dot(transpose(e), sin(e))) + dot(transpose(e), sin(e))),
     "f:f64[32,32,32] = view[k,i] e; g:f64[32,32] = sin e; h:f64[32,32,32] = view[k,j] g; i:f64[32,32,32] = mul f h; "
     "j:f64[32,32] = reduce_sum[axes=2] i; k:f64[32,32] = view[j,i] j; l:f64[32,32] = add k j; in (l,)"},
};
const row symmetric[] = {
    {"a product with its own transpose", BEFORE(matmul(e, transpose(e))),
     "f:f64[16,16,32] = view[i,k] e; g:f64[16,16,32] = view[j,k] e; h:f64[16,16,32] = mul f g; "
     "i:f64[16,16] = reduce_sum[axes=2] h; j:f64[32,32] = pad[i,j] i; k:f64[16,16,32] = view[16+i,k] e; "
     "l:f64[16,16,32] = view[16+j,k] e; m:f64[16,16,32] = mul k l; n:f64[16,16] = reduce_sum[axes=2] m; "
     "o:f64[32,32] = pad[16+i,16+j] n; p:f64[32,32] = add j o; q:f64[16,16,32] = mul g k; "
     "r:f64[16,16] = reduce_sum[axes=2] q; s:f64[32,32] = pad[16+i,j] r; t:f64[32,32] = add p s; "
     "u:f64[16,16] = view[j,i] r; v:f64[32,32] = pad[i,16+j] u; w:f64[32,32] = add t v; in (w,)"},
    {"weighted", BEFORE(matmul(transpose(e), e* reshape<32, 1>(e[0]))),
     "f:f64[16,16,32] = view[k,i] e; g:f64[32,32] = view[0,i] e; h:f64[32,32] = mul e g; "
     "i:f64[16,16,32] = view[k,j] h; j:f64[16,16,32] = mul f i; k:f64[16,16] = reduce_sum[axes=2] j; "
     "l:f64[32,32] = pad[i,j] k; m:f64[16,16,32] = view[k,16+i] e; n:f64[16,16,32] = view[k,16+j] h; "
     "o:f64[16,16,32] = mul m n; p:f64[16,16] = reduce_sum[axes=2] o; q:f64[32,32] = pad[16+i,16+j] p; "
     "r:f64[32,32] = add l q; s:f64[16,16,32] = mul i m; t:f64[16,16] = reduce_sum[axes=2] s; "
     "u:f64[32,32] = pad[16+i,j] t; v:f64[32,32] = add r u; w:f64[16,16] = view[j,i] t; "
     "x:f64[32,32] = pad[i,16+j] w; y:f64[32,32] = add v x; in (y,)"},
    {"not of two matrices", BEFORE(matmul(e, e)),
     "f:f64[32,32,32] = view[i,k] e; g:f64[32,32,32] = view[k,j] e; h:f64[32,32,32] = mul f g; "
     "i:f64[32,32] = reduce_sum[axes=2] h; in (i,)"},
    {"not of few products", BEFORE(matmul(slice<1, 0, 4>(e), transpose(slice<1, 0, 4>(e)))),
     "f:f64[32,32,4] = view[i,k] e; g:f64[32,32,4] = view[j,k] e; h:f64[32,32,4] = mul f g; "
     "i:f64[32,32] = reduce_sum[axes=2] h; in (i,)"},
    {"not for so little", BEFORE(matmul(c, transpose(c))),
     "f:f64[8,8,8] = view[i,k] c; g:f64[8,8,8] = view[j,k] c; h:f64[8,8,8] = mul f g; "
     "i:f64[8,8] = reduce_sum[axes=2] h; in (i,)"},
};

}  // namespace rewrites
