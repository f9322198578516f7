// The extension module of generated Python: trees of arrays into a generated function and out of it, by CPython's
// stable ABI and NumPy's. Fixed C, over the tables of calls.h.
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

/// native.c, second part: a call.
inline constexpr std::string_view native_call = R"text(
/* A leaf that is given, or made: Python's number, or an array, with so many leading axes. */
typedef struct {
  union {
    float f32;
    double f64;
    int32_t i32;
    int64_t i64;
    bool truth;
  } number;
  PyArrayObject *array;
  int lead;
} given;

typedef struct {
  const function *f;
  given *leaves;
  int next;
  bool writes;
} taker;

/* 1: took it, 0: is no number, -1: error. */
static int take_number(const function *f, int k, PyObject *object, given *to) {
  const cotangent_leaf *const leaf = &f->f->leaves[k];
  const char kind = leaf->element[0];
  if (Py_IS_TYPE(object, &PyFloat_Type)) {
    if (kind != 'f') return refuse(PyExc_TypeError, f, k, "", "a float", ""), -1;
    if (leaf->bytes == 4) to->number.f32 = (float)PyFloat_AsDouble(object);
    else to->number.f64 = PyFloat_AsDouble(object);
    return 1;
  }
  if (PyBool_Check(object) && kind == 'b') return to->number.truth = object == Py_True, 1;
  if (!PyLong_Check(object)) return 0;
  if (kind == 'b') return refuse(PyExc_TypeError, f, k, "", "an int", ""), -1;
  if (kind == 'f') {
    const double number = PyLong_AsDouble(object);
    if (PyErr_Occurred()) return -1;
    if (leaf->bytes == 4) to->number.f32 = (float)number;
    else to->number.f64 = number;
    return 1;
  }
  int overflow = 0;
  const long long number = PyLong_AsLongLongAndOverflow(object, &overflow);
  if (number == -1 && PyErr_Occurred()) return -1;
  if (overflow != 0 || (leaf->bytes == 4 && (number < INT32_MIN || number > INT32_MAX)))
    return refuse(PyExc_OverflowError, f, k, "", "an int out of its range", ""), -1;
  if (leaf->bytes == 4) to->number.i32 = (int32_t)number;
  else to->number.i64 = number;
  return 1;
}

/* Whether the function can read it where it is: the last axes behind each other, the leading ones whole elements apart. */
static bool in_order(PyArrayObject *array, int lead, int bytes) {
  npy_intp next = bytes;
  if ((uintptr_t)PyArray_DATA(array) % (uintptr_t)bytes != 0) return false;
  for (int a = PyArray_NDIM(array) - 1; a >= 0; --a) {
    const npy_intp extent = PyArray_DIM(array, a), stride = PyArray_STRIDE(array, a);
    if (extent == 1) continue;
    if (a < lead ? stride % bytes != 0 : stride != next) return false;
    next *= extent;
  }
  return true;
}
static int copy_array(given *g) {
  PyObject *const copy = PyArray_NewCopy(g->array, NPY_CORDER);
  if (copy == NULL) return -1;
  Py_DECREF(g->array);
  g->array = (PyArrayObject *)copy;
  return 0;
}
/* The array that an object is, or what has a buffer holds (a JAX array on a CPU, a memoryview, NumPy's scalars). */
static PyArrayObject *array_of(PyObject *object, bool writes) {
  if (PyArray_Check(object)) return (PyArrayObject *)Py_NewRef(object);
  if (writes || !PyObject_CheckBuffer(object)) return NULL;
  return (PyArrayObject *)PyArray_FROM_O(object);
}

