// CASES.md, "Control flow", and loops elsewhere.
#include "cases.hpp"

TEST_CASE("8: a custom rule inside a scan: first and second derivative", "[scan][custom_vjp]") {
  constexpr auto f = ct::custom_vjp([](auto x) { return sin(x); }, [](auto x) { return ct::tuple(sin(x), x); },
                                    [](auto x, auto g) { return ct::tuple(2 * cos(x) * g); });
  const auto once = [](auto x) {
    return ct::scan([](auto c, auto) { return ct::tuple(decltype(f){}(c), ct::none); }, x, ct::none, ct::length<1>)
        .carry;
  };
  CHECK(ct::grad(once)(3.0) == Approx(-1.9799849932008908));
  CHECK(ct::grad(ct::grad(once))(3.0) == Approx(-0.2822400161197344));
}

TEST_CASE("61: a custom forward rule inside a scan: first derivative 2, second 0", "[scan][custom_jvp]") {
  constexpr auto f = ct::custom_jvp([](auto x) { return 3 * x; },
                                    [](auto p, auto t) { return ct::tuple(3 * at_c<0>(p), 2 * at_c<0>(t)); });
  const auto once = [](auto x) {
    return ct::scan([](auto c, auto) { return ct::tuple(decltype(f){}(c), ct::none); }, x, ct::none, ct::length<1>)
        .carry;
  };
  CHECK(ct::grad(once)(3.0) == 2);
  CHECK(ct::jacfwd(once)(3.0) == 2);
  CHECK(ct::grad(ct::grad(once))(3.0) == 0);
}

TEST_CASE("32: a custom rule scanned and batched, with an argument that is the same for all",
          "[scan][vmap][custom_vjp]") {
  constexpr auto mul = ct::custom_vjp([](auto x, auto c) { return x * c; },
                                      [](auto x, auto c) { return ct::tuple(x * c, ct::tuple(x, c)); },
                                      [](auto r, auto g) { return ct::tuple(g * at_c<1>(r), sum(at_c<0>(r) * g)); });
  const auto batched = [](auto xs, auto c) {
    return sum(ct::vmap(
        [](auto x, auto k) {
          return ct::fori_loop<0, 3>([=](auto, auto carry) { return decltype(mul){}(carry, k); }, x);
        },
        ct::in_axes<0, ct::unmapped>)(xs, c));
  };
  const ct::tensor<double, 4> xs{1, 2, 3, 4};
  const auto gradient = ct::grad(batched, ct::argnums<0, 1>)(xs, 2.0);
  check_close(at_c<0>(gradient), ct::tensor<double, 4>{8, 8, 8, 8});
  CHECK(at_c<1>(gradient) == Approx(10 * 3 * 4.0));  // d/dc of c^3 sum(x)
}

TEST_CASE("10, 23: a batched rule differentiated inside a scan; one with an integer that is carried",
          "[scan][vmap][custom_vjp]") {
  constexpr auto f =
      ct::custom_vjp([](auto x) { return sum(sin(x)); }, [](auto x) { return ct::tuple(sum(sin(x)), x); },
                     [](auto x, auto g) { return ct::tuple(2 * cos(x) * g); });
  const auto slopes = [](auto rows) {
    const auto step = [](auto c, auto row) {
      const auto pair = stack(row, c * row);
      return ct::tuple(c + sum(ct::vmap(ct::grad(decltype(f){}))(pair)), ct::none);
    };
    return ct::scan(step, 0.0, rows).carry;
  };
  const auto by_loop = [](double v) {
    double c = 0;
    for (int k = 0; k < 10; ++k) c += 3 * (2 * std::cos(v) + 2 * std::cos(c * v));
    return c;
  };
  const auto ones = ct::ones<double, 10, 3>();
  CHECK(ct::jit(slopes)(ones) == Approx(by_loop(1)));
  CHECK(sum(ct::grad(slopes)(ones)) == Approx((by_loop(1 + 1e-7) - by_loop(1 - 1e-7)) / 2e-7).epsilon(1e-4));

  constexpr auto twice = ct::custom_vjp([](auto x, auto y) { return x + 0 * ct::astype<double>(y); },
                                        [](auto x, auto) { return ct::tuple(x, ct::none); },
                                        [](auto, auto g) { return ct::tuple(2 * g, 1); });
  const auto carried = [](auto x) {
    const auto step = [](auto c, auto) {
      return ct::tuple(ct::tuple(decltype(twice){}(at_c<0>(c), at_c<1>(c)), at_c<1>(c)), ct::none);
    };
    return at_c<0>(ct::scan(step, ct::tuple(x, 7), ct::none, ct::length<1>).carry);
  };
  CHECK(ct::grad(carried)(1.0) == 2);
}

