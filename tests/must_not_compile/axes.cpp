#include <cotangent/cotangent.hpp>

namespace ct = cotangent;
using vector = ct::tensor<double, 6>;
using matrix = ct::tensor<double, 2, 3>;

void good(const matrix& x) { (void)cumsum<1>(x), (void)softmax(x, ct::axes<-1>), (void)ct::reshape<3, -1>(x); }
void mean_(const vector& x) {
  (void)mean(x, ct::axes<1>);  // error: mean: axis 1 out of range for f64[6]
}
void variance(const vector& x) {
  (void)var(x, ct::axes<-2>);  // error: var: axis -2 out of range for f64[6]
}
void maximum(const vector& x) {
  (void)amax(x, ct::axes<0, 3>);  // error: amax: axis 3 out of range for f64[6]
}
void product(const vector& x) {
  (void)prod(x, ct::axes<1>);  // error: prod: axis 1 out of range for f64[6]
}
void lse(const vector& x) {
  (void)logsumexp(x, ct::axes<1>);  // error: logsumexp: axis 1 out of range for f64[6]
}
void soft(const vector& x) {
  (void)softmax(x, ct::axes<1>);  // error: softmax: axis 1 out of range for f64[6]
}
void norms(const vector& x) {
  (void)norm(x, ct::axes<1>);  // error: norm: axis 1 out of range for f64[6]
}
void largest(const vector& x) {
  (void)argmax(x, ct::axes<1>);  // error: argmax: axis 1 out of range for f64[6]
}
void running(const vector& x) {
  (void)ct::cumsum<1>(x);  // error: cumsum: axis 1 out of range for f64[6]
}
void running_product(const vector& x) {
  (void)ct::cumprod<-2>(x);  // error: cumprod: axis -2 out of range for f64[6]
}
void order(const vector& x) {
  (void)ct::sort<1>(x);  // error: sort: axis 1 out of range for f64[6]
}
void best(const vector& x) {
  (void)ct::top_k<2, 1>(x);  // error: top_k: axis 1 out of range for f64[6]
}
void taken(const vector& x) {
  (void)ct::take<1>(x, 0);  // error: take: axis 1 out of range for f64[6]
}
void rolled(const vector& x) {
  (void)ct::roll<2, 1>(x);  // error: roll: axis 1 out of range for f64[6]
}
void repeated(const vector& x) {
  (void)ct::repeat<2, 1>(x);  // error: repeat: axis 1 out of range for f64[6]
}
void flipped(const vector& x) {
  (void)ct::flip<1>(x);  // error: flip: axis 1 out of range for f64[6]
}
void squeezed(const vector& x) {
  (void)ct::squeeze<1>(x);  // error: squeeze: axis 1 out of range for f64[6]
}
void squeezed_too_far(const vector& x) {
  (void)ct::squeeze<0>(x);  // error: squeeze: axis 0 of f64[6] has more than one element
}
void expanded(const vector& x) {
  (void)ct::expand_dims<2>(x);  // error: expand_dims: axis 2 out of range for f64[6] and a new axis
}
void joined(const vector& x) {
  (void)ct::concatenate<1>(x, x);  // error: concatenate: axis 1 out of range for f64[6]
}
void stacked(const vector& x) {
  (void)ct::stack<2>(x, x);  // error: stack: axis 2 out of range for f64[6] and a new axis
}
void stacked_others(const vector& x, const matrix& y) {
  (void)ct::stack(x, y);  // error: stack: operands must be of one type, got (f64[6], f64[2,3])
}
void swapped(const vector& x) {
  (void)ct::swapaxes<0, 1>(x);  // error: swapaxes: axis 1 out of range for f64[6]
}
void part(const vector& x) {
  (void)ct::slice<0, 2, 9>(x);  // error: slice: axis 0 from 2 to 9 by 1 is not inside f64[6]
}
void index(const vector& x) {
  (void)ct::jit([](auto v) { return v(9); })(x);  // error: index: 9 is out of range for axis 0, of 6 elements
}
void triangle(const vector& x) {
  (void)tril(x);  // error: tril: needs a matrix, got f64[6]
}
void tiled(const matrix& x) {
  (void)ct::tile<0>(x);  // error: tile: needs at least one copy of f64[2,3] along each axis
}
void padded(const matrix& x) {
  (void)ct::pad<1, 1, 1>(x);  // error: pad: needs <low, high>, no less than 0, for all axes of f64[2,3] or for each of them, got 3 numbers
}
void piece(const matrix& x) {
  (void)ct::dynamic_slice<2>(x, 0);  // error: dynamic_slice: needs a size and a start for each axis of f64[2,3], got 1 and 1
}
void too_large_a_piece(const vector& x) {
  (void)ct::dynamic_slice<7>(x, 0);  // error: dynamic_slice: 7 elements do not fit into axis 0 of f64[6]
}
void updated(const vector& x) {
  (void)x.at(1).set(ct::tensor<double, 2>{1, 2});  // error: at: f64[2] does not broadcast to what is indexed, f64[]
}
void inner_sizes(const matrix& x) {
  (void)matmul(x, x);  // error: matmul: inner sizes differ: f64[2,3] and f64[2,3]
}
void contraction(const matrix& x) {
  (void)ct::tensordot<1>(x, x);  // error: tensordot: the last 1 axes of f64[2,3] are not the first of f64[2,3]
}
void letters(const matrix& x) {
  (void)ct::einsum<"ij,jk->ik">(x, x);  // error: einsum: ij,jk->ik does not fit (f64[2,3], f64[2,3])
}
void diagonal(const ct::tensor<double, 2, 2, 2>& x) {
  (void)diag(x);  // error: diag: needs a vector or a matrix, got f64[2,2,2]
}
void traced(const vector& x) {
  (void)trace(x);  // error: trace: needs a matrix, got f64[6]
}
void stacks(const ct::tensor<double, 2, 3, 3>& x, const ct::tensor<double, 4, 3, 3>& y) {
  (void)matmul(x, y);  // error: matmul: stacks of matrices do not broadcast: f64[2,3,3] and f64[4,3,3]
}
void inner_axes(const matrix& x, const ct::tensor<double, 2>& y) {
  (void)inner(x, y);  // error: inner: inner sizes differ: f64[2,3] and f64[2]
}
void several_unknown(const vector& x) {
  (void)ct::reshape<-1, -1>(x);  // error: reshape: f64[6] has 6 elements, the new shape [-1,-1]; one extent may be -1
}
void indivisible(const vector& x) {
  (void)ct::reshape<4, -1>(x);  // error: reshape: f64[6] has 6 elements, the new shape [4,-1]; one extent may be -1, where a multiple of the others
}
void copies(const vector& x) {
  (void)ct::repeat<0>(x);  // error: repeat: needs at least one copy of f64[6]
}
void updated_outside(const vector& x) {
  (void)ct::jit([](auto v) { return v.at(7).set(1.0); })(x);  // error: index: 7 is out of range for axis 0, of 6 elements
}
