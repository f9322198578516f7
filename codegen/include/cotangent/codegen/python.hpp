// Python: a folder that pip installs, with an extension module over the generated C (python_trees.hpp, _arguments,
// _native), functions of NumPy's arrays, and the same functions for JAX (python_jax.hpp).
#pragma once

#include <cotangent/codegen/c.hpp>
#include <cotangent/codegen/jax.hpp>
#include <cotangent/codegen/python_arguments.hpp>
#include <cotangent/codegen/python_calls.hpp>
#include <cotangent/codegen/python_functions.hpp>
#include <cotangent/codegen/python_jax.hpp>
#include <cotangent/codegen/python_native.hpp>
#include <cotangent/codegen/python_trees.hpp>

namespace cotangent::codegen::python {

/// The trees that a function takes and returns, as Python: values of its `_types`, and annotations.
struct described_function {
  text types, parameters, names, result;
};
inline text annotation(jax::records& classes, const described_tree& t, bool is_result) {
  if (t.kind == tree_kind::leaf) {
    constexpr const char* types[] = {"float32", "float64", "int32", "int64", "bool_"};
    constexpr const char* numbers[] = {"float", "float", "int", "int", "bool"};
    const auto element = static_cast<std::size_t>(t.type.element);
    const text array = text("NDArray[np.") + types[element] + "]";
    return t.type.dims.rank > 0 ? array : is_result ? "Any" : text(numbers[element]) + " | " + array;
  }
  if (t.kind == tree_kind::none) return "None";
  if (t.kind == tree_kind::map) return "dict[str, Any]";
  if (t.kind == tree_kind::structure) return classes.class_of(t);
  std::vector<text> all;
  for (const described_tree& child : t.children) all.push_back(annotation(classes, child, is_result));
  return "tuple[" + (all.empty() ? "()" : jax::joined(all)) + "]";
}
inline described_function describe_function(jax::records& classes, const function& f) {
  std::vector<text> leaves, results, trees, parameters, names;
  for (const parameter& p : f.inputs) leaves.push_back(jax::type_text(p.type));
  for (const parameter& p : f.outputs) results.push_back(jax::type_text(p.type));
  std::size_t next = 0, next_result = 0;
  for (const described_tree& argument : f.arguments) {
    names.push_back("x" + std::to_string(names.size()));
    trees.push_back(classes.expression(argument, leaves, next));
    parameters.push_back(names.back() + ": " + annotation(classes, argument, false));
  }
  return {"(" + jax::tuple(trees) + ", " + classes.expression(f.result, results, next_result) + ")",
          jax::joined(parameters), jax::joined(names), annotation(classes, f.result, true)};
}

inline constexpr std::string_view sparsity_class = R"text(class sparsity(NamedTuple):
    """Where the values of a sparse result stand: row and column of each, and, by columns, `order`, `indices`, `indptr`."""

    shape: tuple[int, int]
    symmetric: bool  # of a symmetric matrix the lower triangle
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    order: NDArray[np.int32]
    indices: NDArray[np.int32]
    indptr: NDArray[np.int32]

    def csc_matrix(self, values):
        """SciPy's matrix of these values."""
        from scipy.sparse import csc_matrix

        return csc_matrix((values[self.order], self.indices, self.indptr), self.shape)


def _sparsity(name, shape, symmetric):
    row, column, indptr, order = (np.frombuffer(_native.table(name + part), np.int32) for part in ("_row", "_column", "_column_begin", "_order"))
    return sparsity(shape, symmetric, row, column, order, row[order], indptr)


)text";

/// __init__.py and jax.py
inline std::pair<text, text> modules(const text& library, const std::vector<function>& functions) {
  jax::module_text module;
  module.names = {"np", "NDArray", "Any", "NamedTuple", "jax", "sparsity"};
  for (const function& f : functions) module.names.insert(f.name);
  jax::records classes(module);
  text types, for_numpy, for_jax;
  bool has_sparse = false;
  for (const function& f : functions) {
    const described_function d = describe_function(classes, f);
    const text doc = "    \"\"\"" + f.signature + "\"\"\"\n", comma = d.names.empty() ? "" : ", ";
    types += "    \"" + f.name + "\": " + d.types + ",\n";
    for_numpy += "\n\n_" + f.name + " = _native.function(\"" + f.name + "\", *_types[\"" + f.name + "\"])\n\n\ndef " +
                 f.name + "(" + d.parameters + (d.names.empty() ? "*" : ", /, *") + ", out: " + d.result +
                 " | None = None) -> " + d.result + ":\n" + doc + "    return _" + f.name + "(out" + comma + d.names +
                 ")\n";
    for_jax += "\n\ndef " + f.name + "(" + d.names + (d.names.empty() ? "" : ", /") + "):\n" + doc +
               "    return _call(\"" + f.name + "\"" + comma + d.names + ")\n";
    if (!f.sparse) continue;
    has_sparse = true;
    for_numpy += "\n\n" + sparsity_struct(f.name) + " = _sparsity(\"" + f.name + "\", (" +
                 std::to_string(f.sparse->rows) + ", " + std::to_string(f.sparse->columns) + "), " +
                 (f.sparse->symmetric ? "True" : "False") + ")\n";
  }
  text numpy =
      "\"\"\"Generated by Cotangent: functions of NumPy's arrays, in C. Each takes arrays of the element types that "
      "its "
      "signature says, and leading axes\nbefore those, which broadcast. `out`: arrays that results are written "
      "to.\"\"\"\n"
      "from typing import Any, NamedTuple\n\nimport numpy as np\nfrom numpy.typing import NDArray\n\n"
      "from . import _native\n\n\n" +
      text(has_sparse ? sparsity_class : "") + classes.definitions + "_types = {\n" + types + "}\n" + for_numpy;
  text of_jax =
      "\"\"\"Generated by Cotangent: the functions of this package for jax.jit, jax.vmap (one call for a batch) and "
      "jax.shard_map, on CPUs. Those that have\nanother one of their name and _pushforward, or _pullback, beside them "
      "are differentiated by it.\"\"\"\nimport functools\n\nimport jax\nimport jax.numpy as jnp\nimport numpy as np\n" +
      text(jax::imports_of_linear) + "\nfrom . import _native, _types\n\n_TARGET = \"cotangent_" + library + "\"" +
      text(jax_module) + "\n\n";
  for (const jax::helper& h : jax::helpers)
    if (h.name == "_linear") of_jax += text(h.definition);
  return {numpy, of_jax + for_jax};
}

