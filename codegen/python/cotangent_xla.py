"""Functions that Cotangent generated as StableHLO, as functions of JAX.

    kernels = cotangent_xla.load("softmax_kernels.mlir")   # its .json beside it
    jacobian = kernels.softmax_jacobian(x)

They may stand in jit, scan and shard_map. Arguments are positional trees: a struct is a NamedTuple, a mapping or any object with its members;
results have NamedTuples, called after the structs (`kernels.parameters(weights=..., bias=...)`). vmap runs example after example, or, in a library that also holds
f_batched, which is ct::vmap(f) or ct::vmap(f, ct::in_axes<...>) of examples behind each other, as many examples at a time as that takes.
A library that holds f and f_pullback, of f's arguments and a cotangent of its result, to a tuple with a cotangent for each argument, has jax.grad of f.
"""
import collections
import dataclasses
import functools
import json
import pathlib
import types

import jax
import jax.numpy as jnp
from jax import export

DTYPES = {"f32": jnp.float32, "f64": jnp.float64, "i32": jnp.int32, "i64": jnp.int64, "bool": jnp.bool_}


@functools.cache
def struct_type(name, members):
    """The NamedTuple of a struct: one type for each name and members, so that results of several functions are alike."""
    return collections.namedtuple(name or "Struct", members)


def is_leaf(tree):
    return tree is not None and "dtype" in tree


def children(tree):
    """What a described tree consists of: key (None: by position) and subtree."""
    if tree is None:
        return []
    if "members" in tree or "dict" in tree:
        return list(tree.get("members", tree.get("dict")).items())
    return [(None, child) for child in tree.get("tuple", tree.get("list"))]


def structs(tree):
    """Name and members of each struct in a described tree."""
    if is_leaf(tree):
        return set()
    here = {(tree["struct"], tuple(tree["members"]))} if tree is not None and tree.get("struct") else set()
    return here.union(*(structs(child) for _, child in children(tree)))


def leaves(tree):
    return [tree] if is_leaf(tree) else [leaf for _, child in children(tree) for leaf in leaves(child)]


def flatten(tree, value, path):
    """The leaves of a value that should be such a tree, as arrays of its types."""
    if is_leaf(tree):
        array = jnp.asarray(value, DTYPES[tree["dtype"]])
        if array.shape != tuple(tree["shape"]):
            raise TypeError(f"{path}: expected the shape {tuple(tree['shape'])}, got {array.shape}")
        return [array]
    parts = children(tree)
    if not parts:
        return []
    if parts[0][0] is None:
        if not isinstance(value, (tuple, list)) or len(value) != len(parts):
            raise TypeError(f"{path}: expected {len(parts)} values in a tuple or list, got {value!r:.60}")
        return [leaf for k, (_, child) in enumerate(parts) for leaf in flatten(child, value[k], f"{path}[{k}]")]
    of = value if isinstance(value, collections.abc.Mapping) else {key: getattr(value, key) for key, _ in parts if hasattr(value, key)}
    missing = [key for key, _ in parts if key not in of]
    if missing:
        raise TypeError(f"{path}: has no member {missing[0]}")
    return [leaf for key, child in parts for leaf in flatten(child, of[key], f"{path}.{key}")]


def unflatten(tree, values):
    """The tree of an iterator's next values."""
    if is_leaf(tree):
        return next(values)
    parts = [unflatten(child, values) for _, child in children(tree)]
    if tree is None:
        return None
    if "members" in tree:
        return struct_type(tree["struct"], tuple(tree["members"]))(*parts)
    if "dict" in tree:
        return dict(zip(tree["dict"], parts, strict=True))
    return tuple(parts) if "tuple" in tree else parts


def types_of(trees):
    return [jax.ShapeDtypeStruct(tuple(leaf["shape"]), DTYPES[leaf["dtype"]]) for tree in trees for leaf in leaves(tree)]


def check_version(needed):
    """jaxlib reads what is as old as it or older."""
    try:
        from jaxlib.mlir.dialects import stablehlo
    except ImportError as error:
        raise ImportError(f"this module is StableHLO {needed}; jaxlib {jax.lib.__version__} has no bindings for that: {error}") from error
    there = stablehlo.get_current_version()
    if tuple(map(int, there.split("."))) < tuple(map(int, needed.split("."))):
        raise ImportError(f"this module needs StableHLO {needed}, and jaxlib {jax.lib.__version__} has {there}: install a newer jaxlib")
    return stablehlo


def alone(text, name):
    """A module with one of the text's functions, which is its main. (As they are generated, each ends with a brace of its own indentation.)"""
    begin = text.index(f"  func.func public @{name}(")
    return "module {\n" + text[begin:text.index("\n  }\n", begin)].replace(f"@{name}(", "@main(", 1) + "\n  }\n}\n"