TEST_CASE("131: checkpoints of loops", "[checkpoint][while_loop][fori_loop]") {
  const auto thrice = [](auto x) {
    const auto going = [](auto c) { return at_c<1>(c) < 3; };
    return at_c<0>(
        ct::while_loop(going, [](auto c) { return ct::tuple(sin(at_c<0>(c)), at_c<1>(c) + 1); }, ct::tuple(x, 0)));
  };
  const double slope = std::cos(std::sin(std::sin(3.0))) * std::cos(std::sin(3.0)) * std::cos(3.0);
  const auto [value, tangent_of] = ct::linearize(ct::checkpoint(thrice), 3.0);
  CHECK(value == Approx(std::sin(std::sin(std::sin(3.0)))));
  CHECK(tangent_of(2.0) == Approx(2 * slope));
  const auto counted = [](auto x) { return ct::fori_loop<0, 3>([](auto, auto c) { return sin(c); }, x); };
  CHECK(ct::grad(ct::checkpoint(counted))(3.0) == Approx(slope));
  CHECK(ct::grad(ct::grad(ct::checkpoint(counted)))(3.0) == Approx(ct::grad(ct::grad(counted))(3.0)));
}

TEST_CASE("125: scans: forwards and backwards, without inputs, stacked trees, batched", "[scan]") {
  const ct::tensor<double, 6> xs{3, 1, 4, 1, 5, 9};
  const auto running = [](auto c, auto x) { return ct::tuple(c + x, c + x); };
  const auto [last, sums] = ct::scan(running, 0.0, xs);
  CHECK(last == 23);
  check_close(sums, ct::tensor<double, 6>{3, 4, 8, 9, 14, 23});
  check_close(ct::scan(running, 0.0, xs, ct::reverse).ys, ct::tensor<double, 6>{23, 20, 19, 15, 14, 9});
  CHECK(ct::scan([](auto c, auto) { return ct::tuple(c + 1, ct::none); }, 0, ct::none, ct::length<20>).carry == 20);
  const auto both =
      ct::scan([](auto c, auto x) { return ct::tuple(ct::tuple(at_c<0>(c) + at_c<1>(x), at_c<1>(c) * at_c<0>(x)), c); },
               ct::tuple(0.0, 1.0), ct::tuple(xs, xs * 2));
  CHECK(at_c<0>(both.carry) == 46);
  CHECK(at_c<1>(both.carry) == 540);
  check_close(at_c<0>(both.ys), ct::tensor<double, 6>{0, 6, 8, 16, 18, 28});
  ct::tensor<double, 2, 6> rows;
  for (int k = 0; k < 6; ++k) rows(0, k) = xs(k), rows(1, k) = 2 * xs(k);
  const auto batch = ct::vmap(
      [](auto v) { return ct::scan([](auto c, auto x) { return ct::tuple(c + x, c * x); }, 0.0, v).ys; })(rows);
  CHECK(batch(0, 5) == 14 * 9);
  CHECK(batch(1, 5) == 28 * 18);
}

TEST_CASE("a scan of 1,000 steps is one loop", "[scan]") {
  const auto series = [](auto x) { return ct::fori_loop<0, 1000>([=](auto, auto c) { return c * x + 1; }, 1.0); };
  CHECK(ct::jit(series)(0.5) == Approx(2));
  CHECK(ct::grad(series)(0.5) == Approx(4));  // of 1 / (1 - x)
  static_assert(ct::inspect(series, ct::like<double>).equations() < 10);
}

TEST_CASE("loops inside loops, branches inside loops", "[fori_loop][cond]") {
  const auto f = [](auto x) {
    return ct::fori_loop<0, 3>(
        [=](auto i, auto outer) {
          return ct::fori_loop<0, 4>(
              [=](auto j, auto inner) {
                return inner + ct::cond((i + j) > 3, [](auto v) { return v * v; }, [](auto v) { return 2 * v; }, x);
              },
              outer);
        },
        0.0);
  };
  CHECK(ct::jit(f)(3.0) == 3 * 9 + 9 * 6);  // i + j > 3 for 3 of the 12
  CHECK(ct::grad(f)(3.0) == 3 * 6 + 9 * 2);
}