static int take_leaf(taker *t, PyObject *object) {
  const int k = t->next++;
  const cotangent_leaf *const leaf = &t->f->f->leaves[k];
  given *const g = &t->leaves[k];
  char text[512];
  if (!t->writes && leaf->rank == 0) {
    const int took = take_number(t->f, k, object, g);
    if (took != 0) return took < 0 ? -1 : 0;
  }
  PyArrayObject *const array = g->array = array_of(object, t->writes);
  if (array == NULL) {
    PyErr_Clear();
    PyObject *const type = PyType_GetName(Py_TYPE(object));
    const char *const name = type != NULL ? PyUnicode_AsUTF8AndSize(type, NULL) : NULL;
    if (name != NULL) refuse(PyExc_TypeError, t->f, k, "", name, "; pass a NumPy array");
    Py_XDECREF(type);
    return -1;
  }
  if (!PyArray_EquivTypenums(PyArray_TYPE(array), number_of_type(leaf)) || PyArray_ISBYTESWAPPED(array)) {
    char hint[64] = "";
    if (!t->writes)
      snprintf(hint, sizeof hint, "; convert it: .astype(numpy.%s%s)", leaf->element[0] == 'f' ? "float" : leaf->element[0] == 'i' ? "int" : "bool",
               leaf->element[0] == 'b' ? "" : leaf->bytes == 4 ? "32" : "64");
    describe_array(text, sizeof text, array);
    return refuse(PyExc_TypeError, t->f, k, "", text, hint), -1;
  }
  g->lead = PyArray_NDIM(array) - leaf->rank;
  bool fits = g->lead >= 0 && g->lead <= COTANGENT_AXES;
  for (int a = 0; a < leaf->rank && fits; ++a) fits = PyArray_DIM(array, g->lead + a) == leaf->extents[a];
  const char *problem = NULL;
  if (!fits) problem = t->writes ? "" : " (leading axes may stand before its own)";
  else if (t->writes && !PyArray_ISWRITEABLE(array)) problem = ", which is read-only";
  const bool ordered = fits && in_order(array, g->lead, leaf->bytes);
  if (problem == NULL && t->writes && !ordered) problem = " whose own axes do not lie behind each other";
  if (problem == NULL) return ordered ? 0 : copy_array(g);
  describe_array(text, sizeof text, array);
  return refuse(PyExc_ValueError, t->f, k, "", text, problem), -1;
}
static int take_tree(taker *t, const node *tree, PyObject *object) {
  if (tree->kind == LEAF) return take_leaf(t, object);
  const bool sequence = PyTuple_Check(object) || PyList_Check(object);
  bool fits = tree->kind == NONE     ? object == Py_None
              : tree->kind == TUPLE  ? sequence && PySequence_Size(object) == tree->count
              : tree->kind == DICT   ? PyDict_Check(object) && PyDict_Size(object) == tree->count
              : PyDict_Check(object) ? PyDict_Size(object) == tree->count
                                     : object != Py_None;
  const bool by_position = tree->kind == TUPLE || (PyObject *)Py_TYPE(object) == tree->type;
  for (Py_ssize_t k = 0; k < tree->count && fits; ++k) {
    PyObject *child;
    if (PyDict_Check(object)) child = Py_XNewRef(PyDict_GetItemWithError(object, PyTuple_GetItem(tree->keys, k)));
    else if (by_position) child = PySequence_GetItem(object, k);
    else child = PyObject_GetAttr(object, PyTuple_GetItem(tree->keys, k));
    fits = child != NULL;
    const int failed = fits ? take_tree(t, &tree->children[k], child) : 0;
    Py_XDECREF(child);
    if (failed) return -1;
  }
  if (fits) return 0;
  PyErr_Clear();
  return refuse_tree(t->f, tree, object), -1;
}
)text";

