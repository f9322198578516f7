// A transform that is called inside a trace on plain numbers, over a closure that captured traced values, has a graph
// of its own until it meets what the closure captured: it must be the same as on numbers that are traced.
#include "cases.hpp"

namespace {
/// `on(a, b)` for a captured a and a plain b against the same with a traced b: value, gradient and tangent with respect
/// to a.
template <class On>
void check_plain(const char* name, On) {
  INFO(name);
  constexpr auto plain = [](auto a) { return sin(a) * On{}(sin(a), 3.0); };
  constexpr auto traced = [](auto a) { return sin(a) * On{}(sin(a), 3.0 + ct::stop_gradient(a - a)); };
  check_close(ct::jit(plain)(2.0), ct::jit(traced)(2.0));
  check_close(ct::grad(plain)(2.0), ct::grad(traced)(2.0));
  check_close(ct::jvp(plain, ct::tuple(2.0), ct::tuple(1.0)).tangent, ct::grad(traced)(2.0));
}
constexpr ct::tensor<double, 2> pair{1, 2};
}  // namespace

TEST_CASE("plain numbers and captured ones", "[captures]") {
  check_plain("jit", [](auto a, auto b) { return ct::jit([=](auto v) { return a * v * v; })(b); });
  check_plain("grad", [](auto a, auto b) { return ct::grad([=](auto v) { return a * v * v; })(b); });
  check_plain("grad of grad",
              [](auto a, auto b) { return ct::grad(ct::grad([=](auto v) { return a * v * v * v; }))(b); });
  check_plain("value_and_grad",
              [](auto a, auto b) { return ct::value_and_grad([=](auto v) { return a * v * v; })(b).gradient; });
  check_plain("jvp", [](auto a, auto b) {
    return ct::jvp([=](auto v) { return a * v * v; }, ct::tuple(b), ct::tuple(b)).tangent;
  });
  check_plain("jvp of two", [](auto a, auto b) {
    return ct::jvp([=](auto v, auto w) { return a * v * w; }, ct::tuple(b, 2.0), ct::tuple(0.5, b)).tangent;
  });
  check_plain("jvp in jvp", [](auto a, auto b) {
    return ct::jvp(
               [=](auto v) {
                 return ct::jvp([=](auto w) { return a * v * w * w; }, ct::tuple(5.0), ct::tuple(2.0)).tangent;
               },
               ct::tuple(b), ct::tuple(3.0))
        .tangent;
  });
  check_plain("vjp", [](auto a, auto b) { return at_c<0>(ct::vjp([=](auto v) { return a * v * v; }, b).pullback(b)); });
  check_plain("vjp with a plain cotangent",
              [](auto a, auto b) { return at_c<0>(ct::vjp([=](auto v) { return a * v * v; }, b).pullback(2.0)); });
  check_plain("linearize",
              [](auto a, auto b) { return ct::linearize([=](auto v) { return a * v * v; }, b).pushforward(2.0); });
  check_plain("linearize, twice", [](auto a, auto b) {
    const auto r = ct::linearize([=](auto v, auto w) { return a * v * v * w; }, b, 2.0);
    return r.pushforward(b, 2.0) * r.value + r.pushforward(a, b);
  });
  check_plain("linearize in linearize", [](auto a, auto b) {
    return ct::linearize(
               [=](auto v) { return ct::linearize([=](auto w) { return a * v * w * w; }, 2.0).pushforward(v); }, b)
        .pushforward(b);
  });
  check_plain("jacrev", [](auto a, auto b) { return ct::jacrev([=](auto v) { return a * v * v; })(b); });
  check_plain("jacfwd", [](auto a, auto b) { return ct::jacfwd([=](auto v) { return a * v * v; })(b); });
  check_plain("hessian", [](auto a, auto b) { return ct::hessian([=](auto v) { return a * v * v * v; })(b); });
  check_plain("hvp", [](auto a, auto b) { return ct::hvp([=](auto v) { return a * v * v * v; })(b, 2.0); });
  check_plain("vmap", [](auto a, auto b) {
    return sum(ct::vmap([=](auto v, auto w) { return a * v * w; }, ct::in_axes<0, ct::unmapped>)(pair, b));
  });
  check_plain("cond", [](auto a, auto b) {
    return ct::cond(b > 1.0, [=](auto v) { return a * v; }, [=](auto v) { return v; }, b);
  });
  check_plain("cond by a constant", [](auto a, auto b) {
    return ct::cond(true, [=](auto v) { return a * v; }, [=](auto v) { return v; }, b);
  });
  check_plain("scan", [](auto a, auto b) {
    return ct::scan([=](auto c, auto v) { return ct::tuple(c * a + v, v); }, b, pair).carry;
  });
  check_plain("scan's results", [](auto a, auto b) {
    return sum(ct::scan([=](auto c, auto v) { return ct::tuple(c + v, c * a + v); }, b, pair).ys);
  });
  check_plain("fori_loop", [](auto a, auto b) {
    return ct::fori_loop<0, 3>([=](auto i, auto c) { return c * a + ct::astype<double>(i); }, b);
  });
  check_plain("checkpoint", [](auto a, auto b) { return ct::checkpoint([=](auto v) { return a * v; })(b); });
  check_plain("custom_vjp", [](auto a, auto b) {
    return ct::custom_vjp([=](auto v) { return sin(v); }, [](auto v) { return ct::tuple(sin(v), v); },
                          [](auto r, auto g) { return ct::tuple(cos(r) * g); })(b) *
           a;
  });
  check_plain("custom_jvp", [](auto a, auto b) {
    return ct::grad(ct::custom_jvp([](auto v) { return sin(v); },
                                   [](auto p, auto t) {
                                     return ct::tuple(sin(at_c<0>(p)), 2.0 * at_c<0>(t) * cos(at_c<0>(p)));
                                   }))(b * 1.0) *
           a;
  });
  check_plain("jvp in jit", [](auto a, auto b) {
    return ct::jit([=](auto v) {
      return ct::jvp([=](auto w) { return a * w * w + v; }, ct::tuple(2.0), ct::tuple(3.0)).tangent * v;
    })(b);
  });
  check_plain("jvp in vmap", [](auto a, auto b) {
    return sum(ct::vmap([=](auto u) {
      return ct::jvp([=](auto w) { return a * w * w * u; }, ct::tuple(2.0), ct::tuple(b)).tangent;
    })(pair));
  });
  check_plain("jvp in scan", [](auto a, auto b) {
    return ct::scan(
               [=](auto c, auto v) {
                 return ct::tuple(
                     c + ct::jvp([=](auto w) { return a * w * w * c; }, ct::tuple(2.0), ct::tuple(3.0)).tangent, v);
               },
               b, pair)
        .carry;
  });
  check_plain("has_aux", [](auto a, auto b) {
    return at_c<0>(ct::grad([=](auto v) { return ct::tuple(a * v * v, a); }, ct::has_aux)(b));
  });
  check_plain("what has_aux carries", [](auto a, auto b) {
    return at_c<1>(ct::grad([=](auto v) { return ct::tuple(a * v * v, a); }, ct::has_aux)(b));
  });
  check_plain("argnums", [](auto a, auto b) {
    return ct::grad([=](auto v, auto w) { return a * v * w * w; }, ct::argnums<1>)(b, 2.0);
  });
}