TEST_CASE("forward mode runs a while loop once, for value and tangent", "[while_loop][jvp]") {
  constexpr auto f = [](auto x, auto dx) {
    return ct::jvp(
        [](auto v) { return ct::while_loop([](auto c) { return c < 100; }, [](auto c) { return c * c; }, v); },
        ct::tuple(x), ct::tuple(dx));
  };
  const auto both = f(3.0, 1.0);
  CHECK(both.value == 6561);
  CHECK(both.tangent == Approx(8 * 2187.0));  // d x^8
  const std::string text(ct::inspect(f, ct::like<double>, ct::like<double>).text());
  CHECK(text.find("while_loop") != std::string::npos);
  CHECK(text.find("while_loop") == text.rfind("while_loop"));
}

TEST_CASE("127: forward mode through while loops; batched ones run until all have ended", "[while_loop]") {
  const auto f = [](auto x) {
    return ct::while_loop([](auto m) { return m(0, 2) <= 8; }, [](auto m) { return m * m; }, x);
  };
  const auto x = counted<double, 3, 3>();
  const auto [y, dy] = ct::jvp(f, ct::tuple(x), ct::tuple(x));
  check_close(y, x * x * x * x);
  check_close(dy, 4 * x * x * x * x);
  const auto doubled = [](auto v) {
    return ct::while_loop([](auto c) { return at_c<0>(c) < 3; },
                          [](auto c) { return ct::tuple(at_c<0>(c) + 1, at_c<1>(c) * 2); }, ct::tuple(0, v));
  };
  const auto pair = ct::jvp([=](auto v) { return at_c<1>(decltype(doubled){}(v)); }, ct::tuple(2.0), ct::tuple(1.0));
  CHECK(pair.value == 16);
  CHECK(pair.tangent == 8);
  const auto past = ct::vmap([](auto v) {
    return ct::while_loop([](auto c) { return c < 100; }, [](auto c) { return c * 2; }, v);
  })(ct::tensor<double, 3>{3, 60, 200});
  check_close(past, ct::tensor<double, 3>{192, 120, 200});
}

TEST_CASE("branches: one is computed; derivatives and batches", "[cond]") {
  const auto f = [](auto x) { return ct::cond(x > 1, [](auto v) { return v * v; }, [](auto v) { return sin(v); }, x); };
  CHECK(ct::jit(f)(3.0) == 9);
  CHECK(ct::grad(f)(3.0) == 6);
  CHECK(ct::grad(f)(0.5) == Approx(std::cos(0.5)));
  const auto slopes = ct::vmap(ct::grad(f))(ct::tensor<double, 2>{0.5, 3});
  CHECK(slopes(0) == Approx(std::cos(0.5)));
  CHECK(slopes(1) == 6);
  CHECK(ct::grad(ct::grad(f))(3.0) == 2);
}

TEST_CASE("a loop whose body is scalar code keeps what it carries in registers", "[scan]") {
  const auto fibonacci = [](auto x) {
    return ct::scan([](auto c, auto) { return ct::tuple(ct::tuple(at_c<1>(c), at_c<0>(c) + at_c<1>(c)), at_c<0>(c)); },
                    ct::tuple(0 * x, x), ct::none, ct::length<12>);
  };
  const auto found = ct::jit(fibonacci)(1.0);
  CHECK(at_c<0>(found.carry) == 144);
  CHECK(at_c<1>(found.carry) == 233);
  CHECK(found.ys == ct::tensor<double, 12>{0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89});
  // y[t] = a y[t + 1] + x[t], from the end, with its derivative in a and x.
  const auto filter = [](auto a, auto x) {
    return sum(ct::scan([=](auto y, auto x_t) { return ct::tuple(a * y + x_t, a * y + x_t); }, 0.0, x, ct::reverse).ys);
  };
  const ct::tensor<double, 5> x{1, 2, 3, 4, 5};
  const auto by_hand = [&](double a, const ct::tensor<double, 5>& v) {
    double y = 0, total = 0;
    for (int t = 4; t >= 0; --t) total += y = a * y + v(t);
    return total;
  };
  const auto both = ct::value_and_grad(filter, ct::argnums<0, 1>)(0.5, x);
  check_close(both.value, by_hand(0.5, x));
  check_close(at_c<0>(both.gradient), (by_hand(0.5 + 1e-6, x) - by_hand(0.5 - 1e-6, x)) / 2e-6, 1e-7);
  check_close(at_c<1>(both.gradient), ct::tensor<double, 5>{1, 1.5, 1.75, 1.875, 1.9375});
}

