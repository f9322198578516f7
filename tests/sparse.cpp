// Sparse Jacobians and Hessians of programs with structure: how many entries they have, how they are made, and that
// they are those of the dense ones (laws.cpp holds this of all its functions). What is public is in cases/sparse.cpp.
#include "laws/stages.hpp"

#include <cotangent/codegen/generate.hpp>

#include <catch2/catch.hpp>

namespace ct = cotangent;
using boost::hana::at_c;

namespace {

template <class F, bool Hessian, class... X>
struct programs {
  static constexpr ct::ir::graph trace() {
    using differentiated = std::conditional_t<Hessian, ct::detail::grad_function<F, false, false, 0>, F>;
    return ct::detail::trace_program<differentiated, X...>();
  }
};
/// Of argument 0, which has leaves from 0 on.
template <bool Hessian, class... X, class F>
laws::sparse_facts facts_of(F) {
  ct::ir::graph (*volatile trace)() = &programs<F, Hessian, X...>::trace;
  std::vector<laws::array> arguments;
  const auto add = [&]<class L>(std::type_identity<L>) {
    const auto seed = static_cast<unsigned>(arguments.size());
    arguments.push_back(
        laws::random_array(static_cast<int>(ct::detail::leaf_traits<L>::dims.size()), seed, 0.2, 1.5, false));
  };
  const auto add_all = [&]<class... L>(ct::detail::type_list<L...>) { (add(std::type_identity<L>{}), ...); };
  (add_all(ct::detail::leaves_of<X>{}), ...);
  std::vector<int> by;
  using first = std::tuple_element_t<0, std::tuple<X...>>;
  for (int k = 0; k < ct::detail::leaves_of<first>::size; ++k) by.push_back(k);
  return laws::check_sparse_derivative(trace(), by, Hessian, arguments);
}
void is(const char* what, const laws::sparse_facts& facts, int rows, int columns, int nnz, const char* method) {
  INFO(what);
  CHECK(facts.rows == rows);
  CHECK(facts.columns == columns);
  CHECK(facts.nnz == nnz);
  CHECK(facts.method == method);
}

template <int N>
using vector = ct::tensor<double, N>;
template <int M, int N>
using matrix = ct::tensor<double, M, N>;

constexpr auto tridiagonal = [](auto x) { return x * x - ct::pad<1, 0>(ct::slice<0, 0, -1>(x)) - 2 * ct::roll<-1>(x); };
constexpr auto differences = [](auto x) {
  const auto n = ct::slice<0, 1, 30>(x) - ct::slice<0, 0, 29>(x);
  return sum(n * n * n);
};
constexpr auto laplacian = [](auto u) {
  const auto w = ct::pad<1, 1>(u);
  return 4 * u - ct::slice<1, 1, 9>(ct::slice<0, 0, 8>(w)) - ct::slice<1, 1, 9>(ct::slice<0, 2, 10>(w)) -
         ct::slice<1, 0, 8>(ct::slice<0, 1, 9>(w)) - ct::slice<1, 2, 10>(ct::slice<0, 1, 9>(w)) - exp(u);
};
constexpr auto arrow = [](auto x) {
  const auto rest = ct::slice<0, 1, 30>(x);
  return ct::concatenate(ct::expand_dims<0>(sum(x * x)), rest * x(0) + sin(rest));
};
constexpr auto arrow_energy = [](auto x) { return x(0) * sum(square(ct::slice<0, 1, 30>(x))) + sum(exp(x)); };
constexpr auto softmax = [](auto x) { return exp(x) / sum(exp(x)); };
constexpr auto rate = [](auto s, auto u) {
  return ct::stack(s(1), (u - sin(s(0)) * square(s(1))) / (1.0 + square(cos(s(0)))));
};
/// Trapezoids of a pendulum: z = (x, u) at 21 nodes.
constexpr auto defects = [](auto z) {
  const auto x = ct::slice<1, 0, 2>(z);
  const auto r = ct::vmap(rate)(x, z(ct::all, 2));
  return ct::slice<0, 1, 21>(x) - ct::slice<0, 0, 20>(x) - 0.05 * (ct::slice<0, 1, 21>(r) + ct::slice<0, 0, 20>(r));
};
constexpr auto lagrangian = [](auto z, auto sigma, auto lambda) {
  return sigma * sum(square(z(ct::all, 2))) + sum(lambda * defects(z));
};
/// The same of one long vector, states before controls.
constexpr auto flat_defects = [](auto z) {
  const auto x = ct::reshape<21, 2>(ct::slice<0, 0, 42>(z));
  const auto r = ct::vmap(rate)(x, ct::slice<0, 42, 63>(z));
  return ct::ravel(ct::slice<0, 1, 21>(x) - ct::slice<0, 0, 20>(x) -
                   0.05 * (ct::slice<0, 1, 21>(r) + ct::slice<0, 0, 20>(r)));
};

template <int N = 4, class F>
std::string refusal(std::string name, F f) {
  try {
    ct::codegen::library lib("refused");
    lib.add(name, f, ct::like<ct::tensor<double, N>>);
    lib.add(name + "_row", [](auto x) { return x * x; }, ct::like<ct::tensor<double, 4>>);
    lib.files();
  } catch (const std::invalid_argument& problem) { return problem.what(); }
  return "";
}

}  // namespace

