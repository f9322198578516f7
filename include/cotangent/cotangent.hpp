// Cotangent: derivatives of functions over arrays whose shapes are in their types, made at compile time.
#pragma once

#include <cotangent/graph/text.hpp>     // errors (first, so that they name few files)
#include <cotangent/tensor/tensor.hpp>  // values
#include <cotangent/tracing/expr.hpp>   // ... and traced (before what includes it, for the same reason)
#include <cotangent/tracing/apply.hpp>
#include <cotangent/tracing/elementwise.hpp>
#include <cotangent/tracing/standard_names.hpp>  // (std::exp and the like, refused)
#include <cotangent/tracing/creation.hpp>        // arrays from nothing
#include <cotangent/tracing/reductions.hpp>      // functions: reductions, shapes, parts, products, indices
#include <cotangent/tracing/shapes.hpp>
#include <cotangent/tracing/pieces.hpp>
#include <cotangent/tracing/linear_algebra.hpp>
#include <cotangent/tracing/indexing.hpp>
#include <cotangent/tracing/updates.hpp>         // arrays with some elements changed
#include <cotangent/tracing/repeats.hpp>         // shifts, copies, padding, triangles
#include <cotangent/tracing/cumulative.hpp>      // products, running sums, order
#include <cotangent/tracing/contractions.hpp>    // einsum, tensordot, convolutions
#include <cotangent/tracing/linear_systems.hpp>  // small linear systems
#include <cotangent/tracing/trace.hpp>
#include <cotangent/tracing/tree_operators.hpp>  // (comparisons of trees, refused; behind what clang matches by the operators it sees)
#include <cotangent/api/refusals.hpp>      // what every transform refuses
#include <cotangent/api/transform.hpp>     // ... and how it is called
#include <cotangent/api/usages.hpp>        // ... and how functions are called
#include <cotangent/api/tree.hpp>          // functions on trees
#include <cotangent/api/jit.hpp>           // one program
#include <cotangent/api/grad.hpp>          // gradients
#include <cotangent/api/jvp.hpp>           // forward mode
#include <cotangent/api/custom_vjp.hpp>    // rules of your own
#include <cotangent/api/vjp.hpp>           // both in two steps: pullbacks and linearized functions
#include <cotangent/api/jacobian.hpp>      // Jacobians and Hessians
#include <cotangent/api/sparse.hpp>        // ... without their zeros
#include <cotangent/api/vmap.hpp>          // batches
#include <cotangent/api/custom_jvp.hpp>    // ... for forward mode, for both modes, and recomputation
#include <cotangent/api/control_flow.hpp>  // branches and loops
#include <cotangent/api/check.hpp>         // questions about rules and shapes
#include <cotangent/api/inspect.hpp>       // the compiled program, and what it costs

#ifdef COTANGENT_EVALUATOR            // a generator of code has none
#include <cotangent/api/into.hpp>     // results into the caller's memory, views of it
#include <cotangent/api/map.hpp>      // run-time numbers of examples, on one core or all
#include <cotangent/api/map_sum.hpp>  // and their sum
#endif
