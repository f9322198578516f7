// What a generated package has for JAX: XLA's handler of its functions, and the module that makes functions of JAX of
// it.
#pragma once

#include <string_view>

namespace cotangent::codegen::python {

/// handler.cc
inline constexpr std::string_view handler_source =
    R"text(// XLA's handler of all functions: the attribute says which. Leading axes are a batch's, or 1 where all examples share an array.
#include "calls.h"

#include <xla/ffi/api/ffi.h>

#include <cstdint>
#include <vector>

namespace ffi = xla::ffi;

static ffi::Error run(ffi::RemainingArgs arguments, ffi::RemainingRets results, std::int32_t number) {
  if (number < 0 || number >= cotangent_function_count) return ffi::Error::InvalidArgument("there is no such function");
  const cotangent_function& f = cotangent_functions[number];
  const std::size_t inputs = static_cast<std::size_t>(f.inputs), outputs = static_cast<std::size_t>(f.outputs), n = inputs + outputs;
  if (arguments.size() != inputs || results.size() != outputs) return ffi::Error::InvalidArgument("wrong number of arrays");
  std::vector<void*> at(n);
  std::vector<ffi::AnyBuffer::Dimensions> extents(n);
  for (std::size_t k = 0; k < n; ++k) {
    if (k < inputs) {
      const auto given = arguments.get<ffi::AnyBuffer>(k);
      if (given.has_error()) return given.error();
      at[k] = given->untyped_data();
      extents[k] = given->dimensions();
    } else {
      auto made = results.get<ffi::AnyBuffer>(k - inputs);
      if (made.has_error()) return made.error();
      at[k] = (*made)->untyped_data();
      extents[k] = (*made)->dimensions();
    }
  }
  const auto lead = [&](std::size_t k) { return static_cast<int>(extents[k].size()) - f.leaves[k].rank; };
  const int rank = lead(inputs);
  std::ptrdiff_t batch[COTANGENT_AXES];
  if (rank < 0 || rank > COTANGENT_AXES) return ffi::Error::InvalidArgument("too many axes");
  for (int a = 0; a < rank; ++a) batch[a] = extents[inputs][static_cast<std::size_t>(a)];
  std::vector<std::ptrdiff_t> step((static_cast<std::size_t>(rank) + 1) * n);
  for (std::size_t k = 0; k < n; ++k) {
    std::ptrdiff_t next = 1;
    if (lead(k) != 0 && lead(k) != rank) return ffi::Error::InvalidArgument("wrong shape of an array");
    for (int a = static_cast<int>(extents[k].size()) - 1; a >= 0; --a) {
      const std::ptrdiff_t extent = extents[k][static_cast<std::size_t>(a)];
      const bool is_own = a >= lead(k);
      if (is_own ? extent != f.leaves[k].extents[a - lead(k)] : extent != 1 && extent != batch[a])
        return ffi::Error::InvalidArgument("wrong shape of an array");
      if (!is_own && extent != 1) step[static_cast<std::size_t>(a) * n + k] = next;
      next *= extent;
    }
  }
  std::vector<double> workspace(f.workspace / sizeof(double) + 1);
  cotangent_run(&f, at.data(), step.data(), rank, batch, workspace.data());
  return ffi::Error::Success();
}

XLA_FFI_DEFINE_HANDLER_SYMBOL(cotangent_xla_handler, run,
                              ffi::Ffi::Bind().RemainingArgs().RemainingRets().Attr<std::int32_t>("function"));

extern "C" void* cotangent_handler() { return reinterpret_cast<void*>(&cotangent_xla_handler); }
)text";

/// jax.py, behind its imports and before its functions. (`_linear` is of jax_preamble.hpp.)
inline constexpr std::string_view jax_module = R"text(
_TYPES = {"f32": "float32", "f64": "float64", "i32": "int32", "i64": "int64", "bool": "bool"}
_handler = _native.handler()
if _handler is None:
    raise ImportError(f"{__package__} was installed where JAX was not: install JAX, then {__package__} again (pip install --force-reinstall --no-deps)")
jax.ffi.register_ffi_target(_TARGET, _handler, platform="cpu")


def _type(text):
    """Shape and element type of "f32[2,3]"."""
    element, extents = text[:-1].split("[")
    return tuple(int(extent) for extent in extents.split(",") if extent), np.dtype(_TYPES[element])


def _array(path, given, wanted):
    shape, dtype = _type(wanted)
    if dtype.itemsize == 8 and not jax.config.jax_enable_x64:
        raise RuntimeError(f'{path}: expected {wanted}, and JAX has no 64-bit numbers: call jax.config.update("jax_enable_x64", True) first')
    fits = isinstance(given, (bool, int, float)) and not shape and np.result_type(given, dtype) == dtype
    weak = getattr(given, "weak_type", False) and jnp.result_type(given, dtype) == dtype  # (a number of Python's that is traced)
    fits = fits or ((weak or getattr(given, "dtype", None) == dtype) and given.shape == shape)
    if not fits:
        there = f"{given.dtype}[{','.join(map(str, given.shape))}]" if hasattr(given, "dtype") else type(given).__name__
        raise TypeError(f"{path}: expected {wanted}, got {there} (more axes are for jax.vmap)")
    return jnp.asarray(given, dtype)


