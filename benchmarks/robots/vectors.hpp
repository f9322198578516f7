// Vectors of three numbers, whatever a number is: traced, or a double.
#pragma once

namespace robot {

template <class T>
struct vector {
  T x, y, z;
};

template <class T>
constexpr vector<T> operator+(const vector<T>& a, const vector<T>& b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
template <class T>
constexpr vector<T> operator-(const vector<T>& a, const vector<T>& b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
template <class T>
constexpr vector<T> operator*(double s, const vector<T>& a) {
  return {s * a.x, s * a.y, s * a.z};
}
template <class T>
constexpr vector<T> cross(const vector<T>& a, const vector<T>& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
/// Turned about z by the angle of that sine and cosine, and back.
template <class T>
constexpr vector<T> turned(const T& s, const T& c, const vector<T>& v) {
  return {c * v.x - s * v.y, s * v.x + c * v.y, v.z};
}
template <class T>
constexpr vector<T> turned_back(const T& s, const T& c, const vector<T>& v) {
  return {c * v.x + s * v.y, c * v.y - s * v.x, v.z};
}

}  // namespace robot
