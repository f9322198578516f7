// What stands before the functions of a printed module.
#pragma once

#include <string_view>

namespace cotangent::codegen::jax {

struct helper {
  std::string_view name, definition;
};

/// What `_linear` imports.
inline constexpr std::string_view imports_of_linear = R"(from jax.extend.core import Primitive
from jax.interpreters import ad, batching, mlir
)";
inline constexpr std::string_view imports = R"(import functools
import inspect
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
)";

/// Those but the first only where a function calls them.
inline constexpr helper helpers[] = {
    {"_takes", R"(_TYPES = {"f32": "float32", "f64": "float64", "i32": "int32", "i64": "int64", "bool": "bool"}


def _array(given, wanted):
    """`given` as an array of a type such as "f32[2,3]"; TypeError where it has another shape, or would lose more than digits."""
    element, extents = wanted[:-1].split("[")
    shape = tuple(int(extent) for extent in extents.split(",") if extent)
    array = jnp.asarray(given)
    if array.shape != shape or not np.can_cast(array.dtype, _TYPES[element], "same_kind"):
        raise TypeError(f"expected {wanted}, got {array.dtype}[{','.join(map(str, array.shape))}]")
    return array.astype(_TYPES[element])


def _takes(*wanted, x64=False):
    """Makes arguments the arrays that the function is written for."""

    def decorate(function):
        signature = inspect.signature(function)

        @functools.wraps(function)
        def checked(*given, **named):
            if x64 and not jax.config.jax_enable_x64:
                wanted_setting = 'jax.config.update("jax_enable_x64", True)'
                raise RuntimeError(f"{function.__name__} has 64-bit numbers: call {wanted_setting} first")
            given = signature.bind(*given, **named).args
            arrays = jax.tree.map(lambda type, leaf: _array(leaf, type), wanted, given)
            with jax.default_matmul_precision("highest"):
                return function(*arrays)

        return checked

    return decorate
)"},
    {"_captured", R"(@jax.custom_jvp
def _captured(value):
    """What has no derivative: what a rule captured, arguments where a rule's calls of its own function end."""
    return value


def _captured_jvp(primals, tangents):
    if not isinstance(tangents[0], jax.custom_derivatives.SymbolicZero):
        by = "a value that a rule captured (pass it as an argument), or one too many of a rule that calls its own function"
        raise TypeError("no rule for this derivative: by " + by)
    return primals[0], tangents[0]


_captured.defjvp(_captured_jvp, symbolic_zeros=True)
)"},
    {"_linear",
     R"(# A function of known values and linear ones, forward(known, linear), with its transpose, backward(known, cotangents).
_linear = Primitive("linear_with_transpose")
_linear.multiple_results = True


@_linear.def_impl
def _linear_call(*values, forward, backward, count):
    return list(forward(values[:count], values[count:]))


@_linear.def_abstract_eval
def _linear_types(*values, **functions):
    return [jax.typeof(made) for made in jax.eval_shape(functools.partial(_linear_call, **functions), *values)]


def _linear_jvp(primals, tangents, **functions):
    count, forward = functions["count"], functions["forward"]
    known = tuple(map(ad.instantiate_zeros, tangents[:count]))
    along = [jnp.zeros_like(value) for value in _linear.bind(*primals, **functions)]
    if not all(isinstance(t, ad.Zero) for t in tangents[count:]):
        along = _linear.bind(*primals[:count], *map(ad.instantiate_zeros, tangents[count:]), **functions)
    if not all(isinstance(t, ad.Zero) for t in tangents[:count]):
        moved = jax.jvp(lambda *at: forward(at, primals[count:]), primals[:count], known)[1]
        along = [a + b for a, b in zip(along, moved)]
    return _linear.bind(*primals, **functions), along


def _linear_transpose(cotangents, *values, forward, backward, count):
    return [None] * count + list(backward(values[:count], tuple(map(ad.instantiate_zeros, cotangents))))


def _linear_batch(values, axes, forward, backward, count):
    size = next(value.shape[axis] for value, axis in zip(values, axes) if axis is not None)

    def in_front(value, axis):
        return jnp.broadcast_to(value, (size, *value.shape)) if axis is None else jnp.moveaxis(value, axis, 0)

    values = map(in_front, values, axes)
    made = _linear.bind(*values, forward=jax.vmap(forward), backward=jax.vmap(backward), count=count)
    return made, [0] * len(made)


ad.primitive_jvps[_linear] = _linear_jvp
ad.primitive_transposes[_linear] = _linear_transpose
batching.primitive_batchers[_linear] = _linear_batch
mlir.register_lowering(_linear, mlir.lower_fun(_linear_call, multiple_results=True))
)"},
    {"_on_diagonal", R"(def _on_diagonal(a, axes):
    """Zeros, but for a[i, j] at [i, i, j] where axes are (0, 0, 1)."""
    shape = [a.shape[axis] for axis in axes]
    places = [lax.broadcasted_iota(jnp.int32, shape, k) for k in range(len(shape))]
    here = [places[k] == places[axes.index(axis)] for k, axis in enumerate(axes)]
    there = lax.broadcast_in_dim(a, shape, [axes.index(axis) for axis in range(a.ndim)])
    return jnp.where(functools.reduce(jnp.logical_and, here), there, jnp.zeros((), a.dtype))
)"},
    {"_integer_power", R"(def _integer_power(base, exponent):
    """Wraps around; of a negative exponent what is left of the reciprocal."""
    power, factor, left = jnp.ones_like(base), base, jnp.maximum(exponent, 0)
    for _ in range(63):
        power = jnp.where(left % 2 == 1, power * factor, power)
        factor, left = factor * factor, left // 2
    sign = jnp.where(exponent % 2 == 0, 1, base)
    return jnp.where(exponent >= 0, power, jnp.where(jnp.abs(base) == 1, sign, 0)).astype(base.dtype)
)"},
    {"_take", R"(def _take(a, indices, leading):
    """a[indices], for each of the leading axes."""
    take = functools.partial(jnp.take, axis=0, mode="clip")
    for _ in range(leading):
        take = jax.vmap(take)
    return take(a, indices)
)"},
    {"_add_at", R"(def _add_at(a, indices, values, leading):
    """a with values added at indices, for each of the leading axes."""

    def add(a, indices, values):
        return a.at[jnp.clip(indices, 0, a.shape[0] - 1)].add(values)

    for _ in range(leading):
        add = jax.vmap(add)
    return add(a, indices, values)
)"},
};

}  // namespace cotangent::codegen::jax