def exported(text, name, described, version, stablehlo):
    """A function on flat lists of leaves, whose program is the text's."""
    given, made = types_of(described["arguments"]), types_of([described["result"]])
    if not jax.config.jax_enable_x64 and any(t.dtype.itemsize == 8 for t in given + made):
        raise RuntimeError(f"{name} has elements of 64 bits: jax.config.update('jax_enable_x64', True) must come first")

    def like_it(*_):
        return [jnp.zeros(t.shape, t.dtype) for t in made]

    artifact = stablehlo.serialize_portable_artifact_str(alone(text, name), version)
    stub = export.export(jax.jit(like_it), platforms=(jax.default_backend(),), disabled_checks=[export.DisabledSafetyCheck.platform()])(*given)
    whole = dataclasses.replace(stub, fun_name=name, mlir_module_serialized=artifact, module_kept_var_idx=tuple(range(len(given))), _get_vjp=None)
    return jax.custom_batching.sequential_vmap(whole.call) if given else whole.call


def lanes_of(described, batched):
    """How many examples f_batched takes, and of which of f's leaves; None where it is no f of several examples."""
    sizes, takes = set(), []
    for trees, trees_of_all in ((described["arguments"], batched["arguments"]), ([described["result"]], [batched["result"]])):
        one, all_of_them = types_of(trees), types_of(trees_of_all)
        if len(one) != len(all_of_them):
            return None
        for a, b in zip(one, all_of_them):
            takes.append(b.shape != a.shape)
            if a.dtype != b.dtype or (takes[-1] and b.shape[1:] != a.shape):
                return None
            sizes |= set(b.shape[:1]) if takes[-1] else set()
    count = len(types_of(described["arguments"]))
    return (*sizes, takes[:count]) if len(sizes) == 1 and all(takes[count:]) else None


def in_batches(call, batched, lanes, takes):
    """The same function on leaves; its vmap gives the other one as many examples at a time as that takes, and what is left to a loop."""
    function = jax.custom_batching.custom_vmap(lambda *flat: call(*flat))

    @function.def_vmap
    def rule(size, given, *flat):
        whole = 0 if any(is_given and not taken for is_given, taken in zip(given, takes)) else size // lanes * lanes
        results = []
        if whole > 0:
            repeated = [leaf if is_given or not taken else jnp.broadcast_to(leaf, (size, *leaf.shape)) for leaf, is_given, taken in zip(flat, given, takes)]
            several = [leaf[:whole] if taken else leaf for leaf, taken in zip(repeated, takes)]
            if whole > lanes:
                several = [leaf.reshape(-1, lanes, *leaf.shape[1:]) if taken else leaf for leaf, taken in zip(several, takes)]
                found = jax.vmap(batched, [0 if taken else None for taken in takes])(*several)
                results.append([leaf.reshape(whole, *leaf.shape[2:]) for leaf in found])
            else:
                results.append(batched(*several))
        if whole < size:
            rest = [leaf[whole:] if is_given else leaf for leaf, is_given in zip(flat, given)]
            results.append(jax.vmap(call, [0 if is_given else None for is_given in given])(*rest))
        return [jnp.concatenate(leaf) if len(leaf) > 1 else leaf[0] for leaf in zip(*results)], [True] * len(results[0])

    return function


def with_pullback(call, pullback, described, described_pullback):
    """The same function on leaves, differentiated by the other one."""
    @jax.custom_vjp
    def differentiable(*flat):
        return call(*flat)

    def backward(flat, cotangents):
        found = iter(pullback(*flat, *cotangents))
        each = []
        for (_, cotangent), argument in zip(children(described_pullback["result"]), described["arguments"], strict=True):
            each += [next(found) if is_real(leaf) else None for leaf in leaves(argument)] if leaves(cotangent) else [None] * len(leaves(argument))
        return tuple(each)

    differentiable.defvjp(lambda *flat: (call(*flat), flat), backward)
    return differentiable


def is_real(leaf):
    return leaf["dtype"] in ("f32", "f64")


def on_trees(name, call, described):
    def function(*args):
        if len(args) != len(described["arguments"]):
            raise TypeError(f"{name}: takes {len(described['arguments'])} arguments, got {len(args)}")
        flat = [leaf for k, (tree, value) in enumerate(zip(described["arguments"], args)) for leaf in flatten(tree, value, f"{name}: argument {k}")]
        return unflatten(described["result"], iter(call(*flat)))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = described["signature"]
    return function


def load(path):
    """The functions of a generated module, by name, and the structs, where no two have the same name."""
    path = pathlib.Path(path)
    library = json.loads(path.with_suffix(".json").read_text())
    stablehlo = check_version(library["stablehlo"])
    text, functions = path.read_text(), library["functions"]
    alone_or_batched = {name: exported(text, name, described, library["stablehlo"], stablehlo) for name, described in functions.items()}
    calls = dict(alone_or_batched)
    for name, described in functions.items():
        lanes = lanes_of(described, functions[name + "_batched"]) if name + "_batched" in functions else None
        if lanes is not None:
            calls[name] = in_batches(calls[name], alone_or_batched[name + "_batched"], *lanes)
    made = types.SimpleNamespace()
    known = set().union(*(structs(tree) for described in functions.values() for tree in [*described["arguments"], described["result"]]))
    names = collections.Counter(name for name, _ in known)
    for name, members in known:
        if names[name] == 1:
            setattr(made, name, struct_type(name, members))
    for name, described in functions.items():
        call, back = calls[name], functions.get(name + "_pullback")
        if back is not None:
            call = with_pullback(call, calls[name + "_pullback"], described, back)
        setattr(made, name, on_trees(name, call, described))
    return made
