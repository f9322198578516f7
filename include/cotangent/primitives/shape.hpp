// view, pad and reshape: linear, and each other's transposes. Broadcast, transpose, slice, reversal, diagonal and
// indexing by constants are all views; concatenation, one-hot rows and diagonal matrices are sums of pads.
#pragma once

#include <cotangent/primitives/primitive.hpp>

namespace cotangent::ir {

template <>
inline constexpr primitive rules<op::view> = {
    .name = "view",
    .kind = op_kind::shape,
    .arity = 1,
    .jvp = [](graph& g, int id, const int* t) -> term { return view({&g, t[0]}, g.dims(id), g.map_of(id)); },
    // Axes of the result that the map does not use were broadcast: sum over them. Then put the rest in place.
    .transpose = [](graph& g, int id, int, term ct) -> term {
      const index_map map = g.map_of(id);
      unsigned unused = 0;
      int number[max_rank] = {}, kept = 0;
      for (int axis = 0; axis < g.dims(id).rank; ++axis) {
        if (map.uses(axis)) number[axis] = kept++;
        else unused |= 1u << axis;
      }
      index_map place = map;
      for (int k = 0; k < place.rank; ++k)
        if (place.at[k].axis >= 0) place.at[k].axis = number[place.at[k].axis];
      return pad(sum(ct, unused), g.dims(g[id].in[0]), place);
    },
    .batch = [](graph& g, int id, const int* in, const shape& prefix) -> term {
      return view({&g, in[0]}, concatenated(prefix, g.dims(id)), g.map_of(id).under_leading(prefix.rank));
    }};

template <>
inline constexpr primitive rules<op::pad> = {
    .name = "pad",
    .kind = op_kind::shape,
    .arity = 1,
    .jvp = [](graph& g, int id, const int* t) -> term { return pad({&g, t[0]}, g.dims(id), g.map_of(id)); },
    .transpose = [](graph& g, int id, int, term ct) -> term { return view(ct, g.dims(g[id].in[0]), g.map_of(id)); },
    .batch = [](graph& g, int id, const int* in, const shape& prefix) -> term {
      return pad({&g, in[0]}, concatenated(prefix, g.dims(id)), g.map_of(id).under_leading(prefix.rank));
    }};

template <>
inline constexpr primitive rules<op::reshape> = {
    .name = "reshape",
    .kind = op_kind::shape,
    .arity = 1,
    .jvp = [](graph& g, int id, const int* t) -> term { return reshape({&g, t[0]}, g.dims(id)); },
    .transpose = [](graph& g, int id, int, term ct) -> term { return reshape(ct, g.dims(g[id].in[0])); },
    .batch = [](graph& g, int id, const int* in, const shape& prefix) -> term {
      return reshape({&g, in[0]}, concatenated(prefix, g.dims(id)));
    }};

template <>
inline constexpr primitive rules<op::copy> = {
    .name = "copy",
    .kind = op_kind::shape,
    .arity = 1,
    .jvp = [](graph& g, int, const int* t) -> term { return {&g, t[0]}; },
    .transpose = [](graph&, int, int, term ct) -> term { return ct; },
    .batch = [](graph& g, int, const int* in, const shape&) -> term { return {&g, in[0]}; }};

template <>
inline constexpr primitive rules<op::stop_gradient> = {
    .name = "stop_gradient",
    .kind = op_kind::shape,
    .arity = 1,
    .batch = [](graph& g, int id, const int* in, const shape&) -> term { return apply(g[id].code, {&g, in[0]}); }};

// The same values, computed where they are used and not shared with what was computed before: see
// transforms/checkpoint.hpp.
template <>
inline constexpr primitive rules<op::barrier> = {.name = "barrier",
                                                 .kind = op_kind::shape,
                                                 .arity = 1,
                                                 .jvp = [](graph& g, int, const int* t) -> term { return {&g, t[0]}; },
                                                 .transpose = [](graph&, int, int, term ct) -> term { return ct; },
                                                 .batch = [](graph& g, int, const int* in, const shape&) -> term {
                                                   return {&g, g.emit_unique(op::barrier, g[in[0]].type, in[0])};
                                                 }};

}  // namespace cotangent::ir