TEST_CASE("sparse: bands", "[sparse]") {
  is("tridiagonal", facts_of<false, vector<30>>(tridiagonal), 30, 30, 89, "bands");
  is("its energy", facts_of<true, vector<30>>(differences), 30, 30, 59, "bands");
  is("5-point Laplacian", facts_of<false, matrix<8, 8>>(laplacian), 64, 64, 288, "bands");
  is("the same of a flat vector",
     facts_of<false, vector<64>>([](auto u) { return ct::ravel(laplacian(ct::reshape<8, 8>(u))); }), 64, 64, 288,
     "bands");
  is("an arrow", facts_of<false, vector<30>>(arrow), 30, 30, 88, "bands");
  is("a symmetric arrow", facts_of<true, vector<30>>(arrow_energy), 30, 30, 59, "bands");
  is("blocks", facts_of<false, matrix<12, 3>>([](auto x) { return ct::vmap(softmax)(x); }), 36, 36, 108, "bands");
  is("blocks of columns", facts_of<false, matrix<3, 12>>([](auto x) { return ct::vmap(softmax, ct::in_axes<1>)(x); }),
     36, 36, 108, "bands");
  is("backwards", facts_of<false, vector<30>>([](auto x) { return x * ct::flip(x); }), 30, 30, 60, "bands");
  is("every other", facts_of<false, vector<30>>([](auto x) { return square(ct::slice<0, 0, 30, 2>(x)); }), 15, 30, 15,
     "bands");
  is("collocation", facts_of<false, matrix<21, 3>>(defects), 40, 63, 200, "bands");
  is("collocation of a flat vector", facts_of<false, vector<63>>(flat_defects), 40, 63, 200, "bands");
  is("its Lagrangian", facts_of<true, matrix<21, 3>, double, matrix<20, 2>>(lagrangian), 63, 63, 105, "bands");
  is("a product with a constant", facts_of<false, vector<20>>([](auto x) {
       return ct::tril(ct::ones<double, 20, 20>()) * 2.0 * ct::expand_dims<1>(x);
     }),
     400, 20, 210, "bands");
}

TEST_CASE("sparse: a view that is split because it could not be pulled, and is met again", "[sparse]") {
  is("sums across what is flat", facts_of<true, matrix<9, 2>>([](auto u) {
       const auto y = ct::ravel(u * sum(u, ct::axes<1>, ct::keepdims));
       return sum(y * y);
     }),
     18, 18, 27, "bands");
}

TEST_CASE("sparse: colours", "[sparse]") {
  is("a loop that counts", facts_of<false, vector<20>>([](auto x) {
       return ct::fori_loop<0, 19>([=](auto i, auto y) { return y.at(i).add(x(i + 1) * x(i)); },
                                   ct::zeros<double, 20>());
     }),
     20, 20, 38, "colours");
  is("a mesh", facts_of<false, vector<20>>([](auto x) {
       const auto a = ct::take(x, ct::tensor<std::int32_t, 12>{0, 5, 2, 9, 1, 13, 19, 4, 7, 3, 11, 16});
       const auto b = ct::take(x, ct::tensor<std::int32_t, 12>{3, 8, 15, 0, 6, 2, 12, 10, 18, 17, 5, 14});
       return a * b;
     }),
     12, 20, 24, "colours");
  is("a loop that counts, and branches by it", facts_of<false, vector<9>>([](auto x) {
       const auto body = [=](auto i, auto y) {
         return ct::cond(
             i > 4, [=](auto z) { return z.at(i).add(x(i) * x(0)); }, [=](auto z) { return z.at(i).add(x(8)); }, y);
       };
       return ct::fori_loop<0, 9>(body, ct::zeros<double, 9>());
     }),
     9, 9, 13, "colours");
  is("one row of them", facts_of<false, vector<20>>([](auto x) {
       return ct::fori_loop<0, 20>([=](auto i, auto s) { return s + x(i) * x(i); }, 0.0);
     }),
     1, 20, 20, "colours");
  is("vehicles on their own", facts_of<false, matrix<10, 2>>([](auto x) {
       return ct::vmap([](auto s) { return ct::fori_loop<0, 3>([](auto, auto c) { return c + sin(c) * c(0); }, s); })(
           x);
     }),
     20, 20, 30, "colours");
  is("a Hessian through a loop", facts_of<true, vector<12>>([](auto x) {
       return ct::scan([](auto c, auto v) { return ct::tuple(v, c * c * v); }, x(0), x).ys(3) +
              sum(ct::scan([](auto c, auto v) { return ct::tuple(v, c * c * v); }, x(0), x).ys);
     }),
     12, 12, 22, "colours");
}

