// Values alone: arrays, views of memory, trees of them. What a program that calls generated code needs, without tracing
// or evaluation; no compiler flags.
#pragma once

#include <cotangent/tensor/outside_arrays.hpp>
#include <cotangent/tensor/tensor.hpp>
#include <cotangent/tensor/view.hpp>
#include <cotangent/trees/describe.hpp>
#include <cotangent/trees/results.hpp>
#include <cotangent/tensor/sparse_matrix.hpp>
#include <cotangent/trees/tree.hpp>