TEST_CASE("sums and products over the steps of a loop are none of its business", "[scan]") {
  const auto all = [](auto x, auto w) {
    const auto step = [=](auto c, auto x_t) {
      const auto next = ct::tuple(at_c<0>(c) + w * x_t * x_t, at_c<1>(c) * x_t, at_c<2>(c) - x_t, at_c<3>(c));
      return ct::tuple(next, x_t * at_c<3>(c));
    };
    const auto end = ct::scan(step, ct::tuple(1.0, 2.0, 0.5, w), x);
    return at_c<0>(end.carry) + 10 * at_c<1>(end.carry) + 100 * at_c<2>(end.carry) + 1000 * at_c<3>(end.carry) +
           sum(end.ys);
  };
  const ct::tensor<double, 4> x{1, 2, -3, 0.5};
  const auto f = [](const auto& v, double w) {
    double a = 1, b = 2, c = 0.5, ys = 0;
    for (double e : v) a += w * e * e, b *= e, c -= e, ys += e * w;
    return a + 10 * b + 100 * c + 1000 * w + ys;
  };
  static_assert(ct::inspect(all, ct::like<ct::tensor<double, 4>>, ct::like<double>).text().find("scan") ==
                std::string_view::npos);
  check_close(ct::jit(all)(x, 0.3), f(x, 0.3));
  const auto gradient = ct::grad(all, ct::argnums<0, 1>)(x, 0.3);
  for (int k = 0; k < 4; ++k) {
    auto up = x, down = x;
    up(k) += 1e-6, down(k) -= 1e-6;
    check_close(at_c<0>(gradient)(k), (f(up, 0.3) - f(down, 0.3)) / 2e-6, 1e-6);
  }
  check_close(at_c<1>(gradient), (f(x, 0.3 + 1e-6) - f(x, 0.3 - 1e-6)) / 2e-6, 1e-6);
  // A loop of whole numbers stays one: sums of steps are for floating types.
  CHECK(ct::scan([](auto c, auto x_t) { return ct::tuple(c + x_t, ct::none); }, 1, ct::tensor<std::int32_t, 3>{4, 5, 6})
            .carry == 16);
}

TEST_CASE("a recurrence goes through one product and one sum a step, unless its order was meant", "[scan]") {
  const auto path = [](auto phi, auto mu, auto x) {
    const auto step = [=](auto c, auto x_t) {
      const auto first = mu + phi * (at_c<0>(c) - mu) + x_t;
      const auto second = x_t - (2 - at_c<1>(c)) / phi * mu;
      return ct::tuple(ct::tuple(first, second), first * second + sin(first));
    };
    const auto end = ct::scan(step, ct::tuple(0.5, mu), x);
    return sum(end.ys) + at_c<0>(end.carry) - at_c<1>(end.carry);
  };
  const auto by_loop = [](double phi, double mu, const ct::tensor<double, 5>& x) {
    double first = 0.5, second = mu, total = 0;
    for (double x_t : x) {
      first = mu + phi * (first - mu) + x_t;
      second = x_t - (2 - second) / phi * mu;
      total += first * second + std::sin(first);
    }
    return total + first - second;
  };
  const ct::tensor<double, 5> x{1, 2, -3, 0.5, 0.25};
  check_close(ct::jit(path)(0.7, 1.5, x), by_loop(0.7, 1.5, x));
  // Nothing is computed in both ways: the sine is of what is carried.
  const auto text = ct::inspect(path, ct::like<double>, ct::like<double>, ct::like<ct::tensor<double, 5>>).text();
  INFO(text);
  const auto count = [&](std::string_view word) {
    int n = 0;
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++n;
    return n;
  };
  CHECK(count("= sub ") == 4);  // three a step, and the one at the end
  const auto slopes = ct::grad(path, ct::argnums<0, 1>)(0.7, 1.5, x);
  check_close(at_c<0>(slopes), (by_loop(0.7 + 1e-6, 1.5, x) - by_loop(0.7 - 1e-6, 1.5, x)) / 2e-6, 1e-6);
  check_close(at_c<1>(slopes), (by_loop(0.7, 1.5 + 1e-6, x) - by_loop(0.7, 1.5 - 1e-6, x)) / 2e-6, 1e-6);

  // Kahan's sum: what is lost of each step is put back in the next.
  const auto compensated = [](auto v) {
    const auto step = [](auto c, auto v_t) {
      const auto y = v_t - at_c<1>(c), t = at_c<0>(c) + y;
      return ct::tuple(ct::tuple(t, (t - at_c<0>(c)) - y), ct::none);
    };
    return at_c<0>(ct::scan(step, ct::tuple(1.0, 0.0), v).carry);
  };
  ct::tensor<double, 1000> small;
  for (double& v : small) v = 1e-16;
  CHECK(ct::jit(compensated)(small) - 1 == Approx(1e-13).epsilon(0.01));
}