TEST_CASE("sparse: rules and what data decides", "[sparse]") {
  is("a rule for reverse mode only", facts_of<false, vector<9>>([](auto x) {
       const auto twice = ct::custom_vjp([](auto v) { return sin(v); }, [](auto v) { return ct::tuple(sin(v), v); },
                                         [](auto v, auto g) { return ct::tuple(2.0 * cos(v) * g); });
       return twice(x) * ct::slice<0, 0, 9>(x);
     }),
     9, 9, 9, "bands");
  is("a rule for forward mode", facts_of<false, vector<9>>([](auto x) {
       const auto with_neighbour =
           ct::custom_jvp([](auto v) { return v; },
                          [](auto v, auto t) { return ct::tuple(at_c<0>(v), at_c<0>(t) + ct::roll<1>(at_c<0>(t))); });
       return with_neighbour(x);
     }),
     9, 9, 18, "bands");
  is("stop_gradient", facts_of<false, vector<9>>([](auto x) { return x * ct::stop_gradient(sum(x)); }), 9, 9, 9,
     "bands");
  is("either branch", facts_of<false, vector<9>>([](auto x) {
       return ct::cond(x(0) > 0.0, [](auto v) { return v * v; }, [](auto v) { return ct::flip(v); }, x);
     }),
     9, 9, 17, "colours");
  is("where by a constant mask", facts_of<false, vector<9>>([](auto x) {
       return ct::where(ct::arange<double, 9>() > 4.0, x * x, ct::zeros<double, 9>());
     }),
     9, 9, 4, "bands");
  is("where by an integer mask", facts_of<false, vector<9>>([](auto x) {
       return ct::where(ct::arange<std::int32_t, 9>() > 4, x * x, 0.0 * ct::stop_gradient(x));
     }),
     9, 9, 4, "bands");
  is("one element set", facts_of<false, vector<9>>([](auto x) { return x.at(2).set(x(7) * x(8)); }), 9, 9, 10, "bands");
  is("an index that is computed", facts_of<false, vector<9>>([](auto x) {
       return ct::stop_gradient(x) * x(ct::astype<std::int32_t>(sum(ct::stop_gradient(x))));
     }),
     9, 9, 81, "colours");
  is("nothing", facts_of<false, vector<9>>([](auto x) { return ct::stop_gradient(x); }), 9, 9, 0, "");
}

TEST_CASE("sparse: second derivatives that a rule makes asymmetric", "[sparse]") {
  constexpr auto rolled = ct::custom_vjp([](auto v) { return v * v; }, [](auto v) { return ct::tuple(v * v, v); },
                                         [](auto v, auto g) { return ct::tuple(ct::roll<1>(g) * v); });
  is("by bands", facts_of<true, vector<12>>([=](auto x) { return sum(sin(rolled(x))); }), 12, 12, 23, "bands");
  is("in a loop", facts_of<true, vector<12>>([=](auto x) {
       return ct::fori_loop<0, 3>([=](auto, auto s) { return s * 0.5 + sum(sin(rolled(x)) * x); }, 0.0);
     }),
     12, 12, 23, "bands");
}

TEST_CASE("sparse: trees", "[sparse]") {
  using states = boost::hana::tuple<matrix<6, 2>, vector<6>>;
  is("blocks for each pair of leaves", facts_of<false, states, double>([](auto z, auto p) {
       const auto x = at_c<0>(z);
       const auto u = at_c<1>(z);
       return ct::tuple(p * x * ct::expand_dims<1>(u), u * u, x(0, 0) * u(5));
     }),
     19, 18, 32, "bands");
  is("a Hessian by both leaves", facts_of<true, states, double>([](auto z, auto p) {
       return p * sum(ct::expand_dims<1>(at_c<1>(z)) * exp(at_c<0>(z)));
     }),
     18, 18, 24, "bands");
}

TEST_CASE("sparse derivatives that a generator refuses", "[codegen][sparse]") {
  CHECK(refusal("nothing", ct::sparse_jacobian([](auto x) { return ct::stop_gradient(x); })) ==
        "nothing: nothing in the result depends on what is differentiated by: all entries are zero");
  CHECK(refusal<50000>("dense", ct::sparse_jacobian([](auto x) { return x * sum(x); })) ==
        "dense: more entries than an int can count (2147483647) may be other than zero: the matrix is not sparse");
  CHECK(refusal("loop", ct::sparse_hessian([](auto x) {
                  return sum(ct::while_loop([](auto c) { return sum(c) < 9.0; }, [](auto c) { return c * c; }, x));
                }))
            .starts_with("loop: while_loop: has no reverse mode"));
  CHECK(refusal("f", ct::sparse_jacobian([](auto x) { return x * x; })) ==
        "'f' and 'f_row' would both define f_row; rename one of them");
}