/// native.c, third part: results, and the module.
inline constexpr std::string_view native_module = R"text(
/* The tree of the results; numbers are NumPy's scalars. */
static PyObject *result_tree(const node *tree, given *leaves, int *next) {
  if (tree->kind == NONE) return Py_NewRef(Py_None);
  if (tree->kind == LEAF) {
    given *const g = &leaves[(*next)++];
    return PyArray_Return((PyArrayObject *)Py_NewRef((PyObject *)g->array));
  }
  PyObject *const all = tree->kind == DICT ? PyDict_New() : PyTuple_New(tree->count);
  for (Py_ssize_t k = 0; all != NULL && k < tree->count; ++k) {
    PyObject *const child = result_tree(&tree->children[k], leaves, next);
    if (child == NULL) return Py_DECREF(all), NULL;
    if (tree->kind != DICT) {
      PyTuple_SetItem(all, k, child);
      continue;
    }
    const int failed = PyDict_SetItem(all, PyTuple_GetItem(tree->keys, k), child);
    Py_DECREF(child);
    if (failed) return Py_DECREF(all), NULL;
  }
  if (all == NULL || tree->kind != STRUCT) return all;
  PyObject *const made = PyObject_CallObject(tree->type, all);
  Py_DECREF(all);
  return made;
}

/* Where an array begins and ends. */
static void bounds(PyArrayObject *array, const char **from, const char **to) {
  *from = PyArray_DATA(array);
  *to = *from + PyArray_ITEMSIZE(array);
  for (int a = 0; a < PyArray_NDIM(array); ++a) {
    const npy_intp reach = (PyArray_DIM(array, a) - 1) * PyArray_STRIDE(array, a);
    *(reach < 0 ? from : to) += reach;
  }
}
static bool overlap(PyArrayObject *a, PyArrayObject *b) {
  const char *from, *to, *begin, *end;
  if (PyArray_SIZE(a) == 0 || PyArray_SIZE(b) == 0) return false;
  bounds(a, &from, &to);
  bounds(b, &begin, &end);
  return from < end && begin < to;
}
/* Results in arrays of the caller's: of the very shape, apart from each other, and from arguments, which are copied if need be. */
static int take_results(const function *f, given *leaves, PyObject *out, const npy_intp *batch, int rank) {
  const cotangent_function *const c = f->f;
  taker t = {f, leaves, c->inputs, true};
  if (take_tree(&t, &f->result, out) < 0) return -1;
  for (int k = c->inputs; k < c->inputs + c->outputs; ++k) {
    PyArrayObject *const array = leaves[k].array;
    bool fits = leaves[k].lead == rank;
    for (int a = 0; a < rank && fits; ++a) fits = PyArray_DIM(array, a) == batch[a];
    if (!fits) {
      char text[512], leading[512];
      describe(leading, sizeof leading, " behind the leading axes ", batch, rank);
      describe_array(text, sizeof text, array);
      return refuse(PyExc_ValueError, f, k, leading, text, ""), -1;
    }
    for (int other = 0; other < k; ++other) {
      if (leaves[other].array == NULL || !overlap(array, leaves[other].array)) continue;
      if (other >= c->inputs)
        return PyErr_Format(PyExc_ValueError, "%s: %U overlaps %U", c->name, f->paths[k], f->paths[other]), -1;
      if (copy_array(&leaves[other]) < 0) return -1;
    }
  }
  return 0;
}
static int make_results(const function *f, given *leaves, const npy_intp *batch, int rank) {
  npy_intp shape[COTANGENT_AXES + COTANGENT_RANK];
  for (int a = 0; a < rank; ++a) shape[a] = batch[a];
  for (int k = f->f->inputs; k < f->f->inputs + f->f->outputs; ++k) {
    const cotangent_leaf *const leaf = &f->f->leaves[k];
    for (int a = 0; a < leaf->rank; ++a) shape[rank + a] = leaf->extents[a];
    leaves[k].array = (PyArrayObject *)PyArray_SimpleNew(rank + leaf->rank, shape, number_of_type(leaf));
    leaves[k].lead = rank;
    if (leaves[k].array == NULL) return -1;
  }
  return 0;
}