TEST_CASE("what need not wait for the step before is computed for all steps at once", "[scan]") {
  // Two carries that wait for each other, sums and a product of what they come to, results before and after the step.
  static constexpr auto path = [](auto a, auto x, auto y) {
    const auto step = [=](auto c, auto now) {
      const auto [u, v, total, spread, all] = c;
      const auto force = sin(at_c<0>(now)) * a + at_c<1>(now);
      const auto next_u = u + 0.1 * v, next_v = tanh(v - a * next_u + force);
      const auto next =
          ct::tuple(next_u, next_v, total + next_u * force - v, spread - cos(next_v) * u, all * (1 + 0.1 * u));
      return ct::tuple(next, ct::tuple(u, next_v * force, exp(u) - force));
    };
    return ct::scan(step, ct::tuple(0.1, a, 0.5, 1.0, 2.0), ct::tuple(x, y), ct::reverse);
  };
  static constexpr auto whole = [](auto a, auto x, auto y) {
    const auto end = path(a, x, y);
    return at_c<0>(end.carry) + 2 * at_c<1>(end.carry) + 3 * at_c<2>(end.carry) + 4 * at_c<3>(end.carry) +
           5 * at_c<4>(end.carry) + sum(at_c<0>(end.ys) * x + at_c<1>(end.ys) - at_c<2>(end.ys) * y);
  };
  using series = ct::tensor<double, 19>;
  const auto by_loop = [](double a, const series& x, const series& y) {
    double u = 0.1, v = a, total = 0.5, spread = 1, all = 2, sum = 0;
    for (int t = 18; t >= 0; --t) {
      const double force = std::sin(x(t)) * a + y(t), next_u = u + 0.1 * v, next_v = std::tanh(v - a * next_u + force);
      sum += u * x(t) + next_v * force - (std::exp(u) - force) * y(t);
      total += next_u * force - v, spread -= std::cos(next_v) * u, all *= 1 + 0.1 * u;
      u = next_u, v = next_v;
    }
    return u + 2 * v + 3 * total + 4 * spread + 5 * all + sum;
  };
  series x, y;
  for (int t = 0; t < 19; ++t) x(t) = 0.3 * t - 2, y(t) = 0.05 * (t % 5);
  check_close(ct::jit(whole)(0.7, x, y), by_loop(0.7, x, y));
  const auto slopes = ct::grad(whole, ct::argnums<0, 1>)(0.7, x, y);
  check_close(at_c<0>(slopes), (by_loop(0.7 + 1e-6, x, y) - by_loop(0.7 - 1e-6, x, y)) / 2e-6, 1e-6);
  for (int t = 0; t < 19; ++t) {
    auto up = x, down = x;
    up(t) += 1e-6, down(t) -= 1e-6;
    check_close(at_c<1>(slopes)(t), (by_loop(0.7, up, y) - by_loop(0.7, down, y)) / 2e-6, 1e-6);
  }
  // Of the loop only the two that wait for each other are left: one sum of products, one tanh.
  constexpr auto text = ct::inspect(path, ct::like<double>, ct::like<series>, ct::like<series>).text();
  INFO(text);
  CHECK(text.find("scan[steps=19,consts=1,carry=2,xs=1,reversed]") != text.npos);
  for (std::string_view outside : {"f64[19] = cos ", "f64[19] = exp ", "f64[19] = sin "})
    CHECK(text.find(outside) != text.npos);
  CHECK(text.find("f64[] = tanh ") != text.npos);
  // What the next step is given may be an element, or the same each time.
  const auto shifted = ct::jit([](auto a, auto v) {
    const auto step = [=](auto c, auto v_t) {
      const auto [last, fixed, first] = c;
      return ct::tuple(ct::tuple(v_t, a, last), ct::tuple(sin(last) * fixed + cos(first) * v_t, last, v_t));
    };
    return ct::scan(step, ct::tuple(0.5, 0.25, 2.0), v);
  })(3.0, x);
  for (int t = 0; t < 19; ++t) {
    const double last = t > 0 ? x(t - 1) : 0.5, first = t > 1 ? x(t - 2) : t == 1 ? 0.5 : 2.0;
    check_close(at_c<0>(shifted.ys)(t), std::sin(last) * (t > 0 ? 3.0 : 0.25) + std::cos(first) * x(t));
    CHECK(at_c<1>(shifted.ys)(t) == last);
    CHECK(at_c<2>(shifted.ys)(t) == x(t));
  }
  CHECK(at_c<0>(shifted.carry) == x(18));
  CHECK(at_c<1>(shifted.carry) == 3.0);
  CHECK(at_c<2>(shifted.carry) == x(17));
  // Nothing else would leave this one: it stays whole.
  constexpr auto tail = [](auto v) {
    return ct::scan([](auto c, auto v_t) { return ct::tuple(c * v_t + 1, 2 * c); }, 1.0, v).ys;
  };
  CHECK(ct::inspect(tail, ct::like<series>).text().find("f64[19] = mul ") == std::string_view::npos);
}

