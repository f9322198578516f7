// The extension module of generated Python, third part: results, a call, and the module, by CPython's stable ABI and
// NumPy's. Fixed C, over the tables of calls.h.
#pragma once

#include <string_view>

namespace cotangent::codegen::python {

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