static int run(const function *f, given *leaves, npy_intp *batch, int rank) {
  const cotangent_function *const c = f->f;
  const size_t n = (size_t)(c->inputs + c->outputs), size = n * (sizeof(void *) + sizeof(ptrdiff_t) * ((size_t)rank + 1));
  void *few[64], *more = size > sizeof few ? PyMem_Malloc(size) : NULL, *workspace = c->workspace > 0 ? PyMem_Malloc(c->workspace) : NULL;
  if ((size > sizeof few && more == NULL) || (c->workspace > 0 && workspace == NULL))
    return PyMem_Free(more), PyMem_Free(workspace), PyErr_NoMemory(), -1;
  void **const at = more != NULL ? more : few;
  ptrdiff_t *const step = (ptrdiff_t *)(at + n);
  memset(step, 0, n * ((size_t)rank + 1) * sizeof *step);
  double examples = 1;
  for (int a = 0; a < rank; ++a) examples *= (double)batch[a];
  for (size_t k = 0; k < n; ++k) {
    const given *const g = &leaves[k];
    at[k] = g->array != NULL ? PyArray_DATA(g->array) : (void *)&leaves[k].number;
    for (int a = 0; a < g->lead; ++a)
      if (PyArray_DIM(g->array, a) != 1)
        step[(size_t)(rank - g->lead + a) * n + k] = PyArray_STRIDE(g->array, a) / c->leaves[k].bytes;
  }
  if (examples * c->operations < 20000) { /* (others would have to wait longer than this takes) */
    cotangent_run(c, at, step, rank, batch, workspace);
  } else {
    Py_BEGIN_ALLOW_THREADS
    cotangent_run(c, at, step, rank, batch, workspace);
    Py_END_ALLOW_THREADS
  }
  PyMem_Free(more);
  PyMem_Free(workspace);
  return 0;
}

/* f(out, x0, x1, ...) */
static PyObject *call(PyObject *self, PyObject *const *args, Py_ssize_t count) {
  const function *const f = PyCapsule_GetPointer(self, NULL);
  const int inputs = f->f->inputs, n = inputs + f->f->outputs;
  given few[16], *const leaves = n <= 16 ? few : PyMem_Malloc((size_t)n * sizeof *leaves);
  if (leaves == NULL) return PyErr_NoMemory();
  memset(leaves, 0, (size_t)n * sizeof *leaves);
  PyObject *result = NULL;
  npy_intp axes[COTANGENT_AXES], *batch = axes + COTANGENT_AXES;
  int rank = 0, next = 0;
  taker t = {f, leaves, 0, false};
  bool good = count == f->arguments.count + 1;
  if (!good)
    PyErr_Format(PyExc_TypeError, "%s: takes %zd arguments, got %zd", f->f->name, f->arguments.count, count - 1);
  for (Py_ssize_t k = 0; good && k < f->arguments.count; ++k)
    good = take_tree(&t, &f->arguments.children[k], args[k + 1]) == 0;
  for (int k = 0; good && k < inputs; ++k) rank = leaves[k].lead > rank ? leaves[k].lead : rank;
  for (int a = COTANGENT_AXES - rank; a < COTANGENT_AXES; ++a) axes[a] = 1;
  for (int k = 0; good && k < inputs; ++k) {
    good = leaves[k].lead == 0 || cotangent_broadcast(axes, &rank, PyArray_DIMS(leaves[k].array), leaves[k].lead);
    if (good) continue;
    char text[512], advice[512];
    describe_array(text, sizeof text, leaves[k].array);
    describe(advice, sizeof advice, ", which does not broadcast to the others' leading axes ", axes + COTANGENT_AXES - rank, rank);
    refuse(PyExc_ValueError, f, k, "", text, advice);
  }
  batch -= rank;
  if (good)
    good = args[0] == Py_None ? make_results(f, leaves, batch, rank) == 0 : take_results(f, leaves, args[0], batch, rank) == 0;
  if (good && run(f, leaves, batch, rank) == 0)
    result = args[0] == Py_None ? result_tree(&f->result, leaves + inputs, &next) : Py_NewRef(args[0]);
  for (int k = 0; k < n; ++k) Py_XDECREF((PyObject *)leaves[k].array);
  if (leaves != few) PyMem_Free(leaves);
  return result;
}
static PyMethodDef call_definition = {"call", (PyCFunction)(void (*)(void))call, METH_FASTCALL, NULL};