def _leaves(types, tree, path=None):
    """The leaves of a tree like `types`, in the order of the C function; with a path they are arguments, which are checked."""
    if isinstance(types, str):
        return [tree if path is None else _array(path, tree, types)]
    if types is None and tree is None:
        return []
    if isinstance(types, dict) or hasattr(types, "_fields"):
        keys = list(types) if isinstance(types, dict) else types._fields
        of = tree if isinstance(tree, dict) else {key: getattr(tree, key) for key in keys if hasattr(tree, key)}
        fits = set(of) == set(keys) and isinstance(types, dict) <= isinstance(tree, dict)
        parts = [(types[key] if isinstance(types, dict) else getattr(types, key), of[key], f"{path}.{key}") for key in keys] if fits else []
    else:
        fits = types is not None and isinstance(tree, (tuple, list)) and len(tree) == len(types)
        parts = [(one, child, f"{path}[{k}]") for k, (one, child) in enumerate(zip(types, tree))] if fits else []
    if not fits:
        raise TypeError(f"{path}: expected {types}, got {type(tree).__name__}")
    return [leaf for one, child, where in parts for leaf in _leaves(one, child, where if path is not None else None)]


def _tree(types, leaves):
    """The tree of an iterator's next leaves."""
    if isinstance(types, str):
        return next(leaves)
    if types is None:
        return None
    if isinstance(types, dict):
        return {key: _tree(one, leaves) for key, one in types.items()}
    parts = [_tree(one, leaves) for one in types]
    return type(types)(*parts) if hasattr(types, "_fields") else tuple(parts)


def _types_of(trees):
    return [_type(leaf) for leaf in _leaves(trees, trees)]


def _real(types):
    return [jnp.issubdtype(dtype, jnp.floating) for _, dtype in types]


def _with_zeros(real, some, types):
    """Derivatives of all leaves, of those of the real ones: zeros for the others."""
    some = iter(some)
    return [next(some) if is_real else jnp.zeros(*one) for is_real, one in zip(real, types)]


def _axes(leaf):
    of = jax.typeof(leaf)
    return of.mat.varying if hasattr(of, "mat") else getattr(of, "vma", frozenset())


def _alike(leaves):
    """Inside jax.shard_map: all leaves vary over the axes of devices that one of them varies over, as in JAX's own operations."""
    axes = frozenset().union(*map(_axes, leaves))
    vary = functools.partial(jax.lax.pcast, to="varying") if hasattr(jax.lax, "pcast") else getattr(jax.lax, "pvary", None)
    return [vary(leaf, tuple(axes - _axes(leaf))) if axes - _axes(leaf) else leaf for leaf in leaves]


def _real_ones(name, found):
    return [one for one, is_real in zip(found, _real(_types_of(_types[name][1]))) if is_real]


@functools.cache
def _on_leaves(name):
    """A function of leaves that XLA calls, one call for a batch, differentiated by the library's NAME_pushforward and NAME_pullback."""
    number = np.int32(list(_types).index(name))
    inputs, outputs = map(_types_of, _types[name])

    def call(*leaves):
        leaves = _alike(leaves)
        types = [jax.ShapeDtypeStruct(*one) for one in outputs]
        if leaves:  # (of what varies like them)
            types = jax.eval_shape(lambda one: [jnp.broadcast_to(one.ravel()[0], shape).astype(dtype) for shape, dtype in outputs], leaves[0])
        return tuple(jax.ffi.ffi_call(_TARGET, types, vmap_method="expand_dims")(*leaves, function=number))

    forward, backward = (_on_leaves(name + rule) if name + rule in _types else None for rule in ("_pushforward", "_pullback"))
    if forward is None and backward is None:
        return call
    real_in, real_out = _real(inputs), _real(outputs)

    def push(primals, tangents):
        return _real_ones(name + "_pushforward", forward(*primals, *_with_zeros(real_in, tangents, inputs)))

    def pull(primals, cotangents):
        return _real_ones(name + "_pullback", backward(*primals, *_with_zeros(real_out, cotangents, outputs)))

    if forward is None:
        function = jax.custom_vjp(call)

        def back(primals, cotangents):
            found = iter(pull(primals, [one for one, is_real in zip(cotangents, real_out) if is_real]))
            return tuple(next(found) if is_real else None for is_real in real_in)

        function.defvjp(lambda *primals: (call(*primals), primals), back)
        return function
    function = jax.custom_jvp(call)

    @function.defjvp
    def rule(primals, tangents):
        results, along = function(*primals), [one for one, is_real in zip(tangents, real_in) if is_real]
        if backward is None:
            found = iter(push(primals, along))
        else:
            found = iter(_linear.bind(*primals, *along, forward=push, backward=pull, count=len(primals)))
        none = [ad.instantiate_zeros(ad.Zero(jax.typeof(y).to_tangent_aval())) for y in results]
        return results, tuple(next(found) if is_real else zero for zero, is_real in zip(none, real_out))

    return function


def _call(name, *given):
    arguments, result = _types[name]
    leaves = [leaf for k, (types, tree) in enumerate(zip(arguments, given)) for leaf in _leaves(types, tree, f"{name}: x{k}")]
    return _tree(result, iter(_on_leaves(name)(*_alike(leaves))))
)text";

}  // namespace cotangent::codegen::python