TEST_CASE("loops and branches over what is captured, in a transform of plain numbers", "[captures]") {
  // The variable of the transform meets the loop, which is of the graph around, when that is half traced: it was once
  // taken to be computed by the loop's body, and its derivative was 0.
  const auto check_wherever = [](const char* name, auto on) {
    using On = decltype(on);
    check_plain(name, [](auto a, auto b) { return ct::grad([=](auto v) { return On{}(a, v, b); })(b); });
    check_plain(name, [](auto a, auto b) {
      return ct::jvp([=](auto v) { return On{}(a, v, b); }, ct::tuple(b), ct::tuple(2.0)).tangent;
    });
    check_plain(name, [](auto a, auto b) {
      return ct::grad([=](auto v) { return v * ct::grad([=](auto w) { return On{}(a, w, b) * On{}(a, v, b); })(0.5); })(
          b);
    });
    check_plain(name, [](auto a, auto b) {
      return sum(ct::vmap([=](auto v) { return On{}(a, v, b) + On{}(a, v * v, v); })(pair));
    });
    check_plain(
        name, [](auto a, auto b) { return ct::fori_loop<0, 2>([=](auto, auto v) { return 0.1 * On{}(a, v, b); }, b); });
  };
  check_wherever("scan along it", [](auto a, auto v, auto) {
    return ct::scan([=](auto c, auto x) { return ct::tuple(c * v + x, x); }, 0.2, a * pair).carry;
  });
  check_wherever("scan, the other way", [](auto a, auto v, auto) {
    return ct::scan([=](auto c, auto x) { return ct::tuple(x + v * c, x); }, 0.2, a * pair).carry;
  });
  check_wherever("scan of plain numbers", [](auto a, auto v, auto b) {
    return ct::scan([=](auto c, auto x) { return ct::tuple(v * c + x * b, x * a); }, 0.2, pair).carry;
  });
  check_wherever("scan from it", [](auto a, auto v, auto) {
    return ct::scan([=](auto c, auto x) { return ct::tuple(x * v * c, x); }, a, pair).carry;
  });
  check_wherever("scan in scan", [](auto a, auto v, auto) {
    return ct::scan(
               [=](auto c, auto x) {
                 return ct::tuple(
                     ct::scan([=](auto d, auto y) { return ct::tuple(sin(v * d) + y * c, x); }, 0.3, a * pair).carry,
                     x);
               },
               0.2, pair)
        .carry;
  });
  check_wherever("fori_loop",
                 [](auto a, auto v, auto) { return ct::fori_loop<0, 3>([=](auto, auto c) { return sin(c) * v; }, a); });
  check_wherever("cond", [](auto a, auto v, auto) {
    return ct::cond(a > 0, [=](auto c) { return v * v * c; }, [=](auto c) { return c; }, a);
  });
  check_wherever("checkpoint",
                 [](auto a, auto v, auto) { return ct::checkpoint([=](auto c) { return v * sin(v * c); })(a); });
  check_wherever("vmap",
                 [](auto a, auto v, auto) { return sum(ct::vmap([=](auto c) { return v * sin(v * c); })(a * pair)); });
  check_plain("linear_transpose", [](auto a, auto b) {
    return at_c<0>(ct::linear_transpose([=](auto v) { return a * v; }, ct::like<double>)(b));
  });
}