static void free_function(PyObject *capsule) {
  function *const f = PyCapsule_GetPointer(capsule, NULL);
  free_tree(&f->arguments);
  free_tree(&f->result);
  PyMem_Free(f->paths);
  PyMem_Free(f);
}
static int fill(function *f, PyObject *arguments, PyObject *result) {
  int next = 0;
  f->paths = PyMem_Calloc((size_t)(f->f->inputs + f->f->outputs) + 1, sizeof *f->paths);
  if (f->paths == NULL) return PyErr_NoMemory(), -1;
  if (read_tree(&f->arguments, arguments) < 0 || read_tree(&f->result, result) < 0) return -1;
  for (Py_ssize_t k = 0; k < f->arguments.count; ++k)
    if (name_nodes(&f->arguments.children[k], PyUnicode_FromFormat("x%zd", k), f->paths, &next) < 0) return -1;
  return name_nodes(&f->result, PyUnicode_FromString("out"), f->paths, &next);
}
/* function(name, arguments, result): the function on trees of such kinds. */
static PyObject *make_function(PyObject *module, PyObject *args) {
  const char *name;
  PyObject *arguments, *result, *capsule = NULL, *made = NULL;
  (void)module;
  if (!PyArg_ParseTuple(args, "sO!O", &name, &PyTuple_Type, &arguments, &result)) return NULL;
  function *const f = PyMem_Calloc(1, sizeof *f);
  if (f == NULL) return PyErr_NoMemory();
  for (int k = 0; k < cotangent_function_count; ++k)
    if (strcmp(cotangent_functions[k].name, name) == 0) f->f = &cotangent_functions[k];
  if (f->f != NULL) capsule = PyCapsule_New(f, NULL, free_function);
  else PyErr_SetString(PyExc_KeyError, name);
  if (capsule == NULL) return PyMem_Free(f), NULL;
  if (fill(f, arguments, result) == 0) made = PyCFunction_NewEx(&call_definition, capsule, NULL);
  Py_DECREF(capsule);
  return made;
}
/* table(name): the bytes of a table of ints, which stay where they are. */
static PyObject *table(PyObject *module, PyObject *name) {
  (void)module;
  for (int k = 0; k < cotangent_table_count; ++k) {
    const cotangent_table *const t = &cotangent_tables[k];
    union { const int *from; char *to; } values = {t->values}; /* (read alone) */
    if (PyUnicode_Check(name) && PyUnicode_CompareWithASCIIString(name, t->name) == 0)
      return PyMemoryView_FromMemory(values.to, (Py_ssize_t)(t->count * sizeof *t->values), PyBUF_READ);
  }
  return PyErr_SetObject(PyExc_KeyError, name), NULL;
}

#ifdef COTANGENT_WITH_JAX
void *cotangent_handler(void);
#endif
/* handler(): XLA's, of all functions; None where it was built without JAX. */
static PyObject *handler(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
#ifdef COTANGENT_WITH_JAX
  return PyCapsule_New(cotangent_handler(), NULL, NULL);
#else
  return Py_NewRef(Py_None);
#endif
}

static PyMethodDef methods[] = {{"function", make_function, METH_VARARGS, NULL},
                                {"table", table, METH_O, NULL},
                                {"handler", handler, METH_NOARGS, NULL},
                                {NULL, NULL, 0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_native", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__native(void) {
  import_array();
  return PyModule_Create(&definition);
}
)text";

}  // namespace cotangent::codegen::python