TEST_CASE("a linear recurrence runs many steps at once, either way, of either type, with its factor the same or not",
          "[scan]") {
  const auto check = []<class T, class Way>(T, Way) {
    using series = ct::tensor<T, 93>;
    constexpr auto same = ct::jit([](auto a, auto x, auto start) {
      return ct::scan([=](auto c, auto x_t) { return ct::tuple(a * c + x_t, ct::tuple(c, a * c + x_t)); }, start, x,
                      Way{});
    });
    constexpr auto varying = ct::jit([](auto a, auto x, auto start) {
      const auto step = [](auto c, auto x_t) {
        return ct::tuple(at_c<0>(x_t) * c + at_c<1>(x_t), ct::tuple(c, at_c<1>(x_t)));
      };
      return ct::scan(step, start, ct::tuple(a, x), Way{});
    });
    const double tolerance = sizeof(T) == 4 ? 2e-5 : 1e-13;
    const auto close = [&](T ours, double theirs) {
      CHECK(static_cast<double>(ours) == Approx(theirs).epsilon(tolerance).margin(tolerance));
    };
    series x;
    for (int t = 0; t < 93; ++t) x(t) = static_cast<T>(std::sin(1.7 * t));
    for (const T a : {T(0.9), T(-1), T(0)}) {
      const auto one = same(a, x, T(0.5));
      const auto two = varying(a * x, x, T(0.5));
      double c = 0.5, d = 0.5;
      for (int n = 0; n < 93; ++n) {
        const int t = std::is_same_v<Way, ct::reverse_t> ? 92 - n : n;
        close(at_c<0>(one.ys)(t), c);
        close(at_c<0>(two.ys)(t), d);
        c = static_cast<double>(a) * c + static_cast<double>(x(t));
        d = static_cast<double>(a * x(t)) * d + static_cast<double>(x(t));
        close(at_c<1>(one.ys)(t), c);
      }
      close(one.carry, c);
      close(two.carry, d);
    }
    // The powers of this one overflow; what the loop makes of 0 does not.
    const T large = sizeof(T) == 4 ? T(1e20) : T(1e160);
    CHECK(at_c<0>(same(large, series{}, T(0)).ys) == series{});
    CHECK(at_c<0>(varying(series{} + large, series{}, T(0)).ys) == series{});
  };
  check(1.0, ct::reverse_t{});
  check(1.0F, ct::reverse_t{});
  check(1.0, ct::length_t<93>{});
  check(1.0F, ct::length_t<93>{});
}

TEST_CASE("a loop over the elements of a constant array, whose body is scalar code", "[scan]") {
  static constexpr auto path = [](auto x) {
    const auto end = ct::scan(
        [=](auto s, auto k) {
          const auto next = s * x + k;
          return ct::tuple(next, next);
        },
        x, ct::tensor<double, 3>{1, 2, 3});
    return ct::tuple(end.carry, end.ys);
  };
  const auto [last, all] = ct::jit(path)(0.5);
  CHECK(last == 4.3125);
  CHECK(all == ct::tensor<double, 3>{1.25, 2.625, 4.3125});
  CHECK(ct::grad([](auto x) { return at_c<0>(path(x)); })(0.5) == 4 * 0.125 + 2 * 0.5 + 2);  // of x^4 + x^2 + 2 x + 3
}