inline constexpr std::string_view project = R"text([build-system]
requires = ["setuptools>=70.1", "numpy>=2.0"]
build-backend = "setuptools.build_meta"

[project]
name = "NAME"
version = "1.0"
description = "Functions generated by Cotangent"
requires-python = ">=3.11"
dependencies = ["numpy>=1.24"]

[tool.setuptools]
packages = ["NAME"]
package-data = { NAME = ["py.typed"] }
)text";
inline constexpr std::string_view setup =
    R"text("""Builds the extension module, by CPython's stable ABI: with XLA's handler where JAX is installed. CFLAGS="-march=native" makes it faster, on this machine."""
import os
import pathlib
import sysconfig

import numpy
from setuptools import Extension, setup

sources = ["native.c", "calls.c", "functions.c", "NAME.c"]
macros = [("Py_LIMITED_API", "0x030B0000")]
options = ["-fno-math-errno", "-fvisibility=hidden"] + ([] if "-O" in os.environ.get("CFLAGS", "") else ["-O3"])
headers = pathlib.Path(sysconfig.get_path("platlib")) / "jaxlib/include"  # (as jax.ffi.include_dir(), which pip hides from builds)
if (headers / "xla/ffi/api/ffi.h").exists():
    options += ["-isystem", str(headers)]
    sources.append("handler.cc")
    macros.append(("COTANGENT_WITH_JAX", None))
module = Extension(
    "NAME._native", ["source/" + name for name in sources], include_dirs=["source", numpy.get_include()], define_macros=macros,
    extra_compile_args=options, libraries=["m"], py_limited_api=True,
)
setup(ext_modules=[module], options={"bdist_wheel": {"py_limited_api": "cp311"}, "build_ext": {"force": True}})
)text";

inline text with_name(std::string_view pattern, const text& library) {
  text all(pattern);
  for (std::size_t at = 0; (at = all.find("NAME", at)) != text::npos; at += library.size()) all.replace(at, 4, library);
  return all;
}
inline void check_python_names(const text& library, const std::vector<function>& functions) {
  if (stands_in(jax::modules_of_python, library))
    throw std::invalid_argument("'" + library + "' is the name of a module of Python; rename the library");
  const auto check = [](const text& name, const char* what) {
    if (stands_in(jax::words_of_python, name) || name.starts_with("_") || name.starts_with("cotangent_") ||
        stands_in(" np NDArray Any NamedTuple jax sparsity ", name))
      throw std::invalid_argument("'" + name + "', " + what +
                                  ", is a word of Python, or a name that a package has for itself; rename it");
  };
  check(library, "a library");
  for (const function& f : functions) check(f.name, "a function");
}

inline std::vector<file> files(const std::string& library, const std::vector<function>& functions) {
  check_python_names(library, functions);
  const text folder = library + "_python/", source = folder + "source/", package = folder + library + "/";
  const auto [numpy, of_jax] = modules(library, functions);
  std::vector<file> all = {{folder + "pyproject.toml", with_name(project, library)},
                           {folder + "setup.py", with_name(setup, library)},
                           {package + "__init__.py", numpy},
                           {package + "jax.py", of_jax},
                           {package + "py.typed", ""},
                           {source + "native.c", text(native_trees) + text(native_call) + text(native_module)},
                           {source + "calls.h", text(calls_header)},
                           {source + "calls.c", text(calls_source)},
                           {source + "functions.c", functions_source(library, functions)},
                           {source + "handler.cc", text(handler_source)}};
  for (file& f : c::files(library, functions, {.bytes = static_cast<std::size_t>(-1)}))
    if (!f.name.ends_with(".hpp")) all.push_back({source + f.name, std::move(f.text)});
  return all;
}

}  // namespace cotangent::codegen::python
