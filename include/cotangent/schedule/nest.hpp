// What a scope is planned as, before it is written as loops: nests as sets of values left in buffers.
#pragma once

#include <cotangent/schedule/schedule.hpp>

namespace cotangent::ir {

enum class root_kind : int { value, reduction, placed, scattered, copied };

/// Where an array is: in a buffer, at an offset that may move with the loops around; row by row, or with the first axis
/// innermost.
struct place {
  int buffer = -1;
  int offset = 0;
  int step[max_depth] = {};
  bool first_axis_last = false;
};
constexpr int stride_of_axis(const place& p, const shape& dims, int axis) {
  int stride = 1;
  if (p.first_axis_last && axis == 0) return stride;
  for (int k = axis + 1; k < dims.rank; ++k) stride *= dims[k];
  return p.first_axis_last ? stride * dims[0] : stride;
}

/// A term of a sum that is stored part by part.
struct part_of_sum {
  int id = -1;
  bool negated = false;
};

/// A value that a nest leaves in a buffer.
struct root {
  root_kind kind = root_kind::value;
  int id = -1;     // the equation that names the buffer
  int value = -1;  // the equation computed in each iteration; -1: zero, or nothing but what is added
  place to;
  place from;     // of a copied value
  index_map map;  // of a placed value: where the element of an iteration goes
  shape dims;     // of the array written to
  bool negated = false;
  bool alone = false;  // of a placed value: nothing else is written where it is
  // What is added to it: more values of each iteration, and arrays of all `dims`, of which each element is taken where
  // it goes.
  list<part_of_sum> more = {}, others = {};
};

/// A set of roots over one iteration space; or a call or print, whose equation is `call`.
struct nest {
  shape space;
  unsigned reduced = 0;
  list<root> roots;
  int call = -1;
};

/// What is planned of an equation.
struct planned_equation {
  int next_get = -1;  // of a call, the first of the equations that take its results; of such a one, the next
  place where;        // if it has one
  int alias = -1;     // the constant that it stands for, as a parameter
  char stored = 0;    // 1: by a nest, element by element; 2: otherwise
  char found = 0, live = 0, keep = 0, reached = 0,
       in_place = 0;  // is needed; is planned here; gets a place; is done; is a pad of what is there already
  int uses = 0, summed = 0, result = -1, result_offset = 0, cost = 0,
      number = -1;  // summed: uses by sums; number: of the instruction, in the nest that is being written
  int identity_bound = 0, strict_bound = 0;  // the first nest that may read it: the same element, or any
};

}  // namespace cotangent::ir
