// Which rules each call has, under each of the three transforms.
#pragma once

#include <cotangent/graph/propagate.hpp>

namespace cotangent::ir {

struct linearization;
class transposition;
struct batching;

// Defined in custom_rule.hpp, scan.hpp and branch.hpp, which come at the end: they need all three transforms, and these
// this table.
constexpr void linearize_custom(linearization& rule, int id);
constexpr void linearize_custom_transpose(linearization& rule, int id);
constexpr void linearize_checkpoint(linearization& rule, int id);
constexpr void linearize_scan(linearization& rule, int id);
constexpr void linearize_cond(linearization& rule, int id);
constexpr void linearize_while(linearization& rule, int id);
constexpr void transpose_custom(transposition& rule, int id);
constexpr void transpose_function(transposition& rule, int id);
constexpr void transpose_scan(transposition& rule, int id);
constexpr void transpose_cond(transposition& rule, int id);
constexpr void refuse_while(transposition& rule, int id);
constexpr void batch_custom(batching& rule, int id);
constexpr void batch_scan(batching& rule, int id);
constexpr void batch_cond(batching& rule, int id);
constexpr void batch_while(batching& rule, int id);
constexpr bool has_while(const graph& g, int region);

constexpr void linearize_call(linearization& rule, op code, int id) {
  switch (code) {
    case op::custom_transpose: return linearize_custom_transpose(rule, id);
    case op::checkpoint: return linearize_checkpoint(rule, id);
    case op::scan: return linearize_scan(rule, id);
    case op::cond: return linearize_cond(rule, id);
    case op::while_loop: return linearize_while(rule, id);
    default: return linearize_custom(rule, id);
  }
}

constexpr void transpose_call(transposition& rule, op code, int id) {
  switch (code) {
    case op::custom_transpose: return transpose_custom(rule, id);
    case op::scan: return transpose_scan(rule, id);
    case op::cond: return transpose_cond(rule, id);
    case op::while_loop: return refuse_while(rule, id);
    default: return transpose_function(rule, id);
  }
}

constexpr void batch_call(batching& rule, op code, int id) {
  switch (code) {
    case op::scan: return batch_scan(rule, id);
    case op::cond: return batch_cond(rule, id);
    case op::while_loop: return batch_while(rule, id);
    default: return batch_custom(rule, id);
  }
}

}  // namespace cotangent::ir

#include <cotangent/transforms/branch.hpp>
#include <cotangent/transforms/close_scopes.hpp>
#include <cotangent/transforms/custom_rule.hpp>
#include <cotangent/transforms/scan.hpp>
