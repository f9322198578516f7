// simplify_structure.hpp and simplify_pads.hpp: what index maps know.
#pragma once

#include "row.hpp"

namespace rewrites {

inline large on_odd_rows(matrix x) { return pad_of<large>(x, {{0, 3, 2}, {1, 0, 1}}); }

const row structure[] = {
    {"a view of all", BEFORE(view_of<vector>(a, {{0, 0, 1}})), "in (a,)"},
    {"a view of a number", BEFORE(broadcast_to<8, 8>(number_like(a, 2))), "f:f64[8,8] = constant[2.]; in (f,)"},
    {"a view of nothing", BEFORE(broadcast_to<8, 8>(nothing(a))), "f:f64[8,8] = zeros; in (f,)"},
    {"a view of a view", BEFORE(slice<0, 2, 4>(transpose(c))), "f:f64[2,8] = view[j,2+i] c; in (f,)"},
    {"views that undo each other", BEFORE(flip(flip(a))), "in (a,)"},
    {"a row of a diagonal", BEFORE(diag(a)[2]), "f:f64[] = view[2] a; g:f64[8] = pad[2] f; in (g,)"},
    {"the diagonal of a diagonal", BEFORE(diag(diag(a))), "f:f64[8,8] = pad[i,i] a; g:f64[8] = view[i,i] f; in (g,)"},
    {"a diagonal, transposed", BEFORE(transpose(diag(a))), "f:f64[8,8] = pad[i,i] a; in (f,)"},
    {"a diagonal, flipped", BEFORE(flip(diag(a))), "f:f64[8,8] = pad[i,i] a; g:f64[8,8] = view[7-i,7-j] f; in (g,)"},
    {"an element of a diagonal", BEFORE(diag(a)(2, 2)), "f:f64[] = view[2] a; in (f,)"},
    {"an element beside it", BEFORE(diag(a)(2, 3)), "f:f64[] = zeros; in (f,)"},
    {"another row than the only one", BEFORE(pad_of<matrix>(a, {{-1, 2, 0}, {0, 0, 1}})[3]),
     "f:f64[8] = zeros; in (f,)"},
    {"the only row", BEFORE(pad_of<matrix>(a, {{-1, 2, 0}, {0, 0, 1}})[2]), "in (a,)"},
    {"the only row, transposed", BEFORE(transpose(pad_of<matrix>(a, {{-1, 2, 0}, {0, 0, 1}}))),
     "f:f64[8,8] = pad[i,2] a; in (f,)"},
    {"before, behind and between what is placed",
     BEFORE(ct::tuple(on_odd_rows(c)[1], on_odd_rows(c)[31], on_odd_rows(c)[4])), "f:f64[32] = zeros; in (f,f,f,)"},
    {"a pad, repeated", BEFORE(view_of<matrix>(pad_of<vector>(d, {{-1, 2, 0}}), {{1, 0, 1}})),
     "f:f64[8] = view[] d; g:f64[8,8] = pad[i,2] f; in (g,)"},
    {"a part of a pad stays", BEFORE(slice<0, 2, 4>(diag(a))),
     "f:f64[8,8] = pad[i,i] a; g:f64[2,8] = view[2+i,j] f; in (g,)"},
    {"a shape that it has", BEFORE(reshape<8>(a)), "in (a,)"},
    {"also with axes of one", BEFORE(reshape<1, 8>(slice<0, 2, 3>(c))), "f:f64[1,8] = view[2+i,j] c; in (f,)"},
    {"a number in another shape", BEFORE(reshape<64>(number_like(c, 2))), "f:f64[64] = constant[2.]; in (f,)"},
    {"a shape of a shape", BEFORE(reshape<4, 16>(reshape<2, 32>(c))), "f:f64[4,16] = reshape c; in (f,)"},
    {"shapes that undo each other", BEFORE(reshape<8, 8>(reshape<64>(c))), "in (c,)"},
    {"new axes of one", BEFORE(reshape<1, 8, 1>(a)), "f:f64[1,8,1] = view[j] a; in (f,)"},
    {"axes of one go", BEFORE(reshape<8>(slice<0, 2, 3>(c))), "f:f64[8] = view[2,i] c; in (f,)"},
    {"nothing in a place", BEFORE(diag(nothing(a))), "f:f64[8,8] = zeros; in (f,)"},
    {"all of a place", BEFORE(pad_of<vector>(a, {{0, 0, 1}})), "in (a,)"},
    {"axes in another order", BEFORE(pad_of<matrix>(c, {{1, 0, 1}, {0, 0, 1}})), "f:f64[8,8] = view[j,i] c; in (f,)"},
    {"a negative diagonal", BEFORE(-diag(a)), "f:f64[8] = neg a; g:f64[8,8] = pad[i,i] f; in (g,)"},
    {"a diagonal in another type", BEFORE(ct::astype<float>(diag(a))),
     "f:f32[8] = convert a; g:f32[8,8] = pad[i,i] f; in (g,)"},
    {"a diagonal times", BEFORE(diag(a) * c),
     "f:f64[8] = view[i,i] c; g:f64[8] = mul a f; h:f64[8,8] = pad[i,i] g; in (h,)"},
    {"times a diagonal", BEFORE(c* diag(a)),
     "f:f64[8] = view[i,i] c; g:f64[8] = mul a f; h:f64[8,8] = pad[i,i] g; in (h,)"},
    {"a diagonal divided", BEFORE(diag(a) / c),
     "f:f64[8] = view[i,i] c; g:f64[8] = div a f; h:f64[8,8] = pad[i,i] g; in (h,)"},
    {"what is dense comes out of products", BEFORE((diag(a) + outer(a, b)) * c),
     "f:f64[8] = view[i,i] c; g:f64[8] = mul a f; h:f64[8,8] = pad[i,i] g; i:f64[8,8] = view[i] a; "
     "j:f64[8,8] = view[j] b; k:f64[8,8] = mul i j; l:f64[8,8] = mul c k; m:f64[8,8] = add h l; in (m,)"},
    {"of differences", BEFORE(c*(outer(a, b) - diag(a))),
     "f:f64[8,8] = view[i] a; g:f64[8,8] = view[j] b; h:f64[8,8] = mul f g; i:f64[8,8] = mul c h; "
     "j:f64[8] = view[i,i] c; k:f64[8] = mul a j; l:f64[8,8] = pad[i,i] k; m:f64[8,8] = sub i l; in (m,)"},
    {"and out of sums: (p + x) + y", BEFORE((diag(a) + outer(a, b)) + c),
     "f:f64[8,8] = view[i] a; g:f64[8,8] = view[j] b; h:f64[8,8] = mul f g; i:f64[8,8] = add h c; "
     "j:f64[8,8] = pad[i,i] a; k:f64[8,8] = add i j; in (k,)"},
    {"(p + x) - y", BEFORE((diag(a) + outer(a, b)) - c),
     "f:f64[8,8] = view[i] a; g:f64[8,8] = view[j] b; h:f64[8,8] = mul f g; i:f64[8,8] = sub h c; "
     "j:f64[8,8] = pad[i,i] a; k:f64[8,8] = add i j; in (k,)"},
    {"y - (p + x)", BEFORE(c - (diag(a) + outer(a, b))),
     "f:f64[8,8] = view[i] a; g:f64[8,8] = view[j] b; h:f64[8,8] = mul f g; i:f64[8,8] = sub c h; "
     "j:f64[8,8] = pad[i,i] a; k:f64[8,8] = sub i j; in (k,)"},
    {"(p - x) + y", BEFORE((diag(a) - outer(a, b)) + c),
     "f:f64[8,8] = view[i] a; g:f64[8,8] = view[j] b; h:f64[8,8] = mul f g; i:f64[8,8] = sub c h; "
     "j:f64[8,8] = pad[i,i] a; k:f64[8,8] = add i j; in (k,)"},
    {"(p - x) - y", BEFORE((diag(a) - outer(a, b)) - c),
     "f:f64[8,8] = pad[i,i] a; g:f64[8,8] = view[i] a; h:f64[8,8] = view[j] b; i:f64[8,8] = mul g h; "
     "j:f64[8,8] = add i c; k:f64[8,8] = sub f j; in (k,)"},
    {"y - (p - x)", BEFORE(c - (diag(a) - outer(a, b))),
     "f:f64[8,8] = view[i] a; g:f64[8,8] = view[j] b; h:f64[8,8] = mul f g; i:f64[8,8] = add h c; "
     "j:f64[8,8] = pad[i,i] a; k:f64[8,8] = sub i j; in (k,)"},
    {"(x - p) + y", BEFORE((outer(a, b) - diag(a)) + c),
     "f:f64[8,8] = view[i] a; g:f64[8,8] = view[j] b; h:f64[8,8] = mul f g; i:f64[8,8] = add h c; "
     "j:f64[8,8] = pad[i,i] a; k:f64[8,8] = sub i j; in (k,)"},
    {"y - (x - p)", BEFORE(c - (outer(a, b) - diag(a))),
     "f:f64[8,8] = view[i] a; g:f64[8,8] = view[j] b; h:f64[8,8] = mul f g; i:f64[8,8] = sub c h; "
     "j:f64[8,8] = pad[i,i] a; k:f64[8,8] = add i j; in (k,)"},
    {"two diagonals stay outside", BEFORE((diag(a) + c) + diag(b)),
     "f:f64[8,8] = pad[i,i] a; g:f64[8,8] = add f c; h:f64[8,8] = pad[i,i] b; i:f64[8,8] = add g h; in (i,)"},
};

}  // namespace rewrites
