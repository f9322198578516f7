// The extension module of generated Python, first part: the trees that functions take and return, and what is said of
// them.
#pragma once

#include <string_view>

namespace cotangent::codegen::python {

/// native.c, first part: trees, and what is said of them.
inline constexpr std::string_view native_trees = R"text(#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#define NPY_TARGET_VERSION NPY_1_23_API_VERSION
#include <numpy/arrayobject.h>

#include "calls.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A tree: a leaf, None, or a tuple, dict or NamedTuple of trees. */
enum kind { LEAF, NONE, TUPLE, DICT, STRUCT };
typedef struct node {
  enum kind kind;
  Py_ssize_t count;
  struct node *children;
  PyObject *type, *keys; /* of a NamedTuple; of it and a dict */
  PyObject *path;        /* how it is reached: x1.weights, out[0] */
} node;

typedef struct {
  const cotangent_function *f;
  node arguments, result;
  PyObject **paths; /* of each leaf */
} function;

static int number_of_type(const cotangent_leaf *leaf) {
  switch (leaf->element[0]) {
    case 'f': return leaf->bytes == 4 ? NPY_FLOAT : NPY_DOUBLE;
    case 'i': return leaf->bytes == 4 ? NPY_INT32 : NPY_INT64;
    default: return NPY_BOOL;
  }
}
/* f32[2,3] */
static void describe(char *text, size_t size, const char *element, const npy_intp *extents, int rank) {
  size_t used = (size_t)snprintf(text, size, "%s[", element);
  for (int k = 0; k < rank && used < size; ++k)
    used += (size_t)snprintf(text + used, size - used, k > 0 ? ",%td" : "%td", (ptrdiff_t)extents[k]);
  if (used < size) snprintf(text + used, size - used, "]");
}
static void describe_array(char *text, size_t size, PyArrayObject *array) {
  char element[64];
  const char kind = PyArray_DESCR(array)->kind;
  if (kind == 'b') {
    snprintf(element, sizeof element, "bool");
  } else if ((kind == 'f' || kind == 'i') && PyArray_ISNOTSWAPPED(array)) {
    snprintf(element, sizeof element, "%c%td", kind, (ptrdiff_t)PyArray_ITEMSIZE(array) * 8);
  } else {
    PyObject *const name = PyObject_Str((PyObject *)PyArray_DESCR(array));
    const char *const letters = name != NULL ? PyUnicode_AsUTF8AndSize(name, NULL) : NULL;
    snprintf(element, sizeof element, "%s", letters != NULL ? letters : "another type");
    Py_XDECREF(name);
    PyErr_Clear();
  }
  describe(text, size, element, PyArray_DIMS(array), PyArray_NDIM(array));
}
static void refuse(PyObject *error, const function *f, int k, const char *leading, const char *given, const char *advice) {
  const cotangent_leaf *const leaf = &f->f->leaves[k];
  char wanted[160];
  describe(wanted, sizeof wanted, leaf->element, leaf->extents, leaf->rank);
  PyErr_Format(error, "%s: %U: expected %s%s, got %s%s", f->f->name, f->paths[k], wanted, leading, given, advice);
}
static void refuse_tree(const function *f, const node *tree, PyObject *object) {
  const char *const name = f->f->name;
  PyObject *const given = PyType_GetName(Py_TYPE(object));
  PyObject *const wanted = tree->kind == STRUCT ? PyObject_GetAttrString(tree->type, "__name__") : NULL;
  if (given != NULL && tree->kind == NONE)
    PyErr_Format(PyExc_TypeError, "%s: %U: expected None, got %U", name, tree->path, given);
  else if (given != NULL && tree->kind == TUPLE)
    PyErr_Format(PyExc_TypeError, "%s: %U: expected a tuple of %zd, got %U%s", name, tree->path, tree->count, given,
                 PyTuple_Check(object) || PyList_Check(object) ? " of another length" : "");
  else if (given != NULL && tree->kind == DICT)
    PyErr_Format(PyExc_TypeError, "%s: %U: expected a dict with the keys %R, got %R", name, tree->path, tree->keys, object);
  else if (given != NULL && wanted != NULL)
    PyErr_Format(PyExc_TypeError, "%s: %U: expected %U, or a dict or object with its members %R, got %U", name, tree->path,
                 wanted, tree->keys, given);
  Py_XDECREF(given);
  Py_XDECREF(wanted);
}

/* Reads the description of a tree, whose leaves are strings. */
static int read_tree(node *tree, PyObject *from) {
  memset(tree, 0, sizeof *tree);
  if (PyUnicode_Check(from)) return 0;
  tree->kind = from == Py_None ? NONE : PyDict_Check(from) ? DICT : Py_IS_TYPE(from, &PyTuple_Type) ? TUPLE : STRUCT;
  if (tree->kind == NONE) return 0;
  tree->type = Py_NewRef((PyObject *)Py_TYPE(from));
  if (tree->kind == DICT) tree->keys = PySequence_Tuple(from);
  else if (tree->kind == STRUCT) tree->keys = PyObject_GetAttrString(from, "_fields");
  if (tree->kind != TUPLE && tree->keys == NULL) return -1;
  tree->count = tree->kind == DICT ? PyDict_Size(from) : PyTuple_Size(from);
  tree->children = PyMem_Calloc((size_t)tree->count + 1, sizeof *tree->children);
  if (tree->children == NULL) return PyErr_NoMemory(), -1;
  for (Py_ssize_t k = 0; k < tree->count; ++k) {
    PyObject *const child = tree->kind == DICT ? PyDict_GetItemWithError(from, PyTuple_GetItem(tree->keys, k))
                                               : PyTuple_GetItem(from, k);
    if (child == NULL || read_tree(&tree->children[k], child) < 0) return -1;
  }
  return 0;
}
static void free_tree(node *tree) {
  for (Py_ssize_t k = 0; tree->children != NULL && k < tree->count; ++k) free_tree(&tree->children[k]);
  PyMem_Free(tree->children);
  Py_XDECREF(tree->type);
  Py_XDECREF(tree->keys);
  Py_XDECREF(tree->path);
}
/* Says how each node is reached, and each leaf. */
static int name_nodes(node *tree, PyObject *path, PyObject **paths, int *next) {
  tree->path = path;
  if (path == NULL) return -1;
  if (tree->kind == LEAF) paths[(*next)++] = path;
  for (Py_ssize_t k = 0; k < tree->count; ++k) {
    PyObject *const key = tree->keys != NULL ? PyTuple_GetItem(tree->keys, k) : NULL;
    PyObject *const child = tree->kind == STRUCT ? PyUnicode_FromFormat("%U.%U", path, key)
                            : key != NULL        ? PyUnicode_FromFormat("%U[%R]", path, key)
                                                 : PyUnicode_FromFormat("%U[%zd]", path, k);
    if (name_nodes(&tree->children[k], child, paths, next) < 0) return -1;
  }
  return 0;
}
)text";

}  // namespace cotangent::codegen::python
