// What Python's module and JAX's handlers call generated functions by: fixed C that knows functions by tables.
#pragma once

#include <string_view>

namespace cotangent::codegen::python {

/// calls.h
inline constexpr std::string_view calls_header =
    R"text(/* Functions of a generated library as tables, and how they are called for arrays with leading axes. */
#ifndef COTANGENT_CALLS_H
#define COTANGENT_CALLS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { COTANGENT_RANK = 8, COTANGENT_AXES = 64 };

/* An argument or a result: its type as f32, f64, i32, i64 or bool. */
typedef struct {
  const char *element;
  int bytes, rank;
  ptrdiff_t extents[COTANGENT_RANK];
} cotangent_leaf;

/* `call` runs `count` examples: of array k, which is at[k], examples are step[k] elements apart. */
typedef struct {
  const char *name;
  int inputs, outputs;
  const cotangent_leaf *leaves;
  void (*call)(void *const *at, const ptrdiff_t *step, size_t count, void *workspace);
  size_t workspace; /* bytes that it wants to be given */
  double operations;
} cotangent_function;

typedef struct {
  const char *name;
  const int *values;
  size_t count;
} cotangent_table;

extern const cotangent_function cotangent_functions[];
extern const int cotangent_function_count;
extern const cotangent_table cotangent_tables[];
extern const int cotangent_table_count;

/* Leading axes stand right-aligned in `batch`, whose extents are 1 at first. Returns 0 if these do not broadcast to it. */
int cotangent_broadcast(ptrdiff_t *batch, int *rank, const ptrdiff_t *extents, int lead);

/* One call for what lies evenly apart. `step` has a row of strides, in elements, for each of the `rank` axes of `extents`, and a
   row more; both, and `at`, are changed. */
void cotangent_run(const cotangent_function *f, void **at, ptrdiff_t *step, int rank, ptrdiff_t *extents, void *workspace);

#ifdef __cplusplus
}
#endif
#endif
)text";

/// calls.c
inline constexpr std::string_view calls_source = R"text(#include "calls.h"

#include <string.h>

int cotangent_broadcast(ptrdiff_t *batch, int *rank, const ptrdiff_t *extents, int lead) {
  for (int k = 1; k <= lead; ++k) {
    ptrdiff_t *const there = &batch[COTANGENT_AXES - k], here = extents[lead - k];
    if (*there == 1) *there = here;
    else if (here != 1 && here != *there) return 0;
  }
  if (lead > *rank) *rank = lead;
  return 1;
}

void cotangent_run(const cotangent_function *f, void **at, ptrdiff_t *step, int rank, ptrdiff_t *extents, void *workspace) {
  const int n = f->inputs + f->outputs;
  const size_t row = (size_t)n * sizeof *step;
  int axes = 0;
  for (int a = 0; a < rank; ++a) { /* axes that lie behind each other in all arrays are one */
    const ptrdiff_t *const from = step + (ptrdiff_t)a * n;
    ptrdiff_t *last = step + (ptrdiff_t)(axes - 1) * n;
    int joins = axes > 0;
    if (extents[a] == 0) return;
    if (extents[a] == 1) continue;
    for (int k = 0; k < n && joins; ++k) joins = last[k] == from[k] * extents[a];
    if (joins) {
      extents[axes - 1] *= extents[a];
    } else {
      extents[axes] = extents[a];
      last = step + (ptrdiff_t)axes++ * n;
    }
    if (last != from) memcpy(last, from, row);
  }
  const int outer = axes > 0 ? axes - 1 : 0;
  ptrdiff_t index[COTANGENT_AXES] = {0};
  for (;;) {
    int a = outer - 1;
    f->call(at, step + (ptrdiff_t)outer * n, axes > 0 ? (size_t)extents[outer] : 1, workspace);
    for (; a >= 0; --a) {
      const ptrdiff_t *const along = step + (ptrdiff_t)a * n;
      const int wraps = ++index[a] == extents[a];
      const ptrdiff_t places = wraps ? 1 - extents[a] : 1;
      for (int k = 0; k < n; ++k) at[k] = (char *)at[k] + along[k] * places * f->leaves[k].bytes;
      if (!wraps) break;
      index[a] = 0;
    }
    if (a < 0) return;
  }
}
)text";

}  // namespace cotangent::codegen::python