TEST_CASE("a tangent of plain numbers over a captured value", "[captures]") {
  // a d/db (a b) = a^2: the tangents were once looked up twice, and the direction 1 was taken to be something else.
  constexpr auto f = [](auto a) {
    return a * ct::jvp([=](auto b) { return a * b; }, ct::tuple(3.0), ct::tuple(1.0)).tangent;
  };
  CHECK(ct::jit(f)(2.0) == 4);
  CHECK(ct::grad(f)(2.0) == 4);
}

namespace {
/// f and its gradient at 2, where closures are called on plain numbers that never meet what they captured, or meet it
/// later.
template <class F>
void check_late(const char* name, F f, double value, double gradient) {
  INFO(name);
  CHECK(ct::jit(f)(2.0) == value);
  CHECK(ct::grad(f)(2.0) == gradient);
}
}  // namespace

TEST_CASE("a closure that does not use what it captured", "[captures]") {
  // Its results are of a graph of its own, which was gone when they met the traced ones.
  check_late(
      "jit",
      [](auto a) {
        return ct::jit([=](auto v) {
                 (void)a;
                 return v * v;
               })(3.0) *
               a;
      },
      18, 9);
  check_late(
      "its pullback",
      [](auto a) {
        const auto r = ct::vjp(
            [=](auto v) {
              (void)a;
              return v * v;
            },
            3.0);
        const auto z = r.value * a;
        return z + at_c<0>(r.pullback(z));
      },
      126, 63);
  check_late(
      "its pullback, before and after",
      [](auto a) {
        const auto r = ct::vjp(
            [=](auto v) {
              (void)a;
              return v * v;
            },
            3.0);
        const auto q = at_c<0>(r.pullback(2.0));
        return q * a + at_c<0>(r.pullback(a));
      },
      36, 18);
  check_late(
      "its pushforward",
      [](auto a) {
        const auto r = ct::linearize(
            [=](auto v, auto w) {
              (void)a;
              return v * v * w;
            },
            3.0, 2.0);
        return r.value * a + r.pushforward(2.0, a);
      },
      78, 27);
}
