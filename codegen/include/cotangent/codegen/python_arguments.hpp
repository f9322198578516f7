// The extension module of generated Python, second part: numbers and NumPy's arrays out of trees, in place where they
// can be read there.
#pragma once

#include <string_view>

namespace cotangent::codegen::python {

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

}  // namespace cotangent::codegen::python
